import { createContext } from "svelte";
import type { Language } from "../ipc/bindings/Language";
import { letterKeys } from "../shared/letter_keys.svelte";
import { isLanguage, windowLanguage } from "../text/language.svelte";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

const KEY = "waxseal.preferences";

/** How this window looks and speaks. It is kept by the window; a device knows nothing of it. */
export class Preferences {
  theme = $state<Theme>("system");
  readonly #storage: Storage;

  constructor(storage: Storage) {
    this.#storage = storage;
    const kept = read(storage.getItem(KEY));
    if (THEMES.some((theme) => theme === kept.theme)) this.theme = kept.theme as Theme;
    if (isLanguage(kept.language)) windowLanguage.chosen = kept.language;
    letterKeys.on = kept.letterKeys !== false;
  }

  /** The language that was chosen; nothing for the system's. */
  get language(): Language | null {
    return windowLanguage.chosen;
  }

  /** Whether keys without Ctrl do something. */
  get letterKeys(): boolean {
    return letterKeys.on;
  }

  useLetterKeys(on: boolean): void {
    letterKeys.on = on;
    this.#keep();
  }

  wear(theme: Theme): void {
    this.theme = theme;
    this.#keep();
  }

  speak(language: Language | null): void {
    windowLanguage.chosen = language;
    this.#keep();
  }

  /** Tells the page its theme. Without one it has the system's. */
  dress(): void {
    if (this.theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
  }

  #keep(): void {
    this.#storage.setItem(
      KEY,
      JSON.stringify({ theme: this.theme, language: this.language, letterKeys: letterKeys.on }),
    );
  }
}

/** What was kept, if it can be read. */
function read(kept: string | null): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(kept ?? "{}");
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
  } catch {
    return {};
  }
}

export const [preferences, setPreferences] = createContext<Preferences>();
