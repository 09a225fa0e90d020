/** Whether keys do something alone: who speaks to the computer, or hits keys by accident, turns them off. */
class LetterKeys {
  on = $state(true);
}

export const letterKeys = new LetterKeys();

/**
 * Whether a key press is meant as a command of one letter or sign. In a field it is text, with Ctrl or
 * Alt it is something else; AltGr only reaches the sign, as brackets do on many keyboards.
 */
export function isLetterKey(event: KeyboardEvent, key: string): boolean {
  const chord = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  const meant = event.key.toLowerCase() === key && !chord && !event.repeat;
  return meant && letterKeys.on && !isTyping(event) && !isCovered();
}

/** Whether a key press goes into a field. */
export function isTyping(event: KeyboardEvent): boolean {
  return event.target instanceof Element && event.target.matches("input, textarea, select");
}

/** Whether a dialog is open: then no key is meant for what lies behind it. */
export function isCovered(): boolean {
  return document.querySelector("dialog[open]") !== null;
}
