//! Verifying a consent: nothing is decidable that does not come from the pinned issuer, for this
//! device, about this request.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_details::{Card, Display, Known, Registry};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{Consent, ConsentToken, FourEyes, Notification};
use waxseal_protocol::jose::{Algorithm, JoseHeader, JwsError, TimeRules, Trust};

use super::FourEyesView;
use crate::accounts::{Account, IssuerPin};

/// A consent that passed, and the card made from it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct VerifiedConsent {
    /// The digest over exactly what was received.
    pub(crate) sha256: String,
    /// What is on screen.
    pub(crate) card: Card,
    /// Who has to approve it and who has, where it takes two people. It is signed like the rest, and
    /// `given` is no part of the digest.
    #[serde(default)]
    pub(crate) four_eyes: Option<FourEyesView>,
    /// What it was made from, for scripts. An answer that comes out of the journal is past that.
    #[cfg(feature = "script")]
    #[serde(skip)]
    pub(crate) consent: Option<Arc<Consent>>,
}

/// How a consent is shown on this device.
#[derive(Debug)]
pub(crate) struct Presentation {
    pub(crate) registry: Arc<Registry>,
    pub(crate) display: Display,
    pub(crate) known: Arc<Known>,
}

/// Requests live up to 72 hours.
const MAX_LIFE: Duration = Duration::from_secs(260_000);

/// Why a consent cannot be decided. Each holds a sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unverified {
    /// It is by a key that is not the pinned one. The issuer may have changed it.
    OtherKey(String),
    /// It is not acceptable, and nothing that the issuer says makes it so.
    Refused(String),
}

impl Unverified {
    /// The sentence.
    pub(crate) fn reason(self) -> String {
        match self {
            Self::OtherKey(reason) | Self::Refused(reason) => reason,
        }
    }
}

impl From<String> for Unverified {
    fn from(reason: String) -> Self {
        Self::Refused(reason)
    }
}

/// Checks a signed consent by the key that the account pinned.
pub(crate) fn verify(
    account: &Account,
    pin: &IssuerPin,
    notification: &Notification,
    token: &str,
    presentation: &Presentation,
    now: Timestamp,
) -> Result<VerifiedConsent, Unverified> {
    let claims = signed(account, pin, token, now)?;
    if claims.iss != account.issuer {
        return Err(format!("It says it comes from {}, not from {}.", claims.iss, account.issuer).into());
    }
    if claims.aud != account.id {
        return Err("It was made for another device.".to_owned().into());
    }
    let text = claims.consent.to_string();
    let consent: Consent =
        serde_json::from_str(&text).map_err(|error| format!("Its content is not as expected: {error}."))?;
    if consent.id != notification.txlnkid {
        return Err("It is about another request than the one announced.".to_owned().into());
    }
    if !consent.is_for(&account.user_id) {
        return Err("It is meant for another person.".to_owned().into());
    }
    let person = |four_eyes: &FourEyes| consent.user_id.as_ref() == Some(&four_eyes.person.user_id);
    if !consent.four_eyes.as_ref().is_none_or(person) {
        return Err("It names two people as the one it is for.".to_owned().into());
    }
    let Presentation { registry, display, known } = presentation;
    let card = Card::new(&consent, registry, display, known);
    Ok(VerifiedConsent {
        sha256: claims.consent.sha256(),
        card,
        four_eyes: consent
            .four_eyes
            .as_ref()
            .map(|four_eyes| FourEyesView::new(four_eyes, claims.approvals.as_ref(), &account.user_id)),
        #[cfg(feature = "script")]
        consent: Some(Arc::new(consent)),
    })
}

/// Why nothing of a server is verified any more.
pub(crate) fn revoked(host: &str) -> String {
    format!(
        "{host} revoked the key that this device knows it by, so nothing can be verified any more. \
         Remove the account and enrol this device again."
    )
}

