import { counting } from "../counting";
import type { Updates } from "../en/updates";

const { counted, number } = counting("fr");

export const updates: Updates = {
  title: "Mises à jour",
  off: "Les mises à jour arrivent avec les paquets de votre système.",
  unknown: "Aucune mise à jour n’a encore été recherchée.",
  looking: "Recherche de mises à jour…",
  latest: "Cette version est la plus récente.",
  fetching: (version) => `Téléchargement de la version ${version}…`,
  percent: (count) => `${number(count)} pour cent`,
  ready: (version) => `La version ${version} est prête`,
  verified: "Sa signature est correcte. Rien n’est installé tant qu’une demande est ouverte.",
  installing: (version) => `Installation de la version ${version}…`,
  confirm: "Votre système peut demander un mot de passe dans une fenêtre à lui.",
  installed: (version) => `La version ${version} est installée`,
  installedBody: "Elle s’exécute dès que Waxseal a redémarré. Les demandes ouvertes seront de nouveau là.",
  published: "Publiée",
  notes: "Les nouveautés, selon son éditeur",
  cut: "La suite n’est pas affichée ici.",
  look: "Rechercher des mises à jour",
  install: "Installer et redémarrer Waxseal",
  restart: "Redémarrer Waxseal",
  waitsForRequests: (count) =>
    counted(count, { one: "Attend # demande ouverte", other: "Attend # demandes ouvertes" }),
  waitsForOther: "Attend la fin d’une autre opération",
  mode: "Mises à jour de Waxseal",
  modes: {
    manual: "Rechercher seulement quand je le demande",
    ask: "Télécharger, et demander avant d’installer",
    on_quit: "Télécharger, et installer quand je quitte",
  },
  problems: {
    unreachable: "Le serveur de mises à jour est injoignable.",
    unusable: "Le serveur de mises à jour a envoyé quelque chose d’inutilisable.",
    not_for_here: "Il n’y a rien pour cet ordinateur.",
    not_signed: "La mise à jour n’est pas signée par qui distribue ce programme. Elle a été jetée.",
    storage: "La mise à jour ne peut pas être conservée sur cet ordinateur.",
    not_allowed: "Votre système ne l’a pas autorisé. Rien n’a changé.",
    cannot_ask: "L’installation ne peut pas être demandée à votre système. Rien n’a changé.",
    not_installed:
      "Votre système n’a pas terminé l’installation. Waxseal reste ouvert ; les détails en donnent la raison.",
    interrupted: "Une demande est arrivée avant. Rien n’a changé.",
  },
  retried: "Un nouvel essai aura lieu de lui-même.",
  details: "Détails",
  nearby: "Une mise à jour est prête",
};
