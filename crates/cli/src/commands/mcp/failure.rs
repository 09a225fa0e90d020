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

    /// The request is over, and nobody could find out what the person answered.
    pub(super) fn not_collected(error: &AgentError) -> Self {
        Self::new(
            Code::Unavailable,
            format!("The answer could not be collected: {error}."),
            "It counts as not approved. The request is over; before you ask again, ask the person what they answered.",
        )
    }
}

impl From<AgentError> for Failure {
    fn from(error: AgentError) -> Self {
        match error {
            AgentError::Denied => Self::denied(),
            AgentError::Expired => Self::expired(),
            AgentError::NoChannel { .. } => Self::new(Code::NoChannel, error.to_string(), ENROL),
            AgentError::RateLimited { .. } | AgentError::Overloaded { .. } => {
                Self::new(Code::RateLimited, error.to_string(), LATER)
            }
            AgentError::InvalidDetails { .. } | AgentError::Details(_) => {
                Self::new(Code::InvalidDetails, error.to_string(), CORRECT_DETAILS)
            }
            AgentError::UnknownUser => Self::new(
                Code::UnknownUser,
                error.to_string(),
                "Ask the person for their id at the approval server, or leave `user` out.",
            ),
            AgentError::Spent => Self::new(
                Code::Refused,
                error.to_string(),
                "Its answer was collected already, or it is gone. Ask anew.",
            ),
            AgentError::InvalidClient { .. } | AgentError::UserCode { .. } => {
                Self::new(Code::Refused, error.to_string(), CONFIGURATION)
            }
            AgentError::Request(_) => Self::arguments(error.to_string()),
            AgentError::Unanswered(_) => Self::new(
                Code::Unavailable,
                error.to_string(),
                "It is not approved. Before you ask again, ask the person whether a request arrived.",
            ),
            AgentError::Refused { code, description } => refused(code, description),
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
        ErrorCode::InvalidBindingMessage => (
            Code::InvalidBindingMessage,
            "Leave `binding_message` out to have a code made, or use at most 64 letters, digits, blanks and +-_.,:#.",
        ),
        ErrorCode::InvalidScope => (Code::Refused, "Leave `scope` out, or name scopes that the API of the action has."),
        ErrorCode::InvalidTarget => (Code::Refused, "Leave `audience` out, or use one that list_action_types names."),
        ErrorCode::UnauthorizedClient => (Code::Refused, CONFIGURATION),
        _ => (Code::Refused, "Change the request as the message says, or tell the person."),
    };
    Failure::new(code, format!("The approval server refused: {}.", description.trim_end_matches('.')), next)
}

const CORRECT_DETAILS: &str =
    "Correct the place that the message names. list_action_types has the JSON Schema of every type.";
const LATER: &str = "Do not try again at once. Wait for open requests to be answered, or for a minute.";
const CONFIGURATION: &str =
    "You cannot repair this. Tell the person that the configuration of this MCP server is not accepted.";
const ENROL: &str =
    "The person cannot be reached: they have to enrol a device first. Tell them so; it is not approved.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_server_refuses_has_a_code_of_its_own() {
        let words = || "the words of the server".to_owned();
        let refused = |code| AgentError::Refused { code, description: words() };
        for (error, expected) in [
            (AgentError::InvalidDetails { description: words() }, Code::InvalidDetails),
            (AgentError::NoChannel { description: words() }, Code::NoChannel),
            (AgentError::RateLimited { retry_after: None, description: words() }, Code::RateLimited),
            (AgentError::InvalidClient { description: words() }, Code::Refused),
            (refused(ErrorCode::InvalidBindingMessage), Code::InvalidBindingMessage),
            (refused(ErrorCode::InvalidScope), Code::Refused),
            (AgentError::Unreachable(words()), Code::Unavailable),
            (AgentError::Unanswered(words()), Code::Unavailable),
        ] {
            let failure = Failure::from(error);
            assert_eq!(failure.code, expected, "{}", failure.message);
            assert!(failure.message.contains("the words of the server"), "{}", failure.message);
        }
        assert_eq!(Failure::from(AgentError::UnknownUser).code, Code::UnknownUser);
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
