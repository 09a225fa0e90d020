import type { Text } from "./en";
import { device } from "./fr/device";
import { fourEyes } from "./fr/four_eyes";
import { requests } from "./fr/requests";
import { settings } from "./fr/settings";
import { updates } from "./fr/updates";

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
  notMe: {
    open: "Ce n’était pas moi",
    title: "Signaler cette approbation ?",
    body: (by) =>
      `Le serveur apprend que l’approbation sur ${by} n’était pas la vôtre et alerte ses exploitants. Les alertes de ce client sont muettes pendant 20 minutes.`,
    limits: "Ce qui a été accordé n’est pas repris. Révoquez aussi l’appareil.",
    yes: "La signaler",
    done: "Signalée. Le serveur garde que cette approbation n’était pas la vôtre.",
  },

  fourEyes,

  updates,

  ...requests,
  ...device,
  ...settings,
};
