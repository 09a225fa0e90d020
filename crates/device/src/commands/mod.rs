//! What a UI can ask of a device. One command, one file; each is a method of
//! [`Device`](crate::Device).

mod alerts;
mod batch;
mod decide;
mod devices;
mod disown;
mod enroll;
mod history;
mod lock;
mod observe;
mod occupied;
mod one_time_code;
mod open_request;
mod practice;
mod preferences;
mod preview_template;
mod read_qr_code;
mod remove_account;
mod retry;
mod review_enrollment;
mod rotate_key;
mod snapshot;
mod templates;
mod user_code;
mod user_verification;

#[cfg(test)]
pub(crate) use batch::MAX_BATCH;
pub use batch::{BatchAnswer, BatchInput, OpenedBatch};
pub use decide::DecideInput;
#[cfg(feature = "script")]
pub(crate) use decide::{Conduct, decide_by};
pub use devices::DeviceOfPerson;
pub use enroll::EnrollInput;
pub use occupied::Occupied;
pub use one_time_code::OneTimeCode;
pub use open_request::OpenedRequest;
pub use preview_template::{PreviewInput, PreviewedCard, TemplatePreview};
pub use review_enrollment::EnrollmentReview;
pub(crate) use rotate_key::Rotation;
pub use snapshot::{AccountView, Snapshot};
pub use templates::{PackView, TemplateBanner, TemplateList, TemplateView, TemplatesOfAccount, WithheldTemplate};
pub use user_code::UserCodeView;
