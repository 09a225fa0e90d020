//! The ticket an enrolment is made with.

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::UserId;

/// A single-use permission to enrol one device for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrollmentTicket {
    /// SHA-256 of the ticket, base64url; the ticket itself is not kept.
    pub sha256: String,
    /// Whose device it will be.
    pub user_id: UserId,
    /// When it stops working.
    pub expires_at: Timestamp,
}
