import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import { FakeBackend, transferCard } from "../../ipc/fake";
import type { HistoryOutcome } from "../../ipc/bindings/HistoryOutcome";
import type { HistoryRecord } from "../../ipc/bindings/HistoryRecord";
import { clientsOf, EVERYTHING, filtered } from "./history_filter";

afterEach(cleanup);

function record(id: string, headline: string, client: string, outcome: HistoryOutcome): HistoryRecord {
  return {
    at: "2026-11-20T14:06:00Z",
    consent_id: id,
    account_id: "dev_1",
    outcome,
    by: null,
    card: { ...transferCard(), headline, client_name: { text: client, altered: false } },
    consent_sha256: "digest",
  };
}

const records = [
  record("1", "Pay the café", "Bank Agent", "approved"),
  record("2", "Deploy the shop", "CI Bot", "denied"),
  record("3", "Pay the rent", "Bank Agent", "expired"),
  { ...record("4", "", "", "ended_away"), card: null },
];
const ids = (found: HistoryRecord[]) => found.map((one) => one.consent_id).join("");

describe("a search", () => {
  it.each([
    [{}, "1234"],
    [{ text: "PAY" }, "13"],
    [{ text: "cafe" }, "1"],
    [{ text: "the pay" }, "13"],
    [{ text: "bot" }, "2"],
    [{ text: "1234abcd" }, "123"],
    [{ outcome: "denied" as const }, "2"],
    [{ client: "Bank Agent" }, "13"],
    [{ client: "Bank Agent", outcome: "expired" as const, text: "rent" }, "3"],
    [{ text: "nothing like it" }, ""],
  ])("%o finds %s", (filter, found) => {
    expect(ids(filtered(records, { ...EVERYTHING, ...filter }))).toBe(found);
  });

  it("offers everybody who asked", () => {
    expect(clientsOf(records)).toEqual(["Bank Agent", "CI Bot"]);
  });
});

describe("the history", () => {
  async function open(list: HistoryRecord[]) {
    const backend = new FakeBackend();
    backend.records = list;
    render(App, { props: { backend } });
    await userEvent.click(await screen.findByRole("button", { name: "History" }));
    return within(screen.getByRole("complementary"));
  }

  it("is searched, says how much it found, and is whole again", async () => {
    const list = await open(records);
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Pay the café");
    await userEvent.keyboard("{Control>}f{/Control}");
    expect(list.getByRole("searchbox", { name: "Search" })).toHaveFocus();
    await userEvent.keyboard("rent");
    expect(list.getByText("1 of 4")).toBeVisible();
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Pay the rent");
    await userEvent.type(list.getByRole("searchbox"), "xyz");
    expect(screen.getByText("Nothing found")).toBeVisible();
    await userEvent.click(list.getByRole("button", { name: "Clear search" }));
    await userEvent.selectOptions(list.getByLabelText("Outcome"), "Denied");
    expect(list.getAllByRole("listitem")).toHaveLength(1);
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Deploy the shop");
  });

  it("draws a hundred rows at once, and the older ones on demand", async () => {
    const many = Array.from({ length: 130 }, (_, n) => record(`${n}`, `Request ${n}`, "CI Bot", "approved"));
    const list = await open(many);
    expect(list.getAllByRole("listitem")).toHaveLength(100);
    await userEvent.click(list.getByRole("button", { name: "Show 30 older" }));
    expect(list.getAllByRole("listitem")).toHaveLength(130);
  });
});

it("is printed without folds, and says which request it was and when it was printed", async () => {
  const backend = new FakeBackend();
  const printed = record("cns_7", "Pay the café", "Bank Agent", "approved");
  const items = Array.from({ length: 25 }, (_, n) => ({
    kind: "identity" as const,
    text: { text: `Item ${n}`, altered: false },
  }));
  const label = { text: "Items", altered: false };
  const list = { kind: "list" as const, items };
  printed.card?.entries[0]?.groups[0]?.rows.push({
    label,
    paths: ["/items"],
    value: list,
    critical: false,
    notices: [],
  });
  backend.records = [printed];
  render(App, { props: { backend } });
  await userEvent.click(await screen.findByRole("button", { name: "History" }));
  const print = vi.fn();
  vi.stubGlobal("print", print);
  await userEvent.click(await screen.findByRole("button", { name: "Print…" }));
  expect(print).toHaveBeenCalledOnce();
  await userEvent.keyboard("{Control>}p{/Control}");
  expect(print).toHaveBeenCalledTimes(2);
  expect(screen.queryByText(/^Printed|· Printed/)).toBeNull();
  expect(screen.queryByText("Item 24")).toBeNull();
  window.dispatchEvent(new Event("beforeprint"));
  const year = new Date().getFullYear();
  expect(screen.getByText(new RegExp(`Waxseal · Printed .*${year}`))).toBeInTheDocument();
  expect(screen.getByText("cns_7")).toBeVisible();
  expect(document.querySelectorAll("details:not([open])")).toHaveLength(0);
  expect(screen.getByText("Item 24"), "long lists are whole").toBeVisible();
  expect(document.querySelector("pre")).toHaveTextContent('"type"');
});

it("says who confirmed an approval, and of a risky one that nobody did", async () => {
  const card = transferCard();
  const said = async (parts: Partial<HistoryRecord>) => {
    const backend = new FakeBackend();
    backend.records = [{ ...record("1", "Pay", "Bank Agent", "approved"), ...parts }];
    render(App, { props: { backend } });
    await userEvent.click(await screen.findByRole("button", { name: "History" }));
    const title = await waitFor(
      () => document.querySelector(".body .title") ?? Promise.reject(new Error("none")),
    );
    expect(title).toHaveTextContent(/^Approved at/);
    expect(title.closest("[role=status]"), "what is over is no news").toBeNull();
    const text = screen.queryByText(/^Confirmed by:/)?.textContent;
    cleanup();
    return text;
  };
  expect(await said({ card, uv: "os" })).toBe("Confirmed by: your system password");
  expect(await said({ card: { ...card, tier: "high" }, uv: "none" })).toBe("Confirmed by: nobody asked");
  expect(await said({ card, uv: "none" }), "a click was enough").toBeUndefined();
  expect(await said({ card: { ...card, tier: "high" } }), "an older record").toBeUndefined();
});
