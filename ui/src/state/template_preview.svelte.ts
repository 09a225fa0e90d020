import type { Backend } from "../ipc/backend";
import type { Language } from "../ipc/bindings/Language";
import type { PreviewedCard } from "../ipc/bindings/PreviewedCard";
import { errorWords } from "../text/error_words";

/** Which template is looked at. */
export interface PreviewOf {
  accountId: string;
  detailType: string;
}

/** What requests of a type would look like. The core shows them; nothing of this can be answered. */
export class TemplatePreviewState {
  readonly #backend: Backend;
  readonly #of: PreviewOf;
  /** Whether the sample is the person's own. */
  edited = $state(false);
  sample = $state("");
  language = $state<Language>("en");
  worst = $state(false);
  cards = $state.raw<PreviewedCard[]>([]);
  index = $state(0);
  error = $state<string | null>(null);
  readonly shown = $derived(this.cards[this.index] ?? null);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(backend: Backend, of: PreviewOf, language: Language) {
    this.#backend = backend;
    this.#of = of;
    this.language = language;
    void this.#ask();
  }

  /** Shows another sample, once the typing pauses. */
  edit(sample: string): void {
    this.sample = sample;
    this.edited = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#ask(), PAUSE_MILLIS);
  }

  startOver(): void {
    this.edited = false;
    void this.#ask();
  }

  speak(language: Language): void {
    this.language = language;
    void this.#ask();
  }

  showWorst(worst: boolean): void {
    this.worst = worst;
    this.index = 0;
    void this.#ask();
  }

  close(): void {
    this.#asked += 1;
    clearTimeout(this.#timer);
  }

  /** An older answer never overwrites a newer one. */
  async #ask(): Promise<void> {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    try {
      const preview = await this.#backend.previewTemplate({
        account_id: this.#of.accountId,
        detail_type: this.#of.detailType,
        sample: this.edited ? this.sample : null,
        language: this.language,
        worst: this.worst,
      });
      if (asked !== this.#asked) return;
      // What somebody typed stays as it was typed.
      if (!this.edited) this.sample = preview.sample;
      this.cards = preview.cards;
      this.index = Math.min(this.index, Math.max(0, preview.cards.length - 1));
      this.error = null;
    } catch (error) {
      if (asked === this.#asked) this.error = errorWords(error);
    }
  }
}

const PAUSE_MILLIS = 300;
