//! The ticket an enrolment is made with.

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::UserId;

/// What a ticket opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketKind {
    /// An enrolment: Guardian's `enrollment_tx_id`.
    Device,
    /// The page that shows the way to one: Auth0's `gten_…`.
    Page,
}

impl TicketKind {
    /// The text in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Page => "page",
        }
    }
}

/// A single-use permission to enrol one device for one user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrollmentTicket {
    /// SHA-256 of the ticket, base64url; the ticket itself is not kept.
    pub sha256: String,
    /// What it opens.
    pub kind: TicketKind,
    /// The page it was shown on, which is over once a device was enrolled.
    pub parent_sha256: Option<String>,
    /// Whose device it will be.
    pub user_id: UserId,
    /// When it stops working.
    pub expires_at: Timestamp,
}
