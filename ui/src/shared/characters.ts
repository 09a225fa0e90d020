/** How many characters a text has, as people count them: one for each code point. */
export function characters(text: string): number {
  return [...text].length;
}

/** What a page shows as nothing, as a blank, or out of order: written out, it can be read. */
const UNSEEN =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/**
 * JSON as it was received, but with every invisible character as JSON writes it: `\u202e`.
 * Line breaks between its members stay.
 */
export function withEscapes(json: string): string {
  return json.replace(UNSEEN, (character) =>
    character === "\n" ? character : character.split("").map(escape).join(""),
  );
}

/** Half of a character above U+FFFF is one escape, as in JSON. */
function escape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
