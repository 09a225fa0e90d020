/**
 * Whether a key press is meant as a command of one letter or sign. In a field it is text, with Ctrl or
 * Alt it is something else; AltGr only reaches the sign, as brackets do on many keyboards.
 */
export function isLetterKey(event: KeyboardEvent, key: string): boolean {
  const typing = event.target instanceof Element && event.target.matches("input, textarea, select");
  const chord = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState("AltGraph");
  return event.key.toLowerCase() === key && !chord && !typing && !event.repeat;
}
