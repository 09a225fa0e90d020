import { counting } from "./counting";
import type { Text } from "./en";

const { number, counted } = counting("fr");

/** Français, avec « vous ». */
export const fr: Text = {
  app: "Waxseal",
  backToList: "Retour à la liste",
  nav: { inbox: "Demandes", history: "Historique", accounts: "Comptes", templates: "Modèles" },

  inbox: {
    title: "En attente",
    recent: "Récentes",
    arrived: "À l’instant",
    emptyTitle: "Rien en attente",
    emptyBody: "Les demandes apparaissent ici dès leur arrivée.",
    select: "Choisissez une demande pour la lire.",
    noDetails: "Demande sans détails",
    checking: "Vérification de la signature…",
    unverifiable: "Impossible de vérifier cette demande",
  },

  request: {
    software: "logiciel",
    unknownClient: "Le serveur ne nomme aucun client",
    for: "Pour",
    access: "Accès",
    code: "Code",
    codeHint: "Comparez-le au code affiché là d’où vient la demande.",
    type: "Type",
    otherDetails: (count) => `Autres détails (${number(count)})`,
    message: "Message du demandeur · non vérifié",
    showRaw: "Afficher ce qui a été envoyé",
    hideRaw: "Masquer ce qui a été envoyé",
    details: "Détails de la demande",
    raw: "Exactement comme reçu, les caractères invisibles étant écrits sous la forme \\u",
    copy: "Copier",
    copied: "Copié",
    notCopied: "Non copié",
    denyOnly: "Cette demande ne peut être que refusée",
    later: "Échap : décider plus tard",
    expiresIn: (time) => `Expire dans ${time}`,
    entryOf: (index, count) => `${number(index)} sur ${number(count)}`,
  },

  tier: { low: "Risque faible", medium: "Risque moyen", high: "Risque élevé" },

  source: {
    verified: "Vérifié",
    reported_by_server: "Signalé par le serveur",
    claimed_by_requester: "Affirmé par le demandeur",
  },

  values: {
    altered: "Les caractères cachés sont écrits sous la forme ⟦…⟧",
    empty: "Vide",
    nothing: "Aucune valeur (null)",
    notGiven: "Non indiqué",
    show: "Afficher",
    hide: "Masquer",
    ending: (end) => `se terminant par ${end}`,
    showLess: "Afficher moins",
    showAll: (count) => `Tout afficher (${number(count)})`,
    showAllCharacters: (count) =>
      counted(count, { one: "Afficher # caractère", other: "Afficher les # caractères" }),
    showAllLines: (count) => counted(count, { one: "Afficher # ligne", other: "Afficher les # lignes" }),
    showAllRows: (count) => counted(count, { one: "Afficher # entrée", other: "Afficher les # entrées" }),
    rows: (count) => counted(count, { one: "# entrée", other: "# entrées" }),
    total: "Total",
    unlimited: "Il n’y a pas de limite supérieure.",
    leadsTo: "Mène à",
    was: "avant",
    now: "maintenant",
    unchanged: "inchangé",
  },

  decide: {
    title: "Votre réponse",
    approve: "Approuver",
    deny: "Refuser",
    report: "Signaler",
    reportTitle: "Signaler cette demande ?",
    reportBody: "Elle est refusée, et le serveur apprend que vous ne l’attendiez pas.",
    reportYes: "Refuser et signaler",
    cancel: "Retour",
    sending: "Envoi de votre réponse…",
    armedIn: "Prêt dans un instant",
    ready: "Prêt",
    notFocused: "Cliquez dans cette fenêtre pour répondre",
    notSeen: "Faites défiler tous les détails pour approuver",
    pressAgain: "Appuyez encore pour approuver",
    denyOnly: "Approbation impossible",
    failedTitle: "Votre réponse n’a pas été transmise",
    failedBody: "Vous pouvez répondre à nouveau tant que la demande est en attente.",
    offlineTitle: "Vous êtes hors ligne",
    offlineBody:
      "On ne peut pas répondre aux demandes avant le retour de la connexion. Rien ne part plus tard tout seul.",
    next: "Demande suivante",
  },

  outcome: {
    approved: "Approuvée",
    denied: "Refusée",
    reported: "Signalée",
    expired: "Expirée",
    cancelled: "Retirée",
    ended_away: "Plus en attente",
  },

  outcomeBody: {
    approved: "Le demandeur peut faire exactement ce qui est affiché ici.",
    denied: "Le demandeur a essuyé un refus. Rien n’a été accordé.",
    reported: "Le demandeur a essuyé un refus, et le serveur sait que vous n’attendiez pas cela.",
    expired: "Aucune réponse n’a été envoyée.",
    cancelled: "Le demandeur l’a retirée. Aucune réponse n’a été envoyée.",
    ended_away:
      "Elle a pris fin pendant que cet appareil n’était pas connecté. Aucune réponse n’a été envoyée d’ici.",
  },

  outcomeElsewhere: (outcome, by, at) => `${outcome} sur ${by}, ${at}`,
  outcomeHere: (outcome, at) => `${outcome}, ${at}`,
  elsewhereBody: "Il n’y a plus rien à faire ici.",

  history: {
    title: "Historique",
    emptyTitle: "Aucune demande pour l’instant",
    emptyBody: "Chaque demande et son issue sont conservées ici.",
    notShown: "Terminée avant d’avoir pu être affichée",
  },

  accounts: {
    title: "Comptes",
    add: "Ajouter un compte",
    device: "Cet appareil",
    key: "Clé",
    since: "Enregistré",
    connection: "Connexion",
    remove: "Supprimer",
    removeTitle: "Supprimer ce compte ?",
    removeBody:
      "Le serveur en est informé, la clé est effacée de cet ordinateur, et les demandes n’arrivent plus ici.",
    removeYes: "Supprimer et effacer la clé",
    protection: {
      os_keyring: "Dans le trousseau du système",
      passphrase_file: "Dans un fichier protégé par une phrase secrète",
    },
  },

  templates: {
    title: "Modèles",
    emptyTitle: "Aucun modèle pour l’instant",
    emptyBody: "Ils figurent ici compte par compte, dès que cet ordinateur est enregistré.",
    pack: "Modèles publiés",
    packVersion: (version) => `Lot ${version}`,
    noPack: "Aucun lot",
    noPackBody:
      "L’éditeur n’en a envoyé aucun. Les demandes sont affichées avec les modèles intégrés et avec les vôtres.",
    notPinnedBody:
      "Les clés de l’éditeur n’étaient pas connues lors de l’enregistrement de cet ordinateur ; aucun lot n’est donc accepté de sa part.",
    publisher: "Éditeur",
    accepted: "Accepté",
    expires: "À remplacer",
    lapses: "Prend fin",
    overdueTitle: "Ce lot doit être remplacé",
    overdueBody: (day) => `Il est utilisé jusqu’au ${day}. Ensuite, ses modèles ne comptent plus.`,
    lapsedTitle: "Ce lot n’est plus utilisé",
    lapsedBody:
      "Il n’a pas été remplacé à temps. Tout ce que contient une demande de ses types figure tel qu’envoyé.",
    warningTitle: "La dernière offre a été refusée",
    withheld: "Non utilisés",
    localProblems: "Vos fichiers qui ne sont pas utilisés",
    lastChange: "Dernier changement",
    packs: (before, after) => `Le lot ${before} a été remplacé par le lot ${after}.`,
    firstPack: (version) => `Le lot ${version} était le premier.`,
    nothingChanged: "Les modèles sont les mêmes.",
    added: (version) => `Nouveau, version ${version}`,
    removed: (version) => `Supprimé, était en version ${version}`,
    changed: (before, after) => `La version ${before} est devenue ${after}`,
    firstLine: "Première ligne",
    floor: "Au moins",
    nowCritical: "Marqué comme important",
    notCritical: "Ne l’est plus",
    lines: "Le modèle, ligne par ligne",
    line: { added: "Ajouté", removed: "Supprimé" },
    alarm: {
      critical_dropped: (path) => `${path} n’est plus marqué comme important.`,
      critical_demoted: (path) => `${path} peut désormais figurer sous « Autres détails ».`,
      critical_relabelled: (path, before, after) =>
        `${path} s’appelait « ${before} » et s’appelle désormais « ${after} ».`,
      left_verb: (path) => `La première ligne n’indique plus ${path}.`,
      floor_lowered: (before, after) => `Il fallait au moins : ${before}. Désormais : ${after}.`,
      action_changed: (before, after) =>
        `La première ligne commençait par « ${before} » et commence désormais par « ${after} ».`,
    },
    origin: "Origine",
    origins: {
      built_in: "Waxseal, intégré",
      publisher: (version) => `Son éditeur, lot ${version}`,
      local: "Un de vos fichiers",
      none: "Aucun modèle",
    },
    version: "Version",
    digest: "Empreinte",
    copyDigest: "Copier l’empreinte",
    announced: (uses) =>
      counted(uses, {
        one: "La prochaine demande indiquera que ce modèle a changé",
        other: "Les # prochaines demandes indiqueront que ce modèle a changé",
      }),
    preview: "Aperçu",
    previewBody: "Voici à quoi ressemble une demande de ce type. On ne peut répondre à rien ici.",
    sample: "Exemple",
    sampleHint:
      "Ce qu’une demande de ce type pourrait contenir, en JSON. Modifiez-le pour voir ce que cela donne.",
    startOver: "Revenir au premier exemple",
    language: "Langue",
    worst: "Au pire",
    worstHint:
      "Textes longs, lettres trompeuses, valeurs manquantes : l’exemple tel qu’un attaquant l’enverrait.",
    previous: "Précédent",
    next: "Suivant",
    notUsed: "Le modèle n’est pas utilisé pour cet exemple",
    variants: {
      long: "Textes longs",
      bidi: "Lettres trompeuses",
      huge_list: "Longues listes",
      missing_optional: "Le strict nécessaire",
      unknown_key: "Quelque chose d’inconnu",
      markup: "Textes qui ressemblent à du balisage",
      null: "Aucune valeur",
      zero: "Des zéros",
    },
  },

  connection: {
    connecting: "Connexion…",
    online: "Connecté",
    offline: "Hors ligne",
    noKey: "Clé indisponible",
    retry: "Réessayer",
    none: "Aucun compte",
  },

  enroll: {
    welcome: "Approuvez ce que des agents font en votre nom",
    intro:
      "Waxseal vous montre exactement ce qu’un agent logiciel veut faire, et votre réponse est signée avec ce que vous avez vu. Pour commencer, enregistrez cet ordinateur.",
    link: "Lien ou code d’enregistrement",
    linkHint: "Il commence par waxseal:// ou otpauth:// et vient de votre organisation.",
    server: "Adresse du serveur",
    serverHint: "Nécessaire seulement pour un code sans lien.",
    next: "Continuer",
    checkTitle: "À vérifier avant d’enregistrer",
    host: "Serveur",
    hostHint: "Les demandes viendront d’ici. Assurez-vous de le connaître.",
    keyKept: "Votre clé",
    already: "Déjà enregistrés ici",
    deviceName: "Nom de cet appareil",
    confirm: "Enregistrer cet appareil",
    enrolling: "Enregistrement…",
    back: "Retour",
  },
};
