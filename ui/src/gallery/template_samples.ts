import type { ChangedTemplate } from "../ipc/bindings/ChangedTemplate";
import type { LineKind } from "../ipc/bindings/LineKind";
import type { TemplateFacts } from "../ipc/bindings/TemplateFacts";
import type { TemplateList } from "../ipc/bindings/TemplateList";
import type { TemplatesOfAccount } from "../ipc/bindings/TemplatesOfAccount";
import type { TemplateView } from "../ipc/bindings/TemplateView";

/** What the templates screen has to show, each state of it once. */

const shown = (text: string) => ({ text, altered: false });
const DIGEST = "8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918";
const ISSUER = "https://login.bank.example/";
const PACK = {
  version: 7,
  accepted_at: "2026-11-02T09:12:00Z",
  expires_at: "2099-01-31T00:00:00Z",
  lapses_at: "2099-03-02T00:00:00Z",
};

function template(detailType: string, parts: Partial<TemplateView> = {}): TemplateView {
  return {
    detail_type: shown(detailType),
    origin: { kind: "built_in" },
    version: shown("1.2.0"),
    sha256: DIGEST,
    absence: null,
    risk_floor: "medium",
    expires_at: null,
    banner: null,
    ...parts,
  };
}

const published = { kind: "publisher", issuer: ISSUER, pack_version: PACK.version } as const;

const templates: TemplateView[] = [
  template("deployment"),
  template("money_transfer", {
    origin: published,
    version: shown("2.1.0"),
    risk_floor: "high",
    expires_at: PACK.expires_at,
    banner: { uses_left: 3, changes: ["/destinationAccount may now stand under Other details."] },
  }),
  template("payment", { origin: { kind: "local" }, version: shown("1.0.0") }),
  template("urn:bank:example:standing-order", {
    origin: null,
    version: null,
    sha256: null,
    absence: "The template for this kind of request was revoked by its publisher.",
    risk_floor: "high",
  }),
];

function facts(version: string, verb: string, parts: Partial<TemplateFacts> = {}): TemplateFacts {
  return {
    template_version: version,
    sha256: DIGEST,
    verb: shown(verb),
    risk_floor: "high",
    critical: ["/instructedAmount/amount", "/destinationAccount"],
    ...parts,
  };
}

const line = (kind: LineKind, text: string) => ({ kind, text: shown(text) });

const changed: ChangedTemplate = {
  detail_type: "money_transfer",
  before: facts(
    "2.0.0",
    "Send {{money instructedAmount.amount currency=instructedAmount.currency}} to {{field beneficiary}}",
  ),
  after: facts("2.1.0", "Send {{money instructedAmount.amount currency=instructedAmount.currency}}", {
    risk_floor: "medium",
  }),
  critical_added: ["/sourceAccount"],
  critical_removed: ["/beneficiary"],
  newly_demoted: ["/destinationAccount"],
  alarms: [
    { kind: "critical_dropped", path: "/beneficiary" },
    { kind: "critical_demoted", path: "/destinationAccount" },
    { kind: "critical_relabelled", path: "/sourceAccount", before: "From account", after: "Account" },
    { kind: "critical_reformatted", path: "/instructedAmount/amount" },
    { kind: "folded", path: "/sourceAccount" },
    { kind: "bound_loosened", path: "/instructedAmount/amount" },
    { kind: "word_changed", word: "URGP", before: "Urgent", after: "Quick" },
    { kind: "word_changed", word: "SDVA", before: "Same day", after: null },
    { kind: "left_verb", path: "/beneficiary" },
    { kind: "floor_lowered", before: "high", after: "medium" },
    { kind: "action_changed", before: "Send", after: "Move" },
    { kind: "button_changed", before: "Send", after: "Continue" },
    { kind: "wording_changed", before: "Empfänger", after: "Absender" },
    { kind: "unmarked", path: "/note" },
  ],
  rows: [
    line("same", '{{#group "Transfer"}}'),
    line("same", '{{money instructedAmount.amount currency=instructedAmount.currency label="Amount"}}'),
    line("removed", '{{identity destinationAccount label="To account"}}'),
    line("removed", '{{identity sourceAccount label="From account"}}'),
    line("added", '{{#if (present sourceAccount)}}{{identity sourceAccount label="Account"}}{{/if}}'),
    line("same", "{{/group}}"),
  ],
};

const account: TemplatesOfAccount = {
  account_id: "dev_1",
  host: "login.bank.example",
  issuer: ISSUER,
  pinned: true,
  pack: PACK,
  last_change: {
    before: 6,
    after: 7,
    templates: [
      { kind: "added", detail_type: "urn:bank:example:limit", after: facts("1.0.0", "Raise the limit") },
      { kind: "changed", ...changed },
      { kind: "removed", detail_type: "urn:bank:example:fax", before: facts("0.9.1", "Send a fax") },
    ],
  },
  warning: null,
  templates,
  withheld: [],
};

const of = (change: Partial<TemplatesOfAccount>): TemplateList => ({
  accounts: [{ ...account, ...change }],
  local_problems: [],
});

export const templateLists = {
  with_a_change: of({}),
  without_a_pack: of({ pack: null, last_change: null, templates: templates.slice(0, 1) }),
  not_pinned: of({ pinned: false, pack: null, last_change: null, templates: templates.slice(0, 1) }),
  overdue: of({ pack: { ...PACK, expires_at: "2026-10-01T00:00:00Z" }, last_change: null }),
  lapsed: of({
    pack: { ...PACK, expires_at: "2026-09-01T00:00:00Z", lapses_at: "2026-10-01T00:00:00Z" },
    last_change: { before: null, after: 7, templates: [] },
  }),
  with_problems: {
    accounts: [
      {
        ...account,
        last_change: null,
        warning: "The pack of login.bank.example is signed by a key that this device does not know.",
        withheld: [
          { detail_type: shown("urn:bank:example:standing-order"), reason: "Its publisher revoked it." },
          {
            detail_type: shown("urn:bank:example:card-limit"),
            reason: "This version cannot use it: Line 12 uses an unknown helper, {{chart}}.",
          },
        ],
      },
      { ...account, account_id: "dev_2", host: "id.shop.example", pack: null, last_change: null },
    ],
    local_problems: [
      { file: "booking.hbs", problem: "Line 4: the block {{#group}} is never closed." },
      { file: "old.hbs", problem: "It says nothing about its type." },
    ],
  },
  nothing_enrolled: { accounts: [], local_problems: [] },
} satisfies Record<string, TemplateList>;
