//! The receipt: what was asked, what a person answered, and on which device; signed by the issuer,
//! with the device's own signature inside. Whoever has it and the issuer's keys can check it without
//! asking anybody.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Consent, DecisionClaims, DecisionOutcome, UserVerification};
use crate::ids::{ConsentId, DeviceId, UserId};
use crate::jose::{Algorithm, Jwk, JwkSet, JwsError, NumericDate, TimeRules, Trust, verify};
use crate::json::Json;
use crate::rar::AuthorizationDetails;

/// How long a decision is valid, as the server accepts it.
const DECISION_LIFE: Duration = Duration::from_mins(1);

/// The claims of a receipt.
///
/// ```
/// use waxseal_protocol::device::ReceiptClaims;
/// let claims: ReceiptClaims = serde_json::from_str(
///     r#"{"iss":"https://as.example/","iat":1800000100,"transaction_linking_id":"cns_abc",
///         "consent":{"id":"cns_abc"},"consent_sha256":"…","outcome":"approved",
///         "decided_at":1800000030,"challenge":"…","decision":"eyJ…",
///         "device":{"id":"dev_abc","identifier":"desk","enrolled_at":1790000000,
///                   "public_key":{"kty":"EC","crv":"P-256","x":"…","y":"…"}}}"#,
/// )?;
/// assert_eq!(claims.redeemed_at, None);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptClaims {
    /// Issuer.
    pub iss: String,
    /// When the receipt was made, in seconds.
    pub iat: NumericDate,
    /// The request. Tokens that it led to carry the same claim.
    pub transaction_linking_id: ConsentId,
    /// The consent as it was served to the device, number by number.
    pub consent: Json,
    /// SHA-256 over the canonical form of `consent`, base64url.
    pub consent_sha256: String,
    /// What the person answered.
    pub outcome: DecisionOutcome,
    /// When the server accepted the answer.
    pub decided_at: NumericDate,
    /// When the token was issued, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redeemed_at: Option<NumericDate>,
    /// What the device had to sign.
    pub challenge: String,
    /// The answer as the device signed it: a compact JWS.
    pub decision: String,
    /// The device that answered.
    pub device: ReceiptDevice,
    /// The approval that another person gave before, where it takes two people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_approval: Option<ReceiptApproval>,
}

/// The first of two approvals in a receipt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptApproval {
    /// When the server accepted it.
    pub decided_at: NumericDate,
    /// The approval as the device signed it: a compact JWS.
    pub decision: String,
    /// The device it was given on.
    pub device: ReceiptDevice,
}

/// The device in a receipt.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ReceiptDevice {
    /// The enrolment.
    pub id: DeviceId,
    /// Whose device it is, where two people have to approve. Elsewhere it is the consent's `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<UserId>,
    /// The device's own id when it answered, the `iss` of its decision.
    pub identifier: String,
    /// The key that was enrolled when it answered.
    pub public_key: Jwk,
    /// Whether it is a tester's: then a script may have answered, and no person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub test_key: bool,
    /// When it was enrolled.
    pub enrolled_at: NumericDate,
}

