import { expect, it } from "vitest";
import { hexOf } from "./hex";

it("writes a digest as other programs do", () => {
  expect(hexOf("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")).toBe(
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  );
  expect(hexOf("not base64!")).toBe("not base64!");
});
