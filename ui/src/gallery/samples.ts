import type { Card } from "../ipc/bindings/Card";
import type { EntryView } from "../ipc/bindings/EntryView";
import type { Group } from "../ipc/bindings/Group";
import type { Notice } from "../ipc/bindings/Notice";
import type { Row } from "../ipc/bindings/Row";
import type { Value } from "../ipc/bindings/Value";

/** Cards that hold what no built-in type uses, and every kind of value at least once. */

const shown = (text: string, altered = false) => ({ text, altered });
const plain = (text: string): Value => ({ kind: "text", text: shown(text) });
const identity = (text: string, altered = false): Value => ({ kind: "identity", text: shown(text, altered) });
const money = (text: string, amount: string, currency: string): Value => {
  return { kind: "money", text, amount, currency, unlimited: false };
};
const quantity = (text: string, sent = text): Value => ({ kind: "quantity", text, sent });
const time = (text: string, relative: string | null, ...sent: string[]): Value => {
  return { kind: "time", text, relative, sent };
};
const choice = (text: string, sent: string, known = true): Value => {
  return { kind: "choice", text: shown(text), sent: shown(sent), known };
};
const verified = (text: string): Notice => ({ text, source: "verified" });

function row(label: string, value: Value, options: { critical?: boolean; notices?: Notice[] } = {}): Row {
  return {
    label: shown(label),
    paths: [`/${label}`],
    value,
    critical: options.critical ?? false,
    notices: options.notices ?? [],
  };
}

function group(title: string | null, ...rows: Row[]): Group {
  return { title: title === null ? null : shown(title), rows };
}

function entry(parts: Partial<EntryView> & Pick<EntryView, "verb" | "groups">): EntryView {
  return {
    detail_type: shown("sample"),
    action: null,
    tier: "low",
    notices: [],
    deny_only: null,
    other: [],
    other_open: false,
    messages: [],
    raw: '{"type":"sample"}',
    template_version: "1.0.0",
    template_sha256: null,
    ...parts,
  };
}

function card(parts: Partial<Card> & Pick<Card, "headline" | "entries">): Card {
  return {
    tier: "low",
    notices: [],
    deny_only: null,
    client_name: shown("Ledger Agent"),
    client_id: shown("ledger-agent"),
    audience: shown("https://api.bank.example"),
    scopes: [shown("payments:create"), shown("accounts:read")],
    binding_message: shown("7F3A-21"),
    language: "en",
    ...parts,
  };
}

const STATEMENT = `update invoices
   set status = 'paid', paid_at = now(), note = 'settled by the quarterly run of the ledger agent'
 where customer_id = 2041
   and due_on < date '2026-11-01';`;

const LONG = "The retainer for the fourth quarter, as agreed on Monday. ".repeat(24).trim();

const items: [string, string, string, string][] = [
  ["Flight BER – LIS, 12 June", "2", "€189.00 EUR", "€378.00 EUR"],
  ["Seat 14A and 14B", "2", "€12.50 EUR", "€25.00 EUR"],
  ["Hotel Avenida, three nights", "3", "€141.00 EUR", "€423.00 EUR"],
];

const everyKind = card({
  headline: "Pay $2,500.00 USD to Hanna Herwitz",
  tier: "medium",
  notices: [verified("This is the first request from this client.")],
  entries: [
    entry({
      detail_type: shown("urn:example:every-kind"),
      verb: "Pay $2,500.00 USD to Hanna Herwitz",
      action: "Pay",
      tier: "medium",
      groups: [
        group(
          null,
          row("Amount", money("$2,500.00 USD", "2500", "USD"), { critical: true }),
          row("Recipient", plain("Hanna Herwitz"), { critical: true }),
          row(
            "To account",
            {
              kind: "masked",
              text: "DE89 •••• 3000",
              ending: "3000",
              full: shown("DE89 3704 0044 0532 0130 3000"),
            },
            { critical: true },
          ),
          row("When", time("12 June 2026, 14:05 CEST", "in 12 min", "2026-06-12T14:05:00+02:00")),
          row("Purpose", choice("Invoice", "INVC")),
          row("Reference", identity("INV-2041/О0Il1")),
        ),
        group(
          "Limits",
          row("Daily limit", {
            kind: "money",
            text: "No limit",
            amount: "-1",
            currency: "USD",
            unlimited: true,
          }),
          row("Share", quantity("7.5%", "0.075")),
          row("Size", quantity("3.2 GiB", "3435973836")),
          row("Repeats", { kind: "boolean", value: false, text: "No, once only" }),
          row(
            "Valid",
            time("12 June 2026, 14:00 – 15:00 UTC", null, "2026-06-12T14:00:00Z", "2026-06-12T15:00:00Z"),
          ),
        ),
        group(
          "What changes",
          row("Version", {
            kind: "diff",
            before: identity("v1.41.2"),
            after: identity("v1.42.0"),
            changed: true,
          }),
          row("Place", { kind: "diff", before: plain("Room 4"), after: plain("Room 4"), changed: false }),
        ),
        group(
          "Order",
          row("Items", {
            kind: "table",
            columns: ["Item", "Qty", "Each", "Sum"].map((name) => shown(name)),
            rows: items.map(([item, count, each, sum]) => [
              plain(item),
              quantity(count),
              money(each, each.slice(1, -4), "EUR"),
              money(sum, sum.slice(1, -4), "EUR"),
            ]),
            totals: [null, null, null, "€826.00 EUR"],
          }),
          row("Travellers", {
            kind: "table",
            columns: ["Name", "Seat"].map((name) => shown(name)),
            rows: [
              [plain("Hanna Herwitz"), identity("14A")],
              [plain("Ada Quint"), null],
            ],
            totals: [null, null],
          }),
          row("Statement", { kind: "code", text: shown(STATEMENT), lines: 4 }),
          row("Command", {
            kind: "code",
            text: shown("kubectl rollout restart deploy/payments-api"),
            lines: 1,
          }),
        ),
        group(
          "Where",
          row("Website", {
            kind: "link",
            text: shown("https://shop.example/orders/2041?from=agent"),
            host: shown("shop.example"),
            warning: null,
          }),
          row("Call back", {
            kind: "link",
            text: shown("http://bank.example@xn--80ak6aa92e.example:8080/pay"),
            host: shown("xn--80ak6aa92e.example"),
            warning: "The part before the @ is not the host. The connection is not encrypted.",
          }),
          row("Regions", {
            kind: "list",
            items: ["eu-west-1", "us-east-1", "ap-south-2"].map((name) => identity(name)),
          }),
          row("Settings", {
            kind: "nested",
            rows: [
              row("Retry › count", quantity("3")),
              row("Retry › wait", quantity("30 seconds", "30")),
              row("Notify", { kind: "null" }),
              row("Labels", { kind: "empty" }),
            ],
          }),
        ),
      ],
      other: [
        row("Trace id", identity("4bf92f3577b34da6a3ce929d0e0e4736")),
        row("Comment", { kind: "null" }),
      ],
      messages: [row("Subject", plain("✅ Verified by IT. Amount: $1.00")), row("Note", plain(LONG))],
      raw: '{"type":"urn:example:every-kind","amount":{"value":"2500","currency":"USD"},"payee":"Hanna Herwitz","note":"a\u202eb\u200bc"}',
    }),
  ],
});

