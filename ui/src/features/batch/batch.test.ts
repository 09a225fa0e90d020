import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import type { ItemView } from "../../ipc/bindings/ItemView";
import { account, FakeBackend, item, transferCard } from "../../ipc/fake";

afterEach(cleanup);

const lunch = (id: string): ItemView => ({
  ...item(id),
  card: { ...transferCard(), headline: `Lunch ${id}` },
  batch_key: "lunch",
});
const offer = (count: number) =>
  screen.findByRole("button", { name: new RegExp(`Answer ${count} together`) });
const button = (name: string) => screen.getByRole("button", { name });
const tick = (index: number) => screen.getByRole("checkbox", { name: new RegExp(`Request ${index} of`) });

/** Which requests the core was asked to open together, each time. */
async function start(count: number, prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  const opened: string[][] = [];
  const { openBatch } = backend;
  backend.openBatch = (requests) => {
    opened.push(requests.map((one) => one.consent_id));
    return openBatch(requests);
  };
  backend.items = [
    { ...item("x"), batch_key: "alone" },
    ...Array.from({ length: count }, (_, index) => lunch(String(index + 1))),
  ];
  prepare(backend);
  render(App, { props: { backend } });
  await userEvent.click(await offer(count));
  return { backend, opened };
}

const armed = (name: string) => waitFor(() => expect(button(name)).toHaveAttribute("aria-disabled", "false"));

it("is offered to requests with one key, and to no others", async () => {
  const backend = new FakeBackend();
  backend.items = [lunch("1"), { ...item("x"), batch_key: "alone" }, item("y")];
  render(App, { props: { backend } });
  await screen.findByRole("heading", { level: 1 });
  expect(screen.queryByRole("button", { name: /together/ })).toBeNull();
});

it("shows every card whole, and one place for the answer", async () => {
  const { backend, opened } = await start(3);
  const cards = await screen.findAllByRole("heading", { level: 1 });
  expect(cards.map((one) => one.textContent)).toEqual(["Lunch 1", "Lunch 2", "Lunch 3"]);
  expect([1, 2, 3].map((index) => (tick(index) as HTMLInputElement).checked)).toEqual([true, true, true]);
  expect(tick(2)).toHaveAccessibleDescription("Lunch 2");
  expect(opened).toEqual([["1", "2", "3"]]);
  await armed("Approve 3");
  await userEvent.click(button("Approve 3"));
  await waitFor(() =>
    expect(backend.batches).toEqual([
      { view_token: "view-of-batch", outcome: "approved", gesture: "pointer" },
    ]),
  );
});

it("opens other requests when the ticks change", async () => {
  const { backend, opened } = await start(3);
  await userEvent.click(tick(2));
  expect(button("Deny 2")).toBeEnabled();
  await userEvent.click(tick(1));
  await userEvent.click(tick(1));
  expect(opened.slice(1)).toEqual([["1", "3"], ["3"], ["1", "3"]]);
  await userEvent.click(button("Deny 2"));
  await waitFor(() => expect(backend.batches).toMatchObject([{ outcome: "denied" }]));
});

it("answers nothing without a tick", async () => {
  const { backend } = await start(2);
  await userEvent.click(tick(1));
  await userEvent.click(tick(2));
  expect(screen.getByText("Tick the requests to answer")).toBeVisible();
  expect(button("Deny 0")).toBeDisabled();
  await userEvent.click(button("Approve 0"));
  await userEvent.keyboard("{Control>}{Shift>}D{/Shift}{/Control}");
  expect(backend.batches).toEqual([]);
});

it("says what became of each", async () => {
  const { backend } = await start(2, (backend) => {
    backend.batchErrors = { "2": { code: "expired", message: "It expired. No answer was sent." } };
  });
  await armed("Approve 2");
  await userEvent.click(button("Approve 2"));
  const results = await screen.findByRole("heading", { name: "What became of them" });
  const rows = within(results.parentElement as HTMLElement).getAllByRole("listitem");
  expect(rows.map((row) => row.textContent.replace(/\s+/g, " ").trim())).toEqual([
    expect.stringMatching(/Lunch 1 ?Approved/),
    expect.stringMatching(/Lunch 2 ?Not answered ?It expired\. No answer was sent\./),
  ]);
  expect(screen.queryByRole("button", { name: /Approve/ })).toBeNull();
  expect(backend.batches).toHaveLength(1);
  await userEvent.click(screen.getAllByRole("button", { name: "Back to the list" }).at(-1) as HTMLElement);
  expect(screen.queryByText("What became of them")).toBeNull();
});

it("asks to press again, as for one", async () => {
  await start(2, (backend) => {
    backend.decideError = { code: "press_again", message: "" };
  });
  await armed("Approve 2");
  await userEvent.keyboard("{Control>}{Shift>}A{/Shift}{/Control}");
  expect(await screen.findByRole("button", { name: "Press again to approve 2" })).toBeVisible();
});

it("leaves out what ends meanwhile", async () => {
  const { backend, opened } = await start(3);
  const end = { kind: "closed", outcome: "expired", by: null, at: "2026-11-21T12:05:00Z" } as const;
  backend.items = backend.items.map((one) => (one.consent_id === "2" ? { ...one, state: end } : one));
  backend.change();
  await screen.findByRole("button", { name: "Deny 2" });
  expect(tick(2)).toBeDisabled();
  expect(tick(2)).not.toBeChecked();
  expect(screen.getByText("No answer was sent.")).toBeVisible();
  expect(opened.at(-1)).toEqual(["1", "3"]);
});

it("takes in nothing that comes later", async () => {
  const { backend } = await start(2);
  backend.items = [...backend.items, lunch("3")];
  backend.change();
  await waitFor(() => expect(screen.getAllByText("Lunch 3")).toHaveLength(1));
  expect(button("Approve 2")).toBeVisible();
});

it("has ten at most, and says so", async () => {
  const { opened } = await start(12);
  expect(opened).toEqual([Array.from({ length: 10 }, (_, index) => String(index + 1))]);
  expect(screen.getByText(/At most 10/)).toBeVisible();
});

it("sends nothing while offline, and says why", async () => {
  const { backend } = await start(2, (backend) => {
    backend.accounts = [account({ kind: "offline", since: "2026-11-21T12:00:00Z", reason: "gone" })];
  });
  expect(screen.getByText(/can't be answered until you reconnect/)).toBeVisible();
  expect(button("Deny 2")).toBeDisabled();
  await userEvent.click(button("Approve 2"));
  expect(backend.batches).toEqual([]);
});

it("decides nothing on Escape", async () => {
  const { backend } = await start(2);
  await userEvent.keyboard("{Escape}");
  expect(await screen.findByText("Choose a request to read it.")).toBeVisible();
  expect(backend.batches).toEqual([]);
});
