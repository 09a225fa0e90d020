import type { DeviceError } from "../ipc/bindings/DeviceError";
import type { DeviceOfPerson } from "../ipc/bindings/DeviceOfPerson";
import { account, type FakeBackend } from "../ipc/fake";
import type { Text } from "../text/en";
import type { Screen } from "./screens";
import { records } from "./window_samples";

/** What a person sets up and looks after: settings, devices, the history as a whole, an enrolment. */

const AT = "2026-11-18T14:06:00Z";
const REASON: DeviceError = { code: "offline", message: "login.bank.example does not answer." };
const refused = () => Promise.reject(REASON);

function settings(
  section: keyof Text["settings"]["sections"],
  prepare: Screen["prepare"] = () => undefined,
  press: Screen["press"] = () => [],
): Screen {
  const chosen = (text: Text) => [text.settings.sections[section], ...press(text)];
  return { section: "settings", prepare, press: chosen };
}

function device(id: string, name: string, parts: Partial<DeviceOfPerson> = {}): DeviceOfPerson {
  const seen = { enrolled_at: AT, last_seen_at: AT, online: false, this_device: false, test_key: false };
  return { id, name, ...seen, ...parts };
}

const devices: DeviceOfPerson[] = [
  device("dev_2", "Hanna’s MacBook"),
  device("dev_1", "Desk", { this_device: true, online: true }),
  device("dev_3", "A laptop with a name that is much longer than anybody would think of", {
    last_seen_at: null,
  }),
  device("dev_4", "هاتف العمل", { online: true }),
  device("dev_5", "ci", { test_key: true }),
];

const withDevices = (backend: FakeBackend) => {
  backend.accounts = [account({ kind: "online", since: AT })];
  backend.deviceList = devices;
};
const withHistory = (backend: FakeBackend) => (backend.records = records);
const withPassphrase = (backend: FakeBackend) => (backend.passphrase = "correct horse");

function quiet(backend: FakeBackend) {
  const hours = { from: "22:00", to: "07:00" };
  backend.chosen = { ...backend.chosen, alerts: { ...backend.chosen.alerts, quiet_hours: hours } };
  backend.alertsPausedMs = 47 * 60_000;
  backend.muted = [
    { account_id: "dev_1", client_id: "scraper", client_name: "Scraper", millis_left: 18 * 60_000 },
    { account_id: "dev_1", client_id: "bot", client_name: "روبوت النشر", millis_left: 60_000 },
  ];
}

function poor(backend: FakeBackend) {
  backend.desktop = { ...backend.desktop, autostart: null, shortcut: null, tray: false };
  backend.diagnosticList = [
    { name: "Keyring", ok: true, detail: "The keyring of this session is open." },
    { name: "Notifications", ok: false, detail: "No notification service answers on the session bus." },
    { name: "login.bank.example", ok: true, detail: "TLS 1.3, 42 ms, clock 0.3 s apart." },
  ];
}

const history = (open: "exporting" | "checking", prepare: (backend: FakeBackend) => void): Screen => ({
  section: "history",
  prepare: (backend) => {
    withHistory(backend);
    prepare(backend);
  },
  press: (text) => [text.history[open].open],
});

const accounts = (prepare: (backend: FakeBackend) => void, press?: Screen["press"]): Screen => ({
  section: "accounts",
  prepare: (backend) => {
    withDevices(backend);
    prepare(backend);
  },
  press,
});

function enroll(backend: FakeBackend) {
  backend.accounts = [];
  backend.desktop = { ...backend.desktop, autostart_asked: false };
}

/** What is on a page, once it is there. */
async function found<E extends HTMLElement>(page: HTMLElement, selector: string): Promise<E> {
  for (let turn = 0; turn < 200; turn += 1) {
    const element = page.querySelector<E>(selector);
    if (element) return element;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`there is no ${selector}`);
}

/** Types a link and has it reviewed. */
async function review(page: HTMLElement) {
  const field = await found<HTMLTextAreaElement>(page, "textarea");
  field.value = "waxseal://enroll?enrollment_tx_id=tx";
  field.dispatchEvent(new Event("input", { bubbles: true }));
  (await found(page, "form button[type=submit]:not([disabled])")).click();
  await found(page, "form dl");
}

