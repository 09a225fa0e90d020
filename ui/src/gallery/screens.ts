import type { AccountView } from "../ipc/bindings/AccountView";
import type { ErrorCode } from "../ipc/bindings/ErrorCode";
import type { Friction } from "../ipc/bindings/Friction";
import type { ItemState } from "../ipc/bindings/ItemState";
import type { ItemView } from "../ipc/bindings/ItemView";
import type { Readiness } from "../ipc/bindings/Readiness";
import type { RiskTier } from "../ipc/bindings/RiskTier";
import { account, type FakeBackend, item } from "../ipc/fake";
import type { Section } from "../state/device.svelte";
import type { Text } from "../text/en";
import { exhibits } from "./cards";
import { fourEyesScreens } from "./four_eyes_screens";
import { personScreens } from "./person_screens";
import { templateLists } from "./template_samples";
import { updateScreens } from "./update_screens";
import { alike, flooded, over, records, waiting } from "./window_samples";

/** The main window in one state. */
export interface Screen {
  section: Section;
  prepare: (backend: FakeBackend) => void;
  /** Whether its request is about to be reported. */
  reporting?: boolean;
  /** Whether its first account came while it was open. */
  firstRun?: boolean;
  /** What somebody did on it. Tried until it says that it could be done. */
  act?: (body: HTMLElement) => boolean;
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

/** The same in the small window, in which there is one request at a time. */
const inPopup = (screen: Screen): Screen => ({
  ...screen,
  prepare: (backend) => {
    screen.prepare(backend);
    backend.kind = "popup";
  },
});

/** A request that takes more than a click. */
const careful = (
  friction: Friction,
  tier: RiskTier,
  act?: Screen["act"],
  state: ItemState = { kind: "ready" },
): Screen => ({
  ...request(state, (backend) => {
    const [first] = backend.items;
    if (!first) return;
    first.friction = friction;
    if (first.card) first.card = { ...first.card, tier, binding_message: null };
    backend.decideError = { code: "wrong_code", message: "That is not the code." };
  }),
  act,
});

const fromClient: Friction = { kind: "code", length: 6, shown: null };

/** Where nothing asks for the password before an approval that takes a code. */
const unasked: Screen = {
  ...careful(fromClient, "high"),
  prepare: (backend) => {
    careful(fromClient, "high").prepare(backend);
    backend.availability = { kind: "unavailable", reason: "polkit is not running." };
  },
};

/** An approval of this device in the history, and who confirmed it. */
const confirmed = (uv: "os" | "none"): Screen =>
  screen("history", (backend) => {
    const card = waiting[1]?.card ?? null;
    const [first, ...others] = records;
    if (!first) return;
    backend.records = [
      { ...first, outcome: "approved", by: null, uv, card: card && { ...card, tier: "high" } },
      ...others,
    ];
  });

/** Presses what is found, once it can be pressed. */
const press =
  (selector: string, type = "click") =>
  (body: HTMLElement) => {
    const button = body.querySelector(`${selector}:not([aria-disabled="true"])`);
    const init = { bubbles: true, isPrimary: true, pointerId: 1, detail: 1 };
    button?.dispatchEvent(type === "click" ? new MouseEvent(type, init) : new PointerEvent(type, init));
    return button !== null;
  };

/** A hold that was begun with a click instead. */
const pressedOnce: Screen = {
  ...careful({ kind: "hold" }, "medium", press(".approve")),
  prepare: (backend) => {
    careful({ kind: "hold" }, "medium").prepare(backend);
    backend.decideError = { code: "press_again", message: "Press again to approve." };
  },
};

/** Types a code that is wrong, and sends it. */
function mistype(body: HTMLElement): boolean {
  const field = body.querySelector<HTMLInputElement>(".code input");
  if (field && field.value === "") {
    field.value = "W4SCTA";
    field.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  return field !== null && press(".approve")(body);
}

const scraper = { account_id: "dev_1", client_id: "scraper", client_name: "Scraper", millis_left: 1_080_000 };

function muteFlood(backend: FakeBackend): void {
  backend.items = flooded;
  backend.muted = [scraper];
}

function alikes(backend: FakeBackend): void {
  backend.items = [...alike, ...waiting];
  backend.batchErrors = { alike_1: { code: "expired", message: "It expired before it was sent." } };
}

/** Opens the requests that go together, and approves them. */
function answerTogether(body: HTMLElement): boolean {
  if (!body.querySelector("input[type=checkbox]")) press(".offers button")(body);
  return press(".approve")(body);
}

const locked = (waits: ItemView[]) =>
  screen("inbox", (backend) => {
    backend.items = waits;
    backend.passphrase = "seal";
    backend.locked = true;
  });

/** Two of the accounts have one name for the person. */
const SEVERAL: AccountView[] = [
  account({ kind: "online", since: AT }),
  { ...account({ kind: "online", since: AT }), id: "dev_2", host: "id.shop.example" },
  { ...account({ kind: "online", since: AT }), id: "dev_3", host: "sso.work.example", user_id: "h.herwitz" },
];

/** What one account has is shared out among several. */
function shareOut(backend: FakeBackend): void {
  backend.accounts = SEVERAL;
  const of = (index: number) => SEVERAL[index % SEVERAL.length] ?? account({ kind: "connecting" });
  backend.items = backend.items.map((one, index) => {
    const { id, host, user_id } = of(one.batch_key || one.in_flood ? 1 : index);
    return { ...one, account_id: id, host, user_id };
  });
  backend.records = backend.records.map((one, index) => ({
    ...one,
    account_id: index % 4 === 3 ? "removed" : of(index).id,
  }));
}

/** The same with more than one account. */
const several = (screen: Screen): Screen => ({
  ...screen,
  prepare: (backend) => {
    screen.prepare(backend);
    shareOut(backend);
  },
});

/** As the core makes a rehearsal: a transfer, and the code that its client is named after. */
const rehearsal = request({ kind: "ready" }, (backend) => {
  const [first] = backend.items;
  const card = exhibits.find(({ id }) => id === "money_transfer/typical")?.card;
  if (!first || !card) return;
  const client_name = { text: "Practice agent (code 2149)", altered: false };
  const shown = { client_name, client_id: { text: "practice", altered: false } };
  first.practice = true;
  first.host = first.user_id = "practice";
  first.friction = { kind: "code", length: 4, shown: null };
  first.card = { ...card, ...shown, binding_message: null, scopes: [] };
});

/** Presses the key that shows all others, once it is heard. */
async function askForShortcuts(page: HTMLElement) {
  for (let turn = 0; turn < 200 && !page.querySelector("dialog"); turn += 1) {
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "F1" }));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const accounts = (connection: AccountView["connection"]) =>
  screen("accounts", (backend) => (backend.accounts = [account(connection)]));

const templates = Object.entries(templateLists).map(([name, list]): [string, Screen] => [
  `templates_${name}`,
  screen("templates", (backend) => (backend.templateList = list)),
]);

const unconfirmed = (code: ErrorCode, message: string): Screen => ({
  ...request({ kind: "ready" }, (backend) => (backend.decideError = { code, message })),
  act: press(".approve"),
});

export const screens: Record<string, Screen> = {
  welcome: screen("inbox", (backend) => (backend.accounts = [])),
  inbox: screen("inbox", (backend) => (backend.items = [...waiting, ...over])),
  inbox_accounts: several(screen("inbox", (backend) => (backend.items = [...alike, ...flooded, ...over]))),
  inbox_empty: screen("inbox"),
  inbox_first_run: { ...screen("inbox"), firstRun: true },
  inbox_flood: screen("inbox", (backend) => (backend.items = flooded)),
  inbox_flood_open: { ...screen("inbox", muteFlood), act: press("[aria-expanded]") },
  inbox_paused: screen("inbox", (backend) => {
    backend.items = [...alike, ...waiting];
    backend.muted = [scraper];
    backend.alertsPausedMs = 28 * 60_000;
  }),
  batch: { ...screen("inbox", alikes), act: press(".offers button") },
  batch_accounts: several({ ...screen("inbox", alikes), act: press(".offers button") }),
  batch_answered: { ...screen("inbox", alikes), act: answerTogether },
  request_checking: request({ kind: "checking" }),
  request_unverifiable: request({ kind: "unverifiable", reason: "login.bank.example did not sign it." }),
  request_not_seen: ready({ kind: "waiting", reason: "not_seen" }),
  request_not_focused: ready({ kind: "waiting", reason: "not_focused" }),
  request_arming: ready({ kind: "armed_in", millis: 60_000 }),
  request_armed: ready({ kind: "armed" }),
  request_hold: careful({ kind: "hold" }, "medium"),
  request_holding: careful({ kind: "hold" }, "medium", press(".approve", "pointerdown")),
  request_pressed_once: pressedOnce,
  request_code: careful(fromClient, "high"),
  request_code_of_this_device: careful({ kind: "code", length: 4, shown: "4821" }, "high"),
  request_code_wrong: careful(fromClient, "high", mistype),
  request_deny_because: { ...ready({ kind: "armed" }), act: press(".more") },
  request_practice: rehearsal,
  request_reporting: { ...ready({ kind: "armed" }), reporting: true },
  request_sending: request({ kind: "sending" }),
  request_verifying: careful(fromClient, "high", undefined, { kind: "verifying" }),
  request_not_verified: unconfirmed("not_verified", "The system did not confirm that it is you."),
  request_not_asked: unconfirmed(
    "verification_unavailable",
    "Your system cannot be asked whether it is you.",
  ),
  request_unasked: unasked,
  request_unasked_popup: inPopup(unasked),
  history_confirmed: confirmed("os"),
  history_unasked: confirmed("none"),
  request_forbidden: unconfirmed("verification_forbidden", "A rule forbids it."),
  request_failed: request({ kind: "failed", code: "offline", reason: "The server could not be reached." }),
  request_changed: {
    ...request({ kind: "ready" }, (backend) => {
      backend.decideError = { code: "changed", message: "It now asks for something else." };
    }),
    act: press(".approve"),
  },
  request_offline: request({ kind: "ready" }, (backend) => (backend.accounts = [account(offline)])),
  request_answered_elsewhere: closed("approved", "Hanna's MacBook"),
  request_not_me: { ...closed("approved", "Hanna's MacBook"), press: (text) => [text.notMe.open] },
  request_disowned: {
    ...closed("approved", "Hanna's MacBook"),
    press: (text) => [text.notMe.open, text.notMe.yes],
  },
  popup_not_me: {
    ...inPopup(closed("approved", "Hanna's MacBook")),
    press: (text) => [text.notMe.open],
  },
  request_approved: closed("approved"),
  request_denied: closed("denied"),
  request_reported: closed("reported"),
  request_expired: closed("expired"),
  request_cancelled: closed("cancelled"),
  request_ended_away: closed("ended_away"),
  popup: inPopup(ready({ kind: "armed" })),
  popup_accounts: several(inPopup(ready({ kind: "armed" }))),
  popup_code: inPopup(careful(fromClient, "high")),
  popup_code_wrong: inPopup(careful(fromClient, "high", mistype)),
  popup_hold: inPopup(careful({ kind: "hold" }, "medium", press(".approve", "pointerdown"))),
  popup_practice: inPopup(rehearsal),
  popup_approved: inPopup(closed("approved")),
  popup_last: inPopup(
    screen("inbox", (backend) => {
      backend.items = [item(CHOSEN, { kind: "closed", outcome: "denied", by: null, at: AT })];
    }),
  ),
  popup_empty: inPopup(screen("inbox")),
  popup_shortcuts: { ...inPopup(ready({ kind: "armed" })), then: askForShortcuts },
  shortcuts: { ...ready({ kind: "armed" }), then: askForShortcuts },
  locked: locked(waiting),
  locked_empty: locked([]),
  lock_can_be_set: screen("inbox", (backend) => {
    backend.items = waiting;
    backend.passphrase = "seal";
  }),
  popup_locked: inPopup(locked(waiting)),
  history: screen("history", (backend) => (backend.records = records)),
  history_accounts: several(screen("history", (backend) => (backend.records = records))),
  history_empty: screen("history"),
  accounts_online: accounts({ kind: "online", since: AT }),
  accounts_connecting: accounts({ kind: "connecting" }),
  accounts_offline: accounts(offline),
  accounts_no_key: accounts({ kind: "no_key", reason: "The system keyring is locked." }),
  ...Object.fromEntries(templates),
  settings: screen("settings"),
  ...personScreens,
  ...updateScreens,
  ...fourEyesScreens,
};

const PREFIX = "screens/";

/** The ids of all screens: `screens/name`. */
export const screenIds = Object.keys(screens).map((name) => PREFIX + name);

/** The screen with an id, if it is one's. */
export function screenOf(id: string): Screen | undefined {
  return id.startsWith(PREFIX) ? screens[id.slice(PREFIX.length)] : undefined;
}
