//! What a headless device tells, one object for each line. `docs/reference/device-events.md` says it
//! for those who read it, `docs/reference/device-events.schema.json` for programs.

use serde::Serialize;
use waxseal_details::RiskTier;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ConsentId, DeviceId, UserId};
use waxseal_protocol::json::Json;

use super::facts::Facts;
use super::faults::Fault;
use super::rules::{Plan, Reply};
use crate::channel::ConnectionState;
use crate::commands::Snapshot;
use crate::decision::{DenyReason, Friction};
use crate::error::{DeviceError, ErrorCode};
use crate::history::HistoryOutcome;
use crate::inbox::{FourEyesView, ItemState, ItemView};
use crate::request_id::RequestId;

/// The version of the lines. Members may be added within it; none changes its meaning or goes.
pub const SCHEMA_VERSION: u32 = 1;

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct EventLine {
    /// [`SCHEMA_VERSION`].
    pub version: u32,
    /// When, by the device's own clock.
    pub at: Timestamp,
    /// What.
    #[serde(flatten)]
    pub event: Event,
}

/// What happened.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
#[expect(clippy::large_enum_variant, reason = "requests are what it is about, and lines are not kept")]
pub enum Event {
    /// The device runs.
    Started {
        /// Its enrolments.
        accounts: Vec<AccountLine>,
    },
    /// The connection of an account changed.
    Connection {
        /// Which one.
        account_id: DeviceId,
        /// The server.
        host: String,
        /// `connecting`, `online`, `offline` or `no_key`.
        state: &'static str,
        /// Why it is not connected.
        reason: Option<String>,
    },
    /// A request can be read, or cannot be verified.
    Request(RequestLine),
    /// What the script does with a request.
    Rule {
        /// The request.
        #[serde(flatten)]
        request: RequestId,
        /// The place of the rule in the script, from 1; `null` if none is for it.
        rule: Option<usize>,
        /// What the rule is called.
        name: Option<String>,
        /// `approve`, `deny`, `report` or `ignore`.
        answer: &'static str,
        /// Why it is denied.
        reason: Option<DenyReason>,
        /// Milliseconds until the answer.
        delay_ms: u64,
        /// What goes wrong with it.
        fault: Option<Fault>,
    },
    /// A fault happens now.
    Fault {
        /// The request.
        #[serde(flatten)]
        request: RequestId,
        /// Which fault.
        fault: Fault,
    },
    /// An answer was not taken, or not sent.
    Refused {
        /// The request.
        #[serde(flatten)]
        request: RequestId,
        /// Why, for programs.
        code: ErrorCode,
        /// Why, in a sentence.
        message: String,
    },
    /// A request is over.
    Closed {
        /// Which one.
        #[serde(flatten)]
        request: RequestId,
        /// How it ended.
        outcome: HistoryOutcome,
        /// The other device that answered, if it was another one.
        by: Option<String>,
        /// The person who answered, if it was another one.
        #[serde(skip_serializing_if = "Option::is_none")]
        person: Option<String>,
    },
    /// A request is approved, and waits for the other one of two people.
    Awaiting {
        /// Which one.
        #[serde(flatten)]
        request: RequestId,
        /// Who approved it, and who has to.
        four_eyes: FourEyesView,
    },
    /// The device is no longer enrolled anywhere.
    Removed,
    /// The program ends.
    Ended {
        /// Why.
        reason: EndReason,
        /// Its exit code.
        exit_code: u8,
        /// How many requests were over while it ran.
        closed: usize,
    },
}

/// Why a device stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    /// As many requests are over as were asked for.
    Count,
    /// The time is up.
    Timeout,
    /// It is enrolled nowhere any more.
    Removed,
    /// Somebody stopped it.
    Interrupted,
    /// There is nobody to ask.
    Nobody,
}

/// One enrolment.
#[derive(Debug, Clone, Serialize)]
pub struct AccountLine {
    /// Its id.
    pub account_id: DeviceId,
    /// The server.
    pub host: String,
    /// The person.
    pub user_id: UserId,
    /// What the device is called.
    pub device_name: String,
    /// Whether its key is of the test class.
    pub test_key: bool,
}

/// A request.
#[derive(Debug, Clone, Serialize)]
pub struct RequestLine {
    /// Its id.
    pub consent_id: ConsentId,
    /// The enrolment it came to.
    pub account_id: DeviceId,
    /// The server.
    pub host: String,
    /// The person who is asked.
    pub user_id: UserId,
    /// `ready`; `interrupted` if an earlier answer did not arrive; `unverifiable`; `awaiting` if it is
    /// approved and waits for the other one of two people; or another state of the inbox.
    pub state: &'static str,
    /// Why it cannot be verified, or why the answer did not arrive.
    pub state_reason: Option<String>,
    /// When it reached this device.
    pub received_at: Timestamp,
    /// When it expires, by the server's clock.
    pub expires_at: Timestamp,
    /// Milliseconds left, by the server's clock.
    pub expires_in_ms: i64,
    /// The digest that an answer is bound to.
    pub consent_sha256: Option<String>,
    /// How much care it needs.
    pub tier: Option<RiskTier>,
    /// What approving it takes of a person: `click`, `hold` or `code`.
    pub friction: &'static str,
    /// The client's id.
    pub client_id: Option<String>,
    /// The client's registered name.
    pub client_name: Option<String>,
    /// The API the token is for.
    pub audience: Option<String>,
    /// The scopes.
    pub scope: Vec<String>,
    /// The short text that also stands where the request came from.
    pub binding_message: Option<String>,
    /// What is asked, every number as it was written.
    pub authorization_details: Vec<Json>,
    /// Who has to approve it and who has, where it takes two people.
    pub four_eyes: Option<FourEyesView>,
    /// What a person reads first.
    pub headline: Option<String>,
    /// The whole card as text.
    pub text: Option<String>,
}