/// What the pinned key signed.
fn signed(account: &Account, pin: &IssuerPin, token: &str, now: Timestamp) -> Result<ConsentToken, Unverified> {
    let host = account.host();
    if pin.is_revoked() {
        return Err(revoked(&host).into());
    }
    let trust = Trust {
        keys: pin.key().map(std::slice::from_ref).unwrap_or_default(),
        algorithms: &[Algorithm::ES256],
        types: &[ConsentToken::TYPE],
    };
    let rules = TimeRules::new(now, MAX_LIFE).with_leeway(Duration::from_mins(1));
    trust.claims_in_time(token, &rules).map_err(|error| match error {
        JwsError::Signature => {
            let reason = format!("Its signature is not by {host}, the server this device was enrolled at.");
            let named = JoseHeader::of(token).ok().and_then(|header| header.kid);
            if named.as_deref() == pin.kid() { Unverified::Refused(reason) } else { Unverified::OtherKey(reason) }
        }
        other => format!("Its signed form is not acceptable: {other}.").into(),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use waxseal_protocol::device::KeySuccessionClaims;
    use waxseal_protocol::ids::random_token;
    use waxseal_protocol::jose::{JwkSet, NumericDate, SigningKey};

    use super::*;
    use crate::keys::Protection;

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn account() -> Account {
        Account {
            id: "dev_1".into(),
            issuer: "https://localhost:8443/".to_owned(),
            base_url: "https://localhost:8443/appliance-mfa".parse().unwrap(),
            user_id: "auth0|hanna".into(),
            identifier: "desk".to_owned(),
            device_name: "Desk".to_owned(),
            protection: Protection::OsKeyring,
            test_key: false,
            enrolled_at: now(),
        }
    }

    fn pinned(key: &SigningKey) -> IssuerPin {
        IssuerPin::new(JwkSet { keys: vec![key.public().clone()] }).unwrap()
    }

    fn check(change: impl FnOnce(&mut serde_json::Value)) -> Result<VerifiedConsent, Unverified> {
        let key = SigningKey::generate().unwrap();
        check_with(&pinned(&key), &key, change)
    }

    fn check_with(
        pin: &IssuerPin,
        signer: &SigningKey,
        change: impl FnOnce(&mut serde_json::Value),
    ) -> Result<VerifiedConsent, Unverified> {
        let notification = Notification {
            dai: "dev_1".into(),
            txtkn: random_token::<8>(),
            c: "challenge".to_owned(),
            d: now(),
            sh: "https://localhost:8443/appliance-mfa".to_owned(),
            txlnkid: "cns_1".into(),
            exp: NumericDate::new(now()),
            approvals: 0,
        };
        let mut claims = json!({
            "iss": "https://localhost:8443/", "aud": "dev_1", "iat": 1_800_000_000, "exp": 1_800_000_300,
            "consent": {"id": "cns_1", "requested_details": {"audience": "urn:my-api"},
                "created_at": 1_800_000_000, "expires_at": 1_800_000_300, "user_id": "auth0|hanna"}
        });
        change(&mut claims);
        let token = signer.sign(ConsentToken::TYPE, &claims).unwrap();
        let registry = Arc::new(Registry::built_in());
        let presentation = Presentation { registry, display: Display::english_utc(now()), known: Arc::default() };
        verify(&account(), pin, &notification, &token, &presentation, now())
    }

    #[test]
    fn a_consent_of_the_pinned_issuer_passes() {
        assert_eq!(check(|_| {}).unwrap().card.audience.text, "urn:my-api");
    }

    #[test]
    fn another_signer_is_refused() {
        let (pinned, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let pin = self::pinned(&pinned);
        let reason = "Its signature is not by localhost:8443, the server this device was enrolled at.".to_owned();
        assert_eq!(check_with(&pin, &other, |_| {}).unwrap_err(), Unverified::OtherKey(reason.clone()));
        let forger = other.with_kid(pinned.public().kid.clone());
        assert_eq!(check_with(&pin, &forger, |_| {}).unwrap_err(), Unverified::Refused(reason));
    }

    #[test]
    fn what_is_for_somebody_or_something_else_is_refused() {
        for (pointer, value, expected) in [
            ("/iss", json!("https://elsewhere/"), "comes from"),
            ("/aud", json!("dev_2"), "another device"),
            ("/consent/id", json!("cns_2"), "another request"),
            ("/consent/user_id", json!("auth0|omar"), "another person"),
            ("/consent/requested_details", json!(7), "not as expected"),
            ("/exp", json!(1_799_999_000), "expired"),
        ] {
            let refused = check(|claims| *claims.pointer_mut(pointer).unwrap() = value).unwrap_err();
            let Unverified::Refused(reason) = refused else { panic!("{pointer}: {refused:?}") };
            assert!(reason.contains(expected), "{pointer}: {reason}");
        }
    }

    #[test]
    fn after_a_change_of_the_key_the_new_one_counts_and_the_old_one_no_longer() {
        let (old, new) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let issuer = "https://localhost:8443/";
        let says = |next| KeySuccessionClaims::sign(&old, issuer, NumericDate::new(now()), next).unwrap();
        let (pin, _) = pinned(&old).follow(issuer, &[says(Some(new.public()))], now());
        assert!(check_with(&pin, &new, |_| {}).is_ok());
        assert!(matches!(check_with(&pin, &old, |_| {}), Err(Unverified::OtherKey(_))));

        let (pin, _) = pinned(&old).follow(issuer, &[says(None)], now());
        for signer in [&old, &new] {
            let refused = check_with(&pin, signer, |_| {}).unwrap_err();
            let Unverified::Refused(reason) = refused else { panic!("{refused:?}") };
            assert!(reason.contains("revoked the key that this device knows it by"), "{reason}");
        }
    }

    fn four_eyes(claims: &mut serde_json::Value, person: &str, second: &str) {
        claims["consent"]["user_id"] = json!("auth0|omar");
        claims["consent"]["four_eyes"] = json!({
            "person": {"user_id": person, "name": "Omar"}, "second_approvers": [{"user_id": second, "name": "Second"}],
        });
    }

    #[test]
    fn the_second_of_two_can_read_what_is_for_another_person() {
        let seen = check(|claims| four_eyes(claims, "auth0|omar", "auth0|hanna")).unwrap().four_eyes.unwrap();
        assert!(!seen.for_you && seen.takes_yours() && seen.given.is_empty());
        let reason = check(|claims| four_eyes(claims, "auth0|omar", "auth0|mia")).unwrap_err().reason();
        assert_eq!(reason, "It is meant for another person.");
        let reason = check(|claims| four_eyes(claims, "auth0|mia", "auth0|hanna")).unwrap_err().reason();
        assert_eq!(reason, "It names two people as the one it is for.");
    }

    #[test]
    fn who_approved_is_no_part_of_the_digest() {
        let given = |count: usize| {
            check(|claims| {
                four_eyes(claims, "auth0|omar", "auth0|hanna");
                let one = json!({"user_id": "auth0|omar", "name": "Omar", "device": "Desk", "at": 1_800_000_000});
                claims["approvals"] = json!({"needed": 2, "given": vec![one; count]});
            })
            .unwrap()
        };
        let (before, after) = (given(0), given(1));
        assert_eq!(before.sha256, after.sha256);
        assert_ne!(before.four_eyes, after.four_eyes);
    }
}
