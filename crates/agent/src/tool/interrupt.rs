//! A call that waits for a person, as data.

use serde::{Deserialize, Serialize};
use waxseal_protocol::json::Json;

use crate::error::AgentError;
use crate::pending::PendingApproval;

/// A call that waits for a person: which tool, which input, which request.
///
/// The digest holds the call to its input: what the person approved is what runs. It is no
/// signature: whoever can write an interrupt can write its digest. Keep it where the model cannot
/// write, and let the API act on the details in the token, which are signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interrupt {
    /// The policy's name for the tool.
    pub tool: String,
    /// SHA-256 of the input's canonical JSON (RFC 8785), base64url.
    pub input_sha256: String,
    /// The request.
    pub pending: PendingApproval,
}

/// Why a tool did not run.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ToolError {
    /// The person has not answered yet. Keep this, and resume with the same input.
    #[error("the person has not answered yet")]
    Interrupted(Box<Interrupt>),
    /// The interrupt is of a call with another input. Nothing was asked or fetched.
    #[error("the person was asked about another input")]
    OtherInput,
    /// The interrupt is of another tool.
    #[error("the person was asked about the tool {0}")]
    OtherTool(String),
    /// The input cannot be written as JSON.
    #[error("the input is no JSON: {0}")]
    Input(String),
    /// There is no approval.
    #[error(transparent)]
    Agent(#[from] AgentError),
}

/// What an input is told from another by.
pub(super) fn digest<I: Serialize>(input: &I) -> Result<String, ToolError> {
    let text = serde_json::to_string(input).map_err(|error| ToolError::Input(error.to_string()))?;
    Ok(Json::parse(&text).map_err(|error| ToolError::Input(error.to_string()))?.sha256())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_order_of_members_is_no_other_input_and_every_value_is() {
        let of = |text: &str| digest(&Json::parse(text).unwrap()).unwrap();
        assert_eq!(of(r#"{"a":1,"b":[2]}"#), of(r#"{ "b": [2], "a": 1 }"#));
        for other in [r#"{"a":2,"b":[2]}"#, r#"{"a":1,"b":[2,2]}"#, r#"{"a":"1","b":[2]}"#, r#"{"a":1}"#] {
            assert_ne!(of(r#"{"a":1,"b":[2]}"#), of(other), "{other}");
        }
        assert_eq!(digest(&json!({"quantity": 1})).unwrap(), of(r#"{"quantity":1}"#));
    }
}
