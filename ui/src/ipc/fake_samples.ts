import type { ApprovalView } from "./bindings/ApprovalView";
import type { FourEyesView } from "./bindings/FourEyesView";
import type { AccountView } from "./bindings/AccountView";
import type { Card } from "./bindings/Card";
import type { ItemState } from "./bindings/ItemState";
import type { ItemView } from "./bindings/ItemView";
import type { OneTimeCode } from "./bindings/OneTimeCode";

/** A one-time code; its picture is that of the word `waxseal`. */
export const ONE_TIME_CODE: OneTimeCode = {
  text: "eyJhbGciOiJFUzI1NiIsInR5cCI6IndheHNlYWwtaGludCtqd3QifQ.eyJpc3MiOiJkZXZfMSJ9.c2lnbmF0dXJl",
  qr_path: [
    "M0 0h7v1h-7zM8 0h5v1h-5zM14 0h7v1h-7zM0 1h1v1h-1zM6 1h1v1h-1zM8 1h5v1h-5zM14 1h1v1h-1z",
    "M20 1h1v1h-1zM0 2h1v1h-1zM2 2h3v1h-3zM6 2h1v1h-1zM10 2h3v1h-3zM14 2h1v1h-1zM16 2h3v1h-3z",
    "M20 2h1v1h-1zM0 3h1v1h-1zM2 3h3v1h-3zM6 3h1v1h-1zM8 3h1v1h-1zM10 3h1v1h-1zM14 3h1v1h-1z",
    "M16 3h3v1h-3zM20 3h1v1h-1zM0 4h1v1h-1zM2 4h3v1h-3zM6 4h1v1h-1zM9 4h1v1h-1zM11 4h1v1h-1z",
    "M14 4h1v1h-1zM16 4h3v1h-3zM20 4h1v1h-1zM0 5h1v1h-1zM6 5h1v1h-1zM10 5h3v1h-3zM14 5h1v1h-1z",
    "M20 5h1v1h-1zM0 6h7v1h-7zM8 6h1v1h-1zM10 6h1v1h-1zM12 6h1v1h-1zM14 6h7v1h-7zM8 7h5v1h-5z",
    "M0 8h1v1h-1zM2 8h2v1h-2zM5 8h3v1h-3zM11 8h2v1h-2zM14 8h1v1h-1zM17 8h1v1h-1zM19 8h2v1h-2z",
    "M0 9h1v1h-1zM7 9h1v1h-1zM11 9h5v1h-5zM18 9h1v1h-1zM20 9h1v1h-1zM1 10h1v1h-1zM3 10h4v1h-4z",
    "M11 10h1v1h-1zM19 10h2v1h-2zM1 11h2v1h-2zM4 11h1v1h-1zM7 11h2v1h-2zM10 11h2v1h-2zM14 11h1v1h-1z",
    "M16 11h2v1h-2zM20 11h1v1h-1zM0 12h1v1h-1zM4 12h3v1h-3zM9 12h1v1h-1zM12 12h1v1h-1zM16 12h2v1h-2z",
    "M19 12h1v1h-1zM8 13h1v1h-1zM10 13h2v1h-2zM14 13h1v1h-1zM16 13h4v1h-4zM0 14h7v1h-7zM8 14h1v1h-1z",
    "M11 14h2v1h-2zM15 14h2v1h-2zM0 15h1v1h-1zM6 15h1v1h-1zM8 15h2v1h-2zM17 15h4v1h-4zM0 16h1v1h-1z",
    "M2 16h3v1h-3zM6 16h1v1h-1zM10 16h1v1h-1zM12 16h3v1h-3zM18 16h3v1h-3zM0 17h1v1h-1zM2 17h3v1h-3z",
    "M6 17h1v1h-1zM8 17h4v1h-4zM14 17h1v1h-1zM19 17h1v1h-1zM0 18h1v1h-1zM2 18h3v1h-3zM6 18h1v1h-1z",
    "M8 18h1v1h-1zM12 18h1v1h-1zM14 18h1v1h-1zM17 18h1v1h-1zM0 19h1v1h-1zM6 19h1v1h-1zM9 19h1v1h-1z",
    "M13 19h1v1h-1zM15 19h1v1h-1zM20 19h1v1h-1zM0 20h7v1h-7zM8 20h1v1h-1zM10 20h1v1h-1zM13 20h1v1h-1z",
    "M15 20h2v1h-2zM18 20h1v1h-1z",
  ].join(""),
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
    changed: false,
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
