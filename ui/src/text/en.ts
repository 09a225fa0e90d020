import type { HistoryOutcome } from "../ipc/bindings/HistoryOutcome";
import type { NoticeSource } from "../ipc/bindings/NoticeSource";
import type { Protection } from "../ipc/bindings/Protection";
import type { RiskTier } from "../ipc/bindings/RiskTier";
import { counting } from "./counting";

const { number, counted } = counting("en");

/** Every word of the interface. Sentences say what was and what was not done. */
export const en = {
  app: "Waxseal",
  nav: { inbox: "Inbox", history: "History", accounts: "Accounts" },

  inbox: {
    title: "Waiting",
    recent: "Recent",
    emptyTitle: "Nothing waiting",
    emptyBody: "Requests appear here the moment they arrive.",
    select: "Choose a request to read it.",
    noDetails: "Request without details",
    checking: "Checking signature…",
    unverifiable: "Can't verify this request",
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
    report: "Report",
    reportTitle: "Report this request?",
    reportBody: "It is refused, and the server is told that you did not expect it.",
    reportYes: "Refuse and report",
    cancel: "Back",
    sending: "Sending your answer…",
    armedIn: "Ready in a moment",
    ready: "Ready",
    notFocused: "Click into this window to answer",
    notSeen: "Scroll through all details to approve",
    pressAgain: "Press again to approve",
    denyOnly: "Can't be approved",
    failedTitle: "Your answer wasn't delivered",
    offlineTitle: "You're offline",
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

  outcomeElsewhere: (outcome: string, by: string, at: string) => `${outcome} on ${by}, ${at}`,
  outcomeHere: (outcome: string, at: string) => `${outcome}, ${at}`,
  elsewhereBody: "Nothing more to do here.",

  history: {
    title: "History",
    emptyTitle: "Nothing asked yet",
    emptyBody: "Every request and its outcome is kept here.",
    notShown: "Ended before it could be shown",
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

  connection: {
    connecting: "Connecting…",
    online: "Connected",
    offline: "Offline",
    noKey: "Key not available",
    retry: "Try again",
    none: "No account yet",
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
