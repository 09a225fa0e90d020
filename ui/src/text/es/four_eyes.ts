import { counting } from "../counting";
import type { FourEyes } from "../en/four_eyes";

const { number } = counting("es");

export const fourEyes: FourEyes = {
  count: (given, needed) => `${number(given)} de ${number(needed)} aprobaciones`,
  inTheName: (person) => `En nombre de ${person}`,
  by: (name, at) => `Aprobada por ${name}, ${at}`,
  byYou: (at) => `Aprobada por usted, ${at}`,
  needsYouAnd: (names) => `Necesita su aprobación y la de ${names}`,
  needsYou: "Solo falta su aprobación",
  waitsFor: (names) => `A la espera de ${names}`,
  awaiting: "Aprobada por usted – a la espera de una segunda persona",
  taken: "Aprobada por otra persona en su lugar",
  row: "Aprobada, a la espera de otra persona",
  refusable: "Aún puede rechazarla o denunciarla.",
  outcomeBy: (outcome, person, at) => `${outcome} por ${person}, ${at}`,
};
