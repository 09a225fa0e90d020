import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import { FakeBackend, item, transferCard } from "../../ipc/fake";

afterEach(cleanup);

async function open() {
  const backend = new FakeBackend();
  const other = { ...item("cns_2"), card: { ...transferCard(), headline: "Deploy the shop" } };
  backend.items = [item("cns_1"), other];
  render(App, { props: { backend } });
  await screen.findByRole("heading", { level: 1 });
  return backend;
}

const deny = () => screen.getByRole("button", { name: "Deny" });
const because = () => screen.getByRole("button", { name: "Deny because…" });
const choice = (name: string) => screen.findByRole("menuitem", { name });

it("denies at once, without a reason", async () => {
  const backend = await open();
  await userEvent.click(deny());
  await waitFor(() => expect(backend.decisions).toHaveLength(1));
  expect(backend.decisions[0]).not.toHaveProperty("reason");
});

it("denies with the reason that is chosen", async () => {
  const backend = await open();
  await userEvent.click(because());
  expect(because()).toHaveAttribute("aria-expanded", "true");
  await userEvent.click(await choice("Wrong details"));
  await waitFor(() =>
    expect(backend.decisions).toMatchObject([{ outcome: "denied", reason: "wrong_details" }]),
  );
});

it("has its reasons under Alt and arrow down, as a menu for keys", async () => {
  const backend = await open();
  deny().focus();
  await userEvent.keyboard("{Alt>}{ArrowDown}{/Alt}");
  expect(await choice("Wrong details")).toHaveFocus();
  await userEvent.keyboard("{ArrowDown}");
  expect(await choice("Not now")).toHaveFocus();
  await userEvent.keyboard("{ArrowUp}{ArrowUp}");
  expect(await choice("Other")).toHaveFocus();
  await userEvent.keyboard("{Enter}");
  await waitFor(() => expect(backend.decisions).toMatchObject([{ reason: "other" }]));
});

it("closes the reasons with Escape, and nothing else", async () => {
  const backend = await open();
  await userEvent.click(because());
  await choice("Not me");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  expect(because()).toHaveFocus();
  expect(screen.getByRole("heading", { level: 1 })).toBeVisible();
  expect(backend.decisions).toEqual([]);
});

it("closes the reasons when something else is pressed", async () => {
  const backend = await open();
  await userEvent.click(because());
  await choice("Not me");
  await fireEvent.pointerDown(screen.getByRole("heading", { level: 1 }));
  await waitFor(() => expect(screen.queryByRole("menu")).toBeNull());
  expect(backend.decisions).toEqual([]);
});

it("opens the question of a report with a key, and says that it mutes", async () => {
  const backend = await open();
  await userEvent.keyboard("{Control>}{Shift>}F{/Shift}{/Control}");
  expect(await screen.findByText("Report this request?")).toBeVisible();
  expect(screen.getByText(/muted for 20 minutes/)).toBeVisible();
  expect(backend.decisions).toEqual([]);
});

it("goes to the next request and back with brackets", async () => {
  await open();
  await userEvent.keyboard("]");
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Deploy the shop"));
  await userEvent.keyboard("]");
  expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Deploy the shop");
  await userEvent.keyboard("[[");
  await waitFor(() => expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Hanna Herwitz"));
});
