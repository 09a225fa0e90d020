//! Sending an answer: the consent is fetched once more and compared, the answer signed, written down
//! and posted.
//!
//! Signing and posting go through [`Conduct`], so that a script for testers can break the rules in
//! one place. Every answer of a person goes by [`Honest`].

use std::future::Future;

use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{DecisionOutcome, Notification, Outcome};
use waxseal_protocol::jose::{KeyError, SigningKey};

use crate::accounts::Account;
use crate::api::{Api, ApiError, Resolved};
use crate::core::{AccountRuntime, Core, answerer};
use crate::decision::{Answer, sign};
use crate::error::{DeviceError, ErrorCode};
use crate::history::HistoryOutcome;
use crate::inbox::{Answerer, Item, VerifiedConsent};
use crate::journal::Entry;
use crate::practice::rehearse_signing;

/// How an answer is signed and posted.
pub(crate) trait Conduct {
    /// Signs what the person answered over what was shown.
    fn sign(
        &self,
        account: &Account,
        key: &SigningKey,
        notification: &Notification,
        shown: Option<&VerifiedConsent>,
        answer: Answer,
        now: Timestamp,
    ) -> Result<String, KeyError> {
        sign(account, key, notification, shown, answer, now)
    }

    /// Posts what was signed.
    fn post(
        &self,
        api: &Api,
        account: &Account,
        notification: &Notification,
        signed: String,
    ) -> impl Future<Output = Result<Resolved, ApiError>> + Send {
        api.resolve(account, &notification.txtkn, signed)
    }
}

/// By the rules.
pub(crate) struct Honest;

impl Conduct for Honest {}

/// How sending ended.
pub(super) enum Sent {
    /// The server took it.
    Accepted,
    /// The server took it, and another person has to approve, too.
    Half,
    /// Somebody else approved it in this person's place, or this person on another device. It waits for the
    /// other one of two people.
    Overtaken { by: Answerer, at: Timestamp, error: DeviceError },
    /// It is over, in another way.
    Over { outcome: HistoryOutcome, by: Answerer, error: DeviceError },
    /// The consent is no longer the one that was read.
    Changed(Box<VerifiedConsent>),
    /// Nothing was decided.
    Failed(DeviceError),
    /// It was sent, and whether it arrived is not known.
    Unknown(DeviceError),
}

pub(super) async fn send(core: &Core, item: &Item, answer: Answer, conduct: &impl Conduct) -> Sent {
    let outcome = answer.outcome;
    let Some(runtime) = core.runtime(item.account_id()) else {
        return failed(ErrorCode::Revoked, "This account was removed.".to_owned());
    };
    let Some(key) = core.key(&runtime).await else {
        return failed(
            ErrorCode::KeyUnavailable,
            "The key is not to be had. Unlock the keyring and try again.".to_owned(),
        );
    };
    let now = runtime.server_now(core);
    if let Some(shown) = &item.shown
        && let Some(other) = compare(core, &runtime, &key, item, shown, outcome).await
    {
        return other;
    }
    let signed = match conduct.sign(runtime.account(), &key, &item.notification, item.shown.as_ref(), answer, now) {
        Ok(signed) => signed,
        Err(error) => return failed(ErrorCode::KeyUnavailable, format!("It could not be signed: {error}.")),
    };
    // After a crash, this says what to ask the server about.
    let entry = Entry {
        account_id: item.account_id().clone(),
        notification: item.notification.clone(),
        shown: item.shown.clone(),
        answer,
        received_at: item.received_at,
    };
    if let Err(error) = core.journal.begin(entry) {
        return Sent::Failed(error.into());
    }
    match conduct.post(&core.api, runtime.account(), &item.notification, signed).await {
        Ok(Resolved::Decided) => Sent::Accepted,
        Ok(Resolved::Half) => Sent::Half,
        // Our own approval, whose receipt was lost. Until the other person answers, it stays in the journal.
        Err(ApiError::AlreadyDecided(refusal)) if refusal.is_half() && refusal.by_this_device => Sent::Half,
        Err(error) if error.is_passing() => Sent::Unknown(DeviceError::new(
            ErrorCode::FateUnknown,
            "The server could not be reached. Whether the answer arrived is not known; try again.",
        )),
        Err(error) => {
            // The server refused it: there is nothing to be asked about.
            core.strike_out(item.id());
            explained(error, outcome)
        }
    }
}

