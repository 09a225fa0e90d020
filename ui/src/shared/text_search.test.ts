import { expect, it } from "vitest";
import { textSearch } from "./text_search";

const TEXT = "Pay the Café Ångström €12.50";

it("finds words in any order, without accents and capitals", () => {
  for (const sought of ["cafe", "CAFÉ", "angstrom pay", "12.5", "  "]) {
    expect(textSearch(sought)(TEXT), sought).toBe(true);
  }
});

it("finds nothing when one word is missing", () => {
  expect(textSearch("cafe rent")(TEXT)).toBe(false);
});
