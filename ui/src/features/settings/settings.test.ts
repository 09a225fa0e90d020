import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, describe, expect, it } from "vitest";
import App from "../../App.svelte";
import type { DeviceError } from "../../ipc/bindings/DeviceError";
import { account, FakeBackend } from "../../ipc/fake";
import { windowLanguage } from "../../text/language.svelte";

afterEach(() => {
  cleanup();
  localStorage.clear();
  windowLanguage.chosen = null;
});

const FULL: DeviceError = { code: "storage", message: "The disk is full." };
const fail = () => Promise.reject(FULL);
const page = document.documentElement;
const nothing = () => undefined;

async function open(section: string, prepare: (backend: FakeBackend) => void = nothing) {
  const backend = new FakeBackend();
  prepare(backend);
  render(App, { props: { backend } });
  await screen.findByRole("navigation");
  await userEvent.keyboard("{Control>},{/Control}");
  await userEvent.click(within(screen.getByRole("complementary")).getByRole("button", { name: section }));
  return backend;
}

const press = async (name: string) => userEvent.click(await screen.findByRole("button", { name }));
const saved = () => screen.findByText("Saved");

describe("appearance", () => {
  it("is the chosen theme, also the next time", async () => {
    await open("Appearance");
    expect(screen.getByRole("radio", { name: "As the system" })).toBeChecked();
    expect(page).not.toHaveAttribute("data-theme");
    await userEvent.click(screen.getByRole("radio", { name: "Dark" }));
    expect(page).toHaveAttribute("data-theme", "dark");
    cleanup();
    await open("Appearance");
    expect(screen.getByRole("radio", { name: "Dark" })).toBeChecked();
    expect(page).toHaveAttribute("data-theme", "dark");
    await userEvent.click(screen.getByRole("radio", { name: "As the system" }));
    expect(page).not.toHaveAttribute("data-theme");
  });

  it("takes no harm from what was kept by something else", async () => {
    localStorage.setItem("waxseal.preferences", '{"theme":"plaid","language":"toString"}');
    await open("Appearance");
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
    expect(page).not.toHaveAttribute("data-theme");
  });
});

describe("the language", () => {
  it("is the window's and the cards', also the next time", async () => {
    const backend = await open("Language");
    await userEvent.selectOptions(screen.getByLabelText("Language of this window"), "日本語");
    expect(await screen.findByRole("heading", { name: "設定" })).toBeVisible();
    expect(page).toHaveAttribute("lang", "ja");
    await waitFor(() => expect(backend.chosen.language).toBe("ja"));
    cleanup();
    windowLanguage.chosen = null;
    const again = await open("言語", (next) => (next.chosen = backend.chosen));
    await userEvent.selectOptions(screen.getByLabelText("このウィンドウの言語"), "システムに合わせる");
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
    await waitFor(() => expect(again.chosen.language).toBeNull());
  });

  it("stays as it was in both when it cannot be kept", async () => {
    await open("Language", (backend) => (backend.setPreferences = fail));
    await userEvent.selectOptions(screen.getByLabelText("Language of this window"), "Deutsch");
    expect(await screen.findByText(/The disk is full/)).toBeVisible();
    expect(screen.getByRole("heading", { name: "Settings" })).toBeVisible();
    expect(screen.getByLabelText("Language of this window")).toHaveValue("system");
  });
});

