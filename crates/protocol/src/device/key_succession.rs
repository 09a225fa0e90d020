//! Key succession: how a device that pinned the issuer's key for consents learns of the next one.
//!
//! The key that is replaced says so itself, in a statement that it signs: which key follows it, or
//! that it is revoked and none does. Statements are kept for ever, so that a device that comes back
//! after many changes follows them one by one. No specification has this; the shape is that of a
//! JWS with explicit typing (RFC 8725 section 3.11).

use serde::{Deserialize, Deserializer, Serialize};

use crate::jose::{Algorithm, Jwk, JwkError, JwsError, KeyError, NumericDate, SigningKey, Trust};

/// The most statements in one answer. A device that has more to follow asks again.
pub const MAX_STATEMENTS: usize = 100;

/// The body of `GET …/api/key-succession/{kid}`: the statements that lead on from a key, each as a
/// compact JWS. Empty if the key is in use, or not known.
///
/// ```
/// use waxseal_protocol::device::KeySuccession;
/// let succession: KeySuccession = serde_json::from_str(r#"{"statements":["eyJ…","eyJ…"]}"#)?;
/// assert_eq!(succession.statements.len(), 2);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySuccession {
    /// The first is by the key that was asked for, each other one by the key that the one before
    /// names; at most [`MAX_STATEMENTS`].
    pub statements: Vec<String>,
}

/// The claims of a statement: a JWS with ES256, whose `kid` is the key that it is by and about.
///
/// ```
/// use waxseal_protocol::device::KeySuccessionClaims;
/// let revoked: KeySuccessionClaims = serde_json::from_str(
///     r#"{"iss":"https://as.example/","iat":1800000000,"previous_kid":"NzbL…","next_key":null}"#,
/// )?;
/// assert_eq!(revoked.next_key, None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeySuccessionClaims {
    /// The issuer whose key it is.
    pub iss: String,
    /// When it was made, in seconds. It decides nothing: the order is that of the signatures.
    pub iat: NumericDate,
    /// The key that signed this, by its `kid`.
    pub previous_kid: String,
    /// The key that signs consents from now on, whose `kid` is its thumbprint (RFC 7638). `null`,
    /// which has to be written: the previous key is revoked, and it vouches for no other.
    #[serde(deserialize_with = "written")]
    pub next_key: Option<Jwk>,
}

/// What became of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Succession {
    /// Another one took its place.
    Next(Box<Jwk>),
    /// It is not to be trusted any more.
    Revoked,
}

/// Why a statement counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// It is not by the pinned key, or no statement.
    #[error("the statement is not by the pinned key: {0}")]
    Statement(JwsError),
    /// It is of another issuer.
    #[error("the statement is of {0}")]
    Issuer(String),
    /// It is about another key than the one that signed it.
    #[error("the statement is about the key {0:?}, which did not sign it")]
    Previous(String),
    /// The key that it names cannot sign consents.
    #[error("the key that it names is not usable: {0}")]
    Key(JwkError),
    /// The key that it names was pinned before: keys do not come back.
    #[error("the key {0:?} was in use before")]
    Repeated(String),
}

impl KeySuccessionClaims {
    /// The header `typ` of a statement.
    pub const TYPE: &'static str = "waxseal-key-succession+jwt";

    /// The statement of a key about the one that follows it, or about its own end.
    pub fn sign(previous: &SigningKey, issuer: &str, at: NumericDate, next: Option<&Jwk>) -> Result<String, KeyError> {
        let previous_kid = previous.public().kid.clone().unwrap_or_default();
        let claims = Self { iss: issuer.to_owned(), iat: at, previous_kid, next_key: next.cloned() };
        previous.sign(Self::TYPE, &claims)
    }

    /// Checks a statement by the key that is pinned.
    pub fn check(statement: &str, pinned: &Jwk, issuer: &str) -> Result<Succession, SuccessionError> {
        let trust = Trust { keys: std::slice::from_ref(pinned), algorithms: &[Algorithm::ES256], types: &[Self::TYPE] };
        let claims: Self = trust.claims(statement).map_err(SuccessionError::Statement)?;
        if claims.iss != issuer {
            return Err(SuccessionError::Issuer(claims.iss));
        }
        if pinned.kid.as_ref() != Some(&claims.previous_kid) {
            return Err(SuccessionError::Previous(claims.previous_kid));
        }
        let Some(next) = claims.next_key else { return Ok(Succession::Revoked) };
        let algorithms = next.check().map_err(SuccessionError::Key)?;
        let thumbprint = next.thumbprint().map_err(SuccessionError::Key)?;
        if !algorithms.contains(&Algorithm::ES256) {
            return Err(SuccessionError::Key(JwkError::Member("alg")));
        }
        if next.kid.as_ref() != Some(&thumbprint) {
            return Err(SuccessionError::Key(JwkError::Member("kid")));
        }
        if pinned.thumbprint().is_ok_and(|pinned| pinned == thumbprint) {
            return Err(SuccessionError::Repeated(thumbprint));
        }
        Ok(Succession::Next(Box::new(next)))
    }
}

