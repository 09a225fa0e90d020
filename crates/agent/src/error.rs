//! Errors an agent can act on.

use std::time::Duration;

use waxseal_protocol::ErrorCode;
use waxseal_protocol::jose::KeyError;
use waxseal_protocol::rar::DetailsError;

/// Why there is no token.
///
/// Match on the variant; the texts are for people.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AgentError {
    /// The person said no, or reported the request.
    #[error("the person denied the request")]
    Denied,
    /// Nobody answered in time.
    #[error("nobody answered in time")]
    Expired,
    /// Nobody was asked: the server knows no way to reach this person (`invalid_request`, or
    /// `access_denied` from a strict server). The description names each channel and its reason.
    #[error("the person cannot be reached: {description}")]
    NoChannel {
        /// Which channels were tried, and why they do not count.
        description: String,
    },
    /// Nobody was asked: a limit is reached (`too_many_requests`, 429).
    #[error("too many requests: {description}")]
    RateLimited {
        /// When to come back, as the server says it.
        retry_after: Option<Duration>,
        /// Which limit.
        description: String,
    },
    /// Nobody was asked: the server has too much to do (`temporarily_unavailable`, 503).
    #[error("the server is overloaded")]
    Overloaded {
        /// When to come back, as the server says it.
        retry_after: Option<Duration>,
    },
    /// Nobody was asked: the details are of an unknown type, or not as the type's schema says
    /// (`invalid_authorization_details`, RFC 9396 5). The description names the place.
    #[error("the authorization_details are refused: {description}")]
    InvalidDetails {
        /// The place and what is wrong there.
        description: String,
    },
    /// Nobody was asked: the hint names nobody, or more than one person (`unknown_user_id`).
    #[error("the server knows no such person")]
    UnknownUser,
    /// Nobody was asked: the person's user code is missing or wrong (`missing_user_code`,
    /// `invalid_user_code`, CIBA Core 13).
    #[error("{}", if *.missing { "this person has a user code; it is missing" } else { "the user code is wrong, or too many were tried" })]
    UserCode {
        /// Whether it is missing rather than wrong.
        missing: bool,
    },
    /// The client is unknown, its credentials are wrong, or it used another method than the one it
    /// registered (`invalid_client`).
    #[error("the server does not accept the client: {description}")]
    InvalidClient {
        /// What the server says.
        description: String,
    },
    /// The handle is unknown to the server, of another client, or its tokens were fetched before
    /// (`invalid_grant`).
    #[error("the request is unknown to the server, or its tokens were fetched already")]
    Spent,
    /// The handle was made at another server or by another client.
    #[error("the request was made at {issuer} by {client_id}")]
    Foreign {
        /// The issuer it was made at.
        issuer: String,
        /// The client it was made by.
        client_id: String,
    },
    /// The server refused for another reason; see the code.
    #[error("the server refused: {description} ({code:?})")]
    Refused {
        /// What to match on.
        code: ErrorCode,
        /// What to read.
        description: String,
    },
    /// The details cannot be sent.
    #[error(transparent)]
    Details(#[from] DetailsError),
    /// A member of the request cannot be sent as it is.
    #[error("{0}")]
    Request(String),
    /// The server cannot be reached. When asking, nobody was asked.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The request was sent and no answer came, or none that can be read. The person may have been asked, so it is not sent
    /// again: whoever does so asks twice.
    #[error("the server did not answer, and the person may have been asked: {0}")]
    Unanswered(String),
    /// The server's answer is not one of OAuth's.
    #[error("the server's answer is not as expected: {0}")]
    Malformed(String),
    /// The authority file cannot be used.
    #[error("cannot use the authority file: {0}")]
    Authority(String),
    /// A key or certificate of the client cannot be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The client is not set up in a way that can work at this server.
    #[error("{0}")]
    Configuration(String),
}

impl AgentError {
    /// A stable name for scripts and logs: `denied`, `expired`, `no_channel`, `rate_limited`, ….
    pub fn name(&self) -> &'static str {
        match self {
            Self::Denied => "denied",
            Self::Expired => "expired",
            Self::NoChannel { .. } => "no_channel",
            Self::RateLimited { .. } => "rate_limited",
            Self::Overloaded { .. } => "overloaded",
            Self::InvalidDetails { .. } | Self::Details(_) => "invalid_details",
            Self::UnknownUser => "unknown_user",
            Self::UserCode { .. } => "user_code",
            Self::InvalidClient { .. } => "invalid_client",
            Self::Spent => "spent",
            Self::Foreign { .. } => "foreign",
            Self::Refused { .. } => "refused",
            Self::Request(_) => "invalid_request",
            Self::Unreachable(_) => "unreachable",
            Self::Unanswered(_) => "unanswered",
            Self::Malformed(_) => "malformed_answer",
            Self::Authority(_) | Self::Key(_) | Self::Configuration(_) => "configuration",
        }
    }

    /// When to try again, as the server says it.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::RateLimited { retry_after, .. } | Self::Overloaded { retry_after } => *retry_after,
            _ => None,
        }
    }
}