describe("alerts", () => {
  it("say as much as is chosen, which is kept at once", async () => {
    const backend = await open("Alerts");
    await userEvent.click(await screen.findByRole("radio", { name: "How many wait" }));
    expect(await saved()).toBeVisible();
    expect(backend.chosen.alerts.privacy).toBe("count");
    await userEvent.click(screen.getByRole("switch", { name: "Open the request window by itself" }));
    await waitFor(() =>
      expect(backend.chosen.alerts).toMatchObject({ privacy: "count", open_automatically: true }),
    );
  });

  it("show an example of each level", async () => {
    await open("Alerts");
    expect(await screen.findByText("Approve? Pay $2,500.00 to Hanna Herwitz")).toBeVisible();
    expect(screen.getByText("A request from Ledger Agent")).toBeVisible();
    expect(screen.getByText("1 request is waiting")).toBeVisible();
  });

  it("go back to what they were when that cannot be kept, and say why", async () => {
    await open("Alerts", (backend) => (backend.setPreferences = fail));
    await userEvent.click(await screen.findByRole("radio", { name: "How many wait" }));
    expect(await screen.findByText(/The disk is full/)).toHaveTextContent("Nothing was changed.");
    expect(screen.getByRole("radio", { name: "Who asks, and for what" })).toBeChecked();
    await userEvent.click(screen.getByRole("switch", { name: "Remind me before a request expires" }));
    await screen.findByText(/Nothing was changed/);
    expect(screen.getByRole("switch", { name: "Remind me before a request expires" })).toBeChecked();
  });

  it("have quiet hours that may pass midnight, and no others than times", async () => {
    const backend = await open("Alerts");
    await userEvent.click(await screen.findByRole("switch", { name: "Quiet hours" }));
    await waitFor(() => expect(backend.chosen.alerts.quiet_hours).toEqual({ from: "22:00", to: "07:00" }));
    expect(await screen.findByText("They end on the next day.")).toBeVisible();
    await fireEvent.change(screen.getByLabelText("From"), { target: { value: "01:30" } });
    await waitFor(() => expect(backend.chosen.alerts.quiet_hours).toEqual({ from: "01:30", to: "07:00" }));
    expect(screen.queryByText("They end on the next day.")).toBeNull();
    await fireEvent.change(screen.getByLabelText("Until"), { target: { value: "" } });
    expect(screen.getByLabelText("Until")).toHaveAccessibleDescription("A time of day such as 07:30.");
    await fireEvent.change(screen.getByLabelText("Until"), { target: { value: "01:30" } });
    expect(await screen.findByText(/cannot begin and end at the same time/)).toBeVisible();
    expect(backend.chosen.alerts.quiet_hours).toEqual({ from: "01:30", to: "07:00" });
    await userEvent.click(screen.getByRole("switch", { name: "Quiet hours" }));
    await waitFor(() => expect(backend.chosen.alerts.quiet_hours).toBeNull());
  });

  it("are paused for a while, and resumed", async () => {
    const backend = await open("Alerts");
    await press("1 hour");
    await press("Until tomorrow, 08:00");
    await waitFor(() => expect(backend.calls).toHaveLength(2));
    expect(backend.calls[0]).toEqual(["pauseAlerts", 60]);
    const minutes = backend.calls[1]?.[1] as number;
    const end = new Date(Date.now() + minutes * 60_000);
    expect(Math.abs(end.getHours() * 60 + end.getMinutes() - 8 * 60)).toBeLessThanOrEqual(1);
    backend.alertsPausedMs = 60_000;
    backend.change();
    expect(await screen.findByText(/Alerts are paused until/)).toBeVisible();
    await press("Resume alerts");
    await waitFor(() => expect(backend.calls.at(-1)).toEqual(["pauseAlerts", null]));
  });

  it("come again from a client that was muted", async () => {
    const muted = {
      account_id: "dev_1",
      client_id: "scraper",
      client_name: "Scraper",
      millis_left: 18 * 60_000,
    };
    const backend = await open("Alerts", (one) => (one.muted = [muted]));
    expect(await screen.findByText("Alerts again in 18 minutes")).toBeVisible();
    await press("Unmute Scraper");
    await waitFor(() => expect(backend.calls).toContainEqual(["unmute", "dev_1", "scraper"]));
  });
});

