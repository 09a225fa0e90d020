import type { Text } from "./en";
import { device } from "./es/device";
import { fourEyes } from "./es/four_eyes";
import { requests } from "./es/requests";
import { settings } from "./es/settings";
import { updates } from "./es/updates";

/** Español, con «usted». */
export const es: Text = {
  app: "Waxseal",

  backToList: "Volver a la lista",

  nav: {
    inbox: "Entrada",
    history: "Historial",
    accounts: "Cuentas",
    templates: "Plantillas",
    settings: "Ajustes",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome} en ${by}, ${at}`,

  outcomeHere: (outcome, at) => `${outcome}, ${at}`,

  elsewhereBody: "Aquí no hay nada más que hacer.",

  elsewhereCheck: "Si no fue usted, revoque ese dispositivo.",

  openAccounts: "Abrir las cuentas",
  notMe: {
    open: "No fui yo",
    title: "¿Denunciar esta aprobación?",
    body: (by) =>
      `El servidor sabrá que la aprobación en ${by} no fue suya y avisará a sus operadores. Los avisos de este cliente callan durante 20 minutos.`,
    limits: "Lo que se concedió no se retira con esto. Revoque también el dispositivo.",
    yes: "Denunciarla",
    done: "Denunciada. El servidor guarda que esta aprobación no fue suya.",
  },

  fourEyes,

  updates,

  ...requests,
  ...device,
  ...settings,
};
