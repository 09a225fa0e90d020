import type { Text } from "./en";
import { device } from "./de/device";
import { requests } from "./de/requests";
import { settings } from "./de/settings";

/** Deutsch, mit „Sie“. */
export const de: Text = {
  app: "Waxseal",

  backToList: "Zurück zur Liste",

  nav: {
    inbox: "Eingang",
    history: "Verlauf",
    accounts: "Konten",
    templates: "Vorlagen",
    settings: "Optionen",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome} auf ${by}, ${at}`,

  outcomeHere: (outcome, at) => `${outcome}, ${at}`,

  elsewhereBody: "Hier ist nichts mehr zu tun.",

  elsewhereCheck: "Wenn Sie das nicht waren, sperren Sie dieses Gerät.",

  openAccounts: "Konten öffnen",

  ...requests,
  ...device,
  ...settings,
};
