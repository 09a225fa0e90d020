import { counting } from "../counting";

const { counted, number } = counting("en");

/** Words about updates of this program. */
export const updates = {
  title: "Updates",
  off: "Updates come with your system’s packages.",
  unknown: "No update was looked for yet.",
  looking: "Looking for updates…",
  latest: "This is the newest version.",
  fetching: (version: string) => `Fetching version ${version}…`,
  percent: (count: number) => `${number(count)} per cent`,
  ready: (version: string) => `Version ${version} is ready`,
  verified: "Its signature is right. Nothing is installed while a request is open.",
  installing: (version: string) => `Installing version ${version}…`,
  confirm: "Your system may ask for a password in a window of its own.",
  installed: (version: string) => `Version ${version} is installed`,
  installedBody: "It runs once Waxseal has restarted. Open requests are there again.",
  published: "Published",
  notes: "What is new, in the words of its publisher",
  cut: "There is more than is shown here.",
  look: "Look for updates",
  install: "Install and restart",
  restart: "Restart Waxseal",
  waitsForRequests: (count: number) =>
    counted(count, { one: "Waits for # open request", other: "Waits for # open requests" }),
  waitsForOther: "Waits until something else is done",
  mode: "Updates of Waxseal",
  modes: {
    manual: "Only look when I say so",
    ask: "Fetch them, and ask before installing",
    on_quit: "Fetch them, and install when I quit",
  },
  problems: {
    unreachable: "The server for updates could not be reached.",
    unusable: "The server for updates sent something that cannot be used.",
    not_for_here: "There is nothing for this computer.",
    not_signed: "The update is not signed by whoever ships this program. It was thrown away.",
    storage: "The update cannot be kept on this computer.",
    not_allowed: "Your system did not allow it. Nothing was changed.",
    cannot_ask: "Your system cannot be asked to install it. Nothing was changed.",
    not_installed: "Your system did not finish installing it. Waxseal goes on running; the details say why.",
    interrupted: "A request came first. Nothing was changed.",
  },
  retried: "It is tried again by itself.",
  details: "Details",
  nearby: "An update is ready",
};

export type Updates = typeof updates;
