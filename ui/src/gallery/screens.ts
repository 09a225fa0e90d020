import type { AccountView } from "../ipc/bindings/AccountView";
import type { ItemState } from "../ipc/bindings/ItemState";
import type { Readiness } from "../ipc/bindings/Readiness";
import { account, type FakeBackend, item } from "../ipc/fake";
import type { Section } from "../state/device.svelte";
import type { Text } from "../text/en";
import { personScreens } from "./person_screens";
import { templateLists } from "./template_samples";
import { over, records, waiting } from "./window_samples";

/** The main window in one state. */
export interface Screen {
  section: Section;
  prepare: (backend: FakeBackend) => void;
  /** Whether its request is about to be reported. */
  reporting?: boolean;
  /** The buttons to press on the way, one after the other. */
  press?: (text: Text) => string[];
  /** What else is done then. */
  then?: (page: HTMLElement) => unknown;
}

const AT = "2026-11-20T14:06:00Z";
/** The request that a screen is about, if there is one. */
export const CHOSEN = "chosen";
const offline: AccountView["connection"] = {
  kind: "offline",
  since: AT,
  reason: "login.bank.example does not answer.",
};

function screen(section: Section, prepare: Screen["prepare"] = () => undefined): Screen {
  return { section, prepare };
}

/** A request in one state, chosen before others that wait. */
function request(state: ItemState, prepare: Screen["prepare"] = () => undefined): Screen {
  return screen("inbox", (backend) => {
    const { card, ...others } = item(CHOSEN, state);
    backend.items = [{ ...others, card: card && (waiting[1]?.card ?? card) }, ...waiting];
    prepare(backend);
  });
}

const closed = (outcome: (ItemState & { kind: "closed" })["outcome"], by: string | null = null) =>
  request({ kind: "closed", outcome, by, at: AT });

const ready = (armed: Readiness) => request({ kind: "ready" }, (backend) => (backend.armed = armed));

const accounts = (connection: AccountView["connection"]) =>
  screen("accounts", (backend) => (backend.accounts = [account(connection)]));

const templates = Object.entries(templateLists).map(([name, list]): [string, Screen] => [
  `templates_${name}`,
  screen("templates", (backend) => (backend.templateList = list)),
]);

export const screens: Record<string, Screen> = {
  welcome: screen("inbox", (backend) => (backend.accounts = [])),
  inbox: screen("inbox", (backend) => (backend.items = [...waiting, ...over])),
  inbox_empty: screen("inbox"),
  request_checking: request({ kind: "checking" }),
  request_unverifiable: request({ kind: "unverifiable", reason: "login.bank.example did not sign it." }),
  request_not_seen: ready({ kind: "waiting", reason: "not_seen" }),
  request_not_focused: ready({ kind: "waiting", reason: "not_focused" }),
  request_arming: ready({ kind: "armed_in", millis: 60_000 }),
  request_armed: ready({ kind: "armed" }),
  request_reporting: { ...ready({ kind: "armed" }), reporting: true },
  request_sending: request({ kind: "sending" }),
  request_failed: request({ kind: "failed", reason: "The server could not be reached." }),
  request_offline: request({ kind: "ready" }, (backend) => (backend.accounts = [account(offline)])),
  request_answered_elsewhere: closed("approved", "Hanna's MacBook"),
  request_approved: closed("approved"),
  request_denied: closed("denied"),
  request_reported: closed("reported"),
  request_expired: closed("expired"),
  request_cancelled: closed("cancelled"),
  request_ended_away: closed("ended_away"),
  history: screen("history", (backend) => (backend.records = records)),
  history_empty: screen("history"),
  accounts_online: accounts({ kind: "online", since: AT }),
  accounts_connecting: accounts({ kind: "connecting" }),
  accounts_offline: accounts(offline),
  accounts_no_key: accounts({ kind: "no_key", reason: "The system keyring is locked." }),
  ...Object.fromEntries(templates),
  settings: screen("settings"),
  ...personScreens,
};

const PREFIX = "screens/";

/** The ids of all screens: `screens/name`. */
export const screenIds = Object.keys(screens).map((name) => PREFIX + name);

/** The screen with an id, if it is one's. */
export function screenOf(id: string): Screen | undefined {
  return id.startsWith(PREFIX) ? screens[id.slice(PREFIX.length)] : undefined;
}
