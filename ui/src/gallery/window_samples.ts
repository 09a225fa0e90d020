import type { Card } from "../ipc/bindings/Card";
import type { HistoryOutcome } from "../ipc/bindings/HistoryOutcome";
import type { HistoryRecord } from "../ipc/bindings/HistoryRecord";
import type { ItemView } from "../ipc/bindings/ItemView";
import { item, transferCard } from "../ipc/fake";
import { exhibits } from "./cards";

/** What the main window is filled with: the typical card of each type, waiting or over. */

const typical: Card[] = exhibits.filter(({ name }) => name === "typical").map(({ card }) => card);

const shown = (text: string) => ({ text, altered: false });
const at = (index: number): Card => typical[index % typical.length] ?? transferCard();

export const waiting: ItemView[] = Array.from({ length: 4 }, (_, index) => ({
  ...item(`waiting_${index}`),
  card: at(index),
  expires_in_ms: 48_000 + index * 190_000,
}));

const OUTCOMES: HistoryOutcome[] = [
  "approved",
  "denied",
  "expired",
  "approved",
  "cancelled",
  "reported",
  "ended_away",
];

/** Seven from one client in a moment, and what else waits. */
export const flooded: ItemView[] = [
  ...waiting.slice(0, 2),
  ...Array.from({ length: 7 }, (_, index) => ({
    ...item(`flood_${index}`),
    card: { ...transferCard(), client_name: shown("Scraper"), client_id: shown("scraper") },
    in_flood: true,
    expires_in_ms: 200_000 + index * 4000,
  })),
  ...waiting.slice(2),
];

/** Three of one kind, which can be answered together, before others that wait. */
export const alike: ItemView[] = ["Priya Nair", "Tom Ekström", "Ana Duarte"].map((name, index) => ({
  ...item(`alike_${index}`),
  card: paying(`${index + 1}2.50`, name),
  batch_key: "lunch",
}));

function paying(amount: string, name: string): Card {
  const text = JSON.stringify(transferCard());
  return JSON.parse(text.replaceAll("2,500.00", amount).replaceAll("Hanna Herwitz", name)) as Card;
}

export const over: ItemView[] = OUTCOMES.slice(0, 3).map((outcome, index) => ({
  ...item(`over_${index}`, {
    kind: "closed",
    outcome,
    by: index === 0 ? "Hanna's MacBook" : null,
    at: `2026-11-20T1${index}:06:00Z`,
  }),
  card: at(index + 4),
}));

const asked = (card: Card, by: string): Card => ({ ...card, client_name: { text: by, altered: false } });

export const records: HistoryRecord[] = Array.from({ length: 30 }, (_, index) => ({
  at: `2026-11-${String(20 - Math.floor(index / 2)).padStart(2, "0")}T${index % 2 ? "09:41" : "16:20"}:00Z`,
  consent_id: `record_${index}`,
  account_id: "dev_1",
  outcome: OUTCOMES[index % OUTCOMES.length] ?? "approved",
  by: index % 5 === 0 ? "Hanna's MacBook" : null,
  card: index % 7 === 6 ? null : asked(at(index), index % 3 ? "Ledger Agent" : "CI Bot"),
  consent_sha256: index % 7 === 6 ? null : "8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918",
}));
