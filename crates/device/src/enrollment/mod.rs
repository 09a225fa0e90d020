//! Enrolment: from a link or a pasted code to an account.

mod link;
pub(crate) mod qr;

pub(crate) use link::host;
pub use link::{EnrollmentLink, LinkError};
