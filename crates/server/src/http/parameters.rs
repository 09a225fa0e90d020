//! Request parameters: form bodies, and the JSON body auth0-python sends to the token endpoint.

use axum::body::Bytes;
use axum::http::{HeaderMap, header};

use waxseal_protocol::json::Json;

use super::OAuthError;

/// The parameters of CIBA Core 7.1 that are texts in a signed request.
const TEXTS: [&str; 10] = [
    "scope",
    "client_notification_token",
    "acr_values",
    "login_hint_token",
    "id_token_hint",
    "login_hint",
    "binding_message",
    "user_code",
    "audience",
    "resource",
];

/// Parameters of one request. An empty one counts as absent (RFC 6749 3.1); a repeated one was
/// refused.
#[derive(Debug, Default)]
pub(crate) struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a form, as every OAuth endpoint takes it.
    pub(crate) fn form(headers: &HeaderMap, body: &Bytes) -> Result<Self, OAuthError> {
        if media_type(headers) != "application/x-www-form-urlencoded" {
            return Err(OAuthError::invalid_request("The body has to be application/x-www-form-urlencoded."));
        }
        let parameters: Vec<(String, String)> = serde_urlencoded::from_bytes(body)
            .map_err(|error| OAuthError::invalid_request(format!("The body is no form: {error}")))?;
        let mut names: Vec<&str> = parameters.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        if let Some((name, _)) = names.iter().zip(names.iter().skip(1)).find(|(one, next)| one == next) {
            return Err(OAuthError::invalid_request(format!("The parameter {name} is repeated.")));
        }
        Ok(Self::given(parameters))
    }

    /// Reads a form or a JSON object of strings.
    pub(crate) fn form_or_json(headers: &HeaderMap, body: &Bytes) -> Result<Self, OAuthError> {
        if media_type(headers) != "application/json" {
            return Self::form(headers, body);
        }
        let text = std::str::from_utf8(body).map_err(|_| OAuthError::invalid_request("The body is not UTF-8."))?;
        let value =
            Json::parse(text).map_err(|error| OAuthError::invalid_request(format!("The body is no JSON: {error}")))?;
        let Json::Object(members) = value else {
            return Err(OAuthError::invalid_request("The body has to be a JSON object."));
        };
        Ok(Self::given(members.into_iter().map(text_of).collect()))
    }

    /// The claims of a signed request (CIBA Core 7.1.1): its own parameters are texts, and the expiry
    /// may be a number; parameters of extensions may be any JSON.
    pub(crate) fn of_claims(claims: Vec<(String, Json)>) -> Result<Self, OAuthError> {
        let misread = |(name, value): &&(String, Json)| match name.as_str() {
            name if TEXTS.contains(&name) => !matches!(value, Json::String(_)),
            "requested_expiry" | "request_expiry" => !matches!(value, Json::String(_) | Json::Number(_)),
            _ => false,
        };
        if let Some((name, _)) = claims.iter().find(misread) {
            return Err(OAuthError::invalid_request(format!("The claim {name} of the signed request is no text.")));
        }
        Ok(Self::given(claims.into_iter().map(text_of).collect()))
    }

    fn given(mut parameters: Vec<(String, String)>) -> Self {
        parameters.retain(|(_, value)| !value.is_empty());
        Self(parameters)
    }

    /// The names of all parameters.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn required(&self, name: &str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| OAuthError::invalid_request(format!("{name} is required")))
    }
}

fn text_of((name, value): (String, Json)) -> (String, String) {
    let text = match &value {
        Json::Null => String::new(),
        other => other.as_str().map_or_else(|| other.to_string(), ToOwned::to_owned),
    };
    (name, text)
}

fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}
