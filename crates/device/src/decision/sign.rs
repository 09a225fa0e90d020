//! What is signed: the challenge, and what was on screen.

use std::time::Duration;

use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{DecisionClaims, DecisionEvidence, DecisionOutcome, Notification};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{KeyError, NumericDate, SigningKey};

use crate::accounts::Account;
use crate::inbox::VerifiedConsent;

/// Guardian's life of an answer.
const LIFE: Duration = Duration::from_secs(30);

/// Signs an answer to `notification` over the consent that was shown.
pub(crate) fn sign(
    account: &Account,
    key: &SigningKey,
    notification: &Notification,
    shown: &VerifiedConsent,
    outcome: DecisionOutcome,
    now: Timestamp,
) -> Result<String, KeyError> {
    let accepted = outcome == DecisionOutcome::Approved;
    let reason = match outcome {
        DecisionOutcome::Approved => None,
        DecisionOutcome::Denied => Some("denied"),
        DecisionOutcome::Reported => Some("reported"),
    };
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
            consent_sha256: shown.sha256.clone(),
            templates: shown.card.evidence(),
            reason_code: None,
            locale: "en".to_owned(),
            uv: "none".to_owned(),
        }),
    };
    key.sign("JWT", &claims)
}
