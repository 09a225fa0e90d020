import { counting } from "../counting";

const { number } = counting("en");

/** Words about requests that take the approvals of two people. */
export const fourEyes = {
  count: (given: number, needed: number) => `${number(given)} of ${number(needed)} approvals`,
  inTheName: (person: string) => `In the name of ${person}`,
  by: (name: string, at: string) => `Approved by ${name} at ${at}`,
  byYou: (at: string) => `Approved by you at ${at}`,
  needsYouAnd: (names: string) => `Needs your approval and that of ${names}`,
  needsYou: "Only your approval is missing",
  waitsFor: (names: string) => `Waiting for ${names}`,
  awaiting: "Approved by you – waiting for a second person",
  taken: "Approved by somebody else in your place",
  row: "Approved, waiting for somebody else",
  refusable: "You can still deny or report it.",
  outcomeBy: (outcome: string, person: string, at: string) => `${outcome} by ${person} at ${at}`,
};

export type FourEyes = typeof fourEyes;
