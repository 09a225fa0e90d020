import { createContext } from "svelte";
import { asDeviceError, type Backend, type ShowRequest } from "../ipc/backend";
import type { AccountView } from "../ipc/bindings/AccountView";
import type { HistoryFault } from "../ipc/bindings/HistoryFault";
import type { HistoryRecord } from "../ipc/bindings/HistoryRecord";
import type { ItemView } from "../ipc/bindings/ItemView";
import type { LockView } from "../ipc/bindings/LockView";
import type { MutedClient } from "../ipc/bindings/MutedClient";
import type { RequestId } from "../ipc/bindings/RequestId";
import type { Snapshot } from "../ipc/bindings/Snapshot";
import { keyOf } from "../ipc/request_id";
import { type AccountMark, accountMarks } from "../shared/account_mark";
import { errorWords } from "../text/error_words";
import { UpdatesState } from "./updates.svelte";

export type Section = "inbox" | "history" | "accounts" | "templates" | "settings";

const UNLOCKED: LockView = { locked: false, has_passphrase: false, waiting: 0, next_expires_in_ms: null };

/** What this window knows of the device, and what it shows of it. */
export class DeviceState {
  readonly backend: Backend;
  readonly updates: UpdatesState;
  accounts = $state.raw<AccountView[]>([]);
  items = $state.raw<ItemView[]>([]);
  /** What was answered; `null` until it is read. */
  records = $state.raw<HistoryRecord[] | null>(null);
  lock = $state.raw(UNLOCKED);
  /** What is missing of the history. */
  historyFault = $state<HistoryFault | null>(null);
  /** Why nothing can be shown, in a sentence. */
  failure = $state<string | null>(null);
  loaded = $state(false);
  section = $state<Section>("inbox");
  /** The request on screen, by its key. */
  selectedKey = $state<string | null>(null);
  /** What the requests have in common that are answered together, while they are. */
  batchKey = $state<string | null>(null);
  /** The request that was opened with "Not me", by its key. */
  reportKey = $state<string | null>(null);
  /** A link that waits for its review. */
  link = $state<string | null>(null);
  /** Whether what an enrolment link says is on screen. */
  reviewing = $state(false);
  /** Another link that came meanwhile. */
  nextLink = $state<string | null>(null);
  /** Whether this window saw the first account come: then it explains what comes next. */
  firstRun = $state(false);
  /** Milliseconds on the page's own clock; moves once a second while anything is counted down. */
  now = $state(performance.now());
  /** The read that is on its way, and the one that follows it. */
  #reading: Promise<void> = Promise.resolve();
  #next: Promise<void> | null = null;
  /** Whether the records are to be read again. They are many, and so only read while they are on screen. */
  #recordsDue = true;
  #visible = $state(!document.hidden);
  // Never shown, so it needs no reactivity.
  // eslint-disable-next-line svelte/prefer-svelte-reactivity
  readonly #offered = new Set<string>();
  #deadlines: Record<string, number> = {};
  /** When the snapshot was taken, on the page's own clock. */
  #readAt = $state(0);
  #muted = $state.raw<MutedClient[]>([]);
  #alertsPaused = $state<number | null>(null);

  readonly waiting = $derived(this.items.filter((item) => item.state.kind !== "closed"));
  /** What waits for this person, and not for somebody else. */
  readonly asking = $derived(this.waiting.filter((item) => item.state.kind !== "awaiting"));
  readonly recent = $derived(this.items.filter((item) => item.state.kind === "closed"));
  readonly selected = $derived(this.items.find((item) => keyOf(item) === this.selectedKey) ?? null);

  readonly #marks = $derived(accountMarks(this.accounts));

