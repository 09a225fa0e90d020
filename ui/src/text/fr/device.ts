import { counting } from "../counting";
import type { Device } from "../en/device";

const { number, counted } = counting("fr");

/** Words about what the device keeps: records, accounts, templates, connections. */
export const device: Device = {
  history: {
    title: "Historique",
    emptyTitle: "Aucune demande pour l’instant",
    emptyBody: "Chaque demande et son issue sont conservées ici.",
    notShown: "Terminée avant d’avoir pu être affichée",
    search: "Rechercher",
    outcome: "Issue",
    anyOutcome: "Toutes",
    client: "Client",
    anyClient: "Tous",
    clear: "Effacer la recherche",
    nothingTitle: "Rien trouvé",
    nothingBody: "Aucune demande de l’historique ne correspond.",
    older: (count) => counted(count, { one: "Afficher # plus ancienne", other: "Afficher # plus anciennes" }),
    found: (found, all) => `${number(found)} sur ${number(all)}`,
    exporting: {
      open: "Exporter",
      title: "Exporter l’historique",
      body: "Le fichier contient chaque entrée avec tout ce qui vous a été montré. Qui l’a peut le lire.",
      format: "Forme",
      formats: {
        jsonl: "JSON Lines, signé par cet appareil",
        csv: "CSV pour tableurs, non signé",
      },
      go: "Écrire le fichier",
      busy: "Écriture…",
      done: (count) => counted(count, { one: "# entrée a été écrite.", other: "# entrées ont été écrites." }),
      notWhole: "Le fichier contient ce qui est là. Il est incomplet.",
      file: "Fichier",
      copyPath: "Copier le chemin",
      copyDigest: "Copier l’empreinte",
      close: "Fermer",
    },
    checking: {
      open: "Vérifier l’historique",
      title: "L’historique est-il tel qu’il a été écrit ?",
      busy: "Vérification…",
      sound: (count) =>
        counted(count, {
          one: "# entrée, et rien avant elle",
          other: "# entrées, chacune découle de la précédente",
        }),
      soundBody:
        "Aucune n’a été modifiée, ajoutée ou retirée entre elles. Gardez la dernière empreinte : elle permet de voir plus tard si la fin a été coupée.",
      vouchedBody:
        "Aucune n’a été modifiée, ajoutée ou retirée. Le coffre de clés sait combien ont été écrites et laquelle est la dernière : il n’en manque donc pas à la fin non plus.",
      notVouched: "Le coffre de clés n’a pas pu dire s’il manque des entrées à la fin.",
      missingTitle: "L’historique est incomplet",
      missingBody:
        "Ce qui est là est affiché tel quel. Ce qui manque ne peut pas être récupéré ; un historique exporté auparavant peut encore le contenir.",
      faults: {
        not_a_record: "Ce n’est pas une entrée.",
        broken: "L’entrée précédente a été modifiée, retirée ou insérée.",
        unchained: "Elle ne dit pas quelle entrée la précède.",
        end_missing: "Des entrées à la fin ont été modifiées ou retirées.",
        beginning_missing: "Des entrées au début ont été retirées.",
        seal_forged: "Ce que le coffre de clés sait de l’historique n’a pas été signé par cet appareil.",
      },
      head: "Dernière empreinte",
      broken: (index) => `L’entrée ${number(index)} ne découle pas de la précédente`,
      brokenBody: (count) =>
        `Sur ${number(count)} entrées, comptées depuis la plus ancienne. Ce qui suit n’est pas certain.`,
    },
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
    protectionBody: {
      os_keyring:
        "Les programmes lancés en votre nom peuvent la lui demander tant que votre session est ouverte.",
      passphrase_file: "Le fichier est chiffré et ne sert qu’avec la phrase secrète.",
    },
    fingerprint: "Empreinte de la clé",
    noFingerprint: "Inconnue tant que la clé est indisponible",
    copyFingerprint: "Copier l’empreinte",
    serverKey: {
      label: "Clé de signature du serveur",
      changed: (moment) =>
        `Changée, comme cet appareil l’a appris le ${moment}. La clé précédente s’en porte garante.`,
      revoked:
        "Le serveur a révoqué la clé à laquelle cet appareil le reconnaît : aucune demande ne peut être vérifiée. Supprimez ce compte et enregistrez de nouveau cet appareil.",
    },
    rotation: {
      open: "Renouveler la clé",
      title: "Remplacer la clé de cet appareil ?",
      body: "Cet ordinateur crée une nouvelle clé. Le serveur la prend à la place de l’ancienne, qui est effacée. Vos autres appareils gardent la leur.",
      yes: "Remplacer la clé",
      busy: "Remplacement…",
      done: "La clé a été remplacée. L’empreinte est nouvelle.",
      failed: "La clé n’a pas été remplacée.",
    },
    removal: {
      type: (name, host) => `Pour confirmer, saisissez ${name} ou ${host}`,
      failed: "Le compte n’a pas été supprimé.",
      busy: "Suppression…",
    },
    devices: {
      title: "Appareils qui peuvent répondre",
      loading: "Le serveur est interrogé…",
      failed: "La liste des appareils ne peut pas être lue.",
      this: "cet appareil",
      unnamed: "Appareil sans nom",
      enrolled: (day) => `Enregistré le ${day}`,
      online: "Connecté en ce moment",
      seen: (distance, moment) => `Vu pour la dernière fois ${distance} (${moment})`,
      testKey: "Clé de test : un script peut répondre ici à la place d’une personne",
      neverSeen: "Pas encore vu",
      revoke: "Révoquer",
      revokeWhich: (name) => `Révoquer ${name}`,
      confirmTitle: (name) => `Révoquer ${name} ?`,
      confirmBody:
        "Il ne peut plus répondre en votre nom. Pour le réutiliser, il faut l’enregistrer à nouveau.",
      yes: "Révoquer cet appareil pour de bon",
      busy: "Révocation…",
      revoked: (name) => `${name} a été révoqué.`,
      failedRevoke: "Il n’a pas été révoqué.",
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
    floor: "Risque minimal",
    nowCritical: "Marqué comme important",
    notCritical: "Ne l’est plus",
    lines: "Le modèle, ligne par ligne",
    line: { added: "Ajouté", removed: "Supprimé" },
    alarm: {
      critical_dropped: (path) => `${path} n’est plus marqué comme important.`,
      critical_demoted: (path) => `${path} peut désormais figurer sous « Autres détails ».`,
      critical_relabelled: (path, before, after) =>
        `${path} s’appelait « ${before} » et s’appelle désormais « ${after} ».`,
      critical_reformatted: (path) => `${path} s’écrit maintenant autrement.`,
      folded: (path) => `${path} peut maintenant être replié.`,
      bound_loosened: (path) => `${path} peut maintenant être plus grand sans avertissement.`,
      word_changed: (word, before, after) =>
        `Le mot pour « ${word} » était « ${before} » et devient « ${after} ».`,
      word_dropped: (word, before) => `« ${word} » n’a plus de mot propre. C’était « ${before} ».`,
      left_verb: (path) => `La première ligne n’indique plus ${path}.`,
      floor_lowered: (before, after) => `Il fallait au moins : ${before}. Désormais : ${after}.`,
      action_changed: (before, after) =>
        `La première ligne commençait par « ${before} » et commence désormais par « ${after} ».`,
      button_changed: (before, after) =>
        `Le bouton qui dit oui portait « ${before} » et porte désormais « ${after} ».`,
      wording_changed: (before, after) => `Il disait « ${before} » et dit désormais « ${after} ».`,
      unmarked: (path) => `${path} était signalé comme les mots du demandeur et ne l’est plus.`,
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
      sample: "L’exemple lui-même",
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
};
