//! The entities.

mod audit_event;
pub mod backchannel_request;
mod delivery;
mod device;
mod directory_entry;
mod enrollment_ticket;
mod grant;
mod signing_key;

pub use audit_event::{AuditEvent, CHAIN_START, ChainedEvent, EventKind, chain_hash};
pub use backchannel_request::{BackchannelRequest, Decision, InvalidTransition, RequestFacts, RequestState, Status};
pub use delivery::{Delivery, DeliveryMode};
pub use device::Device;
pub use directory_entry::{DirectoryEntry, EntryKind};
pub use enrollment_ticket::{EnrollmentTicket, TicketKind};
pub use grant::{Grant, RefreshToken};
pub use signing_key::{KeyReplacement, StoredSigningKey};
