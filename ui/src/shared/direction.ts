const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);

/** The direction a language is written in, by its tag. */
export function directionOf(language: string): "ltr" | "rtl" {
  return RIGHT_TO_LEFT.has(language.split("-", 1)[0] ?? "") ? "rtl" : "ltr";
}

/** Letters that are written from right to left: Hebrew, Arabic and their neighbours. */
const RIGHT_TO_LEFT_LETTER =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/**
 * The direction of an amount or an identifier: from left to right on every page, so that its parts
 * never change places. One with letters of the other direction is read as those are.
 */
export function directionOfIdentifier(text: string): "ltr" | "auto" {
  return RIGHT_TO_LEFT_LETTER.test(text) ? "auto" : "ltr";
}
