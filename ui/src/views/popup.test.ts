import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import App from "../App.svelte";
import type { ItemState } from "../ipc/bindings/ItemState";
import { FakeBackend, item, transferCard } from "../ipc/fake";

afterEach(cleanup);

const named = (id: string, headline: string, state?: ItemState) => {
  const one = item(id, state);
  return { ...one, card: { ...transferCard(), headline } };
};
const rent = named("1", "Pay the rent");
const mail = named("2", "Read the mail");
const closed: ItemState = { kind: "closed", outcome: "approved", by: null, at: "2026-11-21T12:05:00Z" };

async function open(...items: FakeBackend["items"]) {
  const backend = new FakeBackend();
  backend.kind = "popup";
  backend.items = items;
  render(App, { props: { backend } });
  await screen.findByRole("button", { name: "Open Waxseal" });
  return backend;
}

const button = (name: string) => screen.getByRole("button", { name });
const headline = (name: string) => screen.findByRole("heading", { level: 1, name });

describe("the popup", () => {
  it("shows one request and says which of how many", async () => {
    await open(rent, mail);
    expect(await headline("Pay the rent")).toBeVisible();
    expect(screen.getByText("1 of 2")).toBeVisible();
    expect(screen.queryByText("Read the mail")).toBeNull();
    expect(screen.queryByText("History")).toBeNull();
    expect(button("Previous request")).toBeDisabled();
    await userEvent.click(button("Next request"));
    expect(await headline("Read the mail")).toBeVisible();
    expect(screen.getByText("2 of 2")).toBeVisible();
    expect(button("Next request")).toBeDisabled();
    await userEvent.click(button("Previous request"));
    expect(await headline("Pay the rent")).toBeVisible();
  });

  it.each([
    ["Escape", () => userEvent.keyboard("{Escape}")],
    ["Later", () => userEvent.click(button("Later"))],
  ])("%s closes it and decides nothing", async (_, later) => {
    const backend = await open(rent);
    await headline("Pay the rent");
    await later();
    expect(backend.calls).toEqual([["closePopup"]]);
    expect(backend.decisions).toEqual([]);
  });

  it("has the focus on what is asked", async () => {
    await open(rent);
    expect(await headline("Pay the rent")).toHaveFocus();
  });

  it("opens the main window", async () => {
    const backend = await open(rent);
    await userEvent.click(button("Open Waxseal"));
    expect(backend.calls).toEqual([["openMain", { account_id: "dev_1", consent_id: "1" }]]);
  });

  it("keeps what was answered on screen, and goes on only when it is told to", async () => {
    const backend = await open(rent, mail);
    await headline("Pay the rent");
    backend.items = [mail, { ...rent, state: closed }];
    backend.change();
    expect(await screen.findByText(/can go on with exactly/)).toBeVisible();
    expect(await headline("Pay the rent")).toBeVisible();
    // The button is dead for a moment, so that a double click does not fall through.
    expect(button("Next request")).toBeDisabled();
    await waitFor(() => expect(button("Next request")).toBeEnabled(), { timeout: 2000 });
    await userEvent.click(button("Next request"));
    expect(await headline("Read the mail")).toBeVisible();
  });

  it("shows how the last one ended, and can be closed then", async () => {
    const backend = await open(rent);
    await headline("Pay the rent");
    backend.items = [{ ...rent, state: closed }];
    backend.change();
    expect(await screen.findByText(/can go on with exactly/)).toBeVisible();
    expect(screen.queryByText("1 of 1")).toBeNull();
    const [first] = screen.getAllByRole("button", { name: "Close" });
    await userEvent.click(first as HTMLElement);
    expect(backend.calls).toEqual([["closePopup"]]);
  });

  it("says when nothing waits", async () => {
    const backend = await open();
    expect(await screen.findByText("Nothing waiting")).toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(backend.calls).toEqual([["closePopup"]]);
  });
});