/// A receipt of which everything was checked.
#[derive(Debug, Clone)]
pub struct VerifiedReceipt {
    /// What it says.
    pub claims: ReceiptClaims,
    /// What was asked.
    pub consent: Consent,
    /// What the device signed.
    pub decision: DecisionClaims,
    /// What the device of the first of two people signed.
    pub first_approval: Option<DecisionClaims>,
    /// Whether the device signed over the content it showed. Devices with one of Guardian's SDKs sign
    /// the challenge alone, and what a device could not verify it did not show: then only the server
    /// says what was asked.
    pub binds_content: bool,
}

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum ReceiptError {
    /// It is not by one of the issuer's keys, or no receipt.
    #[error("the receipt is not by the issuer: {0}")]
    Receipt(JwsError),
    /// The device's signature does not hold.
    #[error("the device's answer does not hold: {0}")]
    Decision(JwsError),
    /// The consent cannot be read.
    #[error("the consent cannot be read: {0}")]
    Consent(String),
    /// Two parts of it contradict each other.
    #[error("the receipt contradicts itself: {0}")]
    Contradiction(&'static str),
}

impl ReceiptClaims {
    /// The header `typ` of a receipt.
    pub const TYPE: &'static str = "waxseal-receipt+jwt";
}

impl VerifiedReceipt {
    /// Whether no person has to have answered: the key is a tester's.
    pub fn by_test_key(&self) -> bool {
        let first = self.claims.first_approval.as_ref().map(|first| &first.device);
        let decisions = [Some(&self.decision), self.first_approval.as_ref()];
        [Some(&self.claims.device), first].into_iter().flatten().any(|device| device.test_key)
            || decisions.into_iter().flatten().any(|one| one.waxseal.as_ref().is_some_and(|evidence| evidence.test_key))
    }

    /// Who, beside the device, made sure that it was the person who answered, as the device says. Of two
    /// people, it has to have been both.
    pub fn verified_by(&self) -> UserVerification {
        let verified =
            |decision: &DecisionClaims| decision.waxseal.as_ref().is_some_and(|one| one.uv == UserVerification::Os);
        if verified(&self.decision) && self.first_approval.as_ref().is_none_or(verified) {
            UserVerification::Os
        } else {
            UserVerification::None
        }
    }

    /// What was granted, where the person narrowed what was asked.
    pub fn narrowed(&self) -> Option<&AuthorizationDetails> {
        self.decision.waxseal.as_ref()?.granted_authorization_details.as_ref()
    }

    /// Checks a receipt by the issuer's keys: its signature, that its consent has the digest it
    /// names, that the device's key signed the challenge, the outcome and, where it says so, that
    /// digest, and that it did so when the server says it was decided. Where its consent takes two people,
    /// an approval has to be by two, each with a key of their own.
    pub fn check(receipt: &str, issuer: &JwkSet) -> Result<Self, ReceiptError> {
        let trust = Trust { keys: &issuer.keys, algorithms: &Algorithm::ALL, types: &[ReceiptClaims::TYPE] };
        let claims: ReceiptClaims = trust.claims(receipt.trim()).map_err(ReceiptError::Receipt)?;
        holds(claims.consent.sha256() == claims.consent_sha256, "its consent has another digest than it says")?;
        let consent: Consent = serde_json::from_str(&claims.consent.to_string())
            .map_err(|error| ReceiptError::Consent(error.to_string()))?;
        holds(consent.id == claims.transaction_linking_id, "its consent is of another request")?;

        let answer = Answer {
            outcome: claims.outcome,
            decided_at: claims.decided_at,
            decision: &claims.decision,
            device: &claims.device,
        };
        let decision = answer.check(&claims)?;
        let binds_content = signs_content(&decision);
        let mut first_approval = None;
        if let Some(first) = &claims.first_approval {
            let answer = Answer {
                outcome: DecisionOutcome::Approved,
                decided_at: first.decided_at,
                decision: &first.decision,
                device: &first.device,
            };
            let signed = answer.check(&claims)?;
            holds(signs_content(&signed), "the first device did not sign what it showed")?;
            holds(first.decided_at.timestamp() <= claims.decided_at.timestamp(), "its first approval came last")?;
            first_approval = Some(signed);
        }
        two_people(&claims, &consent, binds_content)?;
        Ok(Self { claims, consent, decision, first_approval, binds_content })
    }
}

fn holds(condition: bool, what: &'static str) -> Result<(), ReceiptError> {
    if condition { Ok(()) } else { Err(ReceiptError::Contradiction(what)) }
}

/// One answer of a device.
struct Answer<'a> {
    outcome: DecisionOutcome,
    decided_at: NumericDate,
    decision: &'a str,
    device: &'a ReceiptDevice,
}

