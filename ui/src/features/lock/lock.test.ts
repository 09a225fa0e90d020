import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import { FakeBackend, item, transferCard } from "../../ipc/fake";

afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

const mail = { ...item("2"), card: { ...transferCard(), headline: "Read the mail" } };

async function open(prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.items = [item("1"), mail];
  backend.passphrase = "seal";
  prepare(backend);
  render(App, { props: { backend } });
  return backend;
}

const field = () => screen.findByLabelText("Passphrase");
const unlock = () => screen.getByRole("button", { name: "Unlock" });

it.each(["main", "popup"] as const)("leaves nothing else in the %s window", async (kind) => {
  await open((backend) => {
    backend.locked = true;
    backend.kind = kind;
  });
  expect(await field()).toHaveFocus();
  expect(screen.getByText("2 requests waiting")).toBeVisible();
  expect(screen.getByText(/next expires in 4:12/)).toBeVisible();
  expect(screen.queryByRole("navigation")).toBeNull();
  expect(screen.getAllByRole("button")).toEqual([unlock()]);
  expect(document.body).not.toHaveTextContent("Herwitz");
});

it("lets the popup be closed", async () => {
  const backend = await open((backend) => {
    backend.locked = true;
    backend.kind = "popup";
  });
  await field();
  await userEvent.keyboard("{Escape}");
  expect(backend.calls).toEqual([["closePopup"]]);
});

it("counts down", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  await open((backend) => (backend.locked = true));
  await field();
  await vi.advanceTimersByTimeAsync(12_000);
  expect(await screen.findByText(/next expires in (4:00|3:59)/)).toBeVisible();
});

it("says at the field that a passphrase is wrong, and selects it", async () => {
  await open((backend) => (backend.locked = true));
  await userEvent.type(await field(), "soap{Enter}");
  await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("That is not the passphrase."));
  expect(await field()).toHaveAccessibleDescription("That is not the passphrase.");
  expect(await field()).toHaveAttribute("aria-invalid", "true");
  const { selectionStart, selectionEnd } = (await field()) as HTMLInputElement;
  expect([selectionStart, selectionEnd]).toEqual([0, 4]);
});

it("locks with the keyboard, and shows the same request after unlocking", async () => {
  await open();
  await userEvent.click(await screen.findByRole("button", { name: /Read the mail/ }));
  await screen.findByRole("heading", { level: 1, name: "Read the mail" });
  await userEvent.keyboard("{Control>}l{/Control}");
  await userEvent.type(await field(), "seal");
  await userEvent.click(unlock());
  expect(await screen.findByRole("heading", { level: 1, name: "Read the mail" })).toBeVisible();
});

it("locks with a button of the rail", async () => {
  await open();
  await userEvent.click(await screen.findByRole("button", { name: "Lock" }));
  expect(await field()).toBeVisible();
});

it("cannot be locked without a passphrase", async () => {
  const backend = await open((backend) => (backend.passphrase = null));
  await screen.findByRole("heading", { level: 1 });
  expect(screen.queryByRole("button", { name: "Lock" })).toBeNull();
  await userEvent.keyboard("{Control>}l{/Control}");
  expect(backend.locked).toBe(false);
});