describe("the passphrase", () => {
  it("is set when it is long enough and typed twice alike", async () => {
    const backend = await open("Security");
    expect(await screen.findByRole("radio", { name: "After 5 minutes" })).toBeDisabled();
    expect(screen.getByRole("switch", { name: "Lock with the session" })).toBeDisabled();
    expect(screen.getAllByText(/This needs a passphrase/).length).toBeGreaterThan(0);
    await press("Set a passphrase");
    const next = screen.getByLabelText("New passphrase");
    expect(next).toHaveFocus();
    expect(next).toHaveAttribute("type", "password");
    await userEvent.type(next, "short");
    await press("Set a passphrase");
    expect(next).toHaveAccessibleDescription(/It needs at least 8 characters/);
    expect(next).toHaveFocus();
    await userEvent.type(next, " no more");
    await userEvent.type(screen.getByLabelText("New passphrase again"), "something else");
    await press("Set a passphrase");
    const again = screen.getByLabelText("New passphrase again");
    expect(again).toHaveAccessibleDescription("The two are not the same.");
    expect(backend.passphrase).toBeNull();
    await userEvent.clear(again);
    await userEvent.type(again, "short no more{Enter}");
    expect(await screen.findByText("A passphrase is set.")).toBeVisible();
    expect(backend.passphrase).toBe("short no more");
    expect(screen.getByRole("radio", { name: "After 5 minutes" })).toBeEnabled();
  });

  it("is changed and removed only by who knows it", async () => {
    const backend = await open("Security", (one) => (one.passphrase = "correct horse"));
    await press("Remove passphrase");
    await userEvent.type(screen.getByLabelText("Current passphrase"), "a guess");
    await press("Remove passphrase");
    await waitFor(() =>
      expect(screen.getByLabelText("Current passphrase")).toHaveAccessibleDescription(
        "That is not the passphrase.",
      ),
    );
    expect(backend.passphrase).toBe("correct horse");
    await press("Back");
    expect(screen.getByRole("button", { name: "Lock now" })).toHaveFocus();
    await press("Change passphrase");
    await userEvent.type(screen.getByLabelText("Current passphrase"), "correct horse");
    await userEvent.type(screen.getByLabelText("New passphrase"), "battery staple");
    await userEvent.type(screen.getByLabelText("New passphrase again"), "battery staple");
    await press("Change passphrase");
    await waitFor(() => expect(backend.passphrase).toBe("battery staple"));
  });

  it("lets the device lock: now, when it is not used, with the session", async () => {
    const backend = await open("Security", (one) => (one.passphrase = "correct horse"));
    await userEvent.click(await screen.findByRole("radio", { name: "Never" }));
    await waitFor(() => expect(backend.chosen.lock.idle_minutes).toBeNull());
    await userEvent.click(screen.getByRole("radio", { name: "After 15 minutes" }));
    await userEvent.click(screen.getByRole("switch", { name: "Lock with the session" }));
    await waitFor(() => expect(backend.chosen.lock).toEqual({ idle_minutes: 15, with_session: false }));
    await press("Lock now");
    await waitFor(() => expect(backend.locked).toBe(true));
  });
});

