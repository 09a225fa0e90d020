import type { Text } from "./en";
import { device } from "./de/device";
import { fourEyes } from "./de/four_eyes";
import { requests } from "./de/requests";
import { settings } from "./de/settings";
import { updates } from "./de/updates";

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
  notMe: {
    open: "Das war ich nicht",
    title: "Diese Genehmigung melden?",
    body: (by) =>
      `Der Server erfährt, dass die Genehmigung auf ${by} nicht von Ihnen war, und alarmiert seine Betreiber. Meldungen dieses Clients sind 20 Minuten lang stumm.`,
    limits: "Was gewährt wurde, wird dadurch nicht zurückgenommen. Sperren Sie auch das Gerät.",
    yes: "Melden",
    done: "Gemeldet. Der Server bewahrt auf, dass diese Genehmigung nicht von Ihnen war.",
  },

  fourEyes,

  updates,

  ...requests,
  ...device,
  ...settings,
};
