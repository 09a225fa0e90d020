import type { Backend, ShowRequest, WindowKind } from "./backend";
import type { AccountView } from "./bindings/AccountView";
import type { Availability } from "./bindings/Availability";
import type { BatchAnswer } from "./bindings/BatchAnswer";
import type { BatchInput } from "./bindings/BatchInput";
import type { Card } from "./bindings/Card";
import type { DecideInput } from "./bindings/DecideInput";
import type { DesktopSettings } from "./bindings/DesktopSettings";
import type { DeviceError } from "./bindings/DeviceError";
import type { DeviceOfPerson } from "./bindings/DeviceOfPerson";
import type { Diagnostic } from "./bindings/Diagnostic";
import type { EnrollInput } from "./bindings/EnrollInput";
import type { ExportFormat } from "./bindings/ExportFormat";
import type { HistoryCheck } from "./bindings/HistoryCheck";
import type { HistoryFault } from "./bindings/HistoryFault";
import type { HistoryRecord } from "./bindings/HistoryRecord";
import type { ItemView } from "./bindings/ItemView";
import type { LockView } from "./bindings/LockView";
import type { MutedClient } from "./bindings/MutedClient";
import type { PageSignal } from "./bindings/PageSignal";
import type { Preferences } from "./bindings/Preferences";
import type { PreviewInput } from "./bindings/PreviewInput";
import type { Readiness } from "./bindings/Readiness";
import type { RequestId } from "./bindings/RequestId";
import type { TemplateList } from "./bindings/TemplateList";
import type { TemplatePreview } from "./bindings/TemplatePreview";
import type { UserCodeView } from "./bindings/UserCodeView";
import { account, item, ONE_TIME_CODE, transferCard } from "./fake_samples";
import type { VerificationPreference } from "./bindings/VerificationPreference";
import { requestOf } from "./request_id";
import type { UpdateMode } from "./bindings/UpdateMode";
import type { UpdateView } from "./bindings/UpdateView";

export * from "./fake_samples";

