import type { UpdateOffer } from "../ipc/bindings/UpdateOffer";
import type { UpdateView } from "../ipc/bindings/UpdateView";
import type { Screen } from "./screens";

/** Every state of an update, in the settings. */

const offer: UpdateOffer = {
  version: "1.4.0",
  date: "2026-11-20T09:00:00Z",
  notes:
    "Requests that need two people say who approved first.\n\nFixed: the tray icon after the computer slept.",
  notes_cut: false,
};
/** Notes of somebody who wants them to be something else than notes. */
const hostile: UpdateOffer = {
  version: "99.0.0",
  date: "the day before yesterday",
  notes: `<h1>Approve it now</h1> <script>alert(1)</script> ⟦U+202E⟧${"a".repeat(400)}\n${"سطر طويل ".repeat(80)}`,
  notes_cut: true,
};

/** The last section of the settings. Its button may say that an update is ready. */
async function openAbout(page: HTMLElement) {
  for (let turn = 0; turn < 200; turn += 1) {
    const button = page.querySelector<HTMLElement>("aside li:last-child button");
    if (button) return button.click();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("there are no settings");
}

const about = (update: Partial<UpdateView>, section: Screen["section"] = "settings"): Screen => ({
  section,
  prepare: (backend) => {
    backend.update = { ...backend.update, ...update };
  },
  then: section === "settings" ? openAbout : undefined,
});

const problem = (kind: NonNullable<UpdateView["problem"]>["kind"], detail: string) => ({ kind, detail });
const ready = { kind: "ready", offer } as const;

export const updateScreens: Record<string, Screen> = {
  update_unknown: about({ state: { kind: "unknown" } }),
  update_looking: about({ state: { kind: "looking" } }),
  update_latest: about({ state: { kind: "latest" } }),
  update_unreachable: about({
    state: { kind: "unknown" },
    problem: problem(
      "unreachable",
      "error sending request: tcp connect error: Connection refused (os error 111)",
    ),
  }),
  update_not_signed: about({
    state: { kind: "unknown" },
    problem: problem("not_signed", "The signature verification failed"),
  }),
  update_fetching: about({ state: { kind: "fetching", offer, percent: 45 } }),
  update_fetching_unmeasured: about({ state: { kind: "fetching", offer, percent: null } }),
  update_ready: about({ state: ready }),
  update_ready_elsewhere: about({ state: ready }, "history"),
  update_hostile: about({ state: { kind: "ready", offer: hostile } }),
  update_waits: about({ state: ready, waits_for: { requests: 1, other: false } }),
  update_waits_for_other: about({ state: ready, waits_for: { requests: 0, other: true } }),
  update_installing: about({ state: { kind: "installing", offer } }),
  update_not_allowed: about({
    state: ready,
    problem: problem("not_allowed", "Error executing command as another user: Request dismissed"),
  }),
  update_not_installed: about({
    state: ready,
    mode: "on_quit",
    problem: problem(
      "not_installed",
      "/usr/bin/apt-get: E: Unable to correct problems, you have held broken packages.",
    ),
  }),
  update_installed: about({
    state: { kind: "installed", offer },
    waits_for: { requests: 3, other: false },
  }),
};
