import { counting } from "../counting";
import type { Requests } from "../en/requests";

const { number, counted } = counting("fr");

/** Words about requests: how they wait, are read and are answered. */
export const requests: Requests = {
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
    group: (count, client) =>
      counted(count, { one: `# demande de ${client}`, other: `# demandes de ${client}` }),
    reviewAll: "Tout examiner",
    fold: "Replier",
    mute: "Couper pendant 20 minutes",
    muted: (minutes) => counted(minutes, { one: "Coupé pendant # minute", other: "Coupé pendant # minutes" }),
    clientMuted: (client, minutes) =>
      counted(minutes, {
        one: `Les alertes de ${client} sont coupées, encore # minute`,
        other: `Les alertes de ${client} sont coupées, encore # minutes`,
      }),
    unmute: "Rétablir",
    paused: (minutes) =>
      counted(minutes, {
        one: "Les alertes sont en pause, encore # minute",
        other: "Les alertes sont en pause, encore # minutes",
      }),
    resume: "Reprendre",
    historyNotWhole: "L’historique est incomplet",
    look: "Voir",
    search: "Rechercher dans les demandes",
    account: "Compte",
    tier: "Risque",
    any: "Tous",
    nothingFits: "Aucune demande ne correspond ici.",
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
    soon: "Expire bientôt",
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
    denyBecause: "Refuser parce que…",
    report: "Signaler",
    reportTitle: "Signaler cette demande ?",
    reportBody:
      "Elle est refusée, et le serveur apprend que vous ne l’attendiez pas. Les alertes de son client sont coupées pendant 20 minutes.",
    reportYes: "Refuser et signaler",
    cancel: "Retour",
    verifying: "Votre système demande votre mot de passe. Rien n’est signé avant.",
    verifyingHere: "Votre système demande votre mot de passe. Échap retire la question.",
    unasked: (place: string) =>
      `Personne ne demande ici votre mot de passe, et l’approbation le dit. Voir ${place}.`,
    confirmed: {
      os: "Confirmé par : votre mot de passe système",
      none: "Confirmé par : personne n’a demandé",
    },
    sending: "Envoi de votre réponse…",
    armedIn: "Prêt dans un instant",
    ready: "Prêt",
    missing: {
      not_focused: "Cliquez dans cette fenêtre pour répondre",
      not_seen: "Faites défiler tous les détails pour approuver",
      too_soon: "Prenez un instant pour la lire",
      pointer_not_moved: "Déplacez le pointeur, puis approuvez",
      press_again: "Appuyez encore une fois dans les 4 secondes",
      hold_longer: "Maintenez jusqu’au bout",
      code_missing: "Saisissez le code pour approuver",
    },
    hold: (action) => `Maintenir : ${action}`,
    pressAgain: (action) => `Appuyer encore : ${action}`,
    readyToHold: "Prêt : maintenez le bouton, ou appuyez deux fois",
    keepHolding: (seconds) =>
      counted(seconds, { one: "Maintenez encore # seconde", other: "Maintenez encore # secondes" }),
    codeAt: (client) => `Code affiché chez ${client}`,
    codeHere: (code) => `Saisissez ${code} pour approuver`,
    codeLength: (length) => counted(length, { one: "# caractère", other: "# caractères" }),
    denyOnly: "Approbation impossible",
    unverified: "Elle ne peut pas être vérifiée. Vous pouvez la refuser ou la signaler.",
    errorTitles: {
      fate_unknown: "On ne sait pas si votre réponse est arrivée",
      changed: "Les détails ont changé pendant votre lecture",
      not_verified: "Votre système ne vous a pas confirmé",
      verification_unavailable: "Votre système n’a pas pu vous interroger",
      verification_forbidden: "Votre système ne vous permet pas de confirmer",
    },
    failedTitle: "Votre réponse n’a pas été transmise",
    failedBody: "Pas encore approuvée. Vous pouvez répondre à nouveau tant que la demande est en attente.",
    unknownBody:
      "Vous pouvez répondre à nouveau tant que la demande est en attente. Une seule réponse compte.",
    offlineTitle: "Vous êtes hors ligne",
    offlineSince: (time) => `Pas de connexion depuis ${time}.`,
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

  errors: {
    wrong_code: "Ce n’est pas le code. Après trois erreurs, seul le refus reste possible.",
    not_armed: "Cela n’a pas encore compté. Réessayez.",
    press_again: "Appuyez encore une fois pour approuver.",
    not_verified:
      "Votre système n’a pas confirmé que c’est vous. Rien n’a été signé ; vous pouvez réessayer.",
    verification_unavailable:
      "Votre système ne peut pas demander si c’est vous : son service pour cela manque ou est en panne. Rien n’a été signé. Réglages › Sécurité indique ce qui manque.",
    verification_forbidden:
      "Une règle de cet ordinateur ne vous permet pas de confirmer que c’est vous. Rien n’a été signé. Adressez-vous à la personne qui l’administre ; Réglages › Sécurité en dit plus.",
    wrong_passphrase: "Ce n’est pas la phrase secrète. Après des erreurs, attendez un peu avant d’essayer.",
    locked: "Waxseal est verrouillé. Déverrouillez-le d’abord.",
    offline: "Le serveur est injoignable. Réessayez.",
    changed: "Les détails ont changé. Relisez-les.",
    expired: "Elle a expiré. Aucune réponse n’a été envoyée.",
    answered_elsewhere: "Un autre appareil y a répondu.",
    fate_unknown: "Le serveur était injoignable. On ne sait pas si la réponse est arrivée ; réessayez.",
    invalid_link: "Ce n’est ni un lien ni un code d’enregistrement.",
    ticket_refused: "Le serveur n’accepte pas ce code d’enregistrement. Il est utilisé, expiré ou inconnu.",
    already_enrolled: "Cet appareil est déjà enregistré pour cette personne.",
    untrusted: "Ce que dit le serveur n’est pas fiable.",
    key_unavailable: "La clé de cet appareil n’est pas disponible. Déverrouillez le trousseau et réessayez.",
    storage: "Impossible d’écrire dans le dossier de Waxseal.",
    unknown_request: "Cela n’est plus ici. Ouvrez-le à nouveau.",
    not_decidable: "Il n’est plus possible d’y répondre ainsi.",
    refused: "Le serveur l’a refusé.",
    invalid_input: "Ce n’est pas ce qui est demandé.",
    invalid_sample: "L’exemple n’est pas une entrée de ce type.",
    revoked: "Cet appareil a été retiré sur le serveur.",
  },

  denyReason: {
    wrong_details: "Détails incorrects",
    not_now: "Pas maintenant",
    not_me: "Ce n’est pas moi",
    other: "Autre",
  },

  popup: {
    position: (index, count) => `${number(index)} sur ${number(count)}`,
    previous: "Demande précédente",
    next: "Demande suivante",
    openMain: "Ouvrir Waxseal",
    later: "Plus tard",
    close: "Fermer",
  },

  locked: {
    title: "Waxseal est verrouillé",
    waiting: (count) => counted(count, { one: "# demande en attente", other: "# demandes en attente" }),
    next: (time) => `la prochaine expire dans ${time}`,
    passphrase: "Phrase secrète",
    unlock: "Déverrouiller",
    lock: "Verrouiller",
  },

  practice: {
    banner: "Exercice : rien n’est envoyé nulle part",
    tag: "Exercice",
    send: "Envoyer une demande d’exercice",
    firstTitle: "Cet ordinateur est inscrit",
    firstBody:
      "Les demandes apparaissent ici dès leur arrivée. Une demande d’exercice montre comment y répondre ; rien n’est envoyé nulle part.",
  },

  batch: {
    open: (count) => `Répondre aux ${number(count)} ensemble`,
    title: (count) => counted(count, { other: "# demandes ensemble" }),
    body: "Votre réponse vaut pour chaque demande cochée, une par une.",
    most: (count) => `On peut répondre à ${number(count)} demandes ensemble au plus.`,
    request: (index, count) => `Demande ${number(index)} sur ${number(count)}`,
    approve: (count) => `En approuver ${number(count)}`,
    deny: (count) => `En refuser ${number(count)}`,
    none: "Cochez les demandes auxquelles répondre",
    results: "Ce qu’il en est",
    notAnswered: "Sans réponse",
  },
};
