import { device } from "./en/device";
import { requests } from "./en/requests";
import { settings } from "./en/settings";

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

  ...requests,
  ...device,
  ...settings,
};

/** The words of the interface in one language. */
export type Text = typeof en;
