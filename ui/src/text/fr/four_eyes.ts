import { counting } from "../counting";
import type { FourEyes } from "../en/four_eyes";

const { number, counted } = counting("fr");

export const fourEyes: FourEyes = {
  count: (given, needed) =>
    counted(given, {
      one: `# approbation sur ${number(needed)}`,
      other: `# approbations sur ${number(needed)}`,
    }),
  inTheName: (person) => `Au nom de ${person}`,
  by: (name, at) => `Approbation par ${name}, ${at}`,
  byYou: (at) => `Votre approbation, ${at}`,
  needsYouAnd: (names) => `Demande votre approbation et celle de ${names}`,
  needsYou: "Il ne manque que votre approbation",
  waitsFor: (names) => `En attente de ${names}`,
  awaiting: "Votre approbation est donnée – en attente d’une deuxième personne",
  taken: "Approbation donnée par quelqu’un d’autre à votre place",
  row: "Approbation donnée, en attente de quelqu’un d’autre",
  refusable: "Vous pouvez encore la refuser ou la signaler.",
  outcomeBy: (outcome, person, at) => `${outcome} par ${person}, ${at}`,
};
