import { cleanup, render, screen, within } from "@testing-library/svelte";
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
  expect(backend.calls).toContainEqual(["openMain", { account_id: "dev_1", consent_id: "1" }]);
});

it("reports an approval that was not the person's, after saying what that does", async () => {
  const backend = await open("approved", "Laptop");
  await userEvent.click(screen.getByRole("button", { name: "It was not me" }));
  const dialog = within(await screen.findByRole("dialog", { name: "Report this approval?" }));
  expect(screen.getByRole("dialog")).toHaveTextContent("the approval on Laptop was not yours");
  expect(dialog.getByText(/What was granted is not taken back/)).toBeVisible();
  expect(backend.calls).toEqual([]);
  await userEvent.click(dialog.getByRole("button", { name: "Report it" }));
  expect(backend.calls).toEqual([["disown", { account_id: "dev_1", consent_id: "1" }]]);
  expect(await screen.findByText(/^Reported\. The server keeps/)).toBeVisible();
  expect(screen.queryByRole("button", { name: "It was not me" })).toBeNull();
});

it("says why it could not be reported, and can be tried again", async () => {
  const backend = await open("approved", "Laptop");
  backend.disown = () => Promise.reject({ code: "offline", message: "It was not told; try again." });
  await userEvent.click(screen.getByRole("button", { name: "It was not me" }));
  await userEvent.click(await screen.findByRole("button", { name: "Report it" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("It was not told; try again.");
  expect(screen.getByRole("button", { name: "Report it" })).toBeEnabled();
});

it.each([
  ["approved", null],
  ["denied", "Laptop"],
] as const)("says nothing of the kind: %s on %s", async (outcome, by) => {
  await open(outcome, by);
  expect(screen.queryByText(CHECK)).toBeNull();
});
