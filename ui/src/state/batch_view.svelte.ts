import type { Backend } from "../ipc/backend";
import type { BatchAnswer } from "../ipc/bindings/BatchAnswer";
import type { Gesture } from "../ipc/bindings/Gesture";
import type { PageSignal } from "../ipc/bindings/PageSignal";
import type { RequestId } from "../ipc/bindings/RequestId";
import { OnScreen } from "./on_screen.svelte";

/** Several requests on screen together. Each is ticked by itself, and other ticks are another view. */
export class BatchView extends OnScreen {
  ticked = $state.raw<readonly RequestId[]>([]);
  /** What became of each, and what was asked for. */
  answers = $state.raw<BatchAnswer[] | null>(null);
  answer = $state<"approved" | "denied">("denied");
  #seen = false;

  constructor(backend: Backend, ids: readonly RequestId[]) {
    super(backend);
    this.tick(ids);
  }

  /** Chooses what is answered. */
  tick(ids: readonly RequestId[]): void {
    this.ticked = ids;
    this.pressAgain = false;
    this.missing = null;
    this.leave();
    if (ids.length === 0) return;
    // What was in view still is; the new view has not heard of it.
    if (this.#seen) void super.signal({ kind: "critical_seen", seen: true });
    void this.open(() => this.backend.openBatch(ids));
  }

  override async signal(signal: PageSignal): Promise<void> {
    if (signal.kind === "critical_seen") this.#seen = signal.seen;
    if (this.ticked.length > 0) await super.signal(signal);
  }

  async decide(answer: "approved" | "denied", gesture: Gesture): Promise<void> {
    await this.attempt(async (view_token) => {
      this.answers = await this.backend.decideBatch({ view_token, outcome: answer, gesture });
      this.answer = answer;
    });
  }
}