  /** Clients that raise no alerts for a while. */
  readonly muted = $derived(
    this.#muted
      .map((client) => ({ ...client, millis_left: this.#since(client.millis_left) ?? 0 }))
      .filter((client) => client.millis_left > 0),
  );
  /** Milliseconds for which all alerts are paused; `null` if they are not. */
  readonly alertsPausedMs = $derived(this.#since(this.#alertsPaused) || null);
  /** Milliseconds until the first request expires that waits behind the lock. */
  readonly nextExpiresInMs = $derived(this.#since(this.lock.next_expires_in_ms));

  /** Whether anything on screen says how long it still takes. */
  readonly #passes = $derived(
    this.#visible &&
      (this.waiting.length > 0 ||
        this.muted.length > 0 ||
        this.alertsPausedMs !== null ||
        (this.nextExpiresInMs ?? 0) > 0),
  );

  constructor(backend: Backend) {
    this.backend = backend;
    this.updates = new UpdatesState(backend);
  }

  /** Keeps up with the device until the returned function is called. */
  follow(): () => void {
    const stopChange = this.backend.onChange((history) => void this.refresh(history));
    const stopShow = this.backend.onShow((show) => this.show(show));
    // The popup is about a request and nothing else.
    const stopUpdates = this.backend.windowKind() === "main" ? this.updates.follow() : () => undefined;
    const onvisibility = () => (this.#visible = !document.hidden);
    document.addEventListener("visibilitychange", onvisibility);
    void this.refresh();
    void this.backend.takeShowRequest().then(
      (show) => show && this.show(show),
      () => undefined,
    );
    return () => {
      stopChange();
      stopShow();
      stopUpdates();
      document.removeEventListener("visibilitychange", onvisibility);
    };
  }

  /** Lets the time pass while somebody sees it pass, until the returned function is called. */
  passTime(): (() => void) | undefined {
    if (!this.#passes) return undefined;
    const timer = setInterval(() => (this.now = performance.now()), 1000);
    this.now = performance.now();
    return () => clearInterval(timer);
  }

  /** Reads everything anew, the history only if it is another one. Reads go one after the other, and
   * those asked for meanwhile are one: what changes without pause is still shown while it does. */
  refresh(history = true): Promise<void> {
    this.#recordsDue ||= history;
    this.#next ??= this.#reading.then(() => {
      this.#next = null;
      return this.#readAll();
    });
    this.#reading = this.#next;
    return this.#next;
  }

  async #readAll(): Promise<void> {
    try {
      const snapshot = await this.backend.snapshot();
      const { locked } = snapshot.lock;
      // What was put away for the lock is not kept behind it.
      this.#recordsDue ||= this.lock.locked && !locked;
      if (locked) this.records = null;
      this.#take(snapshot);
      this.failure = null;
      this.loaded = true;
      if (this.#recordsDue && !locked && this.section === "history") await this.#readRecords();
    } catch (rejected) {
      const error = asDeviceError(rejected);
      // It was locked in between, which is a change of its own.
      if (error.code !== "locked") this.failure = errorWords(error);
      this.loaded = true;
    }
  }

  async #readRecords(): Promise<void> {
    this.#recordsDue = false;
    try {
      // If it was locked meanwhile, the next read tells, and puts them away.
      this.records = await this.backend.history();
    } catch (rejected) {
      this.#recordsDue = true;
      throw rejected;
    }
  }

  /** Milliseconds until a request expires. */
  millisLeft(item: ItemView): number {
    return Math.max(0, (this.#deadlines[keyOf(item)] ?? 0) - this.now);
  }

  /** Whether answers can be sent for an account. */
  isOnline(accountId: string): boolean {
    return this.accounts.some((account) => account.id === accountId && account.connection.kind === "online");
  }

  /** How an account is told from others; `null` where it is the only one, or no longer there. */
  markOf(accountId: string): AccountMark | null {
    return this.#marks.get(accountId) ?? null;
  }

  /** Whose account a record is of: also of one that is gone, whose person the record names. */
  markOfRecord({ account_id, user_id }: HistoryRecord): AccountMark | null {
    const here = this.accounts.some(({ id }) => id === account_id);
    return here || user_id === undefined ? this.markOf(account_id) : { label: user_id, color: null };
  }

  select(request: RequestId | null): void {
    this.selectedKey = request && keyOf(request);
    this.batchKey = null;
    this.reportKey = null;
    this.section = "inbox";
  }

  openBatch(key: string): void {
    this.select(null);
    this.batchKey = key;
  }

  /** Goes to the next request that waits, or to the one before. At the ends it stays. */
  step(by: 1 | -1): void {
    const at = this.waiting.findIndex((item) => keyOf(item) === this.selectedKey);
    const to = at < 0 ? this.waiting.at(by === 1 ? 0 : -1) : this.waiting[at + by];
    if (to) this.select(to);
  }

  /** Makes a rehearsal request and shows it. */
  async practise(): Promise<void> {
    const request = await this.backend.practice();
    await this.refresh();
    this.select(request);
  }

  show(show: ShowRequest): void {
    if (show.kind === "enrollment") {
      // What is confirmed is what was read: no other link comes under the pointer.
      if (!this.reviewing) this.link = show.link;
      else if (show.link !== this.link) this.nextLink = show.link;
      return;
    }
    // What somebody asked for is not kept waiting by a link, which can be followed again.
    this.link = null;
    this.select(show.request);
    if (show.report) this.reportKey = keyOf(show.request);
  }

  /** Goes on with the link that came during a review; without one, the review is over. */
  followNextLink(): void {
    this.link = this.nextLink;
    this.nextLink = null;
  }

  #take(snapshot: Snapshot): void {
    const at = performance.now();
    this.now = at;
    this.#readAt = at;
    this.#deadlines = Object.fromEntries(
      snapshot.items.map((item) => [keyOf(item), at + item.expires_in_ms]),
    );
    if (this.loaded && this.accounts.length === 0 && snapshot.accounts.length > 0) this.firstRun = true;
    if (snapshot.items.length > 0) this.firstRun = false;
    this.accounts = snapshot.accounts;
    this.items = snapshot.items;
    this.lock = snapshot.lock;
    this.#muted = snapshot.muted;
    this.#alertsPaused = snapshot.alerts_paused_ms;
    this.historyFault = snapshot.history_fault;
    // What was chosen before it was locked is chosen again afterwards.
    if (!snapshot.lock.locked) this.#chooseFirst();
  }

  /** What is left of some milliseconds of the snapshot. */
  #since(millis: number | null): number | null {
    return millis === null ? null : Math.max(0, Math.round(this.#readAt + millis - this.now));
  }

  /** Shows a new request only while the detail pane is empty, and only once: nothing is ever replaced
   * under somebody's pointer, and what was put off stays so. */
  #chooseFirst(): void {
    const fresh = this.waiting.filter((item) => !this.#offered.has(keyOf(item)));
    for (const item of fresh) this.#offered.add(keyOf(item));
    const isFree = this.selected === null && this.batchKey === null;
    if (isFree) this.selectedKey = fresh[0] ? keyOf(fresh[0]) : null;
  }
}

export const [deviceState, setDeviceState] = createContext<DeviceState>();
