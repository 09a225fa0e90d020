//! Which kinds of action a person can be asked about, and what each is made of (RFC 9396 10).

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use crate::client::Client;
use crate::error::AgentError;
use crate::http::{Failure, answer};

/// A kind of action, as the APIs that know it describe it.
///
/// ```
/// use waxseal_agent::ActionType;
/// let described = r#"{"type":"payment","apis":[{"audience":"urn:bank","schema":{"type":"object"}}]}"#;
/// let kind: ActionType = serde_json::from_str(described)?;
/// assert_eq!(kind.apis[0].audience, "urn:bank");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionType {
    /// The `type` of its authorization details.
    #[serde(rename = "type")]
    pub name: String,
    /// The APIs that take it; at least one.
    pub apis: Vec<ActionTypeApi>,
}

/// How one API takes a kind of action.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ActionTypeApi {
    /// The API, as the audience of a request names it.
    pub audience: String,
    /// The JSON Schema of one entry. Without one, only the shape of the entry is checked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    /// Whether the person may grant less than was asked for.
    #[serde(default)]
    pub narrowing: bool,
}

impl Client {
    /// The names of the kinds of action that the server knows, as it said when this client
    /// discovered it. Empty also where a server does not tell.
    pub fn action_types(&self) -> &[String] {
        &self.metadata().authorization_details_types_supported
    }

    /// What one kind of action is made of. `None` where the server does not know it, or does not
    /// describe its kinds.
    ///
    /// # Errors
    /// The server cannot be reached, or its answer is no description.
    pub async fn action_type(&self, name: &str) -> Result<Option<ActionType>, AgentError> {
        let known = self.action_types().iter().any(|known| known == name);
        let endpoint = self.metadata().authorization_details_types_endpoint.as_deref();
        let Some(endpoint) = endpoint.filter(|_| known) else { return Ok(None) };
        let malformed = |error: &dyn std::fmt::Display| AgentError::Malformed(format!("{endpoint}: {error}"));
        let mut url = Url::parse(endpoint).map_err(|error| malformed(&error))?;
        url.path_segments_mut().map_err(|()| malformed(&"no place for a type"))?.pop_if_empty().push(name);
        let described = answer(self.0.http.get(url), self.now()).await.map_err(Failure::of_question)?;
        described
            .map(Some)
            .map_err(|refusal| AgentError::Refused { code: refusal.code, description: refusal.description })
    }
}
