import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeBackend, item } from "../../ipc/fake";

beforeEach(() => localStorage.clear());
afterEach(cleanup);

async function open(prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.items = [item("1"), { ...item("2"), friction: { kind: "code", length: 4, shown: "4821" } }];
  prepare(backend);
  render(App, { props: { backend } });
  if (!backend.locked) await screen.findByRole("heading", { level: 1 });
  return backend;
}

const sheet = () => screen.queryByRole("dialog", { name: "Keyboard" });
const press = (init: KeyboardEventInit, on: Element | Window = window) => fireEvent.keyDown(on, init);

async function turnOff() {
  await userEvent.click(screen.getByRole("button", { name: "Settings" }));
  await userEvent.click(screen.getByRole("button", { name: "Advanced" }));
  await userEvent.click(await screen.findByRole("switch", { name: "Keys without Ctrl" }));
  await userEvent.click(screen.getByRole("button", { name: /^Inbox/ }));
}

it.each(["?", "F1"])("%s shows every shortcut there is", async (key) => {
  await open();
  await press({ key });
  expect(sheet()).toBeVisible();
  const keys = [...document.querySelectorAll("dialog kbd")].map((one) => one.textContent);
  expect(keys).toEqual(
    expect.arrayContaining(["Ctrl 1 – 5", "Ctrl ,", "[ ]", "O", "J", "Alt ↓", "Ctrl Shift F", "Ctrl L", "?"]),
  );
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(sheet()).toBeNull();
});

it("opens in the popup, and on any screen", async () => {
  await open((backend) => (backend.kind = "popup"));
  await press({ key: "?" });
  expect(sheet()).toBeVisible();
});

it("does not open while somebody types, or while it is locked", async () => {
  const backend = await open();
  await userEvent.click(screen.getAllByRole("button", { name: /Send/ })[1] as HTMLElement);
  const field = await screen.findByRole("textbox");
  for (const key of ["?", "F1"]) await press({ key }, field);
  expect(sheet()).toBeNull();
  backend.passphrase = "seal";
  await backend.lock();
  await screen.findByRole("heading", { name: "Waxseal is locked" });
  await press({ key: "F1" });
  expect(sheet()).toBeNull();
});

it("lets no key through to the request behind it", async () => {
  const backend = await open();
  await press({ key: "F1" });
  await press({ key: "D", ctrlKey: true, shiftKey: true });
  await press({ key: "]" });
  await press({ key: "j" });
  expect(backend.decisions).toEqual([]);
  expect(document.querySelector("[data-raw], pre")).toBeNull();
});

it("leaves keys that do something alone to those who want them", async () => {
  await open();
  await turnOff();
  await press({ key: "?" });
  expect(sheet()).toBeNull();
  await press({ key: "F1" });
  expect(sheet()).toHaveTextContent("off");
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  const first = screen.getAllByRole("button", { name: /Send/ })[0];
  await press({ key: "]" });
  expect(first).toHaveAttribute("aria-current", "true");
  expect(JSON.parse(localStorage.getItem("waxseal.preferences") ?? "{}")).toMatchObject({
    letterKeys: false,
  });
});

it("remembers it in the next window", async () => {
  localStorage.setItem("waxseal.preferences", JSON.stringify({ letterKeys: false }));
  await open();
  await press({ key: "?" });
  expect(sheet()).toBeNull();
  cleanup();
  localStorage.clear();
  await open();
  await press({ key: "?" });
  await waitFor(() => expect(sheet()).toBeVisible());
});
