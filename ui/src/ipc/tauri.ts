import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Backend, ShowRequest, WindowKind } from "./backend";
import type { Availability } from "./bindings/Availability";
import type { BatchAnswer } from "./bindings/BatchAnswer";
import type { BatchInput } from "./bindings/BatchInput";
import type { DecideInput } from "./bindings/DecideInput";
import type { DesktopSettings } from "./bindings/DesktopSettings";
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
import { requestOf } from "./request_id";
import type { UpdateMode } from "./bindings/UpdateMode";
import type { UpdateView } from "./bindings/UpdateView";

/** The desktop app's own core. */
export class TauriBackend implements Backend {
  snapshot = () => invoke<Snapshot>("snapshot");
  history = () => invoke<HistoryRecord[]>("history");
  reviewEnrollment = (text: string, server: string | null) =>
    invoke<EnrollmentReview>("review_enrollment", { text, server });
  enroll = (input: EnrollInput) => invoke<string>("enroll", { input });
  openRequest = (request: RequestId) =>
    invoke<OpenedRequest>("open_request", { request: requestOf(request) });
  observe = (viewToken: string, signal: PageSignal) => invoke<Readiness>("observe", { viewToken, signal });
  readiness = (viewToken: string) => invoke<Readiness>("readiness", { viewToken });
  leaveView = (viewToken: string) => invoke<undefined>("leave_view", { viewToken });
  decide = (input: DecideInput) => invoke<undefined>("decide", { input });
  openBatch = (requests: readonly RequestId[]) =>
    invoke<OpenedBatch>("open_batch", { requests: requests.map(requestOf) });
  decideBatch = (input: BatchInput) => invoke<BatchAnswer[]>("decide_batch", { input });
  practice = () => invoke<RequestId>("practice");
  disown = (request: RequestId) => invoke<undefined>("disown", { request: requestOf(request) });
  mute = (request: RequestId) => invoke<undefined>("mute", { request: requestOf(request) });
  unmute = (accountId: string, clientId: string) => invoke<undefined>("unmute", { accountId, clientId });
  pauseAlerts = (minutes: number | null) => invoke<undefined>("pause_alerts", { minutes });
  retry = () => invoke<undefined>("retry");
  removeAccount = (accountId: string, hereOnly: boolean) =>
    invoke<undefined>("remove_account", { accountId, hereOnly });
  devices = (accountId: string) => invoke<DeviceOfPerson[]>("devices", { accountId });
  revokeDevice = (accountId: string, deviceId: string) =>
    invoke<undefined>("revoke_device", { accountId, deviceId });
  rotateKey = (accountId: string) => invoke<undefined>("rotate_key", { accountId });
  userCode = (accountId: string) => invoke<UserCodeView>("user_code", { accountId });
  setUserCode = (accountId: string, code: string | null) =>
    invoke<undefined>("set_user_code", { accountId, next: code });
  oneTimeCode = (accountId: string) => invoke<OneTimeCode>("one_time_code", { accountId });
  verifyHistory = () => invoke<HistoryCheck>("verify_history");
  exportHistory = (format: ExportFormat) => invoke<ExportedHistory>("export_history", { format });
  preferences = () => invoke<Preferences>("preferences");
  setPreferences = (preferences: Preferences) => invoke<Preferences>("set_preferences", { preferences });
  verificationAvailability = () => invoke<Availability>("verification_availability");
  approvesUnverified = (viewToken: string) => invoke<boolean>("approves_unverified", { viewToken });
  setVerification = (verification: VerificationPreference) =>
    invoke<Preferences>("set_verification", { verification });
  lock = () => invoke<undefined>("lock");
  unlock = (passphrase: string) => invoke<undefined>("unlock", { passphrase });
  setPassphrase = (current: string | null, next: string | null) =>
    invoke<undefined>("set_passphrase", { current, next });
  readQrCodeOnScreen = () => invoke<string | null>("read_qr_code_on_screen");
  readQrCode = (picture: Uint8Array) => invoke<string>("read_qr_code", picture);
  desktopSettings = () => invoke<DesktopSettings>("desktop_settings");
  setAutostart = (on: boolean) => invoke<DesktopSettings>("set_autostart", { on });
  setShortcut = (on: boolean) => invoke<DesktopSettings>("set_shortcut", { on });
  diagnostics = () => invoke<Diagnostic[]>("diagnostics");
  openMain = (request: RequestId | null) =>
    invoke<undefined>("open_main", { request: request && requestOf(request) });
  updateView = () => invoke<UpdateView>("update_view");
  lookForUpdate = () => invoke<UpdateView>("look_for_update");
  installUpdate = () => invoke<UpdateView>("install_update");
  setUpdateMode = (mode: UpdateMode) => invoke<UpdateView>("set_update_mode", { mode });
  activity = () => invoke<undefined>("activity");
  closePopup = () => invoke<undefined>("close_popup");
  templates = () => invoke<TemplateList>("templates");
  previewTemplate = (input: PreviewInput) => invoke<TemplatePreview>("preview_template", { input });
  takeShowRequest = () => invoke<ShowRequest | null>("take_show_request");

  windowKind(): WindowKind {
    return location.hash === "#popup" ? "popup" : "main";
  }

  onChange(callback: (history: boolean) => void): () => void {
    return subscribe("device-changed", callback);
  }

  onUpdateChange(callback: () => void): () => void {
    return subscribe("update-changed", callback);
  }

  onShow(callback: (show: ShowRequest) => void): () => void {
    return subscribe("show", () => void this.takeShowRequest().then((show) => show && callback(show)));
  }
}

function subscribe<T>(event: string, callback: (payload: T) => void): () => void {
  const stop = listen<T>(event, ({ payload }) => callback(payload));
  return () => void stop.then((unlisten) => unlisten());
}
