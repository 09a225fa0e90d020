//! `login_hint` (CIBA Core 7.1): who shall approve, as a subject identifier (RFC 9493) or as plain
//! text.

use serde::Deserialize;

use crate::ids::UserId;

/// Who shall approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoginHint {
    /// `iss_sub` (RFC 9493 3.2.3): what Auth0's SDKs send.
    IssuerSubject {
        /// The issuer that knows the user.
        issuer: String,
        /// The user there.
        subject: UserId,
    },
    /// `email` (RFC 9493 3.2.2), and the address of an `acct:` URI (3.2.1).
    Email(String),
    /// `phone_number` (RFC 9493 3.2.5), E.164.
    PhoneNumber(String),
    /// `opaque` (RFC 9493 3.2.4): a user id.
    Opaque(UserId),
    /// `did` or `uri` (RFC 9493 3.2.6, 3.2.7).
    Uri(String),
    /// `aliases` (RFC 9493 3.2.8): several names of one person.
    Aliases(Vec<Self>),
    /// No JSON: a user id or an e-mail address.
    Plain(String),
}

/// Why a hint is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginHintError {
    /// A JSON object that is no subject identifier.
    #[error(
        "login_hint is no subject identifier like {{\"format\":\"iss_sub\",\"iss\":\"https://…/\",\"sub\":\"…\"}}: {0}"
    )]
    Malformed(String),
    /// A format that RFC 9493 does not have.
    #[error("login_hint has the unknown format {0:?}")]
    Format(String),
}

/// The most names in one `aliases` hint.
const MAX_ALIASES: usize = 10;

#[derive(Deserialize)]
struct Wire {
    format: String,
    #[serde(default)]
    iss: Option<String>,
    #[serde(default)]
    sub: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    phone_number: Option<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    uri: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    identifiers: Option<Vec<serde_json::Value>>,
}

impl LoginHint {
    /// Reads a hint: JSON text of a subject identifier, or plain text.
    pub fn parse(text: &str) -> Result<Self, LoginHintError> {
        if !text.trim_start().starts_with('{') {
            return Ok(Self::Plain(text.trim().to_owned()));
        }
        let value = serde_json::from_str(text).map_err(|error| LoginHintError::Malformed(error.to_string()))?;
        Self::from_value(value)
    }

    /// Reads a subject identifier, as in the claim `sub_id`.
    pub fn from_value(value: serde_json::Value) -> Result<Self, LoginHintError> {
        Self::read(value, true)
    }

    fn read(value: serde_json::Value, aliases_allowed: bool) -> Result<Self, LoginHintError> {
        let wire: Wire = serde_json::from_value(value).map_err(|error| LoginHintError::Malformed(error.to_string()))?;
        let need = |member: Option<String>, name: &str| {
            member
                .filter(|text| !text.is_empty())
                .ok_or_else(|| LoginHintError::Malformed(format!("\"{name}\" is missing")))
        };
        match wire.format.as_str() {
            "iss_sub" => {
                Ok(Self::IssuerSubject { issuer: need(wire.iss, "iss")?, subject: UserId::new(need(wire.sub, "sub")?) })
            }
            "email" => Ok(Self::Email(need(wire.email, "email")?)),
            "phone_number" => Ok(Self::PhoneNumber(need(wire.phone_number, "phone_number")?)),
            "opaque" => Ok(Self::Opaque(UserId::new(need(wire.id, "id")?))),
            "account" => {
                let uri = need(wire.uri, "uri")?;
                let address = uri.strip_prefix("acct:");
                address
                    .map(|address| Self::Email(address.to_owned()))
                    .ok_or_else(|| LoginHintError::Malformed("\"uri\" has to start with acct:".to_owned()))
            }
            "uri" => Ok(Self::Uri(need(wire.uri, "uri")?)),
            "did" => Ok(Self::Uri(need(wire.url, "url")?)),
            "aliases" if aliases_allowed => {
                let identifiers = wire.identifiers.unwrap_or_default();
                if identifiers.is_empty() || identifiers.len() > MAX_ALIASES {
                    let message = format!("\"identifiers\" has to have 1 to {MAX_ALIASES} entries");
                    return Err(LoginHintError::Malformed(message));
                }
                let hints: Result<Vec<_>, _> = identifiers.into_iter().map(|one| Self::read(one, false)).collect();
                Ok(Self::Aliases(hints?))
            }
            _ => Err(LoginHintError::Format(wire.format)),
        }
    }

    /// The hint Auth0's SDKs send for a user of an issuer, compact.
    pub fn iss_sub(issuer: &str, subject: &UserId) -> String {
        serde_json::json!({"format": "iss_sub", "iss": issuer, "sub": subject}).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_and_spaced_forms_are_read() {
        let expected = LoginHint::IssuerSubject { issuer: "https://t/".to_owned(), subject: "auth0|1".into() };
        assert_eq!(LoginHint::parse(&LoginHint::iss_sub("https://t/", &"auth0|1".into())).unwrap(), expected);
        let spaced = r#"{ "format": "iss_sub", "iss": "https://t/", "sub": "auth0|1"}"#;
        assert_eq!(LoginHint::parse(spaced).unwrap(), expected);
    }

    #[test]
    fn every_format_of_rfc_9493_is_read() {
        for (text, expected) in [
            (r#"{"format":"email","email":"a@b.example"}"#, LoginHint::Email("a@b.example".to_owned())),
            (r#"{"format":"account","uri":"acct:a@b.example"}"#, LoginHint::Email("a@b.example".to_owned())),
            (
                r#"{"format":"phone_number","phone_number":"+12065550100"}"#,
                LoginHint::PhoneNumber("+12065550100".to_owned()),
            ),
            (r#"{"format":"opaque","id":"11112222"}"#, LoginHint::Opaque("11112222".into())),
            (r#"{"format":"did","url":"did:example:123"}"#, LoginHint::Uri("did:example:123".to_owned())),
            (r#"{"format":"uri","uri":"https://u.example/1"}"#, LoginHint::Uri("https://u.example/1".to_owned())),
            (
                r#"{"format":"aliases","identifiers":[{"format":"opaque","id":"1"},{"format":"email","email":"a@b"}]}"#,
                LoginHint::Aliases(vec![LoginHint::Opaque("1".into()), LoginHint::Email("a@b".to_owned())]),
            ),
            ("auth0|hanna", LoginHint::Plain("auth0|hanna".to_owned())),
        ] {
            assert_eq!(LoginHint::parse(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn broken_identifiers_say_what_is_wrong() {
        assert!(LoginHint::parse(r#"{"format":"iss_sub","iss":"https://t/"}"#).is_err());
        assert!(LoginHint::parse(r#"{"sub":"auth0|1"}"#).is_err());
        assert_eq!(LoginHint::parse(r#"{"format":"tin"}"#), Err(LoginHintError::Format("tin".to_owned())));
        let nested = r#"{"format":"aliases","identifiers":[{"format":"aliases","identifiers":[]}]}"#;
        assert!(LoginHint::parse(nested).is_err(), "RFC 9493 3.2.8: aliases do not nest");
    }
}
