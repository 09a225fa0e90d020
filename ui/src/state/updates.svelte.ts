import { asDeviceError, type Backend } from "../ipc/backend";
import type { UpdateMode } from "../ipc/bindings/UpdateMode";
import type { UpdateView } from "../ipc/bindings/UpdateView";
import { errorWords } from "../text/error_words";

/** What this window knows of updates of the program. A locked window knows nothing. */
export class UpdatesState {
  readonly #backend: Backend;
  view = $state.raw<UpdateView | null>(null);
  /** Why nothing can be shown, in a sentence. */
  failure = $state<string | null>(null);
  /** Whether there is something for the person to do. */
  readonly isReady = $derived(
    this.view !== null && (this.view.state.kind === "ready" || this.view.state.kind === "installed"),
  );
  #asked = 0;
  #shown = 0;

  constructor(backend: Backend) {
    this.#backend = backend;
  }

  /** Keeps up with it until the returned function is called. */
  follow(): () => void {
    const stop = this.#backend.onUpdateChange(() => void this.refresh());
    // What an installation waits for changes with the device.
    const stopChange = this.#backend.onChange(() => this.view?.state.kind !== "off" && void this.refresh());
    void this.refresh();
    return () => {
      stop();
      stopChange();
    };
  }

  refresh = (): Promise<void> => this.#take(() => this.#backend.updateView());
  look = (): Promise<void> => this.#take(() => this.#backend.lookForUpdate());
  install = (): Promise<void> => this.#take(() => this.#backend.installUpdate());
  setMode = (mode: UpdateMode): Promise<UpdateView> =>
    this.#backend.setUpdateMode(mode).then((view) => (this.view = view));

  /** Shows an answer, unless a later question was answered before. */
  async #take(ask: () => Promise<UpdateView>): Promise<void> {
    const asked = ++this.#asked;
    try {
      const view = await ask();
      if (asked < this.#shown) return;
      this.#shown = asked;
      this.view = view;
      this.failure = null;
    } catch (rejected) {
      if (asked < this.#shown) return;
      this.#shown = asked;
      const error = asDeviceError(rejected);
      this.view = null;
      this.failure = error.code === "locked" ? null : errorWords(error);
    }
  }
}
