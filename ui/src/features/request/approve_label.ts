import type { Card } from "../../ipc/bindings/Card";
import { type Words, wordsIn } from "../../text/language.svelte";

/** The words for yes: the template's own, if one thing is asked, in the language of the card. */
export interface Yes {
  words: Words;
  /** `Pay`, or what is said where no template has a word. */
  action: string;
}

export function yesOf(card: Card | null, here: Words): Yes {
  const action = card?.entries.length === 1 ? card.entries[0]?.action : null;
  if (!card || !action) return { words: here, action: here.text.decide.approve };
  return { words: wordsIn(card.language), action };
}
