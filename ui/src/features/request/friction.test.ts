import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import App from "../../App.svelte";
import type { ErrorCode } from "../../ipc/bindings/ErrorCode";
import type { Friction } from "../../ipc/bindings/Friction";
import { account, FakeBackend, item, transferCard } from "../../ipc/fake";
import { requestOf } from "../../ipc/request_id";

beforeEach(() => void vi.useFakeTimers({ shouldAdvanceTime: true }));
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

function payment(action: string | null = "Pay") {
  const card = transferCard();
  return { ...card, entries: card.entries.map((entry) => ({ ...entry, action })) };
}

async function open(friction: Friction, prepare: (backend: FakeBackend) => void = () => undefined) {
  const backend = new FakeBackend();
  backend.items = [{ ...item("cns_1"), friction, card: payment() }];
  prepare(backend);
  render(App, { props: { backend } });
  await screen.findByRole("heading", { level: 1 });
  return backend;
}

const refuse =
  (code: ErrorCode, message = "") =>
  (backend: FakeBackend) => {
    backend.decideError = { code, message };
  };
const approve = () => screen.getByRole("button", { name: /pay$/i });
const armed = () => waitFor(() => expect(approve()).toHaveAttribute("aria-disabled", "false"));
const kinds = (backend: FakeBackend) =>
  backend.signals.map(({ kind }) => kind).filter((kind) => kind.startsWith("hold"));
const pointer = (init: object = {}) => ({ isPrimary: true, button: 0, pointerId: 1, ...init });

describe("holding", () => {
  const hold: Friction = { kind: "hold" };

  it("approves after 1.2 seconds, and not again when the button is let go", async () => {
    const backend = await open(hold);
    await armed();
    expect(approve()).toHaveTextContent("Hold to pay");
    await fireEvent.pointerDown(approve(), pointer());
    await vi.advanceTimersByTimeAsync(1100);
    expect(backend.decisions).toEqual([]);
    expect(screen.getByText("Keep holding: 1 second")).toBeVisible();
    await vi.advanceTimersByTimeAsync(200);
    expect(backend.decisions).toMatchObject([{ outcome: "approved", gesture: "hold" }]);
    await fireEvent.pointerUp(approve(), pointer());
    await fireEvent.click(approve(), { detail: 1 });
    expect(backend.decisions).toHaveLength(1);
    expect(kinds(backend)).toEqual(["hold_started"]);
  });

  it.each([
    ["let go", () => fireEvent.pointerUp(approve(), pointer())],
    ["left", () => fireEvent.pointerLeave(approve(), pointer())],
    ["taken away", () => fireEvent.pointerCancel(approve(), pointer())],
    ["looked away from", () => fireEvent.blur(window)],
  ])(
    "decides nothing when it is %s too early, and the click that follows counts for nothing",
    async (_, end) => {
      const backend = await open(hold);
      await armed();
      await fireEvent.pointerDown(approve(), pointer());
      await vi.advanceTimersByTimeAsync(1000);
      await end();
      await fireEvent.click(approve(), { detail: 1 });
      await vi.advanceTimersByTimeAsync(3000);
      expect(kinds(backend)).toEqual(["hold_started", "hold_ended"]);
      expect(backend.decisions).toEqual([]);
    },
  );

  it("counts from when the core has heard of it", async () => {
    let hear: () => void = () => undefined;
    const backend = await open(hold);
    await armed();
    backend.observe = async (_, signal) => {
      if (signal.kind === "hold_started") await new Promise<void>((resolve) => (hear = resolve));
      return { kind: "armed" };
    };
    await fireEvent.pointerDown(approve(), pointer());
    await vi.advanceTimersByTimeAsync(5000);
    expect(backend.decisions).toEqual([]);
    hear();
    await vi.advanceTimersByTimeAsync(1250);
    expect(backend.decisions).toHaveLength(1);
  });

  it("goes on while the request is read anew", async () => {
    const backend = await open(hold);
    await armed();
    await fireEvent.pointerDown(approve(), pointer());
    await vi.advanceTimersByTimeAsync(600);
    backend.items = backend.items.map((one) => ({ ...one, friction: { ...hold } }));
    backend.change();
    await vi.advanceTimersByTimeAsync(400);
    expect(screen.getByText(/Keep holding/)).toBeVisible();
    await vi.advanceTimersByTimeAsync(300);
    expect(backend.decisions).toMatchObject([{ gesture: "hold" }]);
  });

  it("on one request approves no other that takes its place", async () => {
    const backend = await open(hold, (backend) => {
      backend.items.push({ ...item("cns_2"), friction: hold, card: payment() });
    });
    await armed();
    const first = approve();
    await fireEvent.pointerDown(first, pointer());
    await vi.advanceTimersByTimeAsync(900);
    backend.show({ kind: "request", request: requestOf(item("cns_2")), report: false });
    await waitFor(() => expect(approve()).not.toBe(first));
    await vi.advanceTimersByTimeAsync(2000);
    await fireEvent.pointerUp(approve(), pointer());
    expect(backend.decisions).toEqual([]);
  });

  it("ends when the connection does", async () => {
    const backend = await open(hold);
    await armed();
    await fireEvent.pointerDown(approve(), pointer());
    await vi.advanceTimersByTimeAsync(600);
    backend.accounts = [account({ kind: "offline", since: "2026-11-21T12:00:00Z", reason: "gone" })];
    backend.change();
    await vi.advanceTimersByTimeAsync(2000);
    expect(kinds(backend)).toEqual(["hold_started", "hold_ended"]);
    expect(backend.decisions).toEqual([]);
  });

  it("says what the core says against it", async () => {
    await open(hold, refuse("not_armed", "Hold it longer."));
    await armed();
    await fireEvent.pointerDown(approve(), pointer());
    await vi.advanceTimersByTimeAsync(1300);
    expect(await screen.findByText("Hold it longer.")).toBeVisible();
  });

  it("takes two clicks instead, or two presses of a key", async () => {
    const backend = await open(hold, refuse("press_again"));
    await armed();
    await fireEvent.pointerDown(approve(), pointer());
    await vi.advanceTimersByTimeAsync(80);
    await fireEvent.pointerUp(approve(), pointer());
    await fireEvent.click(approve(), { detail: 1 });
    expect(await screen.findByRole("button", { name: "Press again to pay" })).toBeVisible();
    backend.decideError = null;
    approve().focus();
    await fireEvent.click(approve(), { detail: 0 });
    expect(backend.decisions.map(({ gesture }) => gesture)).toEqual(["pointer", "keyboard"]);
  });

  it("does not begin before it is armed", async () => {
    const backend = await open(hold, (backend) => (backend.armed = { kind: "waiting", reason: "not_seen" }));
    await fireEvent.pointerDown(approve(), pointer());
    await vi.advanceTimersByTimeAsync(2000);
    expect(kinds(backend)).toEqual([]);
    expect(backend.decisions).toEqual([]);
  });
});