/** Has the device enrolled, up to the last question. */
async function enrolled(page: HTMLElement) {
  await review(page);
  (await found(page, "form button[type=submit]:not([disabled])")).click();
  await found(page, "#autostart");
}

export const personScreens: Record<string, Screen> = {
  settings_alerts_quiet: settings("alerts", quiet),
  settings_security: settings("security"),
  settings_security_set: settings("security", undefined, (text) => [text.settings.security.set]),
  settings_security_locks: settings("security", withPassphrase),
  settings_security_change: settings("security", withPassphrase, (text) => [text.settings.security.change]),
  settings_security_failed: settings(
    "security",
    (backend) => {
      withPassphrase(backend);
      backend.lock = refused;
    },
    (text) => [text.settings.security.lockNow],
  ),
  settings_appearance: settings("appearance"),
  settings_language: settings("language"),
  settings_history: settings("history"),
  settings_history_shorter: {
    ...settings("history"),
    then: async (page) => {
      (await found(page, "input[type=radio]")).click();
      await found(page, "dialog");
    },
  },
  settings_advanced: settings("advanced", poor),
  settings_about: settings("about", (backend) => {
    const first = account({ kind: "online", since: AT });
    backend.accounts = [first, { ...first, id: "dev_9", host: "other.example", key_thumbprint: null }];
  }),
  history_export: history("exporting", () => undefined),
  history_exported: {
    ...history("exporting", () => undefined),
    press: (text) => [text.history.exporting.open, text.history.exporting.go],
  },
  history_sound: history("checking", (backend) => (backend.check = { ...backend.check, records: 1204 })),
  history_not_vouched: history(
    "checking",
    (backend) => (backend.check = { ...backend.check, records: 1204, vouched: false }),
  ),
  history_broken: history("checking", (backend) => {
    backend.check = { ...backend.check, records: 1204, sound: false, broken_at: 311, fault: "broken" };
  }),
  history_cut: history("checking", (backend) => {
    backend.check = { ...backend.check, records: 1204, sound: false, fault: "end_missing" };
  }),
  history_exported_cut: {
    ...history("exporting", (backend) => (backend.historyFault = "end_missing")),
    press: (text) => [text.history.exporting.open, text.history.exporting.go],
  },
  inbox_history_cut: { section: "inbox", prepare: (backend) => (backend.historyFault = "end_missing") },
  accounts_devices: accounts(() => undefined),
  accounts_devices_unread: accounts((backend) => (backend.devices = refused)),
  accounts_revoke: accounts(
    () => undefined,
    (text) => [text.accounts.devices.revoke],
  ),
  accounts_rotate: accounts(
    () => undefined,
    (text) => [text.accounts.rotation.open],
  ),
  accounts_user_code: accounts(
    () => undefined,
    (text) => [text.accounts.userCode.set],
  ),
  accounts_user_code_set: accounts(
    (backend) => (backend.userCodeState = { is_set: true, changeable: true }),
    (text) => [text.accounts.userCode.remove],
  ),
  accounts_user_code_fixed: accounts(
    (backend) => (backend.userCodeState = { is_set: true, changeable: false }),
  ),
  accounts_one_time_code: accounts(
    () => undefined,
    (text) => [text.accounts.oneTime.open],
  ),
  accounts_remove: accounts(
    () => undefined,
    (text) => [text.accounts.remove],
  ),
  welcome_review: { section: "inbox", prepare: enroll, then: review },
  welcome_autostart: { section: "inbox", prepare: enroll, then: enrolled },
  welcome_bad_picture: {
    section: "inbox",
    prepare: (backend) => {
      enroll(backend);
      const message = "There is no QR code in this picture.";
      backend.readQrCode = () => Promise.reject({ code: "invalid_input", message } satisfies DeviceError);
    },
    then: async (page) => {
      await found(page, "input[type=file]");
      const file = {
        kind: "file",
        type: "image/png",
        getAsFile: () => new File([], "x", { type: "image/png" }),
      };
      window.dispatchEvent(Object.assign(new Event("paste"), { clipboardData: { items: [file] } }));
      await found(page, "[role=alert]");
    },
  },
};
