//! The person's user code (CIBA Core 7.1.2), set and removed from their device. Guardian has nothing like it.

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, UserId};
use crate::jose::NumericDate;

/// The fewest characters.
pub const MIN_USER_CODE: usize = 4;
/// The most.
pub const MAX_USER_CODE: usize = 64;

/// The answer to `GET …/api/user-code`. The code itself is never told.
///
/// ```
/// use waxseal_protocol::device::UserCodeState;
/// let state: UserCodeState = serde_json::from_str(r#"{"is_set":true,"changeable":true}"#)?;
/// assert!(state.is_set);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCodeState {
    /// Whether agents have to give a code.
    pub is_set: bool,
    /// Whether the operator lets people change it.
    pub changeable: bool,
}

/// The body of `PUT …/api/user-code`, with a token that the device signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCodeChange {
    /// A JWS of `typ` [`UserCodeChange::TYPE`] with [`UserCodeClaims`], by the key of the enrolment: a token
    /// alone changes nothing.
    pub statement: String,
}

impl UserCodeChange {
    /// The `typ` of the statement.
    pub const TYPE: &'static str = "waxseal-user-code+jwt";
}

/// What the person wants.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserCodeClaims {
    /// The device.
    pub iss: DeviceId,
    /// The person.
    pub sub: UserId,
    /// The URL that is called.
    pub aud: String,
    /// Now.
    pub iat: NumericDate,
    /// At most two minutes later.
    pub exp: NumericDate,
    /// It counts once, so that nobody brings an old code back.
    pub jti: String,
    /// The new code. `null`, which has to be written: none.
    #[serde(deserialize_with = "written")]
    pub user_code: Option<String>,
}

impl std::fmt::Debug for UserCodeClaims {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("UserCodeClaims").field("iss", &self.iss).field("jti", &self.jti).finish_non_exhaustive()
    }
}

fn written<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// Why a code is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UserCodeError {
    /// Too short or too long.
    #[error("a code has from {MIN_USER_CODE} to {MAX_USER_CODE} characters, not {0}")]
    Length(usize),
    /// A person could not tell it to somebody, or type it.
    #[error("a code neither begins nor ends with a blank, and has no control characters")]
    Characters,
}

/// Whether a text can be a code.
pub fn check_user_code(code: &str) -> Result<(), UserCodeError> {
    let length = code.chars().count();
    if !(MIN_USER_CODE..=MAX_USER_CODE).contains(&length) {
        return Err(UserCodeError::Length(length));
    }
    if code.trim() != code || code.chars().any(char::is_control) {
        return Err(UserCodeError::Characters);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_short_text_that_can_be_told() {
        for good in ["1234", "blue heron", "дом-1", &"x".repeat(64)] {
            assert_eq!(check_user_code(good), Ok(()), "{good}");
        }
        assert_eq!(check_user_code(""), Err(UserCodeError::Length(0)));
        assert_eq!(check_user_code("123"), Err(UserCodeError::Length(3)));
        assert_eq!(check_user_code(&"x".repeat(65)), Err(UserCodeError::Length(65)));
        for bad in [" 1234", "1234\n", "12\u{7}34", "1234\u{a0}"] {
            assert_eq!(check_user_code(bad), Err(UserCodeError::Characters), "{bad:?}");
        }
    }

    #[test]
    fn a_removal_is_written() {
        let claims = r#"{"iss":"dev_a","sub":"hanna","aud":"u","iat":1,"exp":2,"jti":"j""#;
        assert!(serde_json::from_str::<UserCodeClaims>(&format!("{claims}}}")).is_err());
        let removal: UserCodeClaims = serde_json::from_str(&format!("{claims},\"user_code\":null}}")).unwrap();
        assert_eq!(removal.user_code, None);
        let change = UserCodeClaims { user_code: Some("secret".to_owned()), ..removal };
        assert!(!format!("{change:?}").contains("secret"));
    }
}
