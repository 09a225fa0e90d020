import type { AccountView } from "../../ipc/bindings/AccountView";
import { moment } from "../../shared/time";
import { text } from "../../text/en";

export type Tone = "good" | "busy" | "bad";

/** How an account is connected, in words; the tone never stands alone. */
export function connectionText({ connection }: AccountView): { tone: Tone; title: string; detail: string } {
  switch (connection.kind) {
    case "online":
      return { tone: "good", title: text.connection.online, detail: "" };
    case "connecting":
      return { tone: "busy", title: text.connection.connecting, detail: "" };
    case "offline":
      return {
        tone: "bad",
        title: `${text.connection.offline} · ${moment(connection.since)}`,
        detail: connection.reason,
      };
    case "no_key":
      return { tone: "bad", title: text.connection.noKey, detail: connection.reason };
  }
}

/** The worst of all accounts: what the status light shows. */
export function overall(accounts: AccountView[]): { tone: Tone; title: string; detail: string } {
  const all = accounts.map(connectionText);
  return (
    all.find((one) => one.tone === "bad") ??
    all.find((one) => one.tone === "busy") ??
    all[0] ?? { tone: "busy", title: text.connection.none, detail: "" }
  );
}
