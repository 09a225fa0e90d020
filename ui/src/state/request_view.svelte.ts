import type { Backend } from "../ipc/backend";
import type { DenyReason } from "../ipc/bindings/DenyReason";
import type { DeviceError } from "../ipc/bindings/DeviceError";
import type { Gesture } from "../ipc/bindings/Gesture";
import type { RequestId } from "../ipc/bindings/RequestId";
import { errorWords } from "../text/error_words";
import { type Answer, OnScreen } from "./on_screen.svelte";

/** One request on screen. */
export class RequestView extends OnScreen {
  /** What was typed of a code that approving takes. */
  code = $state("");
  /** What is wrong with the code that was sent, in a sentence. */
  codeError = $state<string | null>(null);

  constructor(backend: Backend, request: RequestId) {
    super(backend);
    void this.open(() => backend.openRequest(request));
  }

  type(code: string): void {
    this.code = code;
    this.codeError = null;
    this.missing = null;
  }

  async decide(outcome: Answer, gesture: Gesture, reason?: DenyReason): Promise<void> {
    this.codeError = null;
    const code = outcome === "approved" ? lettersOf(this.code) : "";
    await this.attempt((view_token) =>
      this.backend.decide({ view_token, outcome, gesture, ...(reason && { reason }), ...(code && { code }) }),
    );
  }

  /** Whether an approval of this goes out without the system's word on the person. Who asks shows it. */
  async approvesUnverified(): Promise<boolean> {
    return this.token !== null && (await this.backend.approvesUnverified(this.token));
  }

  protected override refused(error: DeviceError): void {
    if (error.code === "wrong_code") this.codeError = errorWords(error);
    super.refused(error);
    if (error.code === "wrong_code") this.error = null;
  }
}

/** A code without what people put between groups; the core compares it so. */
export function lettersOf(code: string): string {
  return code.replace(/[\s.-]/g, "");
}
