import { createContext } from "svelte";
import { asDeviceError, type Backend, type ShowRequest } from "../ipc/backend";
import type { AccountView } from "../ipc/bindings/AccountView";
import type { HistoryRecord } from "../ipc/bindings/HistoryRecord";
import type { ItemView } from "../ipc/bindings/ItemView";
import type { LockView } from "../ipc/bindings/LockView";
import type { MutedClient } from "../ipc/bindings/MutedClient";

export type Section = "inbox" | "history" | "accounts" | "templates" | "settings";

/** What this window knows of the device, and what it shows of it. */
export class DeviceState {
  readonly backend: Backend;
  accounts = $state.raw<AccountView[]>([]);
  items = $state.raw<ItemView[]>([]);
  records = $state.raw<HistoryRecord[]>([]);
  lock = $state.raw<LockView>({ locked: false, has_passphrase: false, waiting: 0, next_expires_in_ms: null });
  muted = $state.raw<MutedClient[]>([]);
  alertsPausedMs = $state.raw<number | null>(null);
  /** Why nothing can be shown, in a sentence. */
  failure = $state<string | null>(null);
  loaded = $state(false);
  section = $state<Section>("inbox");
  selectedId = $state<string | null>(null);
  /** The request that was opened with "Not me". */
  reportId = $state<string | null>(null);
  /** A link that waits for its review. */
  link = $state<string | null>(null);
  /** Milliseconds on the page's own clock; moves once a second. */
  now = $state(performance.now());
  #read = 0;
  // Never shown, so it needs no reactivity.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #offered = new Set<string>();
  #deadlines: Record<string, number> = {};

  readonly waiting = $derived(this.items.filter((item) => item.state.kind !== "closed"));
  readonly recent = $derived(this.items.filter((item) => item.state.kind === "closed"));
  readonly selected = $derived(this.items.find((item) => item.consent_id === this.selectedId) ?? null);

  constructor(backend: Backend) {
    this.backend = backend;
  }

  /** Keeps up with the device until the returned function is called. */
  follow(): () => void {
    const stopChange = this.backend.onChange(() => void this.refresh());
    const stopShow = this.backend.onShow((show) => this.show(show));
    const timer = setInterval(() => (this.now = performance.now()), 1000);
    void this.refresh();
    void this.backend.takeShowRequest().then((show) => show && this.show(show));
    return () => {
      stopChange();
      stopShow();
      clearInterval(timer);
    };
  }

  /** Reads everything anew. An older answer never overwrites a newer one. */
  async refresh(): Promise<void> {
    const read = ++this.#read;
    try {
      const [snapshot, records] = await Promise.all([this.backend.snapshot(), this.backend.history()]);
      if (read !== this.#read) return;
      const at = performance.now();
      this.now = at;
      this.#deadlines = Object.fromEntries(
        snapshot.items.map((item) => [item.consent_id, at + item.expires_in_ms]),
      );
      this.accounts = snapshot.accounts;
      this.items = snapshot.items;
      this.lock = snapshot.lock;
      this.muted = snapshot.muted;
      this.alertsPausedMs = snapshot.alerts_paused_ms;
      this.records = records;
      this.failure = null;
      this.#chooseFirst();
    } catch (error) {
      if (read === this.#read) this.failure = asDeviceError(error).message;
    }
    this.loaded = true;
  }

  /** Milliseconds until a request expires. */
  millisLeft(item: ItemView): number {
    return Math.max(0, (this.#deadlines[item.consent_id] ?? 0) - this.now);
  }

  /** Whether answers can be sent for an account. */
  isOnline(accountId: string): boolean {
    return this.accounts.some((account) => account.id === accountId && account.connection.kind === "online");
  }

  select(id: string | null): void {
    this.selectedId = id;
    this.reportId = null;
    this.section = "inbox";
  }

  show(show: ShowRequest): void {
    if (show.kind === "enrollment") {
      this.link = show.link;
      return;
    }
    this.select(show.consentId);
    if (show.report) this.reportId = show.consentId;
  }

  /** Shows a new request only while the detail pane is empty, and only once: nothing is ever replaced
   * under somebody's pointer, and what was put off stays so. */
  #chooseFirst(): void {
    const fresh = this.waiting.filter((item) => !this.#offered.has(item.consent_id));
    for (const item of fresh) this.#offered.add(item.consent_id);
    if (this.selected === null) this.selectedId = fresh[0]?.consent_id ?? null;
  }
}

export const [deviceState, setDeviceState] = createContext<DeviceState>();
