//! What a UI can ask of a device. One command, one file; each is a method of
//! [`Device`](crate::Device).

mod decide;
mod enroll;
mod history;
mod observe;
mod open_request;
mod preview_template;
mod remove_account;
mod retry;
mod review_enrollment;
mod snapshot;
mod templates;

pub use decide::DecideInput;
pub(crate) use decide::settle;
pub use enroll::EnrollInput;
pub use open_request::OpenedRequest;
pub use preview_template::{PreviewInput, PreviewedCard, TemplatePreview};
pub use review_enrollment::EnrollmentReview;
pub use snapshot::{AccountView, Snapshot};
pub use templates::{PackView, TemplateBanner, TemplateList, TemplateView, TemplatesOfAccount, WithheldTemplate};
