import type { PageSignal } from "../../ipc/bindings/PageSignal";

/** How long Approve is held. The core measures it by itself. */
export const HOLD_MILLIS = 1200;
/** A shorter press is a click; a longer one that stops is a hold that was given up. */
const CLICK_MILLIS = 400;
const SECOND = 1000;

interface Held {
  signal: (signal: PageSignal) => Promise<void>;
  onheld: () => void;
}

/** A press that is held until it counts. Letting go, leaving and looking away end it. */
export class Hold {
  readonly #to: Held;
  #timers: ReturnType<typeof setTimeout>[] = [];
  #pressedAt = 0;
  #swallow = false;
  /** The press that goes on; an earlier one changes nothing any more. */
  #press = 0;
  /** Seconds left, begun ones included; `null` when nothing is held. */
  secondsLeft = $state<number | null>(null);

  constructor(to: Held) {
    this.#to = to;
  }

  async start(): Promise<void> {
    const press = ++this.#press;
    this.#pressedAt = performance.now();
    this.#swallow = false;
    this.secondsLeft = Math.ceil(HOLD_MILLIS / SECOND);
    // The core counts from when it hears of it, so the page counts no earlier.
    await this.#to.signal({ kind: "hold_started" });
    if (press !== this.#press || this.secondsLeft === null) return;
    this.#timers = [
      setTimeout(() => (this.secondsLeft = 1), HOLD_MILLIS - SECOND),
      setTimeout(() => this.#held(), HOLD_MILLIS),
    ];
  }

  stop(): void {
    if (this.secondsLeft === null) return;
    if (performance.now() - this.#pressedAt > CLICK_MILLIS) this.#swallow = true;
    this.#rest();
    void this.#to.signal({ kind: "hold_ended" });
  }

  /** Ends it without a click: the pointer went elsewhere. */
  leave(): void {
    if (this.secondsLeft === null) return;
    this.stop();
    this.#swallow = true;
  }

  /** Whether a click is the end of a hold, which is no click of its own. */
  swallows(): boolean {
    const swallow = this.#swallow;
    this.#swallow = false;
    return swallow;
  }

  #held(): void {
    this.#rest();
    this.#swallow = true;
    this.#to.onheld();
  }

  #rest(): void {
    this.#press += 1;
    this.secondsLeft = null;
    for (const timer of this.#timers.splice(0)) clearTimeout(timer);
  }
}
