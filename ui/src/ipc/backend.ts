import type { DecideInput } from "./bindings/DecideInput";
import type { DeviceError } from "./bindings/DeviceError";
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

/** What somebody outside the page asks it to show: a notification, the tray, a link. */
export type ShowRequest =
  { kind: "request"; consentId: string; report: boolean } | { kind: "enrollment"; link: string };

/** What a page can ask a device. Failed calls reject with a {@link DeviceError}. */
export interface Backend {
  snapshot(): Promise<Snapshot>;
  history(): Promise<HistoryRecord[]>;
  reviewEnrollment(text: string, server: string | null): Promise<EnrollmentReview>;
  enroll(input: EnrollInput): Promise<string>;
  openRequest(consentId: string): Promise<OpenedRequest>;
  observe(viewToken: string, signal: PageSignal): Promise<Readiness>;
  readiness(viewToken: string): Promise<Readiness>;
  decide(input: DecideInput): Promise<void>;
  retry(): Promise<void>;
  removeAccount(accountId: string): Promise<void>;
  templates(): Promise<TemplateList>;
  previewTemplate(input: PreviewInput): Promise<TemplatePreview>;
  /** What was asked to be shown before the page was there. */
  takeShowRequest(): Promise<ShowRequest | null>;
  /** Calls back after every change; returns how to stop. */
  onChange(callback: () => void): () => void;
  /** Calls back when something is to be shown; returns how to stop. */
  onShow(callback: (show: ShowRequest) => void): () => void;
}

/** A rejected call's error. What is no error of the device's becomes one. */
export function asDeviceError(error: unknown): DeviceError {
  if (typeof error === "object" && error !== null && "code" in error && "message" in error) {
    return error as DeviceError;
  }
  return { code: "storage", message: String(error) };
}
