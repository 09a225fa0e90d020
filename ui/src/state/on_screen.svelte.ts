import { asDeviceError, type Backend } from "../ipc/backend";
import type { DeviceError } from "../ipc/bindings/DeviceError";
import type { PageSignal } from "../ipc/bindings/PageSignal";
import type { Readiness } from "../ipc/bindings/Readiness";
import { errorWords } from "../text/error_words";

export type Answer = "approved" | "denied" | "reported";

/**
 * What is on screen to be answered. The core measures focus and time; this reports what only a page
 * can see and shows what the core says. Nothing here can arm an approval.
 */
export class OnScreen {
  protected readonly backend: Backend;
  protected token: string | null = null;
  /** How often the core opened it: each time, it knows nothing of what was on screen before. */
  opened = $state(0);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  /** Which opening counts: the last one. */
  #opening = 0;
  /** Signals that came before the view was open. */
  #early: PageSignal[] = [];
  readiness = $state.raw<Readiness>({ kind: "waiting", reason: "not_seen" });
  /** How long the current arming takes, for the quiet fill. */
  armingMillis = $state(0);
  error = $state.raw<DeviceError | null>(null);
  busy = $state(false);
  pressAgain = $state(false);
  /** What the last attempt lacked, in a sentence. */
  missing = $state<string | null>(null);

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Reports something; the answer says whether Approve is armed. */
  async signal(signal: PageSignal): Promise<void> {
    if (this.#closed) return;
    const token = this.token;
    if (token === null) this.#early.push(signal);
    else await this.#ask(() => this.backend.observe(token, signal));
  }

  /** Asks the core again, for instance after the window got the focus. */
  async refresh(): Promise<void> {
    const token = this.token;
    if (token !== null) await this.#ask(() => this.backend.readiness(token));
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    // What fails here was closed by somebody else.
    if (this.token !== null) this.backend.leaveView(this.token).catch(() => undefined);
  }

  /** What names the view, as the core opens it. */
  protected async open(call: () => Promise<{ view_token: string }>): Promise<void> {
    const opening = ++this.#opening;
    this.token = null;
    try {
      const { view_token } = await call();
      if (this.#closed || opening !== this.#opening) return;
      this.token = view_token;
      this.opened += 1;
      await this.refresh();
      for (const signal of this.#early.splice(0)) await this.signal(signal);
    } catch (error) {
      if (opening === this.#opening) this.error = asDeviceError(error);
    }
  }

  /** Nothing is open any more. What comes next is opened anew. */
  protected leave(): void {
    this.#opening += 1;
    this.token = null;
  }

  /** Tries to answer. What stands against it is shown, each in its place. */
  protected async attempt(call: (token: string) => Promise<void>): Promise<void> {
    if (this.#closed || this.token === null || this.busy) return;
    this.busy = true;
    this.missing = null;
    // What stood against the attempt before stays until this one is through: without its message the card moves,
    // and what moves takes no answer.
    try {
      await call(this.token);
      this.error = null;
      this.pressAgain = false;
    } catch (rejected) {
      this.refused(asDeviceError(rejected));
    } finally {
      this.busy = false;
    }
    await this.refresh();
  }

  protected refused(error: DeviceError): void {
    this.pressAgain = error.code === "press_again";
    // What is missing is said beside the buttons: a message above the card would move it.
    if (error.code === "not_armed") this.missing = errorWords(error);
    else if (!this.pressAgain) this.error = error;
  }

  async #ask(call: () => Promise<Readiness>): Promise<void> {
    try {
      this.#show(await call());
    } catch (error) {
      if (!this.#closed) this.error = asDeviceError(error);
    }
  }

  #show(readiness: Readiness): void {
    if (this.#closed) return;
    clearTimeout(this.#timer);
    this.readiness = readiness;
    if (readiness.kind === "armed_in") {
      this.armingMillis = readiness.millis;
      this.#timer = setTimeout(() => void this.refresh(), readiness.millis);
    }
    if (readiness.kind !== "armed") this.pressAgain = false;
  }
}
