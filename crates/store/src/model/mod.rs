//! The entities.

pub mod backchannel_request;
mod device;
mod enrollment_ticket;
mod signing_key;

pub use backchannel_request::{BackchannelRequest, Decision, InvalidTransition, RequestState, Status};
pub use device::Device;
pub use enrollment_ticket::EnrollmentTicket;
pub use signing_key::StoredSigningKey;
