import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import type { HistoryRecord } from "../../ipc/bindings/HistoryRecord";
import { account, approval, FakeBackend, fourEyes, item, transferCard } from "../../ipc/fake";

afterEach(cleanup);

const hanna = account({ kind: "online", since: "2026-11-21T12:00:00Z" });
const bob = { ...hanna, id: "dev_2", user_id: "auth0|bob" };

/** One request of two people whose accounts are in one app: it has one consent id. */
function open(prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.accounts = [hanna, bob];
  backend.items = [
    {
      ...item("cns"),
      four_eyes: fourEyes({ given: [approval("Hanna Herwitz", true)] }),
      state: { kind: "awaiting" },
    },
    {
      ...item("cns"),
      account_id: "dev_2",
      user_id: "auth0|bob",
      four_eyes: fourEyes({ for_you: false, given: [approval("Hanna Herwitz", false)] }),
    },
  ];
  prepare(backend);
  render(App, { props: { backend } });
  return backend;
}

const row = (name: RegExp) => screen.findByRole("button", { name });
const head = () => document.querySelector("header");

it("has a row for each, under their names, and shows the one that was chosen", async () => {
  const backend = open();
  const hannas = await row(/auth0\|hanna/);
  expect(hannas).toHaveAttribute("data-account", "1");
  expect(within(hannas).queryByText(/1 of 2 approvals/)).toBeNull();
  const bobs = await row(/auth0\|bob.*1 of 2 approvals/);
  expect(bobs).toHaveAttribute("data-account", "2");

  await userEvent.click(bobs);
  await waitFor(() => expect(head()).toHaveTextContent("auth0|bob"));
  expect(bobs).toHaveAttribute("aria-current", "true");
  expect(hannas).not.toHaveAttribute("aria-current", "true");
  expect(screen.getByText("1 of 2 approvals", { selector: ".title *" })).toBeVisible();
  await userEvent.click(hannas);
  await waitFor(() => expect(head()).toHaveTextContent("auth0|hanna"));
  expect(screen.getByText(/waiting for a second person/, { selector: ".title *" })).toBeVisible();
  expect(backend.decisions).toEqual([]);
});

it("opens the one that a notification names", async () => {
  const backend = open();
  await row(/auth0\|bob/);
  backend.show({ kind: "request", request: { account_id: "dev_2", consent_id: "cns" }, report: true });
  expect(await screen.findByText("Report this request?")).toBeVisible();
  expect(head()).toHaveTextContent("auth0|bob");
});

it("goes from one to the other with brackets", async () => {
  open();
  await userEvent.click(await row(/auth0\|hanna/));
  await userEvent.keyboard("]");
  await waitFor(() => expect(head()).toHaveTextContent("auth0|bob"));
  await userEvent.keyboard("[[");
  await waitFor(() => expect(head()).toHaveTextContent("auth0|hanna"));
});

it("names the person of a record whose account is gone", async () => {
  open((backend) => {
    backend.accounts = [hanna];
    backend.items = [];
    const ended = {
      outcome: "approved" as const,
      by: null,
      at: "2026-11-20T14:06:00Z",
      consent_sha256: "digest",
    };
    const card = transferCard();
    backend.records = [
      { ...ended, card, consent_id: "cns", account_id: "gone", user_id: "auth0|bob" },
      { ...ended, card, consent_id: "cns", account_id: "dev_1", user_id: "auth0|hanna" },
    ];
  });
  await userEvent.click(await screen.findByRole("button", { name: "History" }));
  expect(await row(/auth0\|bob/)).not.toHaveAttribute("data-account");
  expect(screen.queryByRole("button", { name: /auth0\|hanna/ }), "the only account needs no name").toBeNull();
});

it("has a record of each in the history", async () => {
  const record = (parts: Partial<HistoryRecord>): HistoryRecord => ({
    at: "2026-11-20T14:06:00Z",
    consent_id: "cns",
    account_id: "dev_1",
    outcome: "approved",
    by: null,
    card: transferCard(),
    consent_sha256: "digest",
    ...parts,
  });
  open((backend) => {
    backend.items = [];
    backend.records = [record({ account_id: "dev_2" }), record({ person: "Bob Brandt", by: "Desk" })];
  });
  await userEvent.click(await screen.findByRole("button", { name: "History" }));
  expect(await row(/auth0\|bob/)).toHaveAttribute("data-account", "2");
  await userEvent.click(await row(/auth0\|hanna/));
  await waitFor(() => expect(document.body).toHaveTextContent(/Approved by Bob Brandt/));
});