const strange = card({
  headline: "Rotate prod/db/root and 1 more",
  tier: "high",
  notices: [
    verified("The client's name looks like Acme Payroll, which this device knows, and is another."),
    { text: "The client asked 14 times today.", source: "reported_by_server" },
  ],
  client_name: shown("Acme P⟦U+0430⟧yroll", true),
  binding_message: null,
  scopes: [],
  entries: [
    entry({
      detail_type: shown("urn:acme:vault-rotate"),
      verb: "Rotate prod/db/root",
      tier: "high",
      notices: [verified("There is no template for this kind of request. Everything sent is listed below.")],
      groups: [
        group(
          null,
          row("Secret name", identity("prod/db/r⟦U+043E⟧⟦U+043E⟧t", true), {
            notices: [verified("It looks like prod/db/root, which this device knows, and is another.")],
          }),
          row("Mode", choice("immediately", "immediately", false), {
            notices: [{ text: "The requester calls this the usual mode.", source: "claimed_by_requester" }],
          }),
          row("Markup", plain("<img src=x onerror=alert(1)> **bold** [link](javascript:alert(1)) {{7*7}}")),
          row("عنوان", plain("شارع الملك فهد 12، الرياض")),
          row(
            "A label that is much longer than the column and has to wrap onto several lines",
            identity("aVeryLongIdentifierWithoutAnyPlaceToBreakItWhichHasToWrapSomewhereAnyway0123456789"),
          ),
        ),
        group(
          "Targets",
          row("Targets", {
            kind: "list",
            items: Array.from({ length: 57 }, (_, n) => identity(`db-${n + 1}`)),
          }),
        ),
      ],
      other_open: true,
      other: [row("Not in the template", plain("shown all the same"))],
    }),
    entry({
      detail_type: shown("sample"),
      verb: "Read 24 accounts",
      tier: "medium",
      groups: [
        group(
          null,
          row(
            "Accounts",
            {
              kind: "table",
              columns: ["Account", "Owner", "Bank", "Branch", "Balance", "Since"].map((name) => shown(name)),
              rows: Array.from({ length: 24 }, (_, n) => [
                {
                  kind: "masked",
                  text: `•••• ${4821 + n}`,
                  ending: String(4821 + n),
                  full: shown(`00012345${4821 + n}`),
                },
                plain("Hanna Herwitz"),
                plain("Acme Bank"),
                null,
                money("€1,204.50 EUR", "1204.50", "EUR"),
                time("3 May 2019", null, "2019-05-03"),
              ]),
              totals: [null, null, null, null, "€28,908.00 EUR", null],
            },
            { critical: false },
          ),
          row("Purpose", plain("Yearly report"), { critical: true }),
        ),
      ],
      messages: [row("Message", plain("Press Approve, it is only a formality."))],
    }),
  ],
});

const tooLarge = card({
  headline: "Store a document",
  tier: "high",
  deny_only: "Too large to review: one value has more than 4,096 characters.",
  entries: [
    entry({
      verb: "Store a document",
      tier: "high",
      deny_only: "Too large to review: one value has more than 4,096 characters.",
      groups: [
        group(
          null,
          row("Title", plain("Minutes"), { critical: true }),
          row("Text", plain("word ".repeat(900))),
        ),
      ],
    }),
  ],
});

const signIn = card({ headline: "Sign in to Ledger Agent", entries: [] });

export const samples: Record<string, Card> = {
  every_kind_of_value: everyKind,
  strange_and_several: strange,
  too_large_to_review: tooLarge,
  sign_in: signIn,
};
