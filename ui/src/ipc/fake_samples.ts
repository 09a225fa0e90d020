import type { ApprovalView } from "./bindings/ApprovalView";
import type { FourEyesView } from "./bindings/FourEyesView";
import type { AccountView } from "./bindings/AccountView";
import type { Card } from "./bindings/Card";
import type { ItemState } from "./bindings/ItemState";
import type { ItemView } from "./bindings/ItemView";
import type { OneTimeCode } from "./bindings/OneTimeCode";

/** A one-time code; its picture is that of a short text. */
export const ONE_TIME_CODE: OneTimeCode = {
  text: "eyJhbGciOiJFUzI1NiIsInR5cCI6IndheHNlYWwtaGludCtqd3QifQ.eyJpc3MiOiJkZXZfMSJ9.c2lnbmF0dXJl",
  qr_path: "M0 0h7v1h-7z",
  qr_size: 21,
  expires_in_ms: 120_000,
};

const plain = (text: string) => ({ text, altered: false });

/** The sample money transfer, as the core renders it. */
export function transferCard(): Card {
  const row = (label: string, text: string, critical: boolean) => ({
    label: plain(label),
    paths: [`/${label}`],
    value: { kind: "identity" as const, text: plain(text) },
    critical,
    notices: [],
  });
  return {
    headline: "Send $2,500.00 USD to Hanna Herwitz",
    tier: "low",
    notices: [],
    deny_only: null,
    client_name: plain("Bank Agent"),
    client_id: plain("bank-agent"),
    audience: plain("urn:my-api"),
    scopes: [plain("transfer:create")],
    binding_message: plain("1234ABCD"),
    entries: [
      {
        detail_type: plain("money_transfer"),
        verb: "Send $2,500.00 USD to Hanna Herwitz",
        action: null,
        tier: "low",
        notices: [],
        deny_only: null,
        groups: [
          {
            title: null,
            rows: [
              {
                label: plain("Amount"),
                paths: ["/instructedAmount/amount"],
                value: {
                  kind: "money",
                  text: "$2,500.00 USD",
                  amount: "2500",
                  currency: "USD",
                  unlimited: false,
                },
                critical: true,
                notices: [],
              },
              row("To account", "xxxxxxxxxxx9876", true),
              row("From account", "xxxxxxxxxxx1234", false),
            ],
          },
        ],
        other: [],
        other_open: false,
        messages: [
          {
            label: plain("Subject"),
            paths: ["/subject"],
            value: { kind: "text", text: plain("A Lannister Always Pays His Debts") },
            critical: false,
            notices: [],
          },
        ],
        raw: '{"type":"money_transfer"}',
        template_version: "1.0.0",
        template_sha256: "digest",
      },
    ],
    language: "en",
  };
}

export function item(id: string, state: ItemState = { kind: "ready" }): ItemView {
  return {
    consent_id: id,
    account_id: "dev_1",
    host: "localhost:8443",
    user_id: "auth0|hanna",
    state,
    card: state.kind === "unverifiable" || state.kind === "checking" ? null : transferCard(),
    consent_sha256: "digest",
    received_at: "2026-11-21T12:00:00Z",
    expires_at: "2026-11-21T12:05:00Z",
    expires_in_ms: 252_000,
    friction: { kind: "click" },
    practice: false,
    in_flood: false,
    batch_key: null,
    changes: [],
    revision: 0,
  };
}

export function account(connection: AccountView["connection"]): AccountView {
  return {
    id: "dev_1",
    host: "localhost:8443",
    user_id: "auth0|hanna",
    device_name: "Desk",
    protection: "os_keyring",
    connection,
    enrolled_at: "2026-11-21T12:00:00Z",
    issuer_key_changed_at: null,
    issuer_key_revoked: false,
    template_warning: null,
    key_thumbprint: "y0pQ9nB7_gPyQxkFmIyxXdnbLkCVV4Wl8XqQHyvwWTQ",
  };
}

/** What takes two people: Hanna and one of Bob and Carol, seen by Hanna, before anybody approved. */
export function fourEyes(parts: Partial<FourEyesView> = {}): FourEyesView {
  return {
    needed: 2,
    person: plain("Hanna Herwitz"),
    for_you: true,
    second_approvers: [plain("Bob Brandt"), plain("Carol Cruz")],
    given: [],
    ...parts,
  };
}

/** An approval that was given. */
export function approval(name: string, by_you: boolean, at = "2026-11-20T10:42:00Z"): ApprovalView {
  return { name: plain(name), by_you, by_person: name === "Hanna Herwitz", at };
}
