//! Errors an agent can act on.

use waxseal_protocol::ErrorCode;
use waxseal_protocol::rar::DetailsError;

/// Why there is no token.
#[derive(Debug, thiserror::Error)]
pub enum AgentError {
    /// The person said no.
    #[error("the person denied the request")]
    Denied,
    /// Nobody answered in time.
    #[error("nobody answered in time")]
    Expired,
    /// The server refused the request; see the code.
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
    /// The server cannot be reached.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The server's answer is not one of OAuth's.
    #[error("the server's answer is not as expected: {0}")]
    Malformed(String),
    /// The authority file cannot be used.
    #[error("cannot use the authority file: {0}")]
    Authority(String),
}

impl From<reqwest::Error> for AgentError {
    fn from(error: reqwest::Error) -> Self {
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        Self::Unreachable(cause.to_string())
    }
}
