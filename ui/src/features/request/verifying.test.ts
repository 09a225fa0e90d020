import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it } from "vitest";
import App from "../../App.svelte";
import type { DeviceError } from "../../ipc/bindings/DeviceError";
import type { ErrorCode } from "../../ipc/bindings/ErrorCode";
import type { Friction } from "../../ipc/bindings/Friction";
import type { ItemState } from "../../ipc/bindings/ItemState";
import { account, FakeBackend, item } from "../../ipc/fake";

afterEach(cleanup);

const CODE: Friction = { kind: "code", length: 4, shown: null };
const APPROVE = "{Control>}{Shift>}A{/Shift}{/Control}";
const approve = () => screen.getByRole("button", { name: "Approve" });
const armed = () => waitFor(() => expect(approve()).toHaveAttribute("aria-disabled", "false"));

/** A core that asks the system, until a test answers for it. */
class AskingBackend extends FakeBackend {
  refuse: (error: DeviceError) => void = () => undefined;

  constructor(friction: Friction) {
    super();
    this.items = [{ ...item("cns_1"), friction }];
  }

  override decide = () => {
    this.become({ kind: "verifying" });
    return new Promise<void>((_, reject) => {
      this.refuse = (error) => {
        this.become({ kind: "ready" });
        reject(error);
      };
    });
  };

  become(state: ItemState): void {
    this.items = this.items.map((one) => ({ ...one, state }));
    this.change();
  }
}

async function open(friction: Friction = { kind: "click" }) {
  const backend = new AskingBackend(friction);
  render(App, { props: { backend } });
  await screen.findByRole("heading", { level: 1 });
  return backend;
}

async function ask(backend: AskingBackend) {
  await armed();
  await userEvent.keyboard(APPROVE);
  await screen.findByText(/^Your system asks for your password/);
  return backend;
}

async function typed() {
  const backend = await open(CODE);
  const field = screen.getByRole("textbox", { name: /^Code shown/ });
  await userEvent.type(field, "1a2b");
  await ask(backend);
  return { backend, field };
}

const refused = (code: ErrorCode): DeviceError => ({ code, message: "Nothing was signed." });

it("keeps the focus in the code, which cannot be changed while the system asks", async () => {
  const { backend, field } = await typed();
  expect(field).toHaveFocus();
  expect(field).toHaveAttribute("readonly");
  await userEvent.keyboard("9");
  expect(field).toHaveValue("1a2b");
  backend.refuse(refused("not_verified"));
  await screen.findByRole("alert");
  expect(field).toHaveFocus();
  expect(field).not.toHaveAttribute("readonly");
});

it("goes on in the code when the focus was lost", async () => {
  const { backend, field } = await typed();
  field.blur();
  backend.refuse(refused("not_verified"));
  await waitFor(() => expect(field).toHaveFocus());
});

it("goes on at Approve where there is no code, and takes no focus from elsewhere", async () => {
  const backend = await ask(await open());
  (document.activeElement as HTMLElement).blur();
  backend.refuse(refused("not_verified"));
  await waitFor(() => expect(approve()).toHaveFocus());
  await ask(backend);
  screen.getByRole("region", { name: "Request details" }).focus();
  backend.refuse(refused("not_verified"));
  await screen.findByRole("alert");
  expect(screen.getByRole("region", { name: "Request details" })).toHaveFocus();
});

it("moves nothing when it is tried again, and says twice what happens twice", async () => {
  const backend = await ask(await open());
  backend.refuse(refused("not_verified"));
  const first = await screen.findByRole("alert");
  await ask(backend);
  expect(first).toBeInTheDocument();
  backend.refuse(refused("not_verified"));
  await waitFor(() => expect(screen.getByRole("alert")).not.toBe(first));
});

it("says how the question is withdrawn, also without a connection, and Esc does it", async () => {
  const backend = await ask(await open());
  expect(screen.getByText(/Esc withdraws the question/)).toBeVisible();
  backend.accounts = [account({ kind: "offline", since: "2026-11-21T12:00:00Z", reason: "gone" })];
  backend.change();
  await screen.findByText(/^No connection since/);
  expect(screen.getByText(/Esc withdraws the question/)).toBeVisible();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(backend.calls).toContainEqual(["leaveView", "view-of-cns_1"]));
});

