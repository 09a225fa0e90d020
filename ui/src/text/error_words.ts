import { asDeviceError, isDeviceError } from "../ipc/backend";
import type { DeviceError } from "../ipc/bindings/DeviceError";
import type { ErrorCode } from "../ipc/bindings/ErrorCode";
import { type Words, windowWords } from "./language.svelte";

/** English is what the core speaks, and it says more than the code: how many tries are left, how long to wait, who
 * answered, what is missing. Only for these the window has the better words. */
const BETTER = new Set<ErrorCode>(["press_again", "verification_forbidden", "locked", "expired"]);

/** The words leave out what failed, which only the core knows. */
const DETAILED = new Set<ErrorCode>([
  "invalid_link",
  "untrusted",
  "key_unavailable",
  "storage",
  "refused",
  "invalid_input",
  "invalid_sample",
]);

/** What a person reads when a call was rejected: in the language around it. */
export function errorWords(rejected: unknown, words: Words = windowWords): string {
  const { code, message } = asDeviceError(rejected);
  const said = words.text.errors[code];
  if (!isDeviceError(rejected) || (words.language === "en" && !BETTER.has(code))) return message;
  // In its own language, and so by itself in its direction.
  return DETAILED.has(code) ? `${said} (\u2068${message}\u2069)` : said;
}

/** What stands above it where an answer was rejected. */
export function errorTitle({ code }: DeviceError, { text }: Words): string {
  const titles: Partial<Record<ErrorCode, string>> = text.decide.errorTitles;
  return titles[code] ?? text.decide.failedTitle;
}
