import { describe, expect, it } from "vitest";
import type { Language } from "../ipc/bindings/Language";
import { MUTE_MINUTES, PRESS_AGAIN_SECONDS } from "../ipc/bindings/limits";
import { TEXTS } from "./language.svelte";

type Words = string | ((...given: never[]) => string);
type Sentence = (...given: unknown[]) => string;

/** Every text of a language, by its path: `decide.approve`. */
function flat(node: object, path = ""): [string, Words][] {
  return Object.entries(node).flatMap(([key, value]: [string, unknown]) => {
    const here = path === "" ? key : `${path}.${key}`;
    return typeof value === "object" && value !== null ? flat(value, here) : [[here, value as Words]];
  });
}

/** A sentence with something in each of its gaps: a number that is also a name. */
function said(words: Words, given: unknown = 5): string {
  return typeof words === "string" ? words : (words as Sentence)(...Array<unknown>(4).fill(given));
}

/** Words that are the same in another language, looked at one by one. */
const SAME: Record<string, string[]> = {
  de: ["request.code", "history.client", "enroll.host", "locked.passphrase", "settings.security.passphrase"],
  fr: [
    "request.code",
    "history.client",
    "request.type",
    "values.total",
    "templates.version",
    "settings.about.version",
  ],
  es: ["values.total"],
  ja: [],
  ar: [],
  "en-XA": [],
};
/** Names. */
const NAMES = ["app"];

const english = flat(TEXTS.en);
const others = Object.keys(SAME) as Language[];

describe.each(others)("%s", (language) => {
  const texts = new Map(flat(TEXTS[language]));

  it("says everything that English says, and nothing else", () => {
    expect([...texts.keys()].sort()).toEqual(english.map(([path]) => path).sort());
    for (const words of texts.values()) expect(said(words).trim()).not.toBe("");
  });

  it("is not English by oversight", () => {
    const same = english.filter(([path, words]) => said(words) === said(texts.get(path) as Words));
    const allowed = [...(language === "en-XA" ? [] : NAMES), ...(SAME[language] ?? [])];
    expect(same.map(([path]) => path).sort()).toEqual(allowed.sort());
  });

  it("fills every gap of a sentence", () => {
    for (const [path, words] of texts) {
      if (typeof words === "string") continue;
      for (let gap = 0; gap < words.length; gap += 1) {
        const given = Array.from({ length: words.length }, (_, index) => (index === gap ? 77 : 5));
        expect((words as Sentence)(...given), `${path}, gap ${gap}`).toContain("77");
      }
      const asked = english.find(([one]) => one === path)?.[1] as Sentence;
      expect(words, path).toHaveLength(language === "en-XA" ? 0 : asked.length);
    }
  });

  it("has no invisible characters", () => {
    for (const [path, words] of texts) expect(said(words), path).not.toMatch(/[\p{Cf}\p{Co}]/u);
  });
});

it.each([
  { holds: `${MUTE_MINUTES} minutes`, by: MUTE_MINUTES, texts: 3 },
  { holds: `${PRESS_AGAIN_SECONDS} seconds`, by: PRESS_AGAIN_SECONDS, texts: 1 },
])("every language says $holds as the core has it", ({ holds, by, texts }) => {
  // What stands in a gap is no number.
  const paths = english.filter(([, words]) => said(words, "x").includes(holds)).map(([path]) => path);
  expect(paths).toHaveLength(texts);
  for (const [language, words] of Object.entries(TEXTS)) {
    const all = new Map(flat(words));
    for (const path of paths)
      expect(said(all.get(path) as Words, "x"), `${language} ${path}`).toContain(String(by));
  }
});

it("a number takes the form of the word that goes with it", () => {
  expect([0, 1, 2, 5].map(TEXTS.en.values.rows)).toEqual(["0 rows", "1 row", "2 rows", "5 rows"]);
  expect(TEXTS.de.values.rows(12345)).toBe("12.345 Einträge");
  expect([1, 2, 3, 11, 100].map(TEXTS.ar.values.rows)).toEqual([
    "بند واحد (1)",
    "بندان (2)",
    "3 بنود",
    "11 بندًا",
    "100 بند",
  ]);
});

it("approvals are counted in French as one says it", () => {
  expect([0, 1, 2].map((given) => TEXTS.fr.fourEyes.count(given, 2))).toEqual([
    "0 approbation sur 2",
    "1 approbation sur 2",
    "2 approbations sur 2",
  ]);
});

it("the made-up language leaves names as they are", () => {
  expect(TEXTS["en-XA"].decide.approve).toBe("[Áppřövé ~ ~]");
  expect(TEXTS["en-XA"].outcomeHere("Approved", "14:05")).toMatch(/^\[Approved áť 14:05( ~)+\]$/);
});
