import type { Card } from "../../ipc/bindings/Card";

/** What somebody remembers of a card: its sentence, who asked for what, and its code. */
export function cardText(card: Card | null): string {
  if (card === null) return "";
  const shown = [card.client_name, card.client_id, card.audience, card.binding_message, ...card.scopes];
  const entries = card.entries.flatMap(({ verb, detail_type }) => [verb, detail_type.text]);
  return [card.headline, ...shown.map((one) => one?.text ?? ""), ...entries].join(" ");
}
