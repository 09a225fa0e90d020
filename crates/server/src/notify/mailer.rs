//! The port for e-mail: what the server hands over, whoever sends it.

use async_trait::async_trait;
use url::Url;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::ConsentId;

/// A mail that asks a person for approval.
#[derive(Debug, Clone)]
pub struct ApprovalMail {
    /// The request.
    pub consent_id: ConsentId,
    /// Where to: a verified address.
    pub to: String,
    /// What the person is called.
    pub name: String,
    /// Who asks, as registered.
    pub client_name: String,
    /// The short text shown on both devices.
    pub binding_message: Option<String>,
    /// Where the person answers.
    pub url: Url,
    /// Until when.
    pub expires_at: Timestamp,
}

/// Why a mail was not taken.
#[derive(Debug, thiserror::Error)]
#[error("the mail was not taken: {0}")]
pub struct MailError(pub String);

/// Sends mails. A server without one has no channel `email`.
#[async_trait]
pub trait Mailer: Send + Sync + std::fmt::Debug {
    /// Takes a mail to be sent. Once it is taken, repeating it is the mailer's matter.
    async fn send(&self, mail: ApprovalMail) -> Result<(), MailError>;
}
