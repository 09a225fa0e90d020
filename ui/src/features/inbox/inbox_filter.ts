import type { ItemView } from "../../ipc/bindings/ItemView";
import type { RiskTier } from "../../ipc/bindings/RiskTier";
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
  const words = plain(filter.text).split(/\s+/).filter(Boolean);
  const fits = (item: ItemView) =>
    (filter.account === "" || item.account_id === filter.account) &&
    (filter.tier === "" || item.card?.tier === filter.tier) &&
    words.every((word) => textOf(item).includes(word));
  return {
    waiting: rows.waiting.filter(fits),
    recent: rows.recent.filter(fits),
    arrived: rows.arrived.filter(fits),
  };
}

/** What somebody remembers of a request: its sentence, who asked, and for what. */
function textOf({ card, host, user_id }: ItemView): string {
  const shown = [card?.client_name, card?.client_id, card?.audience, ...(card?.scopes ?? [])];
  const entries = (card?.entries ?? []).flatMap(({ verb, detail_type }) => [verb, detail_type.text]);
  const texts = [card?.headline, ...shown.map((one) => one?.text), ...entries, host, user_id];
  return plain(texts.filter(Boolean).join(" "));
}

/** Without accents and capitals: nobody remembers those. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
