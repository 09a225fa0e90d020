import { counting } from "../counting";
import type { FourEyes } from "../en/four_eyes";

const { number } = counting("fr");

export const fourEyes: FourEyes = {
  count: (given, needed) => `${number(given)} approbation(s) sur ${number(needed)}`,
  inTheName: (person) => `Au nom de ${person}`,
  by: (name, at) => `Approuvé par ${name}, ${at}`,
  byYou: (at) => `Approuvé par vous, ${at}`,
  needsYouAnd: (names) => `Demande votre approbation et celle de ${names}`,
  needsYou: "Il ne manque que votre approbation",
  waitsFor: (names) => `En attente de ${names}`,
  awaiting: "Approuvé par vous – en attente d’une deuxième personne",
  taken: "Approuvé par quelqu’un d’autre à votre place",
  row: "Approuvé, en attente de quelqu’un d’autre",
  refusable: "Vous pouvez encore la refuser ou la signaler.",
  outcomeBy: (outcome, person, at) => `${outcome} par ${person}, ${at}`,
};
