import { counting } from "../counting";
import type { FourEyes } from "../en/four_eyes";

const { number } = counting("ja");

export const fourEyes: FourEyes = {
  count: (given, needed) => `承認 ${number(given)} / ${number(needed)}`,
  inTheName: (person) => `${person} さんの名義`,
  by: (name, at) => `${name} さんが承認（${at}）`,
  byYou: (at) => `あなたが承認（${at}）`,
  needsYouAnd: (names) => `あなたと ${names} さんの承認が必要です`,
  needsYou: "残りはあなたの承認だけです",
  waitsFor: (names) => `${names} さんを待っています`,
  awaiting: "あなたは承認済み – もう一人を待っています",
  taken: "あなたの代わりに別の人が承認しました",
  row: "承認済み、別の人を待っています",
  refusable: "まだ拒否または報告ができます。",
  outcomeBy: (outcome, person, at) => `${outcome}（${person} さん、${at}）`,
};
