import { cleanup, render, screen } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import type { HistoryOutcome } from "../../ipc/bindings/HistoryOutcome";
import { FakeBackend, item } from "../../ipc/fake";
import type { WindowKind } from "../../ipc/backend";

afterEach(cleanup);

const CHECK = "If that was not you, remove that device.";

async function open(outcome: HistoryOutcome, by: string | null, kind: WindowKind = "main") {
  const backend = new FakeBackend();
  backend.kind = kind;
  backend.items = [item("1")];
  render(App, { props: { backend } });
  await screen.findByRole("heading", { level: 1 });
  backend.items = [item("1", { kind: "closed", outcome, by, at: "2026-11-20T14:06:00Z" })];
  backend.change();
  await screen.findByText(/^Approved|^Denied/, { selector: ".title bdi" });
  return backend;
}

it("leads to the devices when another one approved", async () => {
  await open("approved", "Laptop");
  expect(screen.getByText(CHECK)).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Open accounts" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Accounts" })).toBeVisible();
});

it("leads to the main window from the popup", async () => {
  const backend = await open("approved", "Laptop", "popup");
  await userEvent.click(screen.getAllByRole("button", { name: "Open Waxseal" }).at(-1) as HTMLElement);
  expect(backend.calls).toContainEqual(["openMain", "1"]);
});

it.each([
  ["approved", null],
  ["denied", "Laptop"],
] as const)("says nothing of the kind: %s on %s", async (outcome, by) => {
  await open(outcome, by);
  expect(screen.queryByText(CHECK)).toBeNull();
});
