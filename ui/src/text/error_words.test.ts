import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../ipc/bindings/ErrorCode";
import { errorWords } from "./error_words";
import { TEXTS, wordsIn } from "./language.svelte";

const [en, de] = [wordsIn("en"), wordsIn("de")];
const error = (code: ErrorCode, message: string) => ({ code, message });

describe("an error", () => {
  it("is said in the language of the window", () => {
    const late = error("expired", "It expired. No answer was sent.");
    expect(errorWords(late, de)).toBe("Sie ist abgelaufen. Es wurde keine Antwort gesendet.");
    for (const code of Object.keys(TEXTS.de.errors) as ErrorCode[]) {
      expect(errorWords(error(code, "What the core says."), de)).toContain(TEXTS.de.errors[code]);
    }
  });

  it("keeps what only the core knows where its language is spoken", () => {
    const wait = error("wrong_passphrase", "Too many wrong passphrases. Try again in 30 seconds.");
    expect(errorWords(wait, en)).toBe(wait.message);
    expect(errorWords(wait, de)).toBe(TEXTS.de.errors.wrong_passphrase);
    const elsewhere = error("answered_elsewhere", "Already approved on Laptop.");
    expect(errorWords(elsewhere, en)).toBe(elsewhere.message);
    expect(errorWords(elsewhere, de)).not.toContain("Laptop");
  });

  it.each(["en", "de", "fr", "es", "ja", "ar"] as const)(
    "sends to the settings by their name in %s",
    (language) => {
      const { errors, settings } = TEXTS[language];
      const path = `${settings.title} › ${settings.sections.security}`;
      expect(errors.verification_unavailable).toContain(path);
      expect(errors.verification_forbidden).toContain(path);
    },
  );

  it("names what failed in the core's own words, and what is none of its errors as it is", () => {
    expect(errorWords(error("storage", "The disk is full."), en)).toBe("The disk is full.");
    expect(errorWords(error("storage", "The disk is full."), de)).toBe(
      `${TEXTS.de.errors.storage} (\u2068The disk is full.\u2069)`,
    );
    expect(errorWords(new Error("lost"), de)).toBe("Error: lost");
  });
});