describe("keeping the history", () => {
  it("for less time is confirmed, for more is not", async () => {
    const backend = await open("History", (one) => (one.chosen = { ...one.chosen, keep_history_days: 365 }));
    const main = within(await screen.findByRole("main"));
    await userEvent.click(await main.findByRole("radio", { name: "For 30 days" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Delete older records?" }));
    expect(dialog.getByText(/older than 30 days are deleted for good/)).toBeVisible();
    await userEvent.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(main.getByRole("radio", { name: "For 1 year" })).toBeChecked();
    expect(backend.chosen.keep_history_days).toBe(365);
    await userEvent.click(main.getByRole("radio", { name: "For 30 days" }));
    await press("Delete older records");
    await waitFor(() => expect(backend.chosen.keep_history_days).toBe(30));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await userEvent.click(main.getByRole("radio", { name: "For ever" }));
    await waitFor(() => expect(backend.chosen.keep_history_days).toBeNull());
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("advanced", () => {
  it("says what works, and looks again", async () => {
    const backend = await open("Advanced", (one) => {
      one.diagnosticList = [{ name: "Notifications", ok: false, detail: "Nothing answers." }];
    });
    expect(await screen.findByText("Does not work")).toBeVisible();
    backend.diagnosticList = [{ name: "Notifications", ok: true, detail: "They are shown." }];
    await press("Look again");
    expect(await screen.findByText("Works")).toBeVisible();
    expect(screen.getByText("They are shown.")).toBeVisible();
    backend.diagnostics = fail;
    await press("Look again");
    expect(await screen.findByRole("alert")).toHaveTextContent("The disk is full.");
  });

  it("turns the start with the session and the shortcut on, or says why not", async () => {
    const backend = await open("Advanced", (one) => (one.desktop = { ...one.desktop, shortcut: null }));
    await userEvent.click(await screen.findByRole("switch", { name: "Start Waxseal when you sign in" }));
    await waitFor(() => expect(backend.desktop.autostart).toBe(true));
    const shortcut = screen.getByRole("switch", { name: "Global shortcut" });
    expect(shortcut).toBeDisabled();
    expect(shortcut).toHaveAccessibleDescription("Not available on this computer.");
    backend.setAutostart = fail;
    await userEvent.click(screen.getByRole("switch", { name: "Start Waxseal when you sign in" }));
    expect(await screen.findByText(/The disk is full/)).toBeVisible();
    expect(screen.getByRole("switch", { name: "Start Waxseal when you sign in" })).toBeChecked();
  });
});

it("about names the version and the key of each account", async () => {
  const online = account({ kind: "online", since: "2026-11-21T12:00:00Z" });
  const locked = { ...online, id: "dev_2", host: "other.example", key_thumbprint: null };
  await open("About", (backend) => (backend.accounts = [online, locked]));
  expect(screen.getByText("0.1.0")).toBeVisible();
  expect(screen.getByRole("code")).toHaveTextContent(/^y0pQ/);
  expect(screen.getByText("Not known while the key is not available")).toBeVisible();
});

describe("the system's password", () => {
  it("is asked for where it can be, until the person chooses otherwise", async () => {
    const backend = await open("Security");
    const group = await screen.findByRole("group", { name: "Ask for my password for high-risk approvals" });
    expect(within(group).getByRole("radio", { name: "Where it can be asked" })).toBeChecked();
    expect(await screen.findByText("Your system's service for it is ready.")).toBeVisible();
    await userEvent.click(within(group).getByRole("radio", { name: /^Always/ }));
    await saved();
    expect(backend.chosen.verification).toBe("required");
  });

  it("says why it cannot be asked for", async () => {
    await open("Security", (backend) => {
      backend.availability = { kind: "unavailable", reason: "polkit is not running." };
    });
    expect(await screen.findByText("polkit is not running.")).toBeVisible();
  });

  it("stays as it was when the system does not confirm the person", async () => {
    const refused: DeviceError = { code: "not_verified", message: "The system goes on asking." };
    await open("Security", (backend) => {
      backend.setVerification = () => Promise.reject(refused);
    });
    await userEvent.click(await screen.findByRole("radio", { name: "Do not ask" }));
    expect(await screen.findByText("The system goes on asking.")).toBeVisible();
    expect(screen.getByRole("radio", { name: "Where it can be asked" })).toBeChecked();
  });

  it("waits for the system before it asks for less, and says so, also after another section", async () => {
    let refuse: (error: DeviceError) => void = nothing;
    const backend = await open("Security", (one) => {
      one.setVerification = () => new Promise((_, reject) => (refuse = reject));
      one.passphrase = "seal";
    });
    const waiting = () => screen.queryByText("Confirm in your system's window to change this.");
    await userEvent.click(await screen.findByRole("radio", { name: "Do not ask" }));
    await waitFor(() => expect(waiting()).toHaveRole("status"));
    expect(screen.getByRole("radio", { name: "Do not ask" })).toBeDisabled();
    expect(screen.queryByText("Saved")).toBeNull();
    // Nothing else waits for the answer.
    const session = screen.getByRole("switch", { name: "Lock with the session" });
    await userEvent.click(session);
    await saved();
    expect(backend.chosen.lock.with_session).toBe(false);
    const sections = within(screen.getByRole("complementary"));
    await userEvent.click(sections.getByRole("button", { name: "About" }));
    await userEvent.click(sections.getByRole("button", { name: "Security" }));
    expect(await screen.findByText("Confirm in your system's window to change this.")).toBeVisible();
    refuse({ code: "verification_unavailable", message: "polkit is not running." });
    expect(await screen.findByText("polkit is not running.")).toBeVisible();
    expect(screen.getByRole("radio", { name: "Where it can be asked" })).toBeChecked();
    expect(waiting()).toBeNull();
    expect(backend.chosen.verification).toBe("when_available");
  });

  it("asks for nothing before it asks for more", async () => {
    let keep: () => void = nothing;
    await open("Security", (one) => {
      const set = one.setVerification;
      one.setVerification = async (next) => {
        await new Promise<void>((resolve) => (keep = resolve));
        return set(next);
      };
    });
    await userEvent.click(await screen.findByRole("radio", { name: /^Always/ }));
    expect(screen.queryByText(/^Confirm in your system/)).toBeNull();
    keep();
    await saved();
  });
});
