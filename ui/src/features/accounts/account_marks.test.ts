import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import type { HistoryRecord } from "../../ipc/bindings/HistoryRecord";
import { account, FakeBackend, item, transferCard } from "../../ipc/fake";

afterEach(cleanup);

const first = account({ kind: "online", since: "2026-11-21T12:00:00Z" });
const second = { ...first, id: "dev_2", host: "id.shop.example", user_id: "h.herwitz" };

const of = ({ id, host, user_id }: typeof first, one: string, headline: string) => ({
  ...item(one),
  account_id: id,
  host,
  user_id,
  card: { ...transferCard(), headline },
});

function open(accounts: (typeof first)[], prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.accounts = accounts;
  backend.items = [of(first, "1", "Pay the rent"), of(second, "2", "Order the shoes")];
  prepare(backend);
  render(App, { props: { backend } });
}

const row = (name: RegExp) => screen.findByRole("button", { name });

it("is nothing that one account needs", async () => {
  open([first]);
  expect(await row(/Pay the rent/)).not.toHaveAttribute("data-account");
  expect(document.querySelector("[data-account]")).toBeNull();
});

it("is a color and words on each row of the inbox", async () => {
  open([first, second]);
  expect(await row(/Pay the rent.*auth0\|hanna/)).toHaveAttribute("data-account", "1");
  expect(await row(/Order the shoes.*h\.herwitz/)).toHaveAttribute("data-account", "2");
});

it("names the server where two accounts have one name for the person", async () => {
  open([first, { ...second, user_id: first.user_id }]);
  expect(await row(/Order the shoes.*auth0\|hanna · id\.shop\.example/)).toBeVisible();
});

it("is at the head of the request, in both windows", async () => {
  open([first, second], (backend) => (backend.kind = "popup"));
  await screen.findByRole("heading", { level: 1, name: "Pay the rent" });
  const header = document.querySelector("header");
  expect(header).toHaveAttribute("data-account", "1");
  expect(header).toHaveTextContent("localhost:8443 · auth0|hanna");
});

it("is in the history as long as the account is there", async () => {
  const record = (id: string, accountId: string, headline: string): HistoryRecord => ({
    at: "2026-11-20T14:06:00Z",
    consent_id: id,
    account_id: accountId,
    outcome: "approved",
    by: null,
    card: { ...transferCard(), headline },
    consent_sha256: "digest",
  });
  open([first, second], (backend) => {
    backend.items = [];
    backend.records = [record("1", "dev_2", "Pay the rent"), record("2", "gone", "Order the shoes")];
  });
  await userEvent.click(await screen.findByRole("button", { name: "History" }));
  expect(await row(/Pay the rent.*h\.herwitz/)).toHaveAttribute("data-account", "2");
  expect(await row(/Order the shoes/)).not.toHaveAttribute("data-account");
});

it("is on each request that is answered together with others", async () => {
  open([first, second], (backend) => {
    backend.items = ["1", "2"].map((id) => ({ ...of(second, id, `Pay ${id}`), batch_key: "lunch" }));
  });
  const offer = await row(/Answer 2 together.*h\.herwitz/);
  expect(offer).toHaveAttribute("data-account", "2");
  await userEvent.click(offer);
  await waitFor(() => expect(screen.getByRole("region", { name: "Request 1 of 2" })).toBeVisible());
  const member = screen.getByRole("region", { name: "Request 1 of 2" });
  expect(member).toHaveAttribute("data-account", "2");
  expect(within(member).getByText("h.herwitz")).toBeVisible();
});
