import type { ItemView } from "../../ipc/bindings/ItemView";
import type { RiskTier } from "../../ipc/bindings/RiskTier";
import { textSearch } from "../../shared/text_search";
import { cardText } from "../request/card_text";
import type { Arrangement } from "./arrange";

/** Which requests are looked for. What is empty leaves nothing out. */
export interface InboxFilter {
  text: string;
  account: string;
  tier: RiskTier | "";
}

export const ANYTHING: InboxFilter = { text: "", account: "", tier: "" };

/** As many as are found by looking. */
export const A_HANDFUL = 6;

export function isAnything(filter: InboxFilter): boolean {
  return filter.text.trim() === "" && filter.account === "" && filter.tier === "";
}

/** Leaves out what does not fit, and moves nothing. */
export function narrowed(rows: Arrangement, filter: InboxFilter): Arrangement {
  const found = textSearch(filter.text);
  const fits = (item: ItemView) =>
    (filter.account === "" || item.account_id === filter.account) &&
    (filter.tier === "" || item.card?.tier === filter.tier) &&
    found([cardText(item.card), item.host, item.user_id].join(" "));
  return {
    waiting: rows.waiting.filter(fits),
    recent: rows.recent.filter(fits),
    arrived: rows.arrived.filter(fits),
  };
}
