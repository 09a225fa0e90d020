import { asDeviceError } from "../ipc/backend";
import type { DeviceError } from "../ipc/bindings/DeviceError";
import type { ErrorCode } from "../ipc/bindings/ErrorCode";
import type { Text } from "./en";
import { type Words, windowWords } from "./language.svelte";

type Worded = keyof Text["errors"];

/** The core says more than the code: how many tries are left, how long to wait, who answered, what is
 * missing. English is what it speaks, so there its own sentence is the better one. */
const TELLING = new Set<ErrorCode>([
  "wrong_code",
  "not_armed",
  "not_verified",
  "verification_unavailable",
  "wrong_passphrase",
  "offline",
  "changed",
  "answered_elsewhere",
]);

/** What a person reads when a call was rejected: in the language around it, as far as there are words. */
export function errorWords(rejected: unknown, words: Words = windowWords): string {
  const { code, message } = asDeviceError(rejected);
  if (!isWorded(code, words.text) || (words.language === "en" && TELLING.has(code))) return message;
  return words.text.errors[code];
}

/** What stands above it where an answer was rejected. */
export function errorTitle({ code }: DeviceError, { text }: Words): string {
  const titles: Partial<Record<ErrorCode, string>> = text.decide.errorTitles;
  return titles[code] ?? text.decide.failedTitle;
}

const isWorded = (code: ErrorCode, text: Text): code is Worded => Object.hasOwn(text.errors, code);
