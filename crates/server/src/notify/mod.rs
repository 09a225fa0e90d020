//! How an approver is reached, and what their devices are told.

mod devices;
mod mailer;
mod selection;

pub(crate) use devices::{DeviceCache, expired, look, outcome, person, withdraw};
pub use mailer::{ApprovalMail, MailError, Mailer};
pub use selection::ChannelName;
pub(crate) use selection::{Reached, Selected, Wanted, can_share_a_decision, select, unreachable};