/// An optional member that has to be there.
fn written<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Jwk>, D::Error> {
    Option::deserialize(deserializer)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const ISSUER: &str = "https://as.example/";

    fn key() -> SigningKey {
        SigningKey::generate().unwrap()
    }

    fn claims(previous: &SigningKey, next: &SigningKey) -> Value {
        json!({"iss": ISSUER, "iat": 1_800_000_000, "previous_kid": previous.public().kid, "next_key": next.public()})
    }

    fn check(signer: &SigningKey, pinned: &SigningKey, claims: &Value) -> Result<Succession, SuccessionError> {
        let statement = signer.sign(KeySuccessionClaims::TYPE, claims).unwrap();
        KeySuccessionClaims::check(&statement, pinned.public(), ISSUER)
    }

    #[test]
    fn the_pinned_key_names_the_next_one_or_its_own_end() {
        let (old, new) = (key(), key());
        let at = NumericDate::new(crate::Timestamp::UNIX_EPOCH);
        let check = |next: Option<&Jwk>| {
            let statement = KeySuccessionClaims::sign(&old, ISSUER, at, next).unwrap();
            KeySuccessionClaims::check(&statement, old.public(), ISSUER)
        };
        assert_eq!(check(Some(new.public())), Ok(Succession::Next(Box::new(new.public().clone()))));
        assert_eq!(check(None), Ok(Succession::Revoked));
    }

    #[test]
    fn another_signer_type_or_algorithm_is_refused() {
        let (old, new) = (key(), key());
        let good = claims(&old, &new);
        let signature = Err(SuccessionError::Statement(JwsError::Signature));
        assert_eq!(check(&new, &old, &good), signature, "the new key vouches for itself");
        let named_as_old = key().with_kid(old.public().kid.clone());
        assert_eq!(check(&named_as_old, &old, &good), signature);
        let consent = old.sign("waxseal-consent+jwt", &good).unwrap();
        let refused = KeySuccessionClaims::check(&consent, old.public(), ISSUER);
        assert!(matches!(refused, Err(SuccessionError::Statement(JwsError::Type { .. }))), "{refused:?}");

        let rsa = SigningKey::generate_for(Algorithm::PS256).unwrap();
        assert_eq!(check(&rsa, &rsa, &claims(&rsa, &new)), signature, "consents are signed with ES256");
    }

    #[test]
    fn what_is_of_another_issuer_or_about_another_key_is_refused() {
        let (old, new, other) = (key(), key(), key());
        let refused = |member: &str, value: Value| {
            let mut claims = claims(&old, &new);
            claims[member] = value;
            check(&old, &old, &claims).unwrap_err()
        };
        assert!(matches!(refused("iss", json!("https://as.example")), SuccessionError::Issuer(_)));
        assert!(matches!(refused("previous_kid", json!(other.public().kid)), SuccessionError::Previous(_)));
        assert!(matches!(refused("next_key", json!(old.public())), SuccessionError::Repeated(_)));
        let ed = SigningKey::generate_for(Algorithm::EdDSA).unwrap();
        assert!(matches!(refused("next_key", json!(ed.public())), SuccessionError::Key(JwkError::Member("alg"))));
        let renamed = other.with_kid(new.public().kid.clone());
        assert!(matches!(refused("next_key", json!(renamed.public())), SuccessionError::Key(JwkError::Member("kid"))));
        assert!(matches!(refused("next_key", json!("a key")), SuccessionError::Statement(JwsError::Malformed(_))));
    }

    #[test]
    fn a_key_that_is_left_out_is_no_revocation() {
        let old = key();
        let mut without = claims(&old, &key());
        without.as_object_mut().unwrap().remove("next_key");
        let refused = check(&old, &old, &without);
        assert!(matches!(refused, Err(SuccessionError::Statement(JwsError::Malformed(_)))), "{refused:?}");
    }
}
