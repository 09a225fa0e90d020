import type { ItemView } from "../../ipc/bindings/ItemView";
import type { MutedClient } from "../../ipc/bindings/MutedClient";
import type { RequestId } from "../../ipc/bindings/RequestId";
import { requestOf } from "../../ipc/request_id";

/** Requests that came in a flood from one client for one account. */
export interface Flood {
  /** `account client` */
  key: string;
  client: string;
  items: ItemView[];
}

/** A row of the list: one request, or a flood of them. */
export type InboxLine = { kind: "item"; item: ItemView } | { kind: "flood"; flood: Flood };

/** Several requests that can be answered together. */
export interface Batch {
  key: string;
  accountId: string;
  client: string;
  requests: RequestId[];
}

const clientKey = (accountId: string, clientId: string) => `${accountId} ${clientId}`;
const clientOf = ({ card, host }: ItemView) => (card?.client_name ?? card?.client_id)?.text ?? host;

function floodKey(item: ItemView): string | null {
  return item.in_flood ? clientKey(item.account_id, item.card?.client_id?.text ?? "") : null;
}

/** A flood stands where its first request stands; all others stay where they are. */
export function grouped(items: ItemView[]): InboxLine[] {
  const floods = by(items, floodKey);
  return items.flatMap((item): InboxLine[] => {
    const key = floodKey(item);
    const members = (key !== null && floods.get(key)) || [];
    if (key === null || members.length < 2) return [{ kind: "item", item }];
    return members[0] === item
      ? [{ kind: "flood", flood: { key, client: clientOf(item), items: members } }]
      : [];
  });
}

/** What can be answered together: at least two that wait and have one key. */
export function batches(items: ItemView[]): Batch[] {
  const ready = by(items, ({ state, batch_key }) => (state.kind === "ready" ? batch_key : null));
  return [...ready]
    .filter(([, members]) => members.length > 1)
    .map(([key, members]) => ({
      key,
      accountId: members[0]?.account_id ?? "",
      client: members[0] ? clientOf(members[0]) : "",
      requests: members.map(requestOf),
    }));
}

/** Whether, and how, a flood's client is muted. */
export function mutedOf(muted: MutedClient[], flood: Flood): MutedClient | undefined {
  return muted.find(({ account_id, client_id }) => clientKey(account_id, client_id) === flood.key);
}

function by(items: ItemView[], keyOf: (item: ItemView) => string | null): Map<string, ItemView[]> {
  const found = new Map<string, ItemView[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== null) found.set(key, [...(found.get(key) ?? []), item]);
  }
  return found;
}
