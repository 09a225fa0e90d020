import { expect, it } from "vitest";
import { characters, withEscapes } from "./characters";

it("counts characters above U+FFFF once", () => {
  expect(characters("a😀b")).toBe(3);
});

it.each([
  ["a right-to-left override", "a\u202eb", "a\\u202eb"],
  ["a zero-width space", "a\u200bb", "a\\u200bb"],
  ["a no-break space", "a\u00a0b", "a\\u00a0b"],
  ["a filler that looks like a blank", "a\u3164b", "a\\u3164b"],
  ["a tag character, as two halves", "a\u{e0041}b", "a\\udb40\\udc41b"],
  ["a lone surrogate", "a\ud800b", "a\\ud800b"],
  ["a carriage return", "a\rb", "a\\u000db"],
])("writes out %s", (_, json, escaped) => {
  expect(withEscapes(json)).toBe(escaped);
});

it("leaves what can be seen as it is", () => {
  const json = '{"a": "é, 日本, عربي, 😀",\n "b": "\\u202e"}';
  expect(withEscapes(json)).toBe(json);
});