impl Answer<'_> {
    /// Whether the device's key signed the challenge, the outcome and, where it says so, the digest of
    /// the receipt's consent, and did so when the server says it was decided.
    fn check(&self, claims: &ReceiptClaims) -> Result<DecisionClaims, ReceiptError> {
        let times = TimeRules::new(self.decided_at.timestamp(), DECISION_LIFE);
        let keys = std::slice::from_ref(&self.device.public_key);
        let decision: DecisionClaims = verify(self.decision, keys, "jwt", times).map_err(ReceiptError::Decision)?;
        holds(decision.iss == self.device.identifier, "another device answered")?;
        holds(decision.sub == claims.challenge, "the device signed another challenge")?;
        let server = format!("{}/", claims.iss.trim_end_matches('/'));
        holds(decision.aud.starts_with(&server), "the device answered another server")?;
        let approved = self.outcome == DecisionOutcome::Approved;
        holds(decision.auth0_guardian_accepted == approved, "the device answered otherwise")?;
        if let Some(evidence) = &decision.waxseal {
            holds(evidence.outcome == self.outcome, "the device answered otherwise")?;
            let shown = evidence.consent_sha256.as_ref();
            // What cannot be verified is not shown, and can only be refused.
            holds(shown.is_some() || !approved, "the device approved what it was not shown")?;
            holds(shown.is_none_or(|shown| *shown == claims.consent_sha256), "the device was shown other content")?;
        }
        Ok(decision)
    }
}

fn signs_content(decision: &DecisionClaims) -> bool {
    decision.waxseal.as_ref().is_some_and(|evidence| evidence.consent_sha256.is_some())
}

