//! The authentication device without a window: enrolment, keys, the channel, the inbox, the
//! decision and its history, and what a UI can ask and hear.
//!
//! The desktop app, the headless device and the tests run this same crate. It never opens a
//! window, and a UI that runs it can ask for a decision but cannot sign one: see
//! [`decision::Arming`].

mod accounts;
mod alerts;
mod api;
mod channel;
pub mod commands;
mod core;
pub mod decision;
mod device;
mod enrollment;
mod error;
mod event;
mod history;
mod inbox;
mod journal;
pub mod keys;
#[cfg(test)]
mod limits_of_pages;
pub mod locale;
mod lock;
mod persist;
mod practice;
mod preferences;
mod request_id;
#[cfg(feature = "script")]
pub mod script;
mod templates;
mod tls;
mod verification;

pub use alerts::{Announcement, MutedClient, QuietHours};
pub use channel::ConnectionState;
pub use device::{Device, Settings, StartError};
pub use enrollment::{EnrollmentLink, LinkError};
pub use error::{DeviceError, ErrorCode};
pub use event::DeviceEvent;
pub use history::{
    ExportFormat, ExportedHistory, HistoryCheck, HistoryFault, HistoryOutcome, HistoryRecord, VerifiedExport,
    verify_export,
};
pub use inbox::{ApprovalView, FourEyesView, ItemState, ItemView};
pub use lock::LockView;
pub use preferences::{AlertPreferences, AlertPrivacy, LockPreferences, Preferences, VerificationPreference};
pub use request_id::RequestId;
pub use templates::LocalTemplateProblem;
pub use verification::{Availability, Purpose, UserVerifier, Verification};
// A shell that runs a device names its requests and gives it a clock.
pub use jiff::tz::TimeZone;
pub use waxseal_details::{Language, RiskTier, TemplateOrigin, scrub};
pub use waxseal_protocol::{Secret, clock, ids};
