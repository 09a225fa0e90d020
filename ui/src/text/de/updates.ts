import { counting } from "../counting";
import type { Updates } from "../en/updates";

const { counted, number } = counting("de");

export const updates: Updates = {
  title: "Aktualisierungen",
  off: "Aktualisierungen kommen mit den Paketen Ihres Systems.",
  unknown: "Nach Aktualisierungen wurde noch nicht gesucht.",
  looking: "Nach Aktualisierungen wird gesucht …",
  latest: "Dies ist die neueste Fassung.",
  fetching: (version) => `Fassung ${version} wird geladen …`,
  percent: (count) => `${number(count)} Prozent`,
  ready: (version) => `Fassung ${version} ist bereit`,
  verified: "Ihre Unterschrift stimmt. Solange eine Anfrage offen ist, wird nichts installiert.",
  installing: (version) => `Fassung ${version} wird installiert …`,
  confirm: "Ihr System fragt eventuell in einem eigenen Fenster nach einem Passwort.",
  installed: (version) => `Fassung ${version} ist installiert`,
  installedBody: "Sie läuft, sobald Waxseal neu gestartet ist. Offene Anfragen sind dann wieder da.",
  published: "Veröffentlicht",
  notes: "Was neu ist, in den Worten des Herausgebers",
  cut: "Es gibt mehr, als hier gezeigt wird.",
  look: "Nach Aktualisierungen suchen",
  install: "Installieren und Waxseal neu starten",
  restart: "Waxseal neu starten",
  waitsForRequests: (count) =>
    counted(count, { one: "Wartet auf # offene Anfrage", other: "Wartet auf # offene Anfragen" }),
  waitsForOther: "Wartet, bis etwas anderes fertig ist",
  mode: "Aktualisierungen von Waxseal",
  modes: {
    manual: "Nur suchen, wenn ich es sage",
    ask: "Laden, und vor dem Installieren fragen",
    on_quit: "Laden, und beim Beenden installieren",
  },
  problems: {
    unreachable: "Der Server für Aktualisierungen war nicht zu erreichen.",
    unusable: "Der Server für Aktualisierungen hat etwas Unbrauchbares geschickt.",
    not_for_here: "Für diesen Computer gibt es nichts.",
    not_signed:
      "Die Aktualisierung ist nicht von der Stelle unterschrieben, die dieses Programm ausliefert. Sie wurde verworfen.",
    storage: "Die Aktualisierung kann auf diesem Computer nicht aufbewahrt werden.",
    not_allowed: "Ihr System hat es nicht erlaubt. Nichts wurde geändert.",
    cannot_ask: "Ihr System kann nicht um die Installation gebeten werden. Nichts wurde geändert.",
    not_installed:
      "Ihr System hat die Installation nicht abgeschlossen. Waxseal läuft weiter; die Einzelheiten nennen den Grund.",
    interrupted: "Eine Anfrage kam zuvor. Nichts wurde geändert.",
  },
  retried: "Es wird von selbst wieder versucht.",
  details: "Einzelheiten",
  nearby: "Eine Aktualisierung ist bereit",
};
