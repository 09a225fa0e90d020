/** The forms that a noun takes beside a number; `#` stands for the number. */
type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** How numbers are written in a language, and which form of a word goes with them. */
export function counting(locale: string) {
  const numbers = new Intl.NumberFormat(locale);
  const rules = new Intl.PluralRules(locale);
  const number = (count: number) => numbers.format(count);
  const counted = (count: number, forms: Forms) =>
    (forms[rules.select(count)] ?? forms.other).replace("#", number(count));
  return { number, counted };
}
