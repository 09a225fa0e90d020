//! Authentication context classes: which ways of reaching a person can fulfil each, and what an answer has
//! to be for it (CIBA Core 7.1, 8).

use std::collections::BTreeSet;

use waxseal_protocol::device::{DecisionClaims, UserVerification};
use waxseal_protocol::jose::decode_unverified;
use waxseal_store::model::Decision;

use super::Config;
use super::raw::RawAcr;
use crate::directory::Directory;
use crate::notify::ChannelName;

/// What an approval on any enrolled device fulfils, where nothing else is said.
const DEVICE_KEY: &str = "urn:waxseal:acr:device-key";

/// A value of `acr`, and what it takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcrClass {
    /// The value.
    pub value: String,
    /// The ways of reaching a person that can fulfil it.
    pub channels: Vec<ChannelName>,
    /// Whether the answer has to be signed over what was shown.
    pub signed_content: bool,
    /// Whether the operating system has to make sure that the person answers.
    pub user_verification: bool,
}

impl AcrClass {
    /// A class that an approval on any enrolled device fulfils.
    fn of_any_device(value: String) -> Self {
        Self { value, channels: vec![ChannelName::GuardianPush], signed_content: false, user_verification: false }
    }

    /// Whether an answer is what the class takes. The decision is one that the server verified when it came.
    pub(crate) fn is_met_by(&self, decision: &Decision) -> bool {
        if !self.signed_content && !self.user_verification {
            return true;
        }
        let claims = decode_unverified::<DecisionClaims>(&decision.jws).ok();
        let Some(evidence) = claims.and_then(|claims| claims.waxseal) else { return false };
        // No person stands behind a test key, whether the answer says so or the enrolment did.
        let scripted = evidence.test_key || decision.test_key;
        let verified = evidence.uv == UserVerification::Os && !scripted;
        evidence.consent_sha256.is_some() && (verified || !self.user_verification)
    }
}

/// The classes of a file, and what is wrong with them: the key and a sentence.
pub(super) fn classes(
    written: Vec<(usize, RawAcr)>,
    values: Option<Vec<String>>,
) -> (Vec<AcrClass>, Vec<(String, String)>) {
    let mut problems = Vec::new();
    if written.is_empty() {
        let values = values.unwrap_or_else(|| vec![DEVICE_KEY.to_owned()]);
        return (values.into_iter().map(AcrClass::of_any_device).collect(), problems);
    }
    if values.is_some() {
        let message = "stands beside [[acr]], which says the same and more; keep one of them";
        problems.push(("acr_values_supported".to_owned(), message.to_owned()));
    }
    let mut classes = Vec::new();
    let mut known = BTreeSet::new();
    for (index, raw) in written {
        let mut problem = |key: &str, message: String| problems.push((format!("acr[{index}].{key}"), message));
        // It stands in a list that blanks separate.
        if raw.value.is_empty() || raw.value.chars().any(|c| c.is_whitespace() || c.is_control()) {
            problem("value", "is empty or holds white space".to_owned());
        }
        if !known.insert(raw.value.clone()) {
            problem("value", format!("{:?} appears twice", raw.value));
        }
        let channels = raw.channels.unwrap_or_else(|| vec![ChannelName::GuardianPush]);
        if channels.is_empty() {
            problem("channels", "is empty, so nothing could fulfil it".to_owned());
        }
        let needs_device = raw.signed_content || raw.user_verification;
        if needs_device && channels.contains(&ChannelName::Email) {
            let message = "email cannot fulfil signed_content or user_verification: only a device signs what it shows";
            problem("channels", message.to_owned());
        }
        classes.push(AcrClass {
            value: raw.value,
            channels,
            signed_content: needs_device,
            user_verification: raw.user_verification,
        });
    }
    (classes, problems)
}

impl Config {
    /// The class with a value.
    pub(crate) fn acr_class(&self, value: &str) -> Option<&AcrClass> {
        self.acr.iter().find(|class| class.value == value)
    }

    /// A sentence for each class that nobody can be reached for; `mails` says whether mails are sent.
    pub(super) fn acr_warnings(&self, directory: &Directory, mails: bool) -> Vec<String> {
        let works = |channel: &ChannelName| match channel {
            ChannelName::GuardianPush => self.channels.guardian_push,
            ChannelName::Email => mails,
        };
        let of_clients: Vec<_> = directory.clients.values().flat_map(|client| &client.channels).collect();
        let warning = |class: &AcrClass| {
            let value = &class.value;
            if !class.channels.iter().any(works) {
                return Some(format!(
                    "no channel can reach the acr {value:?}: the server does not use {}",
                    class.channels.iter().map(|channel| channel.as_str()).collect::<Vec<_>>().join(" or ")
                ));
            }
            let used = class.channels.iter().filter(|channel| works(channel)).any(|one| of_clients.contains(&one));
            // Without clients in the file, they come by the Management API.
            (!used && !of_clients.is_empty()).then(|| {
                format!(
                    "no channel can reach the acr {value:?}: no client has one of its channels in \
                     async_approval_notification_channels"
                )
            })
        };
        self.acr.iter().filter_map(warning).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use waxseal_protocol::Timestamp;
    use waxseal_protocol::jose::SigningKey;

    use super::*;

    fn class(signed_content: bool, user_verification: bool) -> AcrClass {
        AcrClass { signed_content, user_verification, ..AcrClass::of_any_device("urn:acr".to_owned()) }
    }

    fn decision(evidence: &Value) -> Decision {
        let claims = json!({
            "iss": "here", "sub": "challenge", "aud": "https://waxseal.example/api/resolve-transaction", "iat": 1,
            "exp": 31, "auth0_guardian_method": "push", "auth0_guardian_accepted": true, "waxseal": evidence,
        });
        Decision {
            user_id: "hanna".into(),
            device_id: "dev_a".into(),
            device_key: None,
            decided_at: Timestamp::UNIX_EPOCH,
            jws: SigningKey::generate().unwrap().sign("jwt", &claims).unwrap(),
            granted_details: None,
            reason: None,
            test_key: false,
            first_approval: None,
        }
    }

    fn evidence(uv: &str) -> Value {
        json!({"outcome": "approved", "consent_sha256": "x", "templates": [], "locale": "en", "uv": uv})
    }

    #[test]
    fn a_class_takes_the_answer_it_names() {
        let (plain, signed, verified) =
            (decision(&Value::Null), decision(&evidence("none")), decision(&evidence("os")));
        let mut scripted = evidence("os");
        scripted["test_key"] = json!(true);
        let scripted = decision(&scripted);
        // The device keeps to itself what it was enrolled with.
        let enrolled = Decision { test_key: true, ..verified.clone() };
        let met = |class: AcrClass| {
            [&plain, &signed, &verified, &scripted, &enrolled].map(|decision| class.is_met_by(decision))
        };
        assert_eq!(met(class(false, false)), [true, true, true, true, true]);
        assert_eq!(met(class(true, false)), [false, true, true, true, true]);
        assert_eq!(met(class(true, true)), [false, false, true, false, false], "no person stands behind a test key");
    }
}
