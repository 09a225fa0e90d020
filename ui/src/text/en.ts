import { device } from "./en/device";
import { fourEyes } from "./en/four_eyes";
import { requests } from "./en/requests";
import { settings } from "./en/settings";
import { updates } from "./en/updates";

/** Every word of the interface. Sentences say what was and what was not done. */
export const en = {
  app: "Waxseal",

  backToList: "Back to the list",

  nav: {
    inbox: "Inbox",
    history: "History",
    accounts: "Accounts",
    templates: "Templates",
    settings: "Settings",
  },

  outcomeElsewhere: (outcome: string, by: string, at: string) => `${outcome} on ${by} at ${at}`,

  outcomeHere: (outcome: string, at: string) => `${outcome} at ${at}`,

  elsewhereBody: "Nothing more to do here.",

  elsewhereCheck: "If that was not you, remove that device.",

  openAccounts: "Open accounts",
  notMe: {
    open: "It was not me",
    title: "Report this approval?",
    body: (by: string) =>
      `The server is told that the approval on ${by} was not yours, and its operators are alerted. Alerts from the client are muted for 20 minutes.`,
    limits: "What was granted is not taken back by this. Revoke the device as well.",
    yes: "Report it",
    done: "Reported. The server keeps that this approval was not yours.",
  },

  fourEyes,

  updates,

  ...requests,
  ...device,
  ...settings,
};

/** The words of the interface in one language. */
export type Text = typeof en;
