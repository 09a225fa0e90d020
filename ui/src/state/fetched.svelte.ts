import { errorWords } from "../text/error_words";

/** Something that the server knows, read anew when asked. An older answer never overwrites a newer one. */
export class Fetched<T> {
  value = $state.raw<T | null>(null);
  /** Why it could not be read the last time, in a sentence. */
  failure = $state<string | null>(null);
  readonly #call: () => Promise<T>;
  #asked = 0;

  constructor(call: () => Promise<T>) {
    this.#call = call;
  }

  async read(): Promise<void> {
    const asked = ++this.#asked;
    let value: T | null = null;
    let failure: string | null = null;
    try {
      value = await this.#call();
    } catch (error) {
      failure = errorWords(error);
    }
    if (asked !== this.#asked) return;
    this.value = value;
    this.failure = failure;
  }
}
