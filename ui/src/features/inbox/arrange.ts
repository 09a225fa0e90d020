import type { ItemView } from "../../ipc/bindings/ItemView";
import { keyOf } from "../../ipc/request_id";

/** The list of requests in its three parts. */
export interface Arrangement {
  /** What expires first stands first. */
  waiting: ItemView[];
  /** What is over, newest first. */
  recent: ItemView[];
  /** What came while the list had to stay as it was. */
  arrived: ItemView[];
}

export const NOTHING: Arrangement = { waiting: [], recent: [], arrived: [] };

/**
 * Sorts requests into the list.
 *
 * While the list is held, because a pointer or the focus rests on it, each row stays where it is, even
 * of a request that ends; what is new stands below all others. Nobody opens one request and means
 * another.
 */
export function arrange(before: Arrangement, items: ItemView[], held: boolean): Arrangement {
  if (!held) {
    const isOver = (item: ItemView) => item.state.kind === "closed";
    return { waiting: items.filter((item) => !isOver(item)), recent: items.filter(isOver), arrived: [] };
  }
  const latest = new Map(items.map((item) => [keyOf(item), item]));
  const stay = (rows: ItemView[]) => rows.map((row) => latest.get(keyOf(row)) ?? row);
  const listed = new Set([...before.waiting, ...before.recent, ...before.arrived].map(keyOf));
  const fresh = items.filter((item) => !listed.has(keyOf(item)));
  return {
    waiting: stay(before.waiting),
    recent: stay(before.recent),
    arrived: [...stay(before.arrived), ...fresh],
  };
}
