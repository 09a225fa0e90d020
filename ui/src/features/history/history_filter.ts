import type { HistoryOutcome } from "../../ipc/bindings/HistoryOutcome";
import type { HistoryRecord } from "../../ipc/bindings/HistoryRecord";

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
  const words = plain(filter.text).split(/\s+/).filter(Boolean);
  return records.filter(
    (record) =>
      (filter.outcome === "" || record.outcome === filter.outcome) &&
      (filter.client === "" || clientOf(record) === filter.client) &&
      (words.length === 0 || hasAll(textOf(record), words)),
  );
}

const hasAll = (text: string, words: string[]) => words.every((word) => text.includes(word));

/** What somebody remembers of a request: its sentence, who asked for what, and its code. */
function textOf({ card, by }: HistoryRecord): string {
  if (card === null) return plain(by ?? "");
  const shown = [card.client_name, card.client_id, card.audience, card.binding_message, ...card.scopes];
  const entries = card.entries.flatMap(({ verb, detail_type }) => [verb, detail_type.text]);
  return plain([card.headline, ...shown.map((one) => one?.text ?? ""), ...entries, by ?? ""].join(" "));
}

/** Without accents and capitals: nobody remembers those. */
function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