it("promises nothing where another window asked", async () => {
  const backend = await open();
  backend.become({ kind: "verifying" });
  expect(await screen.findByText(/^Your system asks for your password/)).toBeVisible();
  expect(screen.queryByText(/Esc withdraws/)).toBeNull();
});

it.each([
  ["not_verified", "Your system did not confirm you", "Your system could not ask you"],
  ["changed", "Details changed while you were reading", "Your answer wasn't delivered"],
] as const)("says of %s both what and why, whatever failed before", async (code, title, other) => {
  const backend = await ask(await open());
  backend.refuse({ code, message: "This is why." });
  backend.become({ kind: "failed", code: "offline", reason: "The server could not be reached." });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent(title);
  expect(alert).toHaveTextContent("This is why.");
  expect(alert).not.toHaveTextContent("The server could not be reached.");
  expect(alert).not.toHaveTextContent(other);
});

it("says why the system could not ask, and of a rule not to try again", async () => {
  const backend = await ask(await open());
  backend.refuse({ code: "verification_unavailable", message: "polkit is not running." });
  const alert = await screen.findByRole("alert");
  expect(alert).toHaveTextContent("Your system could not ask you");
  expect(alert).toHaveTextContent("polkit is not running.");
  await ask(backend);
  backend.refuse(refused("verification_forbidden"));
  await waitFor(() => expect(screen.getByRole("alert")).toHaveTextContent("does not let you confirm"));
  expect(screen.getByRole("alert")).toHaveTextContent("Ask whoever administers it");
  expect(screen.getByRole("alert")).toHaveTextContent("You can still deny or report it.");
  expect(screen.getByRole("alert")).not.toHaveTextContent("answer again");
});

it("says before the approval that nothing asks for the password, and where that is set", async () => {
  const backend = new AskingBackend(CODE);
  backend.availability = { kind: "unavailable", reason: "polkit is not running." };
  render(App, { props: { backend } });
  const note = await screen.findByText(/^Nobody asks for your password here/);
  await waitFor(() => expect(note).toBeVisible());
  expect(note).toHaveTextContent("See Settings › Security.");
  expect(screen.getByRole("group", { name: "Your answer" })).toContainElement(note);
  expect(screen.getByRole("textbox")).toHaveAccessibleDescription(/Nobody asks for your password here/);
});

/** Where it stands it has its place, so that nothing moves when it is known. */
function expectNoNote() {
  const note = screen.queryByText(/^Nobody asks for your password/);
  if (note) expect(note).not.toBeVisible();
  const field = screen.queryByRole("textbox");
  if (field) expect(field).not.toHaveAccessibleDescription(/Nobody asks/);
}

it("says nothing of the password where it is asked for, required, or takes no code", async () => {
  for (const [friction, verification, kind] of [
    [CODE, "when_available", "available"],
    [CODE, "required", "unavailable"],
    [{ kind: "hold" }, "when_available", "unavailable"],
  ] as const) {
    const backend = new AskingBackend(friction);
    backend.availability = kind === "available" ? { kind } : { kind, reason: "polkit is not running." };
    backend.chosen.verification = verification;
    let asked = 0;
    const { approvesUnverified } = backend;
    backend.approvesUnverified = (token) => ((asked += 1), approvesUnverified(token));
    render(App, { props: { backend } });
    await screen.findByRole("heading", { level: 1 });
    await waitFor(() => expect(asked).toBe(friction.kind === "code" ? 1 : 0));
    expectNoNote();
    cleanup();
  }
});

it("knows after an attempt that nobody asks", async () => {
  const { backend } = await typed();
  expectNoNote();
  backend.availability = { kind: "unavailable", reason: "No polkit agent asks for passwords." };
  backend.refuse({ code: "offline", message: "The server could not be reached." });
  await waitFor(() => expect(screen.getByText(/^Nobody asks for your password/)).toBeVisible());
});
