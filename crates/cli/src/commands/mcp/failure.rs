//! Why there is no approval, in words that a model can act upon.

use serde::Serialize;
use waxseal_agent::AgentError;
use waxseal_protocol::ErrorCode;

/// What went wrong, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) code: Code,
    /// What happened, with values.
    pub(super) message: String,
    /// What to do next.
    pub(super) next: String,
}

/// What a program matches on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Code {
    /// The person said no.
    Denied,
    /// Nobody answered in time.
    Expired,
    /// The person has nothing to answer with.
    NoChannel,
    /// The approval server takes no more requests for now.
    RateLimited,
    /// This server has as many open requests as it may.
    TooManyOpen,
    /// The same request is open already.
    AlreadyOpen,
    /// The details do not fit their type.
    InvalidDetails,
    /// The binding message is not acceptable.
    InvalidBindingMessage,
    /// The arguments of the tool are not as its schema says.
    InvalidArguments,
    /// No such person.
    UnknownUser,
    /// Whoever set this server up does not allow it.
    NotAllowed,
    /// This server does not know the approval.
    UnknownApproval,
    /// The approval server refused for another reason.
    Refused,
    /// The approval server cannot be reached, or cannot answer.
    Unavailable,
}

impl Code {
    /// Every code, as the output schema lists them.
    pub(super) const ALL: [Self; 14] = [
        Self::Denied,
        Self::Expired,
        Self::NoChannel,
        Self::RateLimited,
        Self::TooManyOpen,
        Self::AlreadyOpen,
        Self::InvalidDetails,
        Self::InvalidBindingMessage,
        Self::InvalidArguments,
        Self::UnknownUser,
        Self::NotAllowed,
        Self::UnknownApproval,
        Self::Refused,
        Self::Unavailable,
    ];
}

impl Failure {
    pub(super) fn new(code: Code, message: impl Into<String>, next: impl Into<String>) -> Self {
        Self { code, message: message.into(), next: next.into() }
    }

    /// The arguments are not as the schema says.
    pub(super) fn arguments(message: impl Into<String>) -> Self {
        Self::new(
            Code::InvalidArguments,
            message,
            "Correct the arguments as the tool's schema says, then call it again.",
        )
    }

    pub(super) fn denied() -> Self {
        Self::new(
            Code::Denied,
            "The person denied the request.",
            "Do not do it, and do not ask again unless the person tells you to. Say that it was denied.",
        )
    }

    pub(super) fn expired() -> Self {
        Self::new(
            Code::Expired,
            "Nobody answered in time.",
            "That is no approval: do not do it. Ask again only if the person is there to answer.",
        )
    }
}

impl From<AgentError> for Failure {
    fn from(error: AgentError) -> Self {
        match error {
            AgentError::Denied => Self::denied(),
            AgentError::Expired => Self::expired(),
            AgentError::Refused { code, description } => refused(code, description),
            AgentError::Details(error) => Self::new(Code::InvalidDetails, error.to_string(), CORRECT_DETAILS),
            error => Self::new(
                Code::Unavailable,
                format!("The approval server does not help: {error}."),
                "It is not approved. Try again in a while; if it stays so, tell the person that the approval server \
                 or the configuration of this MCP server needs attention.",
            ),
        }
    }
}

/// What the approval server's own code comes to.
fn refused(code: ErrorCode, description: String) -> Failure {
    let (code, next) = match code {
        ErrorCode::InvalidAuthorizationDetails => (Code::InvalidDetails, CORRECT_DETAILS),
        ErrorCode::InvalidBindingMessage => (
            Code::InvalidBindingMessage,
            "Leave `binding_message` out to have a code made, or use at most 64 letters, digits, blanks and +-_.,:#.",
        ),
        ErrorCode::UnknownUserId => {
            (Code::UnknownUser, "Ask the person for their id at the approval server, or leave `user` out.")
        }
        ErrorCode::TooManyRequests | ErrorCode::TemporarilyUnavailable | ErrorCode::SlowDown => {
            (Code::RateLimited, "Do not try again at once. Wait for open requests to be answered, or for a minute.")
        }
        ErrorCode::AccessDenied | ErrorCode::InvalidRequest if is_about_channels(&description) => {
            (Code::NoChannel, ENROL)
        }
        ErrorCode::ServerError => (Code::Unavailable, "It is not approved. Try again in a while."),
        ErrorCode::InvalidScope => (Code::Refused, "Leave `scope` out, or name scopes that the API of the action has."),
        ErrorCode::InvalidTarget => (Code::Refused, "Leave `audience` out, or use one that list_action_types names."),
        ErrorCode::InvalidGrant => (Code::Refused, "Its answer was collected already, or it is gone. Ask anew."),
        ErrorCode::InvalidClient | ErrorCode::UnauthorizedClient => (
            Code::Refused,
            "You cannot repair this. Tell the person that the client id or secret of this MCP server is not accepted.",
        ),
        _ => (Code::Refused, "Change the request as the message says, or tell the person."),
    };
    Failure::new(code, format!("The approval server refused: {}.", description.trim_end_matches('.')), next)
}

/// Auth0 has no error code for a person without a device, and neither has CIBA: there is the text.
fn is_about_channels(description: &str) -> bool {
    description.contains("notification channels")
}

const CORRECT_DETAILS: &str =
    "Correct the place that the message names. list_action_types has the JSON Schema of every type.";
const ENROL: &str =
    "The person cannot be reached: they have to enrol a device first. Tell them so; it is not approved.";

#[cfg(test)]
mod tests {
    use super::*;

    fn of(code: ErrorCode, description: &str) -> Failure {
        AgentError::Refused { code, description: description.to_owned() }.into()
    }

    #[test]
    fn what_the_server_refuses_has_a_code_of_its_own() {
        let no_channel = "No eligible notification channels were found. guardian-push: User does not have push \
                          notifications set up";
        for (code, description, expected) in [
            (ErrorCode::InvalidAuthorizationDetails, "authorization_details[0]/amount: required", Code::InvalidDetails),
            (ErrorCode::InvalidRequest, no_channel, Code::NoChannel),
            (ErrorCode::AccessDenied, no_channel, Code::NoChannel),
            (ErrorCode::InvalidRequest, "audience is missing", Code::Refused),
            (ErrorCode::TooManyRequests, "too many", Code::RateLimited),
            (ErrorCode::UnknownUserId, "unknown", Code::UnknownUser),
            (ErrorCode::InvalidBindingMessage, "too long", Code::InvalidBindingMessage),
            (ErrorCode::InvalidClient, "who?", Code::Refused),
            (ErrorCode::ServerError, "oh", Code::Unavailable),
        ] {
            let failure = of(code, description);
            assert_eq!(failure.code, expected, "{code:?}");
            assert!(failure.message.contains(description), "the words of the server are kept: {}", failure.message);
        }
    }

    #[test]
    fn no_failure_sounds_like_an_approval() {
        for failure in [Failure::denied(), Failure::expired(), AgentError::Unreachable("gone".to_owned()).into()] {
            assert!(failure.next.to_lowercase().contains("not"), "{}", failure.next);
        }
    }

    #[test]
    fn every_code_is_listed_once() {
        let names: std::collections::BTreeSet<_> =
            Code::ALL.iter().map(|code| serde_json::to_string(code).unwrap()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
