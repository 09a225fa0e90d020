import { counting } from "../counting";
import type { FourEyes } from "../en/four_eyes";

const { number } = counting("ar-u-nu-latn");

export const fourEyes: FourEyes = {
  count: (given, needed) => `الموافقات: ${number(given)} من ${number(needed)}`,
  inTheName: (person) => `باسم ${person}`,
  by: (name, at) => `تمت الموافقة من ${name}، ${at}`,
  byYou: (at) => `تمت الموافقة منك، ${at}`,
  needsYouAnd: (names) => `يحتاج إلى موافقتك وموافقة ${names}`,
  needsYou: "لم يبق إلا موافقتك",
  waitsFor: (names) => `بانتظار ${names}`,
  awaiting: "تمت الموافقة منك – بانتظار شخص ثانٍ",
  taken: "تمت الموافقة من شخص آخر بدلًا منك",
  row: "تمت الموافقة، بانتظار شخص آخر",
  refusable: "ما زال بإمكانك رفضه أو الإبلاغ عنه.",
  outcomeBy: (outcome, person, at) => `${outcome} من ${person}، ${at}`,
};
