import { expect, it } from "vitest";
import { directionOf, directionOfIdentifier } from "./direction";

it("knows the languages that are written from right to left", () => {
  expect(directionOf("ar")).toBe("rtl");
  expect(directionOf("en-XA")).toBe("ltr");
});

it("reads amounts and identifiers from left to right", () => {
  expect(directionOfIdentifier("DE89 3704 0044")).toBe("ltr");
  expect(directionOfIdentifier("١٢٬٥٠٠ ر.س")).toBe("auto");
  expect(directionOfIdentifier("שלום")).toBe("auto");
});
