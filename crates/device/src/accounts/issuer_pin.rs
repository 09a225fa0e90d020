//! The issuer's key for consents, as an account pinned it, and how it comes to pin the next one.

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{KeySuccessionClaims, Succession, SuccessionError};
use waxseal_protocol::jose::{Algorithm, Jwk, JwkSet, JwsError};

/// How many keys of the past are remembered.
const MAX_FORMER: usize = 1000;

/// What an account knows its issuer by. It changes by a statement of the pinned key alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IssuerPin {
    /// The first one with ES256 counts. Accounts of earlier versions have everything here that the
    /// issuer published when they were enrolled, the newest first.
    issuer_keys: JwkSet,
    /// What was pinned before, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    former_issuer_keys: Vec<FormerKey>,
    /// When this device learned that the pinned key is revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    issuer_key_revoked_at: Option<Timestamp>,
}

/// A key that was pinned once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct FormerKey {
    /// Its name.
    kid: String,
    /// When this device learned which one follows it.
    replaced_at: Timestamp,
}

impl IssuerPin {
    /// Pins the key that signs consents, out of what the issuer publishes: the first one with ES256.
    pub(crate) fn new(published: JwkSet) -> Option<Self> {
        let key = published.keys.into_iter().find(signs_consents)?;
        Some(Self { issuer_keys: JwkSet { keys: vec![key] }, ..Self::default() })
    }

    /// The pinned key.
    pub(crate) fn key(&self) -> Option<&Jwk> {
        self.issuer_keys.keys.iter().find(|key| signs_consents(key))
    }

    /// The name of the pinned key.
    pub(crate) fn kid(&self) -> Option<&str> {
        self.key()?.kid.as_deref()
    }

    /// Whether a key was pinned once, and another one took its place.
    pub(crate) fn was(&self, kid: &str) -> bool {
        self.former_issuer_keys.iter().any(|former| former.kid == kid)
    }

    /// Whether the pinned key is revoked: nothing counts any more that is signed by it.
    pub(crate) fn is_revoked(&self) -> bool {
        self.issuer_key_revoked_at.is_some()
    }

    /// When the issuer last changed its key, as this device learned it.
    pub(crate) fn changed_at(&self) -> Option<Timestamp> {
        self.former_issuer_keys.last().map(|former| former.replaced_at)
    }

    /// What is pinned after the statements, and why one of them does not count: what comes after
    /// that one does not count either.
    pub(crate) fn follow(&self, issuer: &str, statements: &[String], at: Timestamp) -> (Self, Option<SuccessionError>) {
        let mut pin = self.clone();
        for statement in statements {
            if pin.is_revoked() {
                break;
            }
            if let Err(error) = pin.step(issuer, statement, at) {
                return (pin, Some(error));
            }
        }
        (pin, None)
    }

    fn step(&mut self, issuer: &str, statement: &str, at: Timestamp) -> Result<(), SuccessionError> {
        let Some(pinned) = self.key().cloned() else { return Err(SuccessionError::Statement(JwsError::Signature)) };
        match KeySuccessionClaims::check(statement, &pinned, issuer)? {
            Succession::Revoked => self.issuer_key_revoked_at = Some(at),
            Succession::Next(next) => {
                if let Some(kid) = next.kid.as_ref().filter(|kid| self.was(kid)) {
                    return Err(SuccessionError::Repeated(kid.clone()));
                }
                let former = FormerKey { kid: pinned.kid.unwrap_or_default(), replaced_at: at };
                self.former_issuer_keys.push(former);
                let surplus = self.former_issuer_keys.len().saturating_sub(MAX_FORMER);
                self.former_issuer_keys.drain(..surplus);
                self.issuer_keys = JwkSet { keys: vec![*next] };
            }
        }
        Ok(())
    }
}

