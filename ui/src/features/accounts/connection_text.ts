import type { AccountView } from "../../ipc/bindings/AccountView";
import type { Words } from "../../text/language.svelte";

export type Tone = "good" | "busy" | "bad";

/** How an account is connected, in words; the tone never stands alone. */
export interface ConnectionText {
  tone: Tone;
  title: string;
  detail: string;
}

export function connectionText({ connection }: AccountView, words: Words): ConnectionText {
  const { text } = words;
  switch (connection.kind) {
    case "online":
      return { tone: "good", title: text.connection.online, detail: "" };
    case "connecting":
      return { tone: "busy", title: text.connection.connecting, detail: "" };
    case "offline":
      return {
        tone: "bad",
        title: `${text.connection.offline} · ${words.moment(connection.since)}`,
        detail: connection.reason,
      };
    case "no_key":
      return { tone: "bad", title: text.connection.noKey, detail: connection.reason };
  }
}

/** The worst of all accounts: what the status light shows. */
export function overall(accounts: AccountView[], words: Words): ConnectionText {
  const all = accounts.map((account) => connectionText(account, words));
  return (
    all.find((one) => one.tone === "bad") ??
    all.find((one) => one.tone === "busy") ??
    all[0] ?? { tone: "busy", title: words.text.connection.none, detail: "" }
  );
}
