import type { Text } from "./en";
import { device } from "./fr/device";
import { requests } from "./fr/requests";
import { settings } from "./fr/settings";

/** Français, avec « vous ». */
export const fr: Text = {
  app: "Waxseal",

  backToList: "Retour à la liste",

  nav: {
    inbox: "Demandes",
    history: "Historique",
    accounts: "Comptes",
    templates: "Modèles",
    settings: "Réglages",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome} sur ${by}, ${at}`,

  outcomeHere: (outcome, at) => `${outcome}, ${at}`,

  elsewhereBody: "Il n’y a plus rien à faire ici.",

  elsewhereCheck: "Si ce n’était pas vous, révoquez cet appareil.",

  openAccounts: "Ouvrir les comptes",

  ...requests,
  ...device,
  ...settings,
};
