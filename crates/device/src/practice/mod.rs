//! The practice request: a rehearsal with everything of a real one, but nothing is sent anywhere.

use jiff::SignedDuration;
use serde_json::{Value, json};
use url::Url;
use waxseal_details::{Card, Display, Known, Registry, built_in_example};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{Consent, DecisionClaims, Notification};
use waxseal_protocol::ids::{DeviceId, random_token};
use waxseal_protocol::jose::{KeyError, NumericDate, SigningKey, TimeRules, verify};

use crate::accounts::Account;
use crate::decision::{Answer, sign};
use crate::inbox::VerifiedConsent;
use crate::keys::Protection;

/// The account that practice requests are of. No server gives a device this id.
pub(crate) const ACCOUNT: &str = "practice";
/// As long as a usual request.
const LIFE: SignedDuration = SignedDuration::from_mins(5);
/// What it is about: the seeds' own example.
const TYPE: &str = "money_transfer";
/// The code that the person types.
const CODE: &str = "2149";

/// A practice request: how it is announced, and how it is shown.
pub(crate) fn request(display: &Display, known: &Known) -> Result<(Notification, VerifiedConsent), String> {
    let now = display.now;
    let exp = now.saturating_add(LIFE).unwrap_or(Timestamp::MAX);
    let id = format!("practice_{}", random_token::<8>());
    let entry: Value =
        serde_json::from_str(built_in_example(TYPE).unwrap_or("{}")).map_err(|error| error.to_string())?;
    let consent = json!({
        "id": id,
        "requested_details": {
            "audience": "urn:practice",
            "binding_message": CODE,
            "authorization_details": [entry],
        },
        "created_at": now.as_second(),
        "expires_at": exp.as_second(),
        "client": {"client_id": "practice", "name": format!("Practice agent (code {CODE})")},
    });
    let consent: Consent = serde_json::from_value(consent).map_err(|error| error.to_string())?;
    let sha256 = consent.sha256().map_err(|error| error.to_string())?;
    let card = Card::new(&consent, &Registry::built_in(), display, known);
    let notification = Notification {
        dai: ACCOUNT.into(),
        txtkn: String::new(),
        c: random_token::<16>(),
        d: now,
        sh: "https://practice.invalid".to_owned(),
        txlnkid: id.as_str().into(),
        exp: NumericDate::new(exp),
        approvals: 0,
    };
    let shown = VerifiedConsent {
        sha256,
        card,
        four_eyes: None,
        #[cfg(feature = "script")]
        consent: None,
    };
    Ok((notification, shown))
}

/// Signs an answer as a real one is signed, with a key that is thrown away, and checks it as a
/// server does.
pub(crate) fn rehearse_signing(
    notification: &Notification,
    shown: &VerifiedConsent,
    answer: Answer,
    now: Timestamp,
) -> Result<(), KeyError> {
    let key = SigningKey::generate()?;
    let account = Account {
        id: DeviceId::new(ACCOUNT),
        issuer: notification.sh.clone(),
        base_url: Url::parse(&notification.sh).map_err(|error| KeyError::Library(error.to_string()))?,
        user_id: "practice".into(),
        identifier: ACCOUNT.to_owned(),
        device_name: ACCOUNT.to_owned(),
        protection: Protection::PassphraseFile,
        test_key: false,
        enrolled_at: now,
    };
    let signed = sign(&account, &key, notification, Some(shown), answer, now)?;
    let rules = TimeRules::new(now, std::time::Duration::from_mins(1));
    verify::<DecisionClaims>(&signed, std::slice::from_ref(key.public()), "jwt", rules)
        .map(|_| ())
        .map_err(|error| KeyError::Library(error.to_string()))
}
