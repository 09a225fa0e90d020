import { expect, it } from "vitest";
import { linkParts } from "./link_parts";

it.each([
  ["https://shop.example/orders", "shop.example", "https://", "/orders"],
  ["https://shop.example", "shop.example", "https://", ""],
  ["https://SHOP.example?x=1", "shop.example", "https://", "?x=1"],
  ["http://evil.example@evil.example:80/", "evil.example", "http://evil.example@", ":80/"],
  [
    "https://bank.example@evil.example/@bank.example",
    "evil.example",
    "https://bank.example@",
    "/@bank.example",
  ],
  ["https://[2001:db8::1]:8443/", "[2001:db8::1]", "https://", ":8443/"],
])("finds the host of %s", (address, host, before, after) => {
  const parts = linkParts(address, host);
  expect(parts?.host.toLowerCase()).toBe(host);
  expect(parts?.before).toBe(before);
  expect(parts?.after).toBe(after);
});

it.each([
  ["https://bank.example.evil.example/", "bank.example"],
  ["https://пример.example/", "xn--e1afmkfd.example"],
  ["mailto:a@bank.example", "bank.example"],
  ["https://bank.example/", ""],
])("marks nothing in %s for %s", (address, host) => {
  expect(linkParts(address, host)).toBeNull();
});
