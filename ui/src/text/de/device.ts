import { counting } from "../counting";
import type { Device } from "../en/device";

const { number, counted } = counting("de");

/** Words about what the device keeps: records, accounts, templates, connections. */
export const device: Device = {
  history: {
    title: "Verlauf",
    emptyTitle: "Noch keine Anfragen",
    emptyBody: "Jede Anfrage und wie sie ausging, bleibt hier stehen.",
    notShown: "Endete, bevor sie angezeigt werden konnte",
    search: "Suchen",
    outcome: "Ausgang",
    anyOutcome: "Alle",
    client: "Client",
    anyClient: "Alle",
    clear: "Suche leeren",
    nothingTitle: "Nichts gefunden",
    nothingBody: "Keine Anfrage im Verlauf passt dazu.",
    older: (count) => counted(count, { other: "# ältere zeigen" }),
    found: (found, all) => `${number(found)} von ${number(all)}`,
    exporting: {
      open: "Exportieren",
      title: "Verlauf exportieren",
      body: "Die Datei enthält jeden Eintrag mit allem, was Ihnen angezeigt wurde. Wer sie hat, kann das lesen.",
      format: "Dateiformat",
      formats: {
        jsonl: "JSON Lines, von diesem Gerät signiert",
        csv: "CSV für Tabellen, nicht signiert",
      },
      go: "Datei schreiben",
      busy: "Wird geschrieben …",
      done: (count) =>
        counted(count, { one: "# Eintrag wurde geschrieben.", other: "# Einträge wurden geschrieben." }),
      notWhole: "Die Datei enthält, was da ist. Vollständig ist es nicht.",
      file: "Datei",
      copyPath: "Pfad kopieren",
      copyDigest: "Prüfsumme kopieren",
      close: "Schließen",
    },
    checking: {
      open: "Verlauf prüfen",
      title: "Ist der Verlauf noch so, wie er geschrieben wurde?",
      busy: "Wird geprüft …",
      sound: (count) =>
        counted(count, {
          one: "# Eintrag, davor keiner",
          other: "# Einträge, jeder folgt aus dem davor",
        }),
      soundBody:
        "Dazwischen wurde keiner geändert, hinzugefügt oder weggelassen. Bewahren Sie die letzte Prüfsumme auf: Mit ihr fällt später auf, wenn das Ende fehlt.",
      vouchedBody:
        "Keiner wurde geändert, hinzugefügt oder weggelassen. Der Schlüsselspeicher weiß, wie viele geschrieben wurden und welcher der letzte war. Auch am Ende fehlt also keiner.",
      notVouched: "Der Schlüsselspeicher konnte nicht gefragt werden, ob am Ende Einträge fehlen.",
      missingTitle: "Der Verlauf ist nicht vollständig",
      missingBody:
        "Was hier ist, wird so gezeigt, wie es gefunden wurde. Was fehlt, kommt nicht zurück. Ein früher exportierter Verlauf kann es noch enthalten.",
      faults: {
        not_a_record: "Das ist kein Eintrag.",
        broken: "Der Eintrag davor wurde geändert, weggelassen oder dazwischengeschoben.",
        unchained: "Er sagt nicht, welcher Eintrag vor ihm steht.",
        end_missing: "Am Ende wurden Einträge geändert oder weggelassen.",
        beginning_missing: "Am Anfang wurden Einträge weggelassen.",
        seal_forged: "Was der Schlüsselspeicher über den Verlauf weiß, hat dieses Gerät nicht signiert.",
      },
      head: "Letzte Prüfsumme",
      broken: (index) => `Eintrag ${number(index)} folgt nicht aus dem davor`,
      brokenBody: (count) =>
        `Von ${number(count)} Einträgen, gezählt vom ältesten an. Was ab dort steht, ist nicht sicher.`,
    },
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
    protectionBody: {
      os_keyring:
        "Programme, die in Ihrem Namen laufen, können ihn dort abfragen, solange Sie angemeldet sind.",
      passphrase_file: "Die Datei ist verschlüsselt und nützt nur mit der Passphrase.",
    },
    fingerprint: "Fingerabdruck",
    noFingerprint: "Nicht bekannt, solange der Schlüssel nicht verfügbar ist",
    copyFingerprint: "Fingerabdruck kopieren",
    serverKey: {
      label: "Signaturschlüssel des Servers",
      changed: (moment) =>
        `Geändert, wie dieses Gerät am ${moment} erfuhr. Der vorherige Schlüssel bürgt dafür.`,
      revoked:
        "Der Server hat den Schlüssel widerrufen, an dem dieses Gerät ihn erkennt. Deshalb lässt sich keine Anfrage prüfen. Entfernen Sie dieses Konto und registrieren Sie das Gerät neu.",
    },
    rotation: {
      open: "Schlüssel wechseln",
      title: "Den Schlüssel dieses Geräts ersetzen?",
      body: "Dieser Computer erzeugt einen neuen Schlüssel. Der Server nimmt ihn anstelle des alten, und der alte wird gelöscht. Ihre anderen Geräte behalten ihre.",
      yes: "Schlüssel ersetzen",
      busy: "Wird ersetzt …",
      done: "Der Schlüssel wurde ersetzt. Der Fingerabdruck ist neu.",
      failed: "Der Schlüssel wurde nicht ersetzt.",
    },
    removal: {
      type: (name, host) => `Geben Sie zur Bestätigung ${name} oder ${host} ein`,
      failed: "Das Konto wurde nicht entfernt.",
      busy: "Wird entfernt …",
    },
    devices: {
      title: "Geräte, die antworten können",
      loading: "Der Server wird gefragt …",
      failed: "Die Liste der Geräte lässt sich nicht lesen.",
      this: "dieses Gerät",
      unnamed: "Gerät ohne Namen",
      enrolled: (day) => `Registriert am ${day}`,
      online: "Jetzt verbunden",
      seen: (distance, moment) => `Zuletzt gesehen ${distance} (${moment})`,
      testKey: "Testschlüssel: Hier kann ein Skript antworten statt eines Menschen",
      neverSeen: "Noch nicht gesehen",
      revoke: "Sperren",
      revokeWhich: (name) => `${name} sperren`,
      confirmTitle: (name) => `${name} sperren?`,
      confirmBody:
        "Es kann nicht mehr in Ihrem Namen antworten. Um es wieder zu verwenden, muss es neu registriert werden.",
      yes: "Dieses Gerät endgültig sperren",
      busy: "Wird gesperrt …",
      revoked: (name) => `${name} ist gesperrt.`,
      failedRevoke: "Es wurde nicht gesperrt.",
    },
  },

  templates: {
    title: "Vorlagen",
    emptyTitle: "Noch keine Vorlagen",
    emptyBody: "Sie stehen hier Konto für Konto, sobald dieser Computer registriert ist.",
    pack: "Veröffentlichte Vorlagen",
    packVersion: (version) => `Paket ${version}`,
    noPack: "Kein Paket",
    noPackBody:
      "Der Herausgeber hat keines gesendet. Anfragen erscheinen mit den eingebauten und mit Ihren eigenen Vorlagen.",
    notPinnedBody:
      "Die Schlüssel des Herausgebers waren nicht bekannt, als dieser Computer registriert wurde. Daher werden von ihm keine Pakete angenommen.",
    publisher: "Herausgeber",
    accepted: "Angenommen",
    expires: "Zu ersetzen",
    lapses: "Endet",
    overdueTitle: "Dieses Paket müsste ersetzt werden",
    overdueBody: (day) => `Es gilt bis ${day}. Danach zählen seine Vorlagen nicht mehr.`,
    lapsedTitle: "Dieses Paket gilt nicht mehr",
    lapsedBody:
      "Es wurde nicht rechtzeitig ersetzt. Alles, was eine Anfrage seiner Arten enthält, steht so da, wie es gesendet wurde.",
    warningTitle: "Das letzte Angebot wurde zurückgewiesen",
    withheld: "Nicht verwendet",
    localProblems: "Ihre Dateien, die nicht verwendet werden",
    lastChange: "Letzte Änderung",
    packs: (before, after) => `Paket ${before} wurde durch Paket ${after} ersetzt.`,
    firstPack: (version) => `Paket ${version} war das erste.`,
    nothingChanged: "Die Vorlagen sind dieselben.",
    added: (version) => `Neu, Version ${version}`,
    removed: (version) => `Entfernt, war Version ${version}`,
    changed: (before, after) => `Aus Version ${before} wurde ${after}`,
    firstLine: "Erste Zeile",
    floor: "Mindestrisiko",
    nowCritical: "Als wichtig markiert",
    notCritical: "Nicht mehr wichtig",
    lines: "Die Vorlage, Zeile für Zeile",
    line: { added: "Hinzugefügt", removed: "Entfernt" },
    alarm: {
      critical_dropped: (path) => `${path} ist nicht mehr als wichtig markiert.`,
      critical_demoted: (path) => `${path} kann jetzt unter „Weitere Angaben“ stehen.`,
      critical_relabelled: (path, before, after) => `${path} hieß „${before}“ und heißt jetzt „${after}“.`,
      critical_reformatted: (path) => `${path} wird jetzt anders geschrieben.`,
      folded: (path) => `${path} kann jetzt eingeklappt sein.`,
      bound_loosened: (path) => `${path} darf jetzt ohne Warnung größer sein.`,
      word_changed: (word, before, after) =>
        `Das Wort für „${word}“ war „${before}“ und ist jetzt „${after}“.`,
      word_dropped: (word, before) => `Für „${word}“ gibt es kein eigenes Wort mehr. Es war „${before}“.`,
      left_verb: (path) => `Die erste Zeile nennt ${path} nicht mehr.`,
      floor_lowered: (before, after) => `Bisher galt: ${before}. Jetzt: ${after}.`,
      action_changed: (before, after) =>
        `Die erste Zeile begann mit „${before}“ und beginnt jetzt mit „${after}“.`,
      button_changed: (before, after) =>
        `Auf der Schaltfläche zum Zustimmen stand „${before}“, jetzt steht dort „${after}“.`,
      wording_changed: (before, after) => `Statt „${before}“ steht dort jetzt „${after}“.`,
      unmarked: (path) => `${path} war als Worte des Anfragenden gekennzeichnet und ist es nicht mehr.`,
    },
    origin: "Von",
    origins: {
      built_in: "Waxseal, eingebaut",
      publisher: (version) => `Herausgeber, Paket ${version}`,
      local: "Eine Datei von Ihnen",
      none: "Keine Vorlage",
    },
    version: "Fassung",
    digest: "Prüfsumme",
    copyDigest: "Prüfsumme kopieren",
    announced: (uses) =>
      counted(uses, {
        one: "Die nächste Anfrage sagt, dass sich diese Vorlage geändert hat",
        other: "Die nächsten # Anfragen sagen, dass sich diese Vorlage geändert hat",
      }),
    preview: "Vorschau",
    previewBody: "So sieht eine Anfrage dieser Art aus. Hier lässt sich nichts beantworten.",
    sample: "Beispiel",
    sampleHint:
      "Was eine Anfrage dieser Art enthalten könnte, als JSON. Ändern Sie es, um zu sehen, was daraus wird.",
    startOver: "Zurück zum ersten Beispiel",
    language: "Sprache",
    worst: "Im schlimmsten Fall",
    worstHint:
      "Lange Texte, irreführende Zeichen, fehlende Werte: das Beispiel, wie ein Angreifer es senden würde.",
    previous: "Zurück",
    next: "Weiter",
    notUsed: "Die Vorlage wird für dieses Beispiel nicht verwendet",
    variants: {
      sample: "Das Beispiel selbst",
      long: "Lange Texte",
      bidi: "Irreführende Zeichen",
      huge_list: "Lange Listen",
      missing_optional: "Nur das Nötigste",
      unknown_key: "Etwas Unbekanntes",
      markup: "Texte wie Auszeichnungen",
      null: "Keine Werte",
      zero: "Nullen",
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
};
