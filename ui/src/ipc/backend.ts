import type { Availability } from "./bindings/Availability";
import type { BatchAnswer } from "./bindings/BatchAnswer";
import type { BatchInput } from "./bindings/BatchInput";
import type { DecideInput } from "./bindings/DecideInput";
import type { DesktopSettings } from "./bindings/DesktopSettings";
import type { DeviceError } from "./bindings/DeviceError";
import type { DeviceOfPerson } from "./bindings/DeviceOfPerson";
import type { Diagnostic } from "./bindings/Diagnostic";
import type { EnrollInput } from "./bindings/EnrollInput";
import type { EnrollmentReview } from "./bindings/EnrollmentReview";
import type { ExportFormat } from "./bindings/ExportFormat";
import type { ExportedHistory } from "./bindings/ExportedHistory";
import type { HistoryCheck } from "./bindings/HistoryCheck";
import type { HistoryRecord } from "./bindings/HistoryRecord";
import type { OneTimeCode } from "./bindings/OneTimeCode";
import type { OpenedBatch } from "./bindings/OpenedBatch";
import type { OpenedRequest } from "./bindings/OpenedRequest";
import type { PageSignal } from "./bindings/PageSignal";
import type { Preferences } from "./bindings/Preferences";
import type { PreviewInput } from "./bindings/PreviewInput";
import type { Readiness } from "./bindings/Readiness";
import type { RequestId } from "./bindings/RequestId";
import type { Snapshot } from "./bindings/Snapshot";
import type { TemplateList } from "./bindings/TemplateList";
import type { TemplatePreview } from "./bindings/TemplatePreview";
import type { UserCodeView } from "./bindings/UserCodeView";
import type { VerificationPreference } from "./bindings/VerificationPreference";
import type { UpdateMode } from "./bindings/UpdateMode";
import type { UpdateView } from "./bindings/UpdateView";

/** What somebody outside the page asks it to show: a notification, the tray, a link. */
export type ShowRequest =
  { kind: "request"; request: RequestId; report: boolean } | { kind: "enrollment"; link: string };

/** Which of the app's windows a page is in. */
export type WindowKind = "main" | "popup";

/** What a page can ask a device. Failed calls reject with a {@link DeviceError}. */
export interface Backend {
  snapshot(): Promise<Snapshot>;
  history(): Promise<HistoryRecord[]>;
  reviewEnrollment(text: string, server: string | null): Promise<EnrollmentReview>;
  enroll(input: EnrollInput): Promise<string>;
  openRequest(request: RequestId): Promise<OpenedRequest>;
  observe(viewToken: string, signal: PageSignal): Promise<Readiness>;
  readiness(viewToken: string): Promise<Readiness>;
  /** A view is no longer on screen: it can no longer be answered. */
  leaveView(viewToken: string): Promise<void>;
  /** While it waits, the operating system may be asking whether it is the person. */
  decide(input: DecideInput): Promise<void>;
  /** Puts low-risk requests with one batch key on screen together. */
  openBatch(requests: readonly RequestId[]): Promise<OpenedBatch>;
  decideBatch(input: BatchInput): Promise<BatchAnswer[]>;
  /** Makes a rehearsal request; returns which one. */
  practice(): Promise<RequestId>;
  /** Reports an approval that another device gave. */
  disown(request: RequestId): Promise<void>;
  /** No alerts from a request's client for 20 minutes. */
  mute(request: RequestId): Promise<void>;
  unmute(accountId: string, clientId: string): Promise<void>;
  /** No alerts at all for some minutes; `null` ends that. */
  pauseAlerts(minutes: number | null): Promise<void>;
  retry(): Promise<void>;
  removeAccount(accountId: string, hereOnly: boolean): Promise<void>;
  /** All devices that can answer for an account's person. */
  devices(accountId: string): Promise<DeviceOfPerson[]>;
  revokeDevice(accountId: string, deviceId: string): Promise<void>;
  /** Replaces this device's key of an account. */
  rotateKey(accountId: string): Promise<void>;
  /** Whether agents have to give a code before they may ask an account's person. */
  userCode(accountId: string): Promise<UserCodeView>;
  /** Sets another code, or (with `null`) removes it. */
  setUserCode(accountId: string, code: string | null): Promise<void>;
  /** Makes a code by which somebody can ask once, without knowing who it is. */
  oneTimeCode(accountId: string): Promise<OneTimeCode>;
  verifyHistory(): Promise<HistoryCheck>;
  /** Writes the whole history to a new file among the person's downloads. */
  exportHistory(format: ExportFormat): Promise<ExportedHistory>;
  preferences(): Promise<Preferences>;
  /** Whether the system asks for the person stays as it is. */
  setPreferences(preferences: Preferences): Promise<Preferences>;
  /** Whether the operating system can ask whether it is the person. */
  verificationAvailability(): Promise<Availability>;
  /** Whether an approval that takes a code goes out without the system's word on the person. Only what says
   * so is then approved without. */
  approvesUnverified(viewToken: string): Promise<boolean>;
  /** To ask for less before an approval takes what it asks for: while it waits, the system asks. */
  setVerification(verification: VerificationPreference): Promise<Preferences>;
  lock(): Promise<void>;
  unlock(passphrase: string): Promise<void>;
  /** Sets, changes or (with `next` null) removes the passphrase that unlocks. */
  setPassphrase(current: string | null, next: string | null): Promise<void>;
  /** The text of a QR code in a picture: PNG, JPEG or WebP. */
  readQrCode(picture: Uint8Array): Promise<string>;
  /** The same for a part of the screen that the person chooses; `null` if they chose none. */
  readQrCodeOnScreen(): Promise<string | null>;
  desktopSettings(): Promise<DesktopSettings>;
  setAutostart(on: boolean): Promise<DesktopSettings>;
  setShortcut(on: boolean): Promise<DesktopSettings>;
  diagnostics(): Promise<Diagnostic[]>;
  /** How far an update is. */
  updateView(): Promise<UpdateView>;
  /** Looks whether there is an update, and fetches it; ends when that is done or has failed. */
  lookForUpdate(): Promise<UpdateView>;
  /** Installs the update that is here, if nothing is open, and starts again. */
  installUpdate(): Promise<UpdateView>;
  setUpdateMode(mode: UpdateMode): Promise<UpdateView>;
  /** Which window this page is in. */
  windowKind(): WindowKind;
  /** Brings the main window to the front, with a request if one is named. */
  openMain(request: RequestId | null): Promise<void>;
  /** Somebody uses the page: it does not lock by itself. */
  activity(): Promise<void>;
  /** Closes the popup: nothing is decided by it. */
  closePopup(): Promise<void>;
  templates(): Promise<TemplateList>;
  previewTemplate(input: PreviewInput): Promise<TemplatePreview>;
  /** What was asked to be shown before the page was there. */
  takeShowRequest(): Promise<ShowRequest | null>;
  /** Calls back after every change, and says whether the history is another one; returns how to stop. */
  onChange(callback: (history: boolean) => void): () => void;
  /** Calls back whenever an update got further; returns how to stop. */
  onUpdateChange(callback: () => void): () => void;
  /** Calls back when something is to be shown; returns how to stop. */
  onShow(callback: (show: ShowRequest) => void): () => void;
}

/** A rejected call's error. What is no error of the device's becomes one. */
export function asDeviceError(error: unknown): DeviceError {
  return isDeviceError(error) ? error : { code: "storage", message: String(error) };
}

/** Whether it comes from the core. */
export function isDeviceError(error: unknown): error is DeviceError {
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}
