import type { RequestId } from "./bindings/RequestId";

/** Which request something is of, and nothing else of it. */
export function requestOf({ account_id, consent_id }: RequestId): RequestId {
  return { account_id, consent_id };
}

/** One text for each request, for lists and maps. No account's id has a space in it. */
export function keyOf({ account_id, consent_id }: RequestId): string {
  return `${account_id} ${consent_id}`;
}
