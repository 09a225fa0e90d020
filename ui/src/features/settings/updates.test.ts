import { cleanup, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import type { UpdateOffer } from "../../ipc/bindings/UpdateOffer";
import type { UpdateView } from "../../ipc/bindings/UpdateView";
import { FakeBackend, item } from "../../ipc/fake";

afterEach(cleanup);

const offer: UpdateOffer = {
  version: "1.4.0",
  date: "2026-11-20T09:00:00Z",
  notes: "Faster.",
  notes_cut: false,
};
const READY: UpdateView["state"] = { kind: "ready", offer };

async function open(update: Partial<UpdateView>, prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.update = { ...backend.update, ...update };
  prepare(backend);
  render(App, { props: { backend } });
  await screen.findByRole("navigation");
  await userEvent.keyboard("{Control>},{/Control}");
  await userEvent.click(within(screen.getByRole("complementary")).getByRole("button", { name: /^About/ }));
  return backend;
}

it("a build without a channel says where updates come from, and offers nothing", async () => {
  await open({ state: { kind: "off" } });
  expect(await screen.findByText("Updates come with your system’s packages.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Look for updates" })).toBeNull();
  expect(screen.queryByRole("radio")).toBeNull();
});

it("somebody looks for one, and it is installed when they say so", async () => {
  const backend = await open({ state: { kind: "unknown" } });
  await userEvent.click(await screen.findByRole("button", { name: "Look for updates" }));
  expect(backend.calls).toContainEqual(["lookForUpdate"]);
  backend.updateTo({ state: { kind: "fetching", offer, percent: 40 } });
  expect(await screen.findByRole("progressbar", { name: "Fetching version 1.4.0…" })).toHaveAttribute(
    "value",
    "40",
  );
  expect(screen.getByRole("button", { name: "Look for updates" })).toBeDisabled();
  backend.updateTo({ state: READY });
  await userEvent.click(await screen.findByRole("button", { name: "Install and restart" }));
  expect(backend.calls).toContainEqual(["installUpdate"]);
});

it("each step of a fetch is seen, and not read out", async () => {
  const backend = await open({ state: { kind: "fetching", offer, percent: 40 } });
  const said = (await screen.findByText("Fetching version 1.4.0…")).closest("[role=status]");
  const before = said?.textContent;
  backend.updateTo({ state: { kind: "fetching", offer, percent: 95 } });
  expect(await screen.findByText("95 per cent")).toBeVisible();
  expect(said?.textContent).toBe(before);
});

it("it waits for what is open, says so, and is offered again afterwards", async () => {
  const backend = await open(
    { state: READY, waits_for: { requests: 1, other: false } },
    (next) => (next.items = [item("one")]),
  );
  expect(await screen.findByText("Waits for 1 open request")).toBeVisible();
  expect(screen.getByRole("button", { name: "Install and restart" })).toBeDisabled();
  // The device tells of the request's end; of the update nothing changed.
  backend.update = { ...backend.update, waits_for: null };
  backend.items = [];
  backend.change();
  await waitFor(() => expect(screen.getByRole("button", { name: "Install and restart" })).toBeEnabled());
  expect(screen.queryByText(/Waits for/)).toBeNull();
});

it("the notes are text, whatever is in them", async () => {
  const notes = "<img src=x onerror=\"document.title='taken'\"><b>Approve</b>";
  await open({ state: { kind: "ready", offer: { ...offer, date: "no day", notes, notes_cut: true } } });
  expect(await screen.findByText(notes)).toBeVisible();
  expect(document.querySelector("img, b")).toBeNull();
  expect(document.title).not.toBe("taken");
  expect(screen.queryByText("Published")).toBeNull();
  expect(screen.getByText("There is more than is shown here.")).toBeVisible();
});

it("what went wrong is said, with its cause, and whether it is tried again", async () => {
  const problem = { kind: "not_signed", detail: "The signature verification failed" } as const;
  const backend = await open({ state: { kind: "unknown" }, problem });
  expect(await screen.findByRole("alert")).toHaveTextContent(
    "It was thrown away. It is tried again by itself.",
  );
  expect(screen.getByText("The signature verification failed")).toBeInTheDocument();
  backend.updateTo({ mode: "manual" });
  await waitFor(() => expect(screen.getByRole("alert")).not.toHaveTextContent("tried again"));
});

it("what is done by itself is chosen, and kept at once", async () => {
  const backend = await open({ state: { kind: "latest" } });
  expect(await screen.findByRole("radio", { name: "Fetch them, and ask before installing" })).toBeChecked();
  await userEvent.click(screen.getByRole("radio", { name: "Fetch them, and install when I quit" }));
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(backend.update.mode).toBe("on_quit");
  const reason = { code: "storage", message: "The disk is full." };
  backend.setUpdateMode = () => Promise.reject(reason);
  await userEvent.click(screen.getByRole("radio", { name: "Only look when I say so" }));
  expect(await screen.findByText(/The disk is full/)).toBeVisible();
});

it("the rail says that one is ready, the window of a request never does, and a locked one says nothing", async () => {
  const backend = await open({ state: READY });
  const rail = () => screen.getByRole("navigation");
  expect(within(rail()).getByRole("button", { name: /Settings An update is ready/ })).toBeVisible();
  backend.locked = true;
  backend.passphrase = "correct horse";
  backend.change();
  await screen.findByRole("heading", { name: /locked/ });
  await waitFor(() => expect(document.body.textContent).not.toMatch(/update|1\.4\.0/i));
  cleanup();

  const popup = new FakeBackend();
  popup.kind = "popup";
  popup.items = [item("one")];
  popup.update = { ...popup.update, state: READY };
  popup.updateView = () => Promise.reject(new Error("the popup does not ask"));
  render(App, { props: { backend: popup } });
  await screen.findByRole("article");
  expect(document.body.textContent).not.toMatch(/An update is ready/);
});

it("a look that takes long hides nothing that comes meanwhile, and ends as an old answer", async () => {
  const backend = await open({ state: { kind: "unknown" } });
  let answer: (view: UpdateView) => void = () => undefined;
  backend.lookForUpdate = () => new Promise((resolve) => (answer = resolve));
  await userEvent.click(await screen.findByRole("button", { name: "Look for updates" }));
  backend.updateTo({ state: { kind: "looking" } });
  expect(await screen.findByText("Looking for updates…")).toBeVisible();
  backend.updateTo({ state: READY });
  expect(await screen.findByText("Version 1.4.0 is ready")).toBeVisible();
  answer({ ...backend.update, state: { kind: "looking" } });
  await new Promise((resolve) => setTimeout(resolve));
  expect(screen.getByText("Version 1.4.0 is ready")).toBeVisible();
});
