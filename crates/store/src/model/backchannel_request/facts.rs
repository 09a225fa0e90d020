//! What a request is about beside its consent.

use serde::{Deserialize, Deserializer, Serialize};
use waxseal_protocol::Secret;
use waxseal_protocol::token::Confirmation;

use crate::model::DeliveryMode;

/// Kept with the request, read with it, never searched for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestFacts {
    /// How the client learns the outcome.
    pub mode: DeliveryMode,
    /// Where it is told, in ping and push mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_endpoint: Option<String>,
    /// What it is told with, in ping and push mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notification_token: Option<Secret<String>>,
    /// The handle, which a ping or push has to name. Not kept in poll mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_req_id: Option<Secret<String>>,
    /// The values of `acr` that an answer can fulfil, out of those the client asked for and in its order.
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "values")]
    pub acr: Vec<String>,
    /// How the person was reached: `guardian-push` or `email`.
    pub channel: String,
    /// The key that pushed tokens are bound to (CIBA Core 5).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmation: Option<Confirmation>,
}

impl PartialEq for RequestFacts {
    fn eq(&self, other: &Self) -> bool {
        let text = |secret: &Option<Secret<String>>| secret.as_ref().map(|secret| secret.expose().clone());
        self.mode == other.mode
            && self.notification_endpoint == other.notification_endpoint
            && text(&self.notification_token) == text(&other.notification_token)
            && text(&self.auth_req_id) == text(&other.auth_req_id)
            && self.acr == other.acr
            && self.channel == other.channel
            && self.confirmation == other.confirmation
    }
}

impl Eq for RequestFacts {}

/// A list, or the one value that earlier versions kept.
fn values<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Kept {
        One(String),
        All(Vec<String>),
    }
    Ok(match Kept::deserialize(deserializer)? {
        Kept::One(value) => vec![value],
        Kept::All(values) => values,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_of_earlier_versions_keep_their_class() {
        let read = |text: &str| serde_json::from_str::<RequestFacts>(text).unwrap().acr;
        assert_eq!(read(r#"{"channel":"email"}"#), [""; 0]);
        assert_eq!(read(r#"{"acr":"urn:a"}"#), ["urn:a"]);
        let facts = RequestFacts { acr: vec!["urn:a".to_owned(), "urn:b".to_owned()], ..RequestFacts::default() };
        assert_eq!(read(&serde_json::to_string(&facts).unwrap()), facts.acr);
    }
}
