import { getContext, setContext } from "svelte";
import type { Language } from "../ipc/bindings/Language";
import { directionOf } from "../shared/direction";
import { day, dayAndTime, distance, moment } from "../shared/time";
import { ar } from "./ar";
import { de } from "./de";
import { en, type Text } from "./en";
import { es } from "./es";
import { fr } from "./fr";
import { ja } from "./ja";
import { pseudo } from "./pseudo";

export const TEXTS: Record<Language, Text> = { en, de, fr, es, ja, ar, "en-XA": pseudo(en) };

/** How numbers and times are written. As in the cards, English has the day before the month, and
 * digits are the same on every page. */
const FORMATS: Partial<Record<Language, string>> = {
  en: "en-GB",
  ar: "ar-u-nu-latn",
  "en-XA": "en-GB",
};

/** The language that nobody speaks; it shows what is not translated or has no room. */
export const MADE_UP: Language = "en-XA";

/** What speakers of a language call it. */
export const LANGUAGE_NAMES: Record<Language, string> = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  ja: "日本語",
  ar: "العربية",
  "en-XA": "[Éñĝłíšĥ ~ ~]",
};

export function isLanguage(tag: unknown): tag is Language {
  return typeof tag === "string" && Object.hasOwn(TEXTS, tag);
}

/** The first of somebody's languages that the interface speaks; English without one. */
export function spoken(tags: readonly string[]): Language {
  for (const tag of tags) {
    const [short = ""] = tag.split("-");
    const found = [tag, short].find(isLanguage);
    if (found) return found;
  }
  return "en";
}

/** The words of one place on screen. What it says follows its language. */
export class Words {
  readonly #of: () => Language;

  constructor(of: () => Language) {
    this.#of = of;
  }

  get language(): Language {
    return this.#of();
  }

  get text(): Text {
    return TEXTS[this.language];
  }

  get direction(): "ltr" | "rtl" {
    return directionOf(this.language);
  }

  moment(iso: string): string {
    return moment(iso, this.#format);
  }

  /** A moment with its day, also today. */
  dayAndTime(iso: string): string {
    return dayAndTime(iso, this.#format);
  }

  day(iso: string): string {
    return day(iso, this.#format);
  }

  /** How far away something is, in time: `3 days ago`, `in 20 minutes`. */
  distance(millis: number): string {
    return distance(millis, this.#format);
  }

  /** Names of which any one is meant: `Bob or Carol`. */
  anyOf(names: string[]): string {
    return new Intl.ListFormat(this.#format, { type: "disjunction" }).format(names);
  }

  get #format(): string {
    return FORMATS[this.language] ?? this.language;
  }
}

/** The language of the window: the one that was chosen, or the system's, as the cards have it. */
class WindowLanguage {
  chosen = $state<Language | null>(null);
  readonly #system = spoken(navigator.languages);

  get current(): Language {
    return this.chosen ?? this.#system;
  }
}

export const windowLanguage = new WindowLanguage();
export const windowWords = new Words(() => windowLanguage.current);

const HERE = Symbol("words");

/** The words around a component: a card has those of its own language, all else the window's. */
export function wordsHere(): Words {
  return getContext<Words>(HERE) ?? windowWords;
}

/** The words of one language, whatever is spoken around them. */
export function wordsIn(language: Language): Words {
  return new Words(() => language);
}

/** Lets a component and everything inside of it speak a language of its own. */
export function speakHere(language: () => Language | undefined): Words {
  return setContext(HERE, new Words(() => language() ?? windowLanguage.current));
}

/** Tells the page its language, so that voices, hyphens and sides are right. */
export function markPage(): void {
  document.documentElement.lang = windowLanguage.current;
  document.documentElement.dir = directionOf(windowLanguage.current);
}