fn signs_consents(key: &Jwk) -> bool {
    key.check().is_ok_and(|algorithms| algorithms.contains(&Algorithm::ES256))
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::jose::{NumericDate, SigningKey};

    use super::*;

    const ISSUER: &str = "https://as.example/";

    fn keys<const N: usize>() -> [SigningKey; N] {
        std::array::from_fn(|_| SigningKey::generate().unwrap())
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn says(previous: &SigningKey, next: Option<&SigningKey>) -> String {
        let next = next.map(SigningKey::public);
        KeySuccessionClaims::sign(previous, ISSUER, NumericDate::new(at(1000)), next).unwrap()
    }

    fn pinned(key: &SigningKey) -> IssuerPin {
        IssuerPin::new(JwkSet { keys: vec![key.public().clone()] }).unwrap()
    }

    #[test]
    fn only_the_newest_key_for_consents_is_pinned() {
        let [newest, older] = keys();
        let tokens = SigningKey::generate_for(Algorithm::RS256).unwrap();
        let published = [&tokens, &newest, &older].map(|key| key.public().clone()).to_vec();
        let pin = IssuerPin::new(JwkSet { keys: published.clone() }).unwrap();
        assert_eq!(pin, pinned(&newest));
        // As an earlier version kept it.
        let earlier: IssuerPin =
            serde_json::from_value(serde_json::json!({"issuer_keys": {"keys": published}})).unwrap();
        assert_eq!(earlier.key(), Some(newest.public()));
        assert_eq!(IssuerPin::new(JwkSet { keys: vec![tokens.public().clone()] }), None);
    }

    #[test]
    fn statements_are_followed_to_the_last_key_and_remembered() {
        let [a, b, c] = keys();
        let (pin, refused) = pinned(&a).follow(ISSUER, &[says(&a, Some(&b)), says(&b, Some(&c))], at(5000));
        assert_eq!((pin.key(), refused), (Some(c.public()), None));
        assert_eq!((pin.changed_at(), pin.is_revoked()), (Some(at(5000)), false));
        let was = [&a, &b, &c].map(|key| pin.was(key.public().kid.as_deref().unwrap()));
        assert_eq!(was, [true, true, false]);
        let kept = serde_json::to_string(&pin).unwrap();
        assert_eq!(serde_json::from_str::<IssuerPin>(&kept).unwrap(), pin);
    }

    #[test]
    fn nothing_leads_back_to_an_older_key() {
        let [a, b, c] = keys();
        let statements = [says(&a, Some(&b)), says(&b, Some(&c))];
        let (newest, _) = pinned(&a).follow(ISSUER, &statements, at(5000));
        for old in &statements {
            let (after, refused) = newest.follow(ISSUER, std::slice::from_ref(old), at(6000));
            assert_eq!((after, refused), (newest.clone(), Some(SuccessionError::Statement(JwsError::Signature))));
        }
        let (after, refused) = newest.follow(ISSUER, &[says(&c, Some(&a))], at(6000));
        assert_eq!((after, refused), (newest, Some(SuccessionError::Repeated(a.public().kid.clone().unwrap()))));
    }

    #[test]
    fn a_forged_statement_ends_the_chain() {
        let [a, b, c, thief] = keys();
        let forged = says(&thief.clone().with_kid(b.public().kid.clone()), Some(&thief));
        let statements = [says(&a, Some(&b)), forged, says(&b, Some(&c))];
        let (pin, refused) = pinned(&a).follow(ISSUER, &statements, at(5000));
        assert_eq!((pin.key(), refused), (Some(b.public()), Some(SuccessionError::Statement(JwsError::Signature))));
        let (pin, refused) = pinned(&a).follow("https://elsewhere.example/", &[says(&a, Some(&b))], at(5000));
        assert_eq!((pin.key(), refused), (Some(a.public()), Some(SuccessionError::Issuer(ISSUER.to_owned()))));
    }

    #[test]
    fn after_a_revocation_nothing_is_followed() {
        let [a, b, c] = keys();
        let statements = [says(&a, Some(&b)), says(&b, None), says(&b, Some(&c))];
        let (pin, refused) = pinned(&a).follow(ISSUER, &statements, at(5000));
        assert_eq!((pin.key(), pin.is_revoked(), refused), (Some(b.public()), true, None));
        let (still, _) = pin.follow(ISSUER, &[says(&b, Some(&c))], at(6000));
        assert_eq!(still, pin);
    }
}
