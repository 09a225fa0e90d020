import type { DenyReason } from "../ipc/bindings/DenyReason";
import type { HistoryOutcome } from "../ipc/bindings/HistoryOutcome";
import type { NoticeSource } from "../ipc/bindings/NoticeSource";
import type { Protection } from "../ipc/bindings/Protection";
import type { Refusal } from "../ipc/bindings/Refusal";
import type { RiskTier } from "../ipc/bindings/RiskTier";
import { counting } from "./counting";

const { number, counted } = counting("en");

/** A word from a button inside of a sentence: small, unless it is an abbreviation. */
const inSentence = (word: string) =>
  `${word}`.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());

/** Every word of the interface. Sentences say what was and what was not done. */
export const en = {
  app: "Waxseal",
  backToList: "Back to the list",
  nav: {
    inbox: "Inbox",
    history: "History",
    accounts: "Accounts",
    templates: "Templates",
    settings: "Settings",
  },

  inbox: {
    title: "Waiting",
    recent: "Recent",
    arrived: "Just arrived",
    emptyTitle: "Nothing waiting",
    emptyBody: "Requests appear here the moment they arrive.",
    select: "Choose a request to read it.",
    noDetails: "Request without details",
    checking: "Checking signature…",
    unverifiable: "Can't verify this request",
    group: (count: number, client: string) =>
      counted(count, { one: `# request from ${client}`, other: `# requests from ${client}` }),
    reviewAll: "Review all",
    fold: "Fold up",
    mute: "Mute for 20 minutes",
    muted: (minutes: number) => counted(minutes, { one: "Muted for # minute", other: "Muted for # minutes" }),
    clientMuted: (client: string, minutes: number) =>
      counted(minutes, {
        one: `Alerts from ${client} are muted, # minute left`,
        other: `Alerts from ${client} are muted, # minutes left`,
      }),
    unmute: "Unmute",
    paused: (minutes: number) =>
      counted(minutes, {
        one: "Alerts are paused, # minute left",
        other: "Alerts are paused, # minutes left",
      }),
    resume: "Resume",
    search: "Search the requests",
    account: "Account",
    tier: "Risk",
    any: "All",
    nothingFits: "No request here fits.",
  },

  request: {
    software: "software",
    unknownClient: "The server names no client",
    for: "For",
    access: "Access",
    code: "Code",
    codeHint: "Compare it with the code shown where the request came from.",
    type: "Type",
    otherDetails: (count: number) => `Other details (${number(count)})`,
    message: "Message from requester · not checked",
    showRaw: "Show what was sent",
    hideRaw: "Hide what was sent",
    details: "Request details",
    raw: "Exactly as received, with invisible characters written as \\u escapes",
    copy: "Copy",
    copied: "Copied",
    notCopied: "Not copied",
    denyOnly: "This request can only be denied",
    later: "Esc: decide later",
    expiresIn: (time: string) => `Expires in ${time}`,
    soon: "Expires soon",
    entryOf: (index: number, count: number) => `${number(index)} of ${number(count)}`,
  },

  tier: { low: "Low risk", medium: "Medium risk", high: "High risk" } satisfies Record<RiskTier, string>,

  /** How a fact is known. */
  source: {
    verified: "Verified",
    reported_by_server: "Reported by server",
    claimed_by_requester: "Claimed by requester",
  } satisfies Record<NoticeSource, string>,

  values: {
    altered: "Hidden characters are written out as ⟦…⟧",
    empty: "Empty",
    nothing: "No value (null)",
    notGiven: "Not given",
    show: "Show",
    hide: "Hide",
    ending: (end: string) => `ending ${end}`,
    showLess: "Show less",
    showAll: (count: number) => `Show all ${number(count)}`,
    showAllCharacters: (count: number) =>
      counted(count, { one: "Show # character", other: "Show all # characters" }),
    showAllLines: (count: number) => counted(count, { one: "Show # line", other: "Show all # lines" }),
    showAllRows: (count: number) => counted(count, { one: "Show # row", other: "Show all # rows" }),
    rows: (count: number) => counted(count, { one: "# row", other: "# rows" }),
    total: "Total",
    unlimited: "There is no upper limit.",
    leadsTo: "Leads to",
    was: "was",
    now: "now",
    unchanged: "unchanged",
  },

  decide: {
    title: "Your answer",
    approve: "Approve",
    deny: "Deny",
    denyBecause: "Deny because…",
    report: "Report",
    reportTitle: "Report this request?",
    reportBody:
      "It is refused, and the server is told that you did not expect it. Alerts from its client are muted for 20 minutes.",
    reportYes: "Refuse and report",
    cancel: "Back",
    sending: "Sending your answer…",
    armedIn: "Ready in a moment",
    ready: "Ready",
    missing: {
      not_focused: "Click into this window to answer",
      not_seen: "Scroll through all details to approve",
      too_soon: "Take a moment to read it",
      pointer_not_moved: "Move the pointer, then approve",
      press_again: "Press once more within 4 seconds",
      hold_longer: "Hold it until it is full",
      code_missing: "Type the code to approve",
    } satisfies Record<Refusal, string>,
    hold: (action: string) => `Hold to ${inSentence(action)}`,
    pressAgain: (action: string) => `Press again to ${inSentence(action)}`,
    readyToHold: "Ready: hold the button, or press it twice",
    keepHolding: (seconds: number) =>
      counted(seconds, { one: "Keep holding: # second", other: "Keep holding: # seconds" }),
    codeAt: (client: string) => `Code shown at ${client}`,
    codeHere: (code: string) => `Type ${code} to approve`,
    codeLength: (length: number) => counted(length, { one: "# character", other: "# characters" }),
    denyOnly: "Can't be approved",
    failedTitle: "Your answer wasn't delivered",
    failedBody: "Not approved yet. You can answer again while the request waits.",
    changedTitle: "Details changed while you were reading",
    offlineTitle: "You're offline",
    offlineSince: (time: string) => `No connection since ${time}.`,
    offlineBody: "Requests can't be answered until you reconnect. Nothing is sent later by itself.",
    next: "Next request",
  },

  outcome: {
    approved: "Approved",
    denied: "Denied",
    reported: "Reported",
    expired: "Expired",
    cancelled: "Withdrawn",
    ended_away: "No longer waiting",
  } satisfies Record<HistoryOutcome, string>,

  outcomeBody: {
    approved: "The requester can go on with exactly what is shown here.",
    denied: "The requester was refused. Nothing was granted.",
    reported: "The requester was refused, and the server was told that you did not expect this.",
    expired: "No answer was sent.",
    cancelled: "The requester withdrew it. No answer was sent.",
    ended_away: "It ended while this device was not connected. No answer was sent from here.",
  } satisfies Record<HistoryOutcome, string>,

  outcomeElsewhere: (outcome: string, by: string, at: string) => `${outcome} on ${by} at ${at}`,
  outcomeHere: (outcome: string, at: string) => `${outcome} at ${at}`,
  elsewhereBody: "Nothing more to do here.",

  denyReason: {
    wrong_details: "Wrong details",
    not_now: "Not now",
    not_me: "Not me",
    other: "Other",
  } satisfies Record<DenyReason, string>,

  popup: {
    position: (index: number, count: number) => `${number(index)} of ${number(count)}`,
    previous: "Previous request",
    next: "Next request",
    openMain: "Open Waxseal",
    later: "Later",
    close: "Close",
  },

  locked: {
    title: "Waxseal is locked",
    waiting: (count: number) => counted(count, { one: "# request waiting", other: "# requests waiting" }),
    next: (time: string) => `next expires in ${time}`,
    passphrase: "Passphrase",
    unlock: "Unlock",
    lock: "Lock",
  },

  practice: {
    banner: "Practice: nothing is sent anywhere",
    tag: "Practice",
    send: "Send a practice request",
    firstTitle: "This computer is enrolled",
    firstBody:
      "Requests appear here the moment they arrive. A practice request shows how they are answered; nothing is sent anywhere.",
  },

  batch: {
    open: (count: number) => `Answer ${number(count)} together`,
    title: (count: number) => counted(count, { other: "# requests together" }),
    body: "Your answer goes to each request that is ticked, for itself.",
    most: (count: number) => `At most ${number(count)} can be answered together.`,
    request: (index: number, count: number) => `Request ${number(index)} of ${number(count)}`,
    approve: (count: number) => `Approve ${number(count)}`,
    deny: (count: number) => `Deny ${number(count)}`,
    none: "Tick the requests to answer",
    results: "What became of them",
    notAnswered: "Not answered",
  },

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

  settings: {
    title: "Settings",
    appearance: "Appearance",
    themes: { system: "As the system", light: "Light", dark: "Dark" },
    language: "Language",
    windowLanguage: "Language of this window",
    systemLanguage: "As the system",
    languageHint: "Requests are shown in the language of the system.",
    keys: {
      title: "Keyboard",
      sections: "Go to a screen",
      move: "Move in a list",
      open: "Open a request",
      later: "Decide later",
      approve: "Approve, pressed twice",
      deny: "Deny",
      raw: "Show what was sent",
      search: "Search the history",
    },
  },

  enroll: {
    welcome: "Approve what agents do in your name",
    intro:
      "Waxseal shows you exactly what a software agent wants to do, and your answer is signed over what you saw. To begin, enrol this computer.",
    link: "Enrolment link or code",
    linkHint: "It starts with waxseal:// or otpauth:// and comes from your organisation.",
    server: "Server address",
    serverHint: "Only needed for a code without a link.",
    next: "Continue",
    checkTitle: "Check before you enrol",
    host: "Server",
    hostHint: "Requests will come from here. Make sure that you know it.",
    keyKept: "Your key",
    already: "Already enrolled here",
    deviceName: "Name of this device",
    confirm: "Enrol this device",
    enrolling: "Enrolling…",
    back: "Back",
  },
};

/** The words of the interface in one language. */
export type Text = typeof en;
