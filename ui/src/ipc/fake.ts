import type { Backend, ShowRequest } from "./backend";
import type { AccountView } from "./bindings/AccountView";
import type { Card } from "./bindings/Card";
import type { DecideInput } from "./bindings/DecideInput";
import type { DeviceError } from "./bindings/DeviceError";
import type { EnrollInput } from "./bindings/EnrollInput";
import type { HistoryRecord } from "./bindings/HistoryRecord";
import type { ItemState } from "./bindings/ItemState";
import type { ItemView } from "./bindings/ItemView";
import type { PageSignal } from "./bindings/PageSignal";
import type { PreviewInput } from "./bindings/PreviewInput";
import type { Readiness } from "./bindings/Readiness";
import type { TemplateList } from "./bindings/TemplateList";
import type { TemplatePreview } from "./bindings/TemplatePreview";

const plain = (text: string) => ({ text, altered: false });

const SAMPLE = '{\n  "type": "money_transfer"\n}';

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
    template_warning: null,
  };
}

/** A device for tests: it does what it is told and writes down what it was asked. */
export class FakeBackend implements Backend {
  accounts: AccountView[] = [account({ kind: "online", since: "2026-11-21T12:00:00Z" })];
  items: ItemView[] = [];
  records: HistoryRecord[] = [];
  armed: Readiness = { kind: "armed" };
  decideError: DeviceError | null = null;
  enrollError: DeviceError | null = null;
  readonly decisions: DecideInput[] = [];
  readonly signals: PageSignal[] = [];
  readonly enrollments: EnrollInput[] = [];
  readonly previews: PreviewInput[] = [];
  templateList: TemplateList = { accounts: [], local_problems: [] };
  previewed = (): Card => transferCard();
  retries = 0;
  #changed: (() => void)[] = [];
  #show: ((show: ShowRequest) => void)[] = [];

  change(): void {
    for (const callback of this.#changed) callback();
  }

  show(show: ShowRequest): void {
    for (const callback of this.#show) callback(show);
  }

  snapshot = async () => ({ accounts: this.accounts, items: this.items });
  history = async () => this.records;

  reviewEnrollment = async (text: string) => {
    if (!text.startsWith("waxseal://")) {
      throw { code: "invalid_link", message: "This is not an enrolment link." } satisfies DeviceError;
    }
    return {
      host: "localhost:8443",
      protection: "os_keyring" as const,
      enrolled_users: [],
      device_name: "desk-7",
    };
  };

  enroll = async (input: EnrollInput) => {
    this.enrollments.push(input);
    if (this.enrollError) throw this.enrollError;
    return "dev_1";
  };

  openRequest = async (consentId: string) => ({
    view_token: `view-of-${consentId}`,
    consent_sha256: "digest",
  });

  observe = async (_viewToken: string, signal: PageSignal) => {
    this.signals.push(signal);
    return this.armed;
  };

  readiness = async () => this.armed;

  decide = async (input: DecideInput) => {
    this.decisions.push(input);
    if (this.decideError) throw this.decideError;
  };

  retry = async () => {
    this.retries += 1;
  };

  removeAccount = async () => {
    this.accounts = [];
    this.change();
  };

  templates = async () => this.templateList;

  previewTemplate = async (input: PreviewInput): Promise<TemplatePreview> => {
    this.previews.push(input);
    const sample = input.sample ?? SAMPLE;
    try {
      JSON.parse(sample);
    } catch {
      throw { code: "invalid_sample", message: "This is not JSON." } satisfies DeviceError;
    }
    const card = { ...this.previewed(), language: input.language ?? "en" };
    const names = input.worst ? ["sample", "long", "null"] : ["sample"];
    const why = (name: string) => (name === "null" ? "The amount is missing." : null);
    return { sample, cards: names.map((name) => ({ name, card, why_not: why(name) })) };
  };

  takeShowRequest = async () => null;

  onChange(callback: () => void): () => void {
    this.#changed.push(callback);
    return () => (this.#changed = this.#changed.filter((one) => one !== callback));
  }

  onShow(callback: (show: ShowRequest) => void): () => void {
    this.#show.push(callback);
    return () => (this.#show = this.#show.filter((one) => one !== callback));
  }
}
