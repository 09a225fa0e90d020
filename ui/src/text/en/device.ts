import type { HistoryFault } from "../../ipc/bindings/HistoryFault";
import type { Protection } from "../../ipc/bindings/Protection";
import { counting } from "../counting";

const { number, counted } = counting("en");

/** Words about what the device keeps: records, accounts, templates, connections. */
export const device = {
  history: {
    title: "History",
    emptyTitle: "Nothing asked yet",
    emptyBody: "Every request and its outcome is kept here.",
    notShown: "Ended before it could be shown",
    search: "Search",
    outcome: "Outcome",
    anyOutcome: "All",
    client: "Client",
    anyClient: "All",
    clear: "Clear search",
    nothingTitle: "Nothing found",
    nothingBody: "No request in the history fits.",
    older: (count: number) => counted(count, { other: "Show # older" }),
    found: (found: number, all: number) => `${number(found)} of ${number(all)}`,
    exporting: {
      open: "Export",
      title: "Export the history",
      body: "The file holds every record, with all that was shown to you. Whoever has it can read that.",
      format: "File format",
      formats: { jsonl: "JSON Lines, signed by this device", csv: "CSV for spreadsheets, not signed" },
      go: "Write the file",
      busy: "Writing…",
      done: (count: number) =>
        counted(count, { one: "# record was written.", other: "# records were written." }),
      notWhole: "The file has what is there. It is not whole.",
      file: "File",
      copyPath: "Copy path",
      copyDigest: "Copy digest",
      close: "Close",
    },
    checking: {
      open: "Check the history",
      title: "Is the history what was written?",
      busy: "Checking…",
      sound: (count: number) =>
        counted(count, {
          one: "# record, and nothing before it",
          other: "# records, each follows from the one before",
        }),
      soundBody:
        "None was changed, added or left out in between. Keep the digest of the last one: with it you can tell later whether the end was cut off.",
      vouchedBody:
        "None was changed, added or left out. The key store knows how many were written and which came last, so none is missing at the end either.",
      notVouched: "The key store could not be asked whether records are missing at the end.",
      missingTitle: "The history is not whole",
      missingBody:
        "What is here is listed as it was found. What is missing cannot be brought back; a history that was exported before may have it.",
      faults: {
        not_a_record: "It is not a record.",
        broken: "The record before it was changed, left out or put in between.",
        unchained: "It does not say which record comes before it.",
        end_missing: "Records at the end were changed or left out.",
        beginning_missing: "Records at the beginning were left out.",
        seal_forged: "What the key store keeps of the history was not signed by this device.",
      } satisfies Record<HistoryFault, string>,
      head: "Last digest",
      broken: (index: number) => `Record ${number(index)} does not follow from the one before`,
      brokenBody: (count: number) =>
        `Of ${number(count)} records, counted from the oldest. What stands from there on is not certain.`,
    },
  },

  accounts: {
    title: "Accounts",
    add: "Add account",
    device: "This device",
    key: "Key",
    since: "Enrolled",
    connection: "Connection",
    remove: "Remove",
    removeTitle: "Remove this account?",
    removeBody:
      "The server is told, the key is wiped from this computer, and requests no longer arrive here.",
    removeYes: "Remove and wipe key",
    protection: {
      os_keyring: "In the system keyring",
      passphrase_file: "In a file under a passphrase",
    } satisfies Record<Protection, string>,
    protectionBody: {
      os_keyring: "Programs that run in your name can ask the keyring for it while you are signed in.",
      passphrase_file: "The file is encrypted, and of use only with the passphrase.",
    } satisfies Record<Protection, string>,
    fingerprint: "Key fingerprint",
    noFingerprint: "Not known while the key is not available",
    copyFingerprint: "Copy fingerprint",
    serverKey: {
      label: "Server’s signing key",
      changed: (moment: string) =>
        `Changed, as this device learned on ${moment}. The key before vouches for it.`,
      revoked:
        "The server revoked the key that this device knows it by, so no request can be verified. Remove this account and enrol this device again.",
    },
    rotation: {
      open: "Rotate key",
      title: "Replace this device’s key?",
      body: "This computer makes a new key, and the server takes it in place of the old one, which is wiped. Your other devices keep theirs.",
      yes: "Replace the key",
      busy: "Replacing…",
      done: "The key was replaced. The fingerprint is a new one.",
      failed: "The key was not replaced.",
    },
    removal: {
      type: (name: string, host: string) => `To confirm, type ${name} or ${host}`,
      failed: "The account was not removed.",
      busy: "Removing…",
    },
    devices: {
      title: "Devices that can answer",
      loading: "The server is asked…",
      failed: "The list of devices cannot be read.",
      this: "this device",
      unnamed: "Device without a name",
      enrolled: (day: string) => `Enrolled ${day}`,
      online: "Connected now",
      seen: (distance: string, moment: string) => `Last seen ${distance} (${moment})`,
      testKey: "Test key: a script may answer here, and no person",
      neverSeen: "Not seen yet",
      revoke: "Revoke",
      revokeWhich: (name: string) => `Revoke ${name}`,
      confirmTitle: (name: string) => `Revoke ${name}?`,
      confirmBody: "It can no longer answer in your name. To use it again, it has to be enrolled again.",
      yes: "Revoke this device for good",
      busy: "Revoking…",
      revoked: (name: string) => `${name} was revoked.`,
      failedRevoke: "It was not revoked.",
    },
  },

  templates: {
    title: "Templates",
    emptyTitle: "No templates yet",
    emptyBody: "They are listed account by account, once this computer is enrolled.",
    pack: "Published templates",
    packVersion: (version: number) => `Pack ${version}`,
    noPack: "No pack",
    noPackBody: "Its publisher has sent none. Requests are shown by the built-in templates and by your own.",
    notPinnedBody:
      "The publisher's keys were not known when this computer was enrolled, so no packs are accepted from it.",
    publisher: "Publisher",
    accepted: "Accepted",
    expires: "Replace by",
    lapses: "Ends",
    overdueTitle: "This pack is due to be replaced",
    overdueBody: (day: string) => `It is used until ${day}. After that, its templates no longer count.`,
    lapsedTitle: "This pack is no longer used",
    lapsedBody:
      "It was not replaced in time. Everything that a request of its types holds is listed as it was sent.",
    warningTitle: "The last offer was refused",
    withheld: "Not used",
    localProblems: "Files of yours that are not used",
    lastChange: "Last change",
    packs: (before: number, after: number) => `Pack ${before} was replaced by pack ${after}.`,
    firstPack: (version: number) => `Pack ${version} was the first.`,
    nothingChanged: "The templates are the same.",
    added: (version: string) => `New, version ${version}`,
    removed: (version: string) => `Removed, was version ${version}`,
    changed: (before: string, after: string) => `Version ${before} became ${after}`,
    firstLine: "First line",
    floor: "Minimum risk",
    nowCritical: "Marked as important",
    notCritical: "No longer so",
    lines: "The template, line by line",
    line: { added: "Added", removed: "Removed" },
    alarm: {
      critical_dropped: (path: string) => `${path} is no longer marked as important.`,
      critical_demoted: (path: string) => `${path} may now stand under Other details.`,
      critical_relabelled: (path: string, before: string, after: string) =>
        `${path} was called “${before}”, and is now called “${after}”.`,
      critical_reformatted: (path: string) => `${path} is now written in another way.`,
      folded: (path: string) => `${path} may now be folded away.`,
      bound_loosened: (path: string) => `${path} may now be larger without a warning.`,
      word_changed: (word: string, before: string, after: string) =>
        `The word for “${word}” was “${before}”, and is now “${after}”.`,
      word_dropped: (word: string, before: string) =>
        `“${word}” no longer has a word of its own. It was “${before}”.`,
      left_verb: (path: string) => `The first line no longer says ${path}.`,
      floor_lowered: (before: string, after: string) => `It needed at least: ${before}. Now: ${after}.`,
      action_changed: (before: string, after: string) =>
        `The first line began with “${before}”, and now with “${after}”.`,
      button_changed: (before: string, after: string) =>
        `The button that says yes read “${before}”, and now “${after}”.`,
      wording_changed: (before: string, after: string) => `It said “${before}”, and now says “${after}”.`,
      unmarked: (path: string) => `${path} was marked as the requester’s own words, and is not any more.`,
    },
    origin: "From",
    origins: {
      built_in: "Waxseal, built in",
      publisher: (version: number) => `Its publisher, pack ${version}`,
      local: "A file of yours",
      none: "No template",
    },
    version: "Version",
    digest: "Digest",
    copyDigest: "Copy digest",
    announced: (uses: number) =>
      counted(uses, {
        one: "The next request says that this template changed",
        other: "The next # requests say that this template changed",
      }),
    preview: "Preview",
    previewBody: "This is how a request of this type looks. Nothing here can be answered.",
    sample: "Sample",
    sampleHint: "What a request of this type could hold, as JSON. Change it to see what becomes of it.",
    startOver: "Back to the first sample",
    language: "Language",
    worst: "At its worst",
    worstHint: "Long texts, misleading letters, missing values: the sample as an attacker would send it.",
    previous: "Previous",
    next: "Next",
    notUsed: "The template is not used for this sample",
    variants: {
      sample: "The sample itself",
      long: "Long texts",
      bidi: "Misleading letters",
      huge_list: "Long lists",
      missing_optional: "Only what is required",
      unknown_key: "Something unknown",
      markup: "Texts that look like markup",
      null: "No values",
      zero: "Zeros",
    },
  },

  connection: {
    connecting: "Connecting…",
    online: "Connected",
    offline: "Offline",
    noKey: "Key not available",
    retry: "Try again",
    none: "No account yet",
  },
};

export type Device = typeof device;
