/** An address in three: what stands before its host, the host, and what follows. */
export interface LinkParts {
  before: string;
  host: string;
  after: string;
}

/**
 * Finds the host inside of an address. The address `https://bank.example@evil.example/` leads to
 * what stands behind the last `@`. `null` if the host is not there letter by letter, as with
 * international names.
 */
export function linkParts(address: string, host: string): LinkParts | null {
  const scheme = address.indexOf("://");
  if (scheme < 0) return null;
  const start = scheme + 3;
  const length = address.slice(start).search(/[/?#\\]/);
  const end = length < 0 ? address.length : start + length;
  const at = address.lastIndexOf("@", end - 1);
  const from = at >= start ? at + 1 : start;
  const found = address.slice(from, from + host.length);
  const next = address[from + host.length];
  const whole = from + host.length === end || next === ":";
  if (host === "" || !whole || found.toLowerCase() !== host.toLowerCase()) return null;
  return { before: address.slice(0, from), host: found, after: address.slice(from + host.length) };
}
