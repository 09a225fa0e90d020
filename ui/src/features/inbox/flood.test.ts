import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import App from "../../App.svelte";
import type { ItemView } from "../../ipc/bindings/ItemView";
import { account, FakeBackend, item, transferCard } from "../../ipc/fake";

afterEach(cleanup);

const from = (id: string, headline: string, client: string, change: Partial<ItemView> = {}): ItemView => {
  const name = { text: client, altered: false };
  const card = { ...transferCard(), headline, client_name: name, client_id: name };
  return { ...item(id), card, ...change };
};
const rent = from("rent", "Pay the rent", "Bank");
const page = (count: number, change: Partial<ItemView> = {}) =>
  from(`page_${count}`, `Read page ${count}`, "Scraper", { in_flood: true, ...change });

async function open(...items: ItemView[]) {
  const backend = new FakeBackend();
  backend.items = items;
  render(App, { props: { backend } });
  await screen.findByRole("navigation");
  return backend;
}

const group = (name = /requests from Scraper/) => screen.findByRole("button", { name });
const button = (name: string | RegExp) => screen.getByRole("button", { name });
const headlines = () =>
  within(screen.getByRole("complementary"))
    .getAllByRole("listitem")
    .map((one) => one.querySelector(".headline")?.textContent.trim())
    .filter(Boolean);

describe("a flood", () => {
  it("is one row, and none of it is lost", async () => {
    await open(page(1), rent, page(2), page(3));
    expect(await group()).toHaveTextContent("3 requests from Scraper");
    expect(headlines()).toEqual(["3 requests from Scraper", "Pay the rent"]);
    await userEvent.click(button("Review all"));
    expect(headlines()).toEqual([
      "3 requests from Scraper",
      "Read page 1",
      "Read page 2",
      "Read page 3",
      "Pay the rent",
    ]);
    expect(await group()).toHaveAttribute("aria-expanded", "true");
    await userEvent.click(button("Fold up"));
    expect(headlines()).toHaveLength(2);
  });

  it("is told apart by client and by account", async () => {
    await open(page(1), page(2, { account_id: "dev_2" }), from("a", "Ask", "Other", { in_flood: true }));
    expect(headlines()).toEqual(["Read page 1", "Read page 2", "Ask"]);
  });

  it("grows in its place while it is held, and what is new stands below", async () => {
    const backend = await open(rent, page(1), page(2));
    await userEvent.hover(await group());
    backend.items = [page(4), page(3), rent, page(1), page(2)];
    backend.change();
    await screen.findByText("Just arrived");
    expect(headlines()).toEqual(["Pay the rent", "2 requests from Scraper", "2 requests from Scraper"]);
    const [first] = await screen.findAllByRole("button", { name: /requests from Scraper/ });
    await userEvent.unhover(first as HTMLElement);
    expect(headlines()).toEqual(["4 requests from Scraper", "Pay the rent"]);
  });

  it("can be muted and unmuted", async () => {
    const backend = await open(page(1), page(2));
    await userEvent.click(button("Mute for 20 minutes"));
    expect(backend.calls).toEqual([["mute", { account_id: "dev_1", consent_id: "page_1" }]]);
    backend.muted = [
      { account_id: "dev_1", client_id: "Scraper", client_name: "Scraper", millis_left: 1_080_000 },
    ];
    backend.change();
    expect(await screen.findByText("Muted for 18 minutes")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Mute for 20 minutes" })).toBeNull();
    await userEvent.click(button("Unmute"));
    expect(backend.calls.at(-1)).toEqual(["unmute", "dev_1", "Scraper"]);
  });
});

describe("alerts", () => {
  it("that are paused can be resumed from the list", async () => {
    const backend = await open(rent);
    expect(screen.queryByText(/paused/)).toBeNull();
    backend.alertsPausedMs = 28 * 60_000;
    backend.change();
    expect(await screen.findByText("Alerts are paused, 28 minutes left")).toBeVisible();
    await userEvent.click(button("Resume"));
    expect(backend.calls).toEqual([["pauseAlerts", null]]);
  });

  it("of a muted client say so after its flood", async () => {
    const backend = await open(rent);
    backend.muted = [{ account_id: "dev_1", client_id: "s", client_name: "Scraper", millis_left: 60_000 }];
    backend.change();
    const unmute = await screen.findByRole("button", { name: "Unmute" });
    expect(unmute.parentElement).toHaveTextContent("Alerts from Scraper are muted, 1 minute left");
    await userEvent.click(unmute);
    expect(backend.calls).toEqual([["unmute", "dev_1", "s"]]);
  });
});

describe("the search", () => {
  const many = Array.from({ length: 8 }, (_, index) => from(`r${index}`, `Read mail ${index}`, "Post"));
  const field = () => screen.getByRole("searchbox", { name: "Search the requests" });

  it("is there only where looking is not enough", async () => {
    await open(rent);
    expect(screen.queryByRole("searchbox")).toBeNull();
  });

  it("finds what is remembered, and says how much of all that is", async () => {
    await open(rent, ...many);
    await userEvent.keyboard("{Control>}f{/Control}");
    expect(field()).toHaveFocus();
    await userEvent.keyboard("bánk");
    await waitFor(() => expect(headlines()).toEqual(["Pay the rent"]));
    expect(screen.getByText("1 of 9")).toBeVisible();
    await userEvent.click(button("Clear search"));
    expect(headlines()).toHaveLength(9);
  });

  it("narrows by risk and by account", async () => {
    const backend = await open(rent, ...many);
    backend.accounts = [
      ...backend.accounts,
      { ...account({ kind: "connecting" }), id: "dev_2", host: "other.example" },
    ];
    const risky = {
      ...rent,
      consent_id: "risky",
      card: { ...transferCard(), headline: "Deploy", tier: "high" as const },
    };
    backend.items = [rent, ...many.map((one) => ({ ...one, account_id: "dev_2" })), risky];
    backend.change();
    await userEvent.selectOptions(await screen.findByRole("combobox", { name: "Account" }), "dev_1");
    expect(headlines()).toEqual(["Pay the rent", "Deploy"]);
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Risk" }), "high");
    expect(headlines()).toEqual(["Deploy"]);
    await userEvent.type(field(), "nothing");
    expect(await screen.findByText("No request here fits.")).toBeVisible();
  });
});
