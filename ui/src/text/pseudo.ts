/**
 * English as a longer and accented language, made mechanically: what stays plain on screen was never
 * handed to the translators, and what has no room now has none in German either.
 */
export function pseudo<T>(text: T): T {
  return disguised(text) as T;
}

const ACCENTED: Record<string, string> = Object.fromEntries(
  Array.from("aceginorstuyACEGINORSTUY", (letter, index) => [
    letter,
    Array.from("áçéĝíñöřšťúýÁÇÉĜÍÑÖŘŠŤÚÝ")[index] ?? letter,
  ]),
);

type Sentence = (...given: unknown[]) => string;

/** Stands for an argument while the words around it are disguised. */
const MARK = 0xe000;

function disguised(node: unknown): unknown {
  if (typeof node === "string") return words(node);
  if (typeof node === "function") return (...given: unknown[]) => filled(node as Sentence, given);
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, disguised(value)]));
}

function words(english: string): string {
  const accented = Array.from(english, (letter) => ACCENTED[letter] ?? letter).join("");
  return `[${accented}${" ~".repeat(Math.ceil(english.length / 6))}]`;
}

/** Names and times that are put into a sentence stay as they are. */
function filled(sentence: Sentence, given: unknown[]): string {
  const marked = given.map((one, index) =>
    typeof one === "string" ? String.fromCharCode(MARK + index) : one,
  );
  return words(sentence(...marked)).replace(/[\ue000-\ue0ff]/g, (mark) =>
    String(given[mark.charCodeAt(0) - MARK]),
  );
}
