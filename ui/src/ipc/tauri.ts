import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import type { Backend, ShowRequest } from "./backend";
import type { DecideInput } from "./bindings/DecideInput";
import type { EnrollInput } from "./bindings/EnrollInput";
import type { EnrollmentReview } from "./bindings/EnrollmentReview";
import type { HistoryRecord } from "./bindings/HistoryRecord";
import type { OpenedRequest } from "./bindings/OpenedRequest";
import type { PageSignal } from "./bindings/PageSignal";
import type { PreviewInput } from "./bindings/PreviewInput";
import type { Readiness } from "./bindings/Readiness";
import type { Snapshot } from "./bindings/Snapshot";
import type { TemplateList } from "./bindings/TemplateList";
import type { TemplatePreview } from "./bindings/TemplatePreview";

/** The desktop app's own core. */
export class TauriBackend implements Backend {
  snapshot = () => invoke<Snapshot>("snapshot");
  history = () => invoke<HistoryRecord[]>("history");
  reviewEnrollment = (text: string, server: string | null) =>
    invoke<EnrollmentReview>("review_enrollment", { text, server });
  enroll = (input: EnrollInput) => invoke<string>("enroll", { input });
  openRequest = (consentId: string) => invoke<OpenedRequest>("open_request", { consentId });
  observe = (viewToken: string, signal: PageSignal) => invoke<Readiness>("observe", { viewToken, signal });
  readiness = (viewToken: string) => invoke<Readiness>("readiness", { viewToken });
  decide = (input: DecideInput) => invoke<undefined>("decide", { input });
  retry = () => invoke<undefined>("retry");
  removeAccount = (accountId: string) => invoke<undefined>("remove_account", { accountId });
  templates = () => invoke<TemplateList>("templates");
  previewTemplate = (input: PreviewInput) => invoke<TemplatePreview>("preview_template", { input });
  takeShowRequest = () => invoke<ShowRequest | null>("take_show_request");

  onChange(callback: () => void): () => void {
    return subscribe("device-changed", callback);
  }

  onShow(callback: (show: ShowRequest) => void): () => void {
    return subscribe("show", callback);
  }
}

function subscribe<T>(event: string, callback: (payload: T) => void): () => void {
  const stop = listen<T>(event, ({ payload }) => callback(payload));
  return () => void stop.then((unlisten) => unlisten());
}