impl RequestLine {
    /// Which request it is.
    pub fn id(&self) -> RequestId {
        RequestId { account_id: self.account_id.clone(), consent_id: self.consent_id.clone() }
    }

    /// Whether it can be answered: what cannot be verified, with no.
    pub fn can_be_answered(&self) -> bool {
        matches!(self.state, "ready" | "interrupted" | "unverifiable")
    }

    /// A request as it is now.
    pub fn new(item: &ItemView, facts: Option<&Facts>) -> Self {
        let (state, state_reason) = match &item.state {
            ItemState::Checking => ("checking", None),
            ItemState::Ready => ("ready", None),
            ItemState::Unverifiable { reason } => ("unverifiable", Some(reason.clone())),
            ItemState::Verifying => ("verifying", None),
            ItemState::Sending => ("sending", None),
            ItemState::Failed { reason, .. } => ("interrupted", Some(reason.clone())),
            ItemState::Awaiting => ("awaiting", None),
            ItemState::Closed { .. } => ("closed", None),
        };
        let details = facts.map(|facts| &facts.consent.requested_details);
        let client = facts.and_then(|facts| facts.consent.client.as_ref());
        Self {
            consent_id: item.consent_id.clone(),
            account_id: item.account_id.clone(),
            host: item.host.clone(),
            user_id: item.user_id.clone(),
            state,
            state_reason,
            received_at: item.received_at,
            expires_at: item.expires_at,
            expires_in_ms: item.expires_in_ms,
            consent_sha256: item.consent_sha256.clone(),
            tier: item.card.as_ref().map(|card| card.tier),
            friction: match item.friction {
                Friction::Click => "click",
                Friction::Hold => "hold",
                Friction::Code { .. } => "code",
            },
            client_id: client.map(|client| client.client_id.to_string()),
            client_name: client.map(|client| client.name.clone()),
            audience: details.map(|details| details.audience.clone()),
            scope: details.map(|details| details.scope.clone()).unwrap_or_default(),
            binding_message: details.and_then(|details| details.binding_message.clone()),
            authorization_details: facts.map(|facts| facts.entries().to_vec()).unwrap_or_default(),
            headline: item.card.as_ref().map(|card| card.headline.clone()),
            four_eyes: item.four_eyes.clone(),
            text: item.to_text(),
        }
    }
}

impl Event {
    pub(super) fn connection(account_id: DeviceId, host: String, state: &ConnectionState) -> Self {
        let (state, reason) = match state {
            ConnectionState::Connecting => ("connecting", None),
            ConnectionState::Online { .. } => ("online", None),
            ConnectionState::Offline { reason, .. } => ("offline", Some(reason.clone())),
            ConnectionState::NoKey { reason } => ("no_key", Some(reason.clone())),
        };
        Self::Connection { account_id, host, state, reason }
    }

    pub(super) fn rule(request: RequestId, found: Option<(usize, &Plan)>, name: Option<&str>) -> Self {
        let plan = found.map(|(_, plan)| plan);
        let (answer, reason) = match plan.map(|plan| plan.reply) {
            None | Some(Reply::Ignore) => ("ignore", None),
            Some(Reply::Answer(outcome, reason)) => (verb(outcome), reason),
        };
        Self::Rule {
            request,
            rule: found.map(|(place, _)| place + 1),
            name: name.map(ToOwned::to_owned),
            answer,
            reason,
            delay_ms: plan.map_or(0, |plan| u64::try_from(plan.delay.as_millis()).unwrap_or(u64::MAX)),
            fault: plan.and_then(|plan| plan.fault),
        }
    }

    pub(super) fn refused(request: RequestId, error: &DeviceError) -> Self {
        Self::Refused { request, code: error.code, message: error.message.clone() }
    }
}

fn verb(outcome: waxseal_protocol::device::DecisionOutcome) -> &'static str {
    use waxseal_protocol::device::DecisionOutcome;
    match outcome {
        DecisionOutcome::Approved => "approve",
        DecisionOutcome::Denied => "deny",
        DecisionOutcome::Reported => "report",
    }
}

impl AccountLine {
    pub(super) fn all(snapshot: &Snapshot, test_key: impl Fn(&DeviceId) -> bool) -> Vec<Self> {
        let line = |account: &crate::commands::AccountView| Self {
            account_id: account.id.clone(),
            host: account.host.clone(),
            user_id: account.user_id.clone(),
            device_name: account.device_name.clone(),
            test_key: test_key(&account.id),
        };
        snapshot.accounts.iter().map(line).collect()
    }
}
