//! `login_hint` (CIBA Core 7.1) in the form Auth0's SDKs send: RFC 9493 `iss_sub`.

use serde::Deserialize;

use crate::ids::UserId;

/// Who shall approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoginHint {
    /// The issuer that knows the user; has to be this server.
    pub issuer: String,
    /// The user.
    pub subject: UserId,
}

/// Why a hint is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LoginHintError {
    /// Not a JSON object.
    #[error("login_hint has to be JSON like {{\"format\":\"iss_sub\",\"iss\":\"https://…/\",\"sub\":\"…\"}}: {0}")]
    Malformed(String),
    /// Another identifier format.
    #[error("login_hint has the format {0:?}, only \"iss_sub\" is supported")]
    Format(String),
}

impl LoginHint {
    /// Reads the JSON text of a subject identifier (RFC 9493 3.2.3).
    pub fn parse(text: &str) -> Result<Self, LoginHintError> {
        #[derive(Deserialize)]
        struct Wire {
            format: String,
            #[serde(default)]
            iss: Option<String>,
            #[serde(default)]
            sub: Option<String>,
        }
        let wire: Wire = serde_json::from_str(text).map_err(|error| LoginHintError::Malformed(error.to_string()))?;
        if wire.format != "iss_sub" {
            return Err(LoginHintError::Format(wire.format));
        }
        match (wire.iss, wire.sub) {
            (Some(issuer), Some(subject)) => Ok(Self { issuer, subject: UserId::new(subject) }),
            (None, _) => Err(LoginHintError::Malformed("\"iss\" is missing".to_owned())),
            (_, None) => Err(LoginHintError::Malformed("\"sub\" is missing".to_owned())),
        }
    }

    /// The hint as text, compact.
    pub fn to_text(&self) -> String {
        serde_json::json!({"format": "iss_sub", "iss": self.issuer, "sub": self.subject}).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compact_and_spaced_forms_are_read() {
        let expected = LoginHint { issuer: "https://t/".to_owned(), subject: "auth0|1".into() };
        assert_eq!(LoginHint::parse(&expected.to_text()).unwrap(), expected);
        let spaced = r#"{ "format": "iss_sub", "iss": "https://t/", "sub": "auth0|1"}"#;
        assert_eq!(LoginHint::parse(spaced).unwrap(), expected);
    }

    #[test]
    fn other_forms_say_what_is_wrong() {
        assert!(matches!(LoginHint::parse("hanna"), Err(LoginHintError::Malformed(_))));
        assert_eq!(
            LoginHint::parse(r#"{"format":"email","email":"a@b"}"#),
            Err(LoginHintError::Format("email".to_owned()))
        );
        assert!(LoginHint::parse(r#"{"format":"iss_sub","iss":"https://t/"}"#).is_err());
    }
}