/// Whether what was shown is still what is asked: it may have changed since it was rendered.
async fn compare(
    core: &Core,
    runtime: &AccountRuntime,
    key: &SigningKey,
    item: &Item,
    shown: &VerifiedConsent,
    outcome: DecisionOutcome,
) -> Option<Sent> {
    let now = runtime.server_now(core);
    let token = match core.api.consent(runtime.account(), key, &item.notification, now).await {
        Ok(token) => token,
        Err(error) if error.is_passing() => return Some(unreached()),
        Err(error) => return Some(explained(error, outcome)),
    };
    let Ok(verified) = core.verified(runtime, &item.notification, &token).await else { return Some(unreached()) };
    match verified {
        // A template that was replaced, revoked or lapsed meanwhile showed something else.
        Ok(fresh) if outcome == DecisionOutcome::Approved && fresh.card.evidence() != shown.card.evidence() => {
            Some(Sent::Changed(Box::new(fresh)))
        }
        Ok(fresh) if fresh.sha256 == shown.sha256 => None,
        Ok(fresh) => Some(Sent::Changed(Box::new(fresh))),
        // No needs no content that can be verified.
        Err(_) if outcome != DecisionOutcome::Approved => None,
        Err(reason) => Some(failed(ErrorCode::Untrusted, reason)),
    }
}

/// A practice answer is signed like any other, with a key that is thrown away, and sent nowhere.
pub(super) fn rehearse(core: &Core, item: &Item, answer: Answer) -> Sent {
    match item.shown.as_ref().map(|shown| rehearse_signing(&item.notification, shown, answer, core.clock().now())) {
        Some(Ok(())) => Sent::Accepted,
        Some(Err(error)) => {
            Sent::Failed(DeviceError::new(ErrorCode::KeyUnavailable, format!("It could not be signed: {error}.")))
        }
        None => Sent::Failed(DeviceError::new(ErrorCode::NotDecidable, "It is still being verified.")),
    }
}

fn unreached() -> Sent {
    failed(ErrorCode::Offline, "The server could not be reached. Nothing was sent; try again.".to_owned())
}

fn failed(code: ErrorCode, message: String) -> Sent {
    Sent::Failed(DeviceError::new(code, message))
}

fn explained(error: ApiError, wanted: DecisionOutcome) -> Sent {
    match error {
        ApiError::AlreadyDecided(refusal) => {
            // Our own answer, whose receipt was lost.
            if refusal.by_this_device && refusal.outcome == as_outcome(wanted) {
                return Sent::Accepted;
            }
            let who = refusal.person.clone().or_else(|| refusal.by.clone());
            let who = who.unwrap_or_else(|| "another device".to_owned());
            if refusal.is_half() {
                let message = format!("Already approved: {who}. It waits for another person.");
                let (at, error) = (refusal.at.timestamp(), DeviceError::new(ErrorCode::AnsweredElsewhere, message));
                return Sent::Overtaken { by: answerer(*refusal), at, error };
            }
            let outcome = HistoryOutcome::from(refusal.outcome);
            let on = if refusal.person.is_some() { "by" } else { "on" };
            let did = match outcome {
                HistoryOutcome::Approved => "approved",
                HistoryOutcome::Denied => "denied",
                HistoryOutcome::Reported => "reported",
                HistoryOutcome::Expired | HistoryOutcome::Cancelled | HistoryOutcome::EndedAway => "closed",
            };
            let error = DeviceError::new(ErrorCode::AnsweredElsewhere, format!("Already {did} {on} {who}."));
            Sent::Over { outcome, by: answerer(*refusal), error }
        }
        ApiError::Refused(body) if body.error_code == "transaction_expired" => Sent::Over {
            outcome: HistoryOutcome::Expired,
            by: Answerer::default(),
            error: DeviceError::new(ErrorCode::Expired, "It expired. No answer was sent."),
        },
        ApiError::Refused(body) if body.error_code == "consent_mismatch" => Sent::Failed(DeviceError::new(
            ErrorCode::Changed,
            "The details changed while you were reading. Nothing was decided.",
        )),
        ApiError::Refused(body) => Sent::Failed(DeviceError::new(ErrorCode::Refused, body.message)),
        other => Sent::Failed(DeviceError::new(ErrorCode::Untrusted, format!("{other}."))),
    }
}

pub(super) fn as_outcome(outcome: DecisionOutcome) -> Outcome {
    match outcome {
        DecisionOutcome::Approved => Outcome::Approved,
        DecisionOutcome::Denied => Outcome::Denied,
        DecisionOutcome::Reported => Outcome::Reported,
    }
}
