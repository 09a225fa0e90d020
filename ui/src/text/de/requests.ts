import { counting } from "../counting";
import type { Requests } from "../en/requests";

const { number, counted } = counting("de");

/** Words about requests: how they wait, are read and are answered. */
export const requests: Requests = {
  inbox: {
    title: "Offen",
    recent: "Zuletzt",
    arrived: "Neu eingetroffen",
    emptyTitle: "Nichts offen",
    emptyBody: "Anfragen erscheinen hier, sobald sie eintreffen.",
    select: "Wählen Sie eine Anfrage aus, um sie zu lesen.",
    noDetails: "Anfrage ohne Angaben",
    checking: "Signatur wird geprüft …",
    unverifiable: "Diese Anfrage lässt sich nicht prüfen",
    group: (count, client) =>
      counted(count, { one: `# Anfrage von ${client}`, other: `# Anfragen von ${client}` }),
    reviewAll: "Alle ansehen",
    fold: "Zuklappen",
    mute: "20 Minuten stummschalten",
    muted: (minutes) => counted(minutes, { one: "# Minute lang stumm", other: "# Minuten lang stumm" }),
    clientMuted: (client, minutes) =>
      counted(minutes, {
        one: `Hinweise von ${client} sind stumm, noch # Minute`,
        other: `Hinweise von ${client} sind stumm, noch # Minuten`,
      }),
    unmute: "Nicht mehr stumm",
    paused: (minutes) =>
      counted(minutes, {
        one: "Hinweise sind angehalten, noch # Minute",
        other: "Hinweise sind angehalten, noch # Minuten",
      }),
    resume: "Fortsetzen",
    historyNotWhole: "Der Verlauf ist nicht vollständig",
    look: "Ansehen",
    search: "Anfragen durchsuchen",
    account: "Konto",
    tier: "Risiko",
    any: "Alle",
    nothingFits: "Keine Anfrage hier passt dazu.",
  },

  request: {
    software: "Software",
    unknownClient: "Der Server nennt keinen Client",
    for: "Für",
    access: "Zugriff",
    code: "Code",
    codeHint: "Vergleichen Sie ihn mit dem Code dort, wo die Anfrage herkommt.",
    type: "Art",
    otherDetails: (count) => `Weitere Angaben (${number(count)})`,
    message: "Nachricht des Anfragenden · nicht geprüft",
    showRaw: "Zeigen, was gesendet wurde",
    hideRaw: "Gesendetes ausblenden",
    details: "Angaben der Anfrage",
    raw: "Genau wie empfangen; unsichtbare Zeichen stehen als \\u-Folgen da",
    copy: "Kopieren",
    copied: "Kopiert",
    notCopied: "Nicht kopiert",
    denyOnly: "Diese Anfrage können Sie nur ablehnen",
    later: "Esc: später entscheiden",
    expiresIn: (time) => `Läuft ab in ${time}`,
    soon: "Läuft bald ab",
    entryOf: (index, count) => `${number(index)} von ${number(count)}`,
  },

  tier: { low: "Geringes Risiko", medium: "Mittleres Risiko", high: "Hohes Risiko" },

  source: {
    verified: "Geprüft",
    reported_by_server: "Vom Server gemeldet",
    claimed_by_requester: "Vom Anfragenden behauptet",
  },

  values: {
    altered: "Verborgene Zeichen sind als ⟦…⟧ ausgeschrieben",
    empty: "Leer",
    nothing: "Kein Wert (null)",
    notGiven: "Nicht angegeben",
    show: "Zeigen",
    hide: "Verbergen",
    ending: (end) => `endet auf ${end}`,
    showLess: "Weniger zeigen",
    showAll: (count) => `Alle ${number(count)} zeigen`,
    showAllCharacters: (count) => counted(count, { one: "# Zeichen zeigen", other: "Alle # Zeichen zeigen" }),
    showAllLines: (count) => counted(count, { one: "# Zeile zeigen", other: "Alle # Zeilen zeigen" }),
    showAllRows: (count) => counted(count, { one: "# Eintrag zeigen", other: "Alle # Einträge zeigen" }),
    rows: (count) => counted(count, { one: "# Eintrag", other: "# Einträge" }),
    total: "Summe",
    unlimited: "Es gibt keine Obergrenze.",
    leadsTo: "Führt zu",
    was: "bisher",
    now: "neu",
    unchanged: "unverändert",
  },

  decide: {
    title: "Ihre Antwort",
    approve: "Genehmigen",
    deny: "Ablehnen",
    denyBecause: "Ablehnen, weil …",
    report: "Melden",
    reportTitle: "Diese Anfrage melden?",
    reportBody:
      "Sie wird abgelehnt, und der Server erfährt, dass Sie sie nicht erwartet haben. Hinweise zu ihrem Client sind 20 Minuten stumm.",
    reportYes: "Ablehnen und melden",
    cancel: "Zurück",
    verifying: "Ihr System fragt nach Ihrem Passwort. Vorher wird nichts unterschrieben.",
    verifyingHere: "Ihr System fragt nach Ihrem Passwort. Esc nimmt die Frage zurück.",
    unasked: (place: string) =>
      `Hier fragt niemand nach Ihrem Passwort, und die Genehmigung sagt das auch. Siehe ${place}.`,
    confirmed: { os: "Bestätigt durch: Ihr Systempasswort", none: "Bestätigt durch: niemand hat gefragt" },
    sending: "Ihre Antwort wird gesendet …",
    armedIn: "Gleich bereit",
    ready: "Bereit",
    missing: {
      not_focused: "Klicken Sie in dieses Fenster, um zu antworten",
      not_seen: "Zum Genehmigen erst alle Angaben ansehen",
      too_soon: "Nehmen Sie sich einen Moment, um es zu lesen",
      pointer_not_moved: "Bewegen Sie den Zeiger, dann genehmigen Sie",
      press_again: "Innerhalb von 4 Sekunden noch einmal drücken",
      hold_longer: "Gedrückt halten, bis die Fläche voll ist",
      code_missing: "Zum Genehmigen den Code eintippen",
    },
    hold: (action) => `Gedrückt halten: ${action}`,
    pressAgain: (action) => `Noch einmal drücken: ${action}`,
    readyToHold: "Bereit: Taste gedrückt halten oder zweimal drücken",
    keepHolding: (seconds) =>
      counted(seconds, { one: "Weiter halten: # Sekunde", other: "Weiter halten: # Sekunden" }),
    codeAt: (client) => `Code, den ${client} zeigt`,
    codeHere: (code) => `Zum Genehmigen ${code} eintippen`,
    codeLength: (length) => counted(length, { other: "# Zeichen" }),
    denyOnly: "Genehmigen nicht möglich",
    unverified: "Sie lässt sich nicht prüfen. Sie können sie ablehnen oder melden.",
    errorTitles: {
      fate_unknown: "Ob Ihre Antwort angekommen ist, ist nicht bekannt",
      changed: "Die Angaben haben sich beim Lesen geändert",
      not_verified: "Ihr System hat Sie nicht bestätigt",
      verification_unavailable: "Ihr System konnte Sie nicht fragen",
      verification_forbidden: "Ihr System lässt Ihre Bestätigung nicht zu",
    },
    failedTitle: "Ihre Antwort wurde nicht zugestellt",
    failedBody: "Noch nicht genehmigt. Sie können erneut antworten, solange die Anfrage offen ist.",
    unknownBody: "Sie können erneut antworten, solange die Anfrage offen ist. Es zählt nur eine Antwort.",
    offlineTitle: "Keine Verbindung",
    offlineSince: (time) => `Keine Verbindung seit ${time}.`,
    offlineBody:
      "Anfragen können erst beantwortet werden, wenn die Verbindung wieder steht. Später wird nichts von selbst gesendet.",
    next: "Nächste Anfrage",
  },

  outcome: {
    approved: "Genehmigt",
    denied: "Abgelehnt",
    reported: "Gemeldet",
    expired: "Abgelaufen",
    cancelled: "Zurückgezogen",
    ended_away: "Nicht mehr offen",
  },

  outcomeBody: {
    approved: "Der Anfragende darf genau das tun, was hier steht.",
    denied: "Der Anfragende wurde abgewiesen. Nichts wurde gewährt.",
    reported:
      "Der Anfragende wurde abgewiesen, und der Server hat erfahren, dass Sie das nicht erwartet haben.",
    expired: "Es wurde keine Antwort gesendet.",
    cancelled: "Der Anfragende hat sie zurückgezogen. Es wurde keine Antwort gesendet.",
    ended_away:
      "Sie endete, während dieses Gerät keine Verbindung hatte. Von hier wurde keine Antwort gesendet.",
  },

  errors: {
    wrong_code: "Das ist nicht der Code. Nach drei falschen bleibt nur Ablehnen.",
    not_armed: "Das zählte noch nicht. Versuchen Sie es noch einmal.",
    press_again: "Zum Genehmigen noch einmal drücken.",
    not_verified:
      "Ihr System hat nicht bestätigt, dass Sie es sind. Nichts wurde unterschrieben; Sie können es erneut versuchen.",
    verification_unavailable:
      "Ihr System kann nicht fragen, ob Sie es sind: Sein Dienst dafür fehlt oder ist ausgefallen. Nichts wurde unterschrieben. Unter Optionen › Sicherheit steht, was fehlt.",
    verification_forbidden:
      "Eine Regel dieses Computers erlaubt Ihnen nicht zu bestätigen, dass Sie es sind. Nichts wurde unterschrieben. Wenden Sie sich an seine Verwaltung; mehr steht unter Optionen › Sicherheit.",
    wrong_passphrase: "Das ist nicht die Passphrase. Warten Sie nach falschen kurz bis zur nächsten.",
    locked: "Waxseal ist gesperrt. Entsperren Sie es zuerst.",
    offline: "Der Server ist nicht erreichbar. Versuchen Sie es noch einmal.",
    changed: "Die Angaben haben sich geändert. Lesen Sie sie noch einmal.",
    expired: "Sie ist abgelaufen. Es wurde keine Antwort gesendet.",
    answered_elsewhere: "Sie wurde auf einem anderen Gerät beantwortet.",
    fate_unknown:
      "Der Server war nicht erreichbar. Ob die Antwort angekommen ist, ist nicht bekannt; versuchen Sie es noch einmal.",
    invalid_link: "Das ist kein Link und kein Code für eine Registrierung.",
    ticket_refused:
      "Der Server nimmt diesen Registrierungscode nicht an. Er ist verbraucht, abgelaufen oder unbekannt.",
    already_enrolled: "Dieses Gerät ist für diese Person schon registriert.",
    untrusted: "Was der Server sagt, ist nicht vertrauenswürdig.",
    key_unavailable:
      "Der Schlüssel dieses Geräts ist nicht verfügbar. Entsperren Sie den Schlüsselbund und versuchen Sie es noch einmal.",
    storage: "Der Ordner von Waxseal kann nicht beschrieben werden.",
    unknown_request: "Das ist hier nicht mehr vorhanden. Öffnen Sie es noch einmal.",
    not_decidable: "So kann das nicht mehr beantwortet werden.",
    refused: "Der Server hat es abgelehnt.",
    invalid_input: "Das ist nicht, was hier verlangt wird.",
    invalid_sample: "Das Beispiel ist kein Eintrag dieses Typs.",
    revoked: "Dieses Gerät wurde auf dem Server entfernt.",
  },

  denyReason: {
    wrong_details: "Falsche Angaben",
    not_now: "Nicht jetzt",
    not_me: "Nicht von mir",
    other: "Anderes",
  },

  popup: {
    position: (index, count) => `${number(index)} von ${number(count)}`,
    previous: "Vorige Anfrage",
    next: "Nächste Anfrage",
    openMain: "Waxseal öffnen",
    later: "Später",
    close: "Schließen",
  },

  locked: {
    title: "Waxseal ist gesperrt",
    waiting: (count) => counted(count, { one: "# Anfrage offen", other: "# Anfragen offen" }),
    next: (time) => `die nächste läuft ab in ${time}`,
    passphrase: "Passphrase",
    unlock: "Entsperren",
    lock: "Sperren",
  },

  practice: {
    banner: "Übung: Nichts wird irgendwohin gesendet",
    tag: "Übung",
    send: "Übungsanfrage senden",
    firstTitle: "Dieser Computer ist registriert",
    firstBody:
      "Anfragen erscheinen hier, sobald sie eintreffen. Eine Übungsanfrage zeigt, wie man sie beantwortet; nichts wird irgendwohin gesendet.",
  },

  batch: {
    open: (count) => `${number(count)} zusammen beantworten`,
    title: (count) => counted(count, { other: "# Anfragen zusammen" }),
    body: "Ihre Antwort gilt jeder angekreuzten Anfrage, einzeln.",
    most: (count) => `Höchstens ${number(count)} lassen sich zusammen beantworten.`,
    request: (index, count) => `Anfrage ${number(index)} von ${number(count)}`,
    approve: (count) => `${number(count)} genehmigen`,
    deny: (count) => `${number(count)} ablehnen`,
    none: "Kreuzen Sie an, was beantwortet wird",
    results: "Was daraus wurde",
    notAnswered: "Nicht beantwortet",
  },
};
