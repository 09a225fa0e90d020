/** Whether a text has all the words that are looked for, in any order and as parts of longer ones. */
export function textSearch(sought: string): (text: string) => boolean {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  if (words.length === 0) return () => true;
  return (text) => {
    const searched = plain(text);
    return words.every((word) => searched.includes(word));
  };
}

/** Without accents and capitals: nobody remembers those. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
