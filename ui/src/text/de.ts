import { counting } from "./counting";
import type { Text } from "./en";

const { number, counted } = counting("de");

/** Deutsch, mit „Sie“. */
export const de: Text = {
  app: "Waxseal",
  nav: { inbox: "Eingang", history: "Verlauf", accounts: "Konten" },

  inbox: {
    title: "Offen",
    recent: "Zuletzt",
    emptyTitle: "Nichts offen",
    emptyBody: "Anfragen erscheinen hier, sobald sie eintreffen.",
    select: "Wählen Sie eine Anfrage aus, um sie zu lesen.",
    noDetails: "Anfrage ohne Angaben",
    checking: "Signatur wird geprüft …",
    unverifiable: "Diese Anfrage lässt sich nicht prüfen",
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
    report: "Melden",
    reportTitle: "Diese Anfrage melden?",
    reportBody: "Sie wird abgelehnt, und der Server erfährt, dass Sie sie nicht erwartet haben.",
    reportYes: "Ablehnen und melden",
    cancel: "Zurück",
    sending: "Ihre Antwort wird gesendet …",
    armedIn: "Gleich bereit",
    ready: "Bereit",
    notFocused: "Klicken Sie in dieses Fenster, um zu antworten",
    notSeen: "Zum Genehmigen erst alle Angaben ansehen",
    pressAgain: "Zum Genehmigen noch einmal drücken",
    denyOnly: "Genehmigen nicht möglich",
    failedTitle: "Ihre Antwort wurde nicht zugestellt",
    offlineTitle: "Keine Verbindung",
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

  outcomeElsewhere: (outcome, by, at) => `${outcome} auf ${by}, ${at}`,
  outcomeHere: (outcome, at) => `${outcome}, ${at}`,
  elsewhereBody: "Hier ist nichts mehr zu tun.",

  history: {
    title: "Verlauf",
    emptyTitle: "Noch keine Anfragen",
    emptyBody: "Jede Anfrage und wie sie ausging, bleibt hier stehen.",
    notShown: "Endete, bevor sie angezeigt werden konnte",
  },

  accounts: {
    title: "Konten",
    add: "Konto hinzufügen",
    device: "Dieses Gerät",
    key: "Schlüssel",
    since: "Registriert",
    connection: "Verbindung",
    remove: "Entfernen",
    removeTitle: "Dieses Konto entfernen?",
    removeBody:
      "Der Server erfährt davon, der Schlüssel wird von diesem Computer gelöscht, und Anfragen kommen hier nicht mehr an.",
    removeYes: "Entfernen und Schlüssel löschen",
    protection: {
      os_keyring: "Im Schlüsselbund des Systems",
      passphrase_file: "In einer Datei mit Passphrase",
    },
  },

  connection: {
    connecting: "Verbindet …",
    online: "Verbunden",
    offline: "Getrennt",
    noKey: "Schlüssel nicht verfügbar",
    retry: "Erneut versuchen",
    none: "Noch kein Konto",
  },

  enroll: {
    welcome: "Genehmigen Sie, was Agenten in Ihrem Namen tun",
    intro:
      "Waxseal zeigt Ihnen genau, was ein Software-Agent tun will, und Ihre Antwort wird über das signiert, was Sie gesehen haben. Registrieren Sie zuerst diesen Computer.",
    link: "Link oder Code zur Registrierung",
    linkHint: "Er beginnt mit waxseal:// oder otpauth:// und kommt von Ihrer Organisation.",
    server: "Adresse des Servers",
    serverHint: "Nur für einen Code ohne Link nötig.",
    next: "Weiter",
    checkTitle: "Vor dem Registrieren prüfen",
    host: "Server",
    hostHint: "Von hier kommen die Anfragen. Vergewissern Sie sich, dass Sie ihn kennen.",
    keyKept: "Ihr Schlüssel",
    already: "Hier schon registriert",
    deviceName: "Name dieses Geräts",
    confirm: "Dieses Gerät registrieren",
    enrolling: "Wird registriert …",
    back: "Zurück",
  },
};
