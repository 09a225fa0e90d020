import type { HistoryOutcome } from "../../ipc/bindings/HistoryOutcome";
import type { HistoryRecord } from "../../ipc/bindings/HistoryRecord";
import { textSearch } from "../../shared/text_search";
import { cardText } from "../request/card_text";

/** Which records are looked for. What is empty leaves nothing out. */
export interface HistoryFilter {
  text: string;
  outcome: HistoryOutcome | "";
  /** The client, as its record names it. */
  client: string;
}

export const EVERYTHING: HistoryFilter = { text: "", outcome: "", client: "" };

export function isEverything(filter: HistoryFilter): boolean {
  return filter.text.trim() === "" && filter.outcome === "" && filter.client === "";
}

/** Who asked: the client's name, or its id. */
export function clientOf({ card }: HistoryRecord): string | null {
  return (card?.client_name ?? card?.client_id)?.text ?? null;
}

/** Everybody who asked, by name. */
export function clientsOf(records: HistoryRecord[]): string[] {
  const names = new Set(records.map(clientOf).filter((name) => name !== null));
  return [...names].sort((one, other) => one.localeCompare(other));
}

export function filtered(records: HistoryRecord[], filter: HistoryFilter): HistoryRecord[] {
  const found = textSearch(filter.text);
  return records.filter(
    (record) =>
      (filter.outcome === "" || record.outcome === filter.outcome) &&
      (filter.client === "" || clientOf(record) === filter.client) &&
      found(`${cardText(record.card)} ${record.by ?? ""} ${record.person ?? ""}`),
  );
}