describe("a code", () => {
  const fromClient: Friction = { kind: "code", length: 4, shown: null };
  const field = () => screen.getByRole("textbox", { name: /code|type/i });

  it("is asked for by the name of the client that shows it", async () => {
    await open(fromClient);
    expect(field()).toHaveAccessibleName("Code shown at Bank Agent");
    expect(field()).toHaveAccessibleDescription("Type the code to approve · 4 characters");
    expect(field()).toHaveAttribute("autocomplete", "off");
  });

  it("that this device made up is named by itself", async () => {
    await open({ kind: "code", length: 4, shown: "4821" });
    expect(field()).toHaveAccessibleName("Type 4821 to approve");
  });

  it("has to be whole before Approve can be pressed, and goes along", async () => {
    const backend = await open(fromClient);
    await vi.waitFor(() => expect(screen.getByText(/^Type the code to approve/)).toBeVisible());
    await userEvent.type(field(), "1a2", { delay: null });
    expect(approve()).toHaveAttribute("aria-disabled", "true");
    await userEvent.click(approve());
    expect(backend.decisions).toEqual([]);
    await userEvent.type(field(), "b", { delay: null });
    await armed();
    await userEvent.click(approve());
    await waitFor(() => expect(backend.decisions).toMatchObject([{ outcome: "approved", code: "1a2b" }]));
  });

  it("can be pasted with what stands between its groups", async () => {
    const backend = await open({ kind: "code", length: 6, shown: null });
    field().focus();
    await userEvent.paste(" 21-49 38 ");
    await armed();
    await userEvent.click(approve());
    await waitFor(() => expect(backend.decisions).toMatchObject([{ code: "214938" }]));
  });

  it("is never sent by Enter", async () => {
    const backend = await open(fromClient);
    await userEvent.type(field(), "1a2b{Enter}{Enter}", { delay: null });
    expect(backend.decisions).toEqual([]);
  });

  it("that is wrong is said at the field, and selected to be typed again", async () => {
    await open(fromClient, refuse("wrong_code", "That is not the code."));
    await userEvent.type(field(), "9999", { delay: null });
    await armed();
    await userEvent.click(approve());
    await waitFor(() => expect(field()).toHaveAccessibleDescription("That is not the code."));
    expect(field()).toHaveAttribute("aria-invalid", "true");
    await waitFor(() => expect(field()).toHaveFocus());
    const { selectionStart, selectionEnd } = field() as HTMLInputElement;
    expect([selectionStart, selectionEnd]).toEqual([0, 4]);
    expect(screen.queryByRole("alert")).toBeNull();
    await userEvent.type(field(), "1", { delay: null });
    expect(field()).toHaveAttribute("aria-invalid", "false");
  });

  it("does not go along with a denial", async () => {
    const backend = await open(fromClient);
    await userEvent.type(field(), "9999", { delay: null });
    await userEvent.click(screen.getByRole("button", { name: "Deny" }));
    await waitFor(() => expect(backend.decisions).toHaveLength(1));
    expect(backend.decisions[0]).not.toHaveProperty("code");
  });

  it("takes the letters that are commands elsewhere", async () => {
    await open(fromClient);
    await userEvent.type(field(), "joJO", { delay: null });
    expect(field()).toHaveValue("joJO");
    expect(screen.queryByText('{"type":"money_transfer"}')).toBeNull();
  });
});
