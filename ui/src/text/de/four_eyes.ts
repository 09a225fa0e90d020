import { counting } from "../counting";
import type { FourEyes } from "../en/four_eyes";

const { number } = counting("de");

export const fourEyes: FourEyes = {
  count: (given, needed) => `${number(given)} von ${number(needed)} Genehmigungen`,
  inTheName: (person) => `Im Namen von ${person}`,
  by: (name, at) => `Genehmigt von ${name}, ${at}`,
  byYou: (at) => `Genehmigt von Ihnen, ${at}`,
  needsYouAnd: (names) => `Braucht Ihre Genehmigung und die von ${names}`,
  needsYou: "Nur Ihre Genehmigung fehlt noch",
  waitsFor: (names) => `Wartet auf ${names}`,
  awaiting: "Von Ihnen genehmigt – wartet auf eine zweite Person",
  taken: "An Ihrer Stelle von jemand anderem genehmigt",
  row: "Genehmigt, wartet auf jemand anderen",
  refusable: "Sie können es noch ablehnen oder melden.",
  outcomeBy: (outcome, person, at) => `${outcome} von ${person}, ${at}`,
};
