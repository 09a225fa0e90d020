//! What a person granted for longer than one access token.

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, UserId};
use waxseal_protocol::rar::AuthorizationDetails;
use waxseal_protocol::token::Confirmation;

/// A grant. One request makes at most one, so it has the request's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The consent it came from.
    pub consent_id: ConsentId,
    /// Who may use it.
    pub client_id: ClientId,
    /// Who granted it.
    pub user_id: UserId,
    /// The API.
    pub audience: String,
    /// Granted scopes, separated by blanks.
    pub scope: String,
    /// Granted details.
    pub authorization_details: Option<AuthorizationDetails>,
    /// When the person approved.
    pub auth_time: Timestamp,
    /// How well the person was authenticated, where the client asked.
    pub acr: Option<String>,
    /// The key its tokens are bound to.
    pub confirmation: Option<Confirmation>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it ends, whatever happens.
    pub expires_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

/// A refresh token of a grant. It is used once and replaced by the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefreshToken {
    /// SHA-256 of the token, base64url; the token itself is not kept.
    pub sha256: String,
    /// Its grant.
    pub consent_id: ConsentId,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// When it stops working.
    pub expires_at: Timestamp,
    /// When it was exchanged, if it was.
    pub used_at: Option<Timestamp>,
}
