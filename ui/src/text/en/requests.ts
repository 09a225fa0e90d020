import type { DenyReason } from "../../ipc/bindings/DenyReason";
import type { ErrorCode } from "../../ipc/bindings/ErrorCode";
import type { HistoryOutcome } from "../../ipc/bindings/HistoryOutcome";
import type { NoticeSource } from "../../ipc/bindings/NoticeSource";
import type { Refusal } from "../../ipc/bindings/Refusal";
import type { RiskTier } from "../../ipc/bindings/RiskTier";
import { counting } from "../counting";

const { number, counted } = counting("en");

/** A word from a button inside of a sentence: small, unless it is an abbreviation. */
const inSentence = (word: string) =>
  `${word}`.replace(/^\p{Lu}(?=\p{Ll})/u, (letter) => letter.toLowerCase());

/** Words about requests: how they wait, are read and are answered. */
export const requests = {
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
    historyNotWhole: "The history is not whole",
    look: "Look",
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
    verifying: "Your system asks for your password. Nothing is signed before.",
    /** Where this window asked; Esc there leaves the request. */
    verifyingHere: "Your system asks for your password. Esc withdraws the question.",
    /** Where nothing asks for the password before an approval; `place` is where that is set. */
    unasked: (place: string) => `Nobody asks for your password here, and the approval says so. See ${place}.`,
    /** In the history, who made sure that it was the person. */
    confirmed: { os: "Confirmed by: your system password", none: "Confirmed by: nobody asked" },
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
    unverified: "It cannot be verified. You can deny or report it.",
    /** Above the words about an error, where the answer did not fail on its way. */
    errorTitles: {
      fate_unknown: "Whether your answer arrived is not known",
      changed: "Details changed while you were reading",
      not_verified: "Your system did not confirm you",
      verification_unavailable: "Your system could not ask you",
      verification_forbidden: "Your system does not let you confirm",
    } satisfies Partial<Record<ErrorCode, string>>,
    failedTitle: "Your answer wasn't delivered",
    failedBody: "Not approved yet. You can answer again while the request waits.",
    unknownBody: "You can answer again while the request waits. Only one answer counts.",
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

  /** What the core says in English, for the codes that a page has words for. */
  errors: {
    wrong_code: "That is not the code. After three wrong ones it can only be denied.",
    not_armed: "That did not count yet. Try again.",
    press_again: "Press again to approve.",
    not_verified: "Your system did not confirm that it is you. Nothing was signed; you can try again.",
    verification_unavailable:
      "Your system cannot ask whether it is you: its service for that is missing or failed. Nothing was signed. Settings › Security says what is missing.",
    verification_forbidden:
      "A rule of this computer does not let you confirm that it is you. Nothing was signed. Ask whoever administers it; Settings › Security says more.",
    wrong_passphrase: "That is not the passphrase. After wrong ones, wait a moment before the next.",
    locked: "Waxseal is locked. Unlock it first.",
    offline: "The server cannot be reached. Try again.",
    changed: "The details changed. Read them again.",
    expired: "It expired. No answer was sent.",
    answered_elsewhere: "It was answered on another device.",
    fate_unknown: "The server could not be reached. Whether the answer arrived is not known; try again.",
    invalid_link: "That is not a link or code of an enrolment.",
    ticket_refused: "The server does not take this enrolment code. It is used, expired or unknown.",
    already_enrolled: "This device is enrolled for this person already.",
    untrusted: "What the server said cannot be trusted.",
    key_unavailable: "The key of this device cannot be used. Unlock the keyring and try again.",
    storage: "Waxseal's folder cannot be written.",
    unknown_request: "It is not here any more. Open it again.",
    not_decidable: "It cannot be answered like this any more.",
    refused: "The server refused it.",
    invalid_input: "That is not what is asked for.",
    invalid_sample: "The sample is no entry of this type.",
    revoked: "This device was removed at the server.",
  } satisfies Record<ErrorCode, string>,

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
};

export type Requests = typeof requests;