/// Where it takes two people, an approval is by both: the person of the consent and one of those whom
/// the consent names as second, with a key each.
fn two_people(claims: &ReceiptClaims, consent: &Consent, binds_content: bool) -> Result<(), ReceiptError> {
    let Some(four_eyes) = &consent.four_eyes else {
        return holds(claims.first_approval.is_none(), "it has two approvals, and its consent takes one");
    };
    let person = &four_eyes.person.user_id;
    holds(consent.user_id.as_ref() == Some(person), "its consent names two people as the one it is for")?;
    let may_answer =
        |user: Option<&UserId>| user.is_some_and(|user| user == person || four_eyes.is_second_approver(user));
    let last = claims.device.user_id.as_ref();
    holds(may_answer(last), "somebody answered who is not asked")?;
    let approved = claims.outcome == DecisionOutcome::Approved;
    holds(!approved || binds_content, "the device did not sign what it showed")?;
    let Some(first) = &claims.first_approval else {
        return holds(!approved, "it takes two approvals and has one");
    };
    let by = first.device.user_id.as_ref();
    holds(may_answer(by), "somebody answered who is not asked")?;
    if approved {
        holds(by != last, "one person approved twice")?;
        holds(by == Some(person) || last == Some(person), "the person it is for did not approve")?;
        let keys = (first.device.public_key.thumbprint(), claims.device.public_key.thumbprint());
        holds(matches!(keys, (Ok(first), Ok(last)) if first != last), "one key approved twice")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::jose::SigningKey;

    const AT: i64 = 1_800_000_000;

    struct Scene {
        issuer: SigningKey,
        device: SigningKey,
        consent: Value,
    }

    fn scene() -> Scene {
        let consent = json!({"id": "cns_abc", "requested_details": {"audience": "urn:bank", "scope": ["openid"]},
            "created_at": "2027-01-15T08:00:00.000Z", "expires_at": "2027-01-15T08:05:00.000Z"});
        Scene { issuer: SigningKey::generate().unwrap(), device: SigningKey::generate().unwrap(), consent }
    }

    impl Scene {
        fn digest(&self) -> String {
            Json::parse(&self.consent.to_string()).unwrap().sha256()
        }

        fn decision(&self) -> Value {
            json!({"iss": "desk", "sub": "challenge", "aud": "https://as.example/appliance-mfa/api/resolve-transaction",
                "iat": AT, "exp": AT + 30, "auth0_guardian_method": "push", "auth0_guardian_accepted": true,
                "waxseal": {"outcome": "approved", "consent_sha256": self.digest(), "templates": [],
                    "locale": "en", "uv": "none"}})
        }

        fn receipt(&self, decision: &Value) -> Value {
            json!({"iss": "https://as.example/", "iat": AT + 100, "transaction_linking_id": "cns_abc",
                "consent": self.consent, "consent_sha256": self.digest(), "outcome": "approved",
                "decided_at": AT + 1, "challenge": "challenge",
                "decision": self.device.sign("JWT", decision).unwrap(),
                "device": {"id": "dev_abc", "identifier": "desk", "enrolled_at": AT - 1000,
                    "public_key": self.device.public()}})
        }

        fn check(&self, receipt: &Value) -> Result<VerifiedReceipt, ReceiptError> {
            let signed = self.issuer.sign(ReceiptClaims::TYPE, receipt).unwrap();
            VerifiedReceipt::check(&signed, &JwkSet { keys: vec![self.issuer.public().clone()] })
        }
    }

    #[test]
    fn a_whole_receipt_is_verified() {
        let scene = scene();
        let verified = scene.check(&scene.receipt(&scene.decision())).unwrap();
        assert!(verified.binds_content);
        assert_eq!(verified.consent.id.as_str(), "cns_abc");
    }

    #[test]
    fn an_answer_without_content_is_told_apart() {
        let scene = scene();
        let mut decision = scene.decision();
        decision.as_object_mut().unwrap().remove("waxseal");
        assert!(!scene.check(&scene.receipt(&decision)).unwrap().binds_content);
    }

    #[test]
    fn what_was_not_shown_can_be_denied_and_not_approved() {
        let scene = scene();
        let mut decision = scene.decision();
        decision["waxseal"].as_object_mut().unwrap().remove("consent_sha256");
        assert!(matches!(scene.check(&scene.receipt(&decision)), Err(ReceiptError::Contradiction(_))));
        decision["auth0_guardian_accepted"] = json!(false);
        decision["waxseal"]["outcome"] = json!("denied");
        let mut receipt = scene.receipt(&decision);
        receipt["outcome"] = json!("denied");
        assert!(!scene.check(&receipt).unwrap().binds_content);
    }

    #[test]
    fn another_issuer_another_type_and_a_changed_letter_are_refused() {
        let scene = scene();
        let claims = scene.receipt(&scene.decision());
        let keys = JwkSet { keys: vec![scene.issuer.public().clone()] };
        for signed in [
            SigningKey::generate().unwrap().sign(ReceiptClaims::TYPE, &claims).unwrap(),
            scene.issuer.sign("JWT", &claims).unwrap(),
            scene.issuer.sign(ReceiptClaims::TYPE, &claims).unwrap().replacen('.', ".e", 1),
            String::new(),
        ] {
            assert!(matches!(VerifiedReceipt::check(&signed, &keys), Err(ReceiptError::Receipt(_))));
        }
    }

    /// The issuer signs whatever it likes; the device's signature is what it cannot make.
    #[test]
    fn what_the_device_did_not_sign_is_refused() {
        let scene = scene();
        let decision = scene.decision();
        let mut other_amount = scene.receipt(&decision);
        other_amount["consent"]["requested_details"]["audience"] = json!("urn:other");
        assert!(matches!(scene.check(&other_amount), Err(ReceiptError::Contradiction(_))));
        other_amount["consent_sha256"] = json!(Json::parse(&other_amount["consent"].to_string()).unwrap().sha256());
        assert!(matches!(scene.check(&other_amount), Err(ReceiptError::Contradiction(_))));

        for (member, value) in [
            ("outcome", json!("denied")),
            ("challenge", json!("another")),
            ("transaction_linking_id", json!("cns_other")),
            ("iss", json!("https://other.example/")),
            ("iss", json!("https://as.exampl")),
        ] {
            let mut receipt = scene.receipt(&decision);
            receipt[member] = value;
            assert!(matches!(scene.check(&receipt), Err(ReceiptError::Contradiction(_))), "{member}");
        }
        let mut later = scene.receipt(&decision);
        later["decided_at"] = json!(AT + 3600);
        assert!(matches!(scene.check(&later), Err(ReceiptError::Decision(JwsError::Expired))));
        let mut other_key = scene.receipt(&decision);
        other_key["device"]["public_key"] = json!(SigningKey::generate().unwrap().public());
        assert!(matches!(scene.check(&other_key), Err(ReceiptError::Decision(JwsError::Signature))));
        let mut other_device = scene.receipt(&decision);
        other_device["device"]["identifier"] = json!("another desk");
        assert!(matches!(scene.check(&other_device), Err(ReceiptError::Contradiction(_))));
    }
}
