//! Error codes an OAuth peer can match on.

use serde::{Deserialize, Serialize};

/// The `error` member of an OAuth error response.
///
/// Sources: RFC 6749 5.2, CIBA Core 11 and 13, RFC 9396 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// A parameter is missing, malformed, repeated or not allowed (RFC 6749 5.2).
    InvalidRequest,
    /// Client authentication failed (RFC 6749 5.2).
    InvalidClient,
    /// The `auth_req_id` is unknown, used up or of another client (CIBA Core 11).
    InvalidGrant,
    /// This client may not use this grant (RFC 6749 5.2).
    UnauthorizedClient,
    /// The grant type is not supported (RFC 6749 5.2).
    UnsupportedGrantType,
    /// The scope is missing, unknown or malformed (RFC 6749 5.2).
    InvalidScope,
    /// The `authorization_details` are of an unknown type or malformed (RFC 9396 5).
    InvalidAuthorizationDetails,
    /// No user matches the hint (CIBA Core 13).
    UnknownUserId,
    /// The binding message is not acceptable (CIBA Core 13).
    InvalidBindingMessage,
    /// The `login_hint_token` has expired (CIBA Core 13).
    ExpiredLoginHintToken,
    /// The person set a user code and the request has none (CIBA Core 13).
    MissingUserCode,
    /// The user code is wrong, or too many wrong ones were tried (CIBA Core 13).
    InvalidUserCode,
    /// The resource or audience is unknown or not allowed (RFC 8707 2).
    InvalidTarget,
    /// The DPoP proof is missing or not acceptable (RFC 9449 5).
    InvalidDpopProof,
    /// The DPoP proof needs the nonce in the `DPoP-Nonce` header (RFC 9449 8).
    UseDpopNonce,
    /// The access token is expired, revoked or malformed (RFC 6750 3.1).
    InvalidToken,
    /// The access token lacks a scope (RFC 6750 3.1).
    InsufficientScope,
    /// Tokens could not be delivered or issued (CIBA Core 12).
    TransactionFailed,
    /// The person has not answered yet (CIBA Core 11).
    AuthorizationPending,
    /// The client polls too fast; its interval grew (CIBA Core 11).
    SlowDown,
    /// The `auth_req_id` is past its expiry (CIBA Core 11).
    ExpiredToken,
    /// The person, or policy, refused (CIBA Core 11 and 13).
    AccessDenied,
    /// Too many requests are open, or came too fast; `Retry-After` says when there is room.
    TooManyRequests,
    /// The server is overloaded; `Retry-After` says when to come back (RFC 6749 4.1.2.1).
    TemporarilyUnavailable,
    /// The server failed; the cause is in its log (RFC 6749 4.1.2.1).
    ServerError,
}

impl ErrorCode {
    /// The HTTP status it comes with, unless an endpoint has a reason for another.
    #[must_use]
    pub fn status(self) -> u16 {
        match self {
            Self::InvalidClient | Self::InvalidToken => 401,
            Self::InsufficientScope => 403,
            Self::TooManyRequests => 429,
            Self::ServerError => 500,
            Self::TemporarilyUnavailable => 503,
            Self::InvalidRequest
            | Self::InvalidGrant
            | Self::UnauthorizedClient
            | Self::UnsupportedGrantType
            | Self::InvalidScope
            | Self::InvalidAuthorizationDetails
            | Self::UnknownUserId
            | Self::InvalidBindingMessage
            | Self::ExpiredLoginHintToken
            | Self::MissingUserCode
            | Self::InvalidUserCode
            | Self::InvalidTarget
            | Self::InvalidDpopProof
            | Self::UseDpopNonce
            | Self::TransactionFailed
            | Self::AuthorizationPending
            | Self::SlowDown
            | Self::ExpiredToken
            | Self::AccessDenied => 400,
        }
    }
}
