import { cleanup, render, screen, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import type { FourEyesView } from "../../ipc/bindings/FourEyesView";
import type { ItemState } from "../../ipc/bindings/ItemState";
import { approval, FakeBackend, fourEyes, item } from "../../ipc/fake";

afterEach(cleanup);

const at = new Date().toISOString();
const second: Partial<FourEyesView> = { for_you: false, second_approvers: [] };

function asked(state: ItemState, four_eyes: FourEyesView) {
  return { ...item("1", state), four_eyes };
}

async function open(state: ItemState, four_eyes: FourEyesView) {
  const backend = new FakeBackend();
  backend.items = [asked(state, four_eyes)];
  render(App, { props: { backend } });
  await screen.findByRole("heading", { level: 1 });
  return backend;
}

/** The buttons to answer with. */
const answers = () =>
  within(screen.getByRole("group", { name: "Your answer" }))
    .getAllByRole("button")
    .map((button) => button.textContent.trim());

/** What a reader finds, without the marks that keep names apart. */
const says = (text: RegExp) => expect(document.querySelector(".pane")).toHaveTextContent(text);

it("says whose approvals it takes before anybody approved", async () => {
  await open({ kind: "ready" }, fourEyes());
  says(/0 of 2 approvals/);
  says(/Needs your approval and that of Bob Brandt or Carol Cruz/);
  expect(screen.queryByText(/In the name of/)).toBeNull();
});

it("tells the second in whose name it is, and who approved", async () => {
  await open({ kind: "ready" }, fourEyes({ ...second, given: [approval("Hanna Herwitz", false, at)] }));
  says(/1 of 2 approvals/);
  says(/In the name of Hanna Herwitz/);
  says(/Approved by Hanna Herwitz at \d\d:\d\d/);
  says(/Only your approval is missing/);
  expect(screen.getByText("1 of 2 approvals").closest("[role=status]")).not.toBeNull();
  expect(screen.getByRole("group", { name: "Your answer" })).toBeVisible();
});

it("shows the first approval as it comes, and keeps the request open", async () => {
  const backend = await open({ kind: "ready" }, fourEyes(second));
  says(/Needs your approval and that of Hanna Herwitz/);
  backend.items = [
    asked({ kind: "ready" }, fourEyes({ ...second, given: [approval("Hanna Herwitz", false, at)] })),
  ];
  backend.change();
  expect(await screen.findByText("1 of 2 approvals", { selector: ".title bdi" })).toBeVisible();
  expect(answers()).toContain("Approve");
});

it("stays in sight after one's own approval, and can still be denied", async () => {
  const backend = await open(
    { kind: "awaiting" },
    fourEyes({ given: [approval("Hanna Herwitz", true, at)] }),
  );
  says(/Approved by you – waiting for a second person/);
  says(/Approved by you at \d\d:\d\d/);
  says(/Waiting for Bob Brandt or Carol Cruz/);
  expect(answers()).not.toContain("Approve");
  expect(screen.getByText("You can still deny or report it.")).toBeVisible();
  await userEvent.click(screen.getByRole("button", { name: "Deny" }));
  expect(backend.decisions.map(({ outcome }) => outcome)).toEqual(["denied"]);
});

it("is not counted among what waits for this person", async () => {
  await open({ kind: "awaiting" }, fourEyes({ given: [approval("Hanna Herwitz", true, at)] }));
  expect(screen.getByText(/Approved, waiting for somebody else/)).toBeVisible();
  expect(document.querySelector(".badge")).toBeNull();
});

it("says that somebody else approved in one's place", async () => {
  await open({ kind: "awaiting" }, fourEyes({ ...second, given: [approval("Carol Cruz", false, at)] }));
  says(/Approved by somebody else in your place/);
  says(/Waiting for Hanna Herwitz/);
});

it("names the person who ended it, and both who approved", async () => {
  const given = [approval("Hanna Herwitz", true, at), approval("Bob Brandt", false, at)];
  const backend = await open({ kind: "ready" }, fourEyes());
  const ended: ItemState = {
    kind: "closed",
    outcome: "approved",
    by: "Bob's laptop",
    person: "Bob Brandt",
    at,
  };
  backend.items = [asked(ended, fourEyes({ given }))];
  backend.change();
  await screen.findByText("2 of 2 approvals", { selector: ".title bdi" });
  says(/Approved by Bob Brandt at/);
  says(/2 of 2 approvals/);
  says(/Approved by you at/);
  expect(screen.queryByText(/Waiting for|Needs your/)).toBeNull();
  expect(screen.queryByRole("button", { name: "It was not me" })).toBeNull();
});

it("is in the history with both", async () => {
  const backend = new FakeBackend();
  const given = [approval("Hanna Herwitz", true, at), approval("Bob Brandt", false, at)];
  const { card, consent_sha256, consent_id, account_id } = item("1");
  const ended = { at, outcome: "approved" as const, by: "Bob's laptop", person: "Bob Brandt" };
  backend.records = [
    { ...ended, consent_id, account_id, card, consent_sha256, four_eyes: fourEyes({ given }) },
  ];
  render(App, { props: { backend } });
  await userEvent.click(await screen.findByRole("button", { name: "History" }));
  const count = await screen.findByText("2 of 2 approvals");
  expect(count).toBeVisible();
  expect(count.closest("[role=status]")).toBeNull();
  expect(document.body).toHaveTextContent(/Approved by Bob Brandt at/);
});
