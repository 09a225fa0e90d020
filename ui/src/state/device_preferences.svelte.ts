import { tick } from "svelte";
import type { Backend } from "../ipc/backend";
import type { Preferences } from "../ipc/bindings/Preferences";
import type { VerificationPreference } from "../ipc/bindings/VerificationPreference";
import { errorWords } from "../text/error_words";

/** How the last change went. */
export type ChangeOutcome = { kind: "saved" } | { kind: "failed"; reason: string };

/** What the person chose for this device. Each change is kept at once, or taken back. */
export class DevicePreferences {
  readonly #backend: Backend;
  value = $state.raw<Preferences | null>(null);
  /** What is kept. It differs from what is shown until a change is kept or taken back. */
  kept = $state.raw<Preferences | null>(null);
  /** Why nothing can be shown, in a sentence. */
  failure = $state<string | null>(null);
  outcome = $state.raw<ChangeOutcome | null>(null);
  /** What the system is asked to confirm about itself, while it is. */
  asked = $state<VerificationPreference | null>(null);
  #last: Promise<unknown> = Promise.resolve();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  async load(): Promise<void> {
    try {
      this.value = this.kept = await this.#backend.preferences();
      this.failure = null;
    } catch (error) {
      this.failure = errorWords(error);
    }
  }

  /** Changes something. One change waits for the one before, so that none is built on what failed. */
  change(next: (was: Preferences) => Preferences): Promise<boolean> {
    return this.attempt(async () => {
      const was = (this.kept ??= await this.#backend.preferences());
      this.value = next(was);
      // The page shows it before it can be taken back.
      await tick();
      try {
        this.value = this.kept = await this.#backend.setPreferences(this.value);
      } catch (error) {
        this.value = was;
        throw error;
      }
    });
  }

  /** Chooses whether the system asks for the person. To ask for less, it asks first: that may take minutes, and
   * no other change waits for it. */
  async verify(next: VerificationPreference): Promise<boolean> {
    this.forget();
    this.asked = next;
    const refused = await this.#backend.setVerification(next).then(
      () => null,
      (error: unknown) => ({ error }),
    );
    // What was changed meanwhile is kept by then, and is not taken back by what was read before.
    const done = await this.attempt(async () => {
      this.value = this.kept = await this.#backend.preferences();
      if (refused) throw refused.error;
    });
    this.asked = null;
    return done;
  }

  /** Does something that is kept elsewhere, and says how it went. */
  attempt(step: () => Promise<unknown>): Promise<boolean> {
    const done = this.#last.then(() => this.#run(step));
    this.#last = done;
    return done;
  }

  /** Says nothing any more. */
  forget(): void {
    clearTimeout(this.#timer);
    this.outcome = null;
  }

  async #run(step: () => Promise<unknown>): Promise<boolean> {
    this.forget();
    try {
      await step();
      this.outcome = { kind: "saved" };
      this.#timer = setTimeout(() => (this.outcome = null), SAVED_MILLIS);
      return true;
    } catch (error) {
      this.outcome = { kind: "failed", reason: errorWords(error) };
      return false;
    }
  }
}

/** How long "Saved" stands there. A failure stays until the next change. */
const SAVED_MILLIS = 4000;