const SAMPLE = '{\n  "type": "money_transfer"\n}';

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
  locked = false;
  passphrase: string | null = null;
  muted: MutedClient[] = [];
  alertsPausedMs: number | null = null;
  kind: WindowKind = "main";
  chosen: Preferences = {
    alerts: { privacy: "full", reminder: true, open_automatically: false, sound: false, quiet_hours: null },
    lock: { idle_minutes: 5, with_session: true },
    verification: "when_available",
    keep_history_days: null,
    language: null,
  };
  availability: Availability = { kind: "available" };
  desktop: DesktopSettings = {
    autostart: false,
    autostart_asked: true,
    shortcut: false,
    shortcut_keys: "Ctrl+Shift+Space",
    tray: true,
    session_lock: true,
  };
  check: HistoryCheck = {
    records: 3,
    sound: true,
    broken_at: null,
    fault: null,
    reason: null,
    vouched: true,
    head_sha256: "digest",
  };
  historyFault: HistoryFault | null = null;
  userCodeState: UserCodeView = { is_set: false, changeable: true };
  deviceList: DeviceOfPerson[] = [
    {
      id: "dev_1",
      name: "Desk",
      this_device: true,
      enrolled_at: "2026-11-21T12:00:00Z",
      last_seen_at: "2026-11-21T12:00:00Z",
      online: true,
      test_key: false,
    },
  ];
  diagnosticList: Diagnostic[] = [
    { name: "Keyring", ok: true, detail: "The keyring of this session is open." },
  ];
  update: UpdateView = {
    version: "0.1.0",
    mode: "ask",
    state: { kind: "off" },
    problem: null,
    waits_for: null,
  };
  /** Why requests of a batch are not answered, by their consents. */
  batchErrors: Record<string, DeviceError> = {};
  readonly batches: BatchInput[] = [];
  /** Every other call, in order: its name and what it was given. */
  readonly calls: [string, ...unknown[]][] = [];
  #changed: ((history: boolean) => void)[] = [];
  #updated: (() => void)[] = [];
  #show: ((show: ShowRequest) => void)[] = [];

  change(history = true): void {
    for (const callback of this.#changed) callback(history);
  }

  /** An update got further. */
  updateTo(next: Partial<UpdateView>): void {
    this.update = { ...this.update, ...next };
    for (const callback of this.#updated) callback();
  }

  show(show: ShowRequest): void {
    for (const callback of this.#show) callback(show);
  }

  snapshot = async () => ({
    accounts: this.accounts,
    items: this.locked ? [] : this.items,
    lock: this.lockView(),
    muted: this.muted,
    alerts_paused_ms: this.alertsPausedMs,
    history_fault: this.historyFault,
  });

  private lockView(): LockView {
    const open = this.items.filter((one) => one.state.kind !== "closed" && one.state.kind !== "awaiting");
    const deadlines = open.map((one) => one.expires_in_ms);
    return {
      locked: this.locked,
      has_passphrase: this.passphrase !== null,
      waiting: open.length,
      next_expires_in_ms: deadlines.length === 0 ? null : Math.min(...deadlines),
    };
  }

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

  openRequest = async (request: RequestId) => ({
    view_token: `view-of-${request.consent_id}`,
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

  #openedBatch: readonly RequestId[] = [];

  openBatch = async (requests: readonly RequestId[]) => {
    this.#openedBatch = requests.map(requestOf);
    return { view_token: "view-of-batch" };
  };

  decideBatch = async (input: BatchInput): Promise<BatchAnswer[]> => {
    this.batches.push(input);
    if (this.decideError) throw this.decideError;
    return this.#openedBatch.map((request) => ({
      request,
      error: this.batchErrors[request.consent_id] ?? null,
    }));
  };

  practice = async () => {
    this.calls.push(["practice"]);
    const practice = { ...item("practice_1"), account_id: "practice", practice: true };
    this.items = [...this.items, practice];
    return requestOf(practice);
  };

  disown = async (request: RequestId) => void this.calls.push(["disown", requestOf(request)]);
  mute = async (request: RequestId) => void this.calls.push(["mute", requestOf(request)]);
  unmute = async (accountId: string, clientId: string) =>
    void this.calls.push(["unmute", accountId, clientId]);
  pauseAlerts = async (minutes: number | null) => void this.calls.push(["pauseAlerts", minutes]);
  devices = async () => this.deviceList;
  revokeDevice = async (accountId: string, deviceId: string) =>
    void this.calls.push(["revokeDevice", accountId, deviceId]);
  rotateKey = async (accountId: string) => void this.calls.push(["rotateKey", accountId]);
  userCode = async () => this.userCodeState;
  setUserCode = async (accountId: string, code: string | null) => {
    this.calls.push(["setUserCode", accountId, code]);
    this.userCodeState = { ...this.userCodeState, is_set: code !== null };
  };
  oneTimeCode = async (accountId: string) => {
    this.calls.push(["oneTimeCode", accountId]);
    return ONE_TIME_CODE;
  };
  verifyHistory = async () => this.check;
  exportHistory = async (format: ExportFormat) => {
    this.calls.push(["exportHistory", format]);
    return {
      path: `/home/hanna/Downloads/waxseal-history.${format}`,
      records: 3,
      sha256: "digest",
      fault: this.historyFault,
    };
  };
  leaveView = async (viewToken: string) => void this.calls.push(["leaveView", viewToken]);
  preferences = async () => this.chosen;
  setPreferences = async (preferences: Preferences) =>
    (this.chosen = { ...preferences, verification: this.chosen.verification });
  setVerification = async (verification: VerificationPreference) =>
    (this.chosen = { ...this.chosen, verification });

  verificationAvailability = async () => this.availability;
  approvesUnverified: Backend["approvesUnverified"] = async () =>
    this.chosen.verification === "off" ||
    (this.chosen.verification === "when_available" && this.availability.kind === "unavailable");

  lock = async () => {
    this.locked = true;
    this.change();
  };

  unlock = async (passphrase: string) => {
    if (passphrase !== this.passphrase) {
      throw { code: "wrong_passphrase", message: "That is not the passphrase." } satisfies DeviceError;
    }
    this.locked = false;
    this.change();
  };

  setPassphrase = async (current: string | null, next: string | null) => {
    if (current !== this.passphrase) {
      throw { code: "wrong_passphrase", message: "That is not the passphrase." } satisfies DeviceError;
    }
    this.passphrase = next;
    this.change();
  };

  readQrCodeOnScreen = async (): Promise<string | null> => this.readQrCode();
  readQrCode = async () => "waxseal://enroll?enrollment_tx_id=tx&base_url=https%3A%2F%2Flocalhost%3A8443";
  desktopSettings = async () => this.desktop;
  setAutostart = async (on: boolean) =>
    (this.desktop = { ...this.desktop, autostart: on, autostart_asked: true });
  setShortcut = async (on: boolean) => (this.desktop = { ...this.desktop, shortcut: on });
  diagnostics = async () => this.diagnosticList;
  updateView = async (): Promise<UpdateView> => {
    if (this.locked) throw { code: "locked", message: "Waxseal is locked." } satisfies DeviceError;
    return this.update;
  };
  lookForUpdate = async () => {
    this.calls.push(["lookForUpdate"]);
    return this.update;
  };
  installUpdate = async () => {
    this.calls.push(["installUpdate"]);
    return this.update;
  };
  setUpdateMode = async (mode: UpdateMode) => (this.update = { ...this.update, mode });
  windowKind = () => this.kind;
  openMain = async (request: RequestId | null) =>
    void this.calls.push(["openMain", request && requestOf(request)]);
  activity = async () => void this.calls.push(["activity"]);
  closePopup = async () => void this.calls.push(["closePopup"]);

  retry = async () => {
    this.retries += 1;
  };

  removeAccount = async (accountId: string, hereOnly: boolean) => {
    this.calls.push(["removeAccount", accountId, hereOnly]);
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

  onChange(callback: (history: boolean) => void): () => void {
    this.#changed.push(callback);
    return () => (this.#changed = this.#changed.filter((one) => one !== callback));
  }

  onUpdateChange(callback: () => void): () => void {
    this.#updated.push(callback);
    return () => (this.#updated = this.#updated.filter((one) => one !== callback));
  }

  onShow(callback: (show: ShowRequest) => void): () => void {
    this.#show.push(callback);
    return () => (this.#show = this.#show.filter((one) => one !== callback));
  }
}
