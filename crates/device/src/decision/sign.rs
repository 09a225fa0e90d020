//! What is signed: the challenge, and what was on screen.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{DecisionClaims, DecisionEvidence, DecisionOutcome, Notification, UserVerification};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{KeyError, NumericDate, SigningKey};

use crate::accounts::Account;
use crate::inbox::VerifiedConsent;

/// Why somebody denies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum DenyReason {
    /// The details are wrong.
    WrongDetails,
    /// It is right, but not now.
    NotNow,
    /// The person did not start it.
    NotMe,
    /// Something else.
    Other,
}

impl DenyReason {
    fn code(self) -> &'static str {
        match self {
            Self::WrongDetails => "wrong_details",
            Self::NotNow => "not_now",
            Self::NotMe => "not_me",
            Self::Other => "other",
        }
    }
}

/// An answer of the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) outcome: DecisionOutcome,
    /// Why it is denied, if that was said.
    pub(crate) reason: Option<DenyReason>,
    /// Who, beside this device, made sure that it is the person.
    #[serde(default)]
    pub(crate) uv: UserVerification,
}

impl Answer {
    /// An answer that nobody but this device vouches for.
    pub(crate) fn new(outcome: DecisionOutcome, reason: Option<DenyReason>) -> Self {
        Self { outcome, reason, uv: UserVerification::None }
    }
}

impl From<DecisionOutcome> for Answer {
    fn from(outcome: DecisionOutcome) -> Self {
        Self::new(outcome, None)
    }
}

/// Guardian's life of an answer.
const LIFE: Duration = Duration::from_secs(30);

/// Why an answer is no that does not say more: nothing of the request could be verified.
const UNVERIFIABLE: &str = "unverifiable";
/// BCP 47: no language, because nothing was shown.
const NO_LANGUAGE: &str = "und";

/// Signs an answer to `notification` over the consent that was shown. Without one, because it could not
/// be verified, the answer is over the challenge alone, and no server takes it for a yes.
pub(crate) fn sign(
    account: &Account,
    key: &SigningKey,
    notification: &Notification,
    shown: Option<&VerifiedConsent>,
    answer: Answer,
    now: Timestamp,
) -> Result<String, KeyError> {
    let outcome = answer.outcome;
    let accepted = outcome == DecisionOutcome::Approved;
    let reason = match outcome {
        DecisionOutcome::Approved => None,
        DecisionOutcome::Denied => Some("denied"),
        DecisionOutcome::Reported => Some("reported"),
    };
    let reason_code = answer.reason.map(DenyReason::code).or(shown.is_none().then_some(UNVERIFIABLE));
    let claims = DecisionClaims {
        iss: account.identifier.clone(),
        sub: notification.c.clone(),
        aud: account.api_url("resolve-transaction"),
        iat: NumericDate::new(now),
        exp: NumericDate::new(now.saturating_add(LIFE).unwrap_or(Timestamp::MAX)),
        auth0_guardian_method: "push".to_owned(),
        auth0_guardian_accepted: accepted,
        auth0_guardian_reason: reason.map(ToOwned::to_owned),
        jti: Some(random_token::<16>()),
        waxseal: Some(DecisionEvidence {
            granted_authorization_details: None,
            outcome,
            consent_sha256: shown.map(|shown| shown.sha256.clone()),
            templates: shown.map(|shown| shown.card.evidence()).unwrap_or_default(),
            reason_code: reason_code.filter(|_| !accepted).map(ToOwned::to_owned),
            locale: shown.map_or(NO_LANGUAGE, |shown| shown.card.language.tag()).to_owned(),
            uv: answer.uv,
            test_key: account.test_key,
        }),
    };
    key.sign("JWT", &claims)
}
