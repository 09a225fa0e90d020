//! One request on this device.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::{Card, ChangedRow};
use waxseal_protocol::device::Notification;
use waxseal_protocol::ids::{ConsentId, DeviceId, UserId};
use waxseal_protocol::{Clock, Timestamp};

use super::{FourEyesView, VerifiedConsent};
use crate::decision::{Friction, Hurdle};
use crate::error::ErrorCode;
use crate::history::HistoryOutcome;
use crate::request_id::RequestId;

/// How far a request is on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum ItemState {
    /// Its consent is being fetched and verified.
    Checking,
    /// It can be read and decided.
    Ready,
    /// It cannot be verified, so it can only be denied or reported.
    Unverifiable {
        /// Why, in a sentence.
        reason: String,
    },
    /// Approve was given, and the operating system asks whether it is the person. Nothing is signed yet.
    Verifying,
    /// An answer is on its way.
    Sending,
    /// Two people have to approve it. The person of this device did, or somebody else in their place; it
    /// waits for the other one. It can still be refused.
    Awaiting,
    /// The answer did not arrive, as far as is known. It can be sent again.
    Failed {
        /// What a UI matches on.
        code: ErrorCode,
        /// Why, in a sentence.
        reason: String,
    },
    /// It is over.
    Closed {
        /// How.
        outcome: HistoryOutcome,
        /// The other device that answered, if it was another one.
        by: Option<String>,
        /// The name of the person who answered, if it was another one than this device's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[ts(optional)]
        person: Option<String>,
        /// When.
        #[ts(type = "string")]
        at: Timestamp,
    },
}

impl ItemState {
    /// Whether it still waits for an answer.
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Closed { .. })
    }

    /// Whether it waits for the person of this device.
    pub fn needs_answer(&self) -> bool {
        self.is_open() && !matches!(self, Self::Awaiting)
    }

    /// Whether an approval can be given.
    pub fn is_decidable(&self) -> bool {
        matches!(self, Self::Ready | Self::Failed { .. })
    }

    /// Whether an approval can still come of it: it can be decided, or the system asks about one.
    pub(crate) fn is_approvable(&self) -> bool {
        self.is_decidable() || *self == Self::Verifying
    }
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    id: RequestId,
    pub(crate) notification: Notification,
    pub(crate) state: ItemState,
    pub(crate) shown: Option<VerifiedConsent>,
    /// What approving it takes, once it can be read.
    pub(crate) hurdle: Option<Hurdle>,
    /// How many wrong codes were typed.
    pub(crate) wrong_codes: u8,
    /// What was shown before it changed while somebody read it.
    pub(crate) previous: Option<Card>,
    /// How often it changed.
    pub(crate) revision: u32,
    /// Whether it was counted as a use of its templates.
    pub(crate) counted: bool,
    /// Whether it was announced once more before its end.
    pub(crate) reminded: bool,
    pub(crate) in_flood: bool,
    pub(crate) practice: bool,
    pub(crate) received_at: Timestamp,
    /// The same moment on the monotonic clock.
    arrived_at: Duration,
}

impl Item {
    pub(crate) fn new(
        account_id: DeviceId,
        notification: Notification,
        received_at: Timestamp,
        arrived_at: Duration,
    ) -> Self {
        Self {
            id: RequestId { account_id, consent_id: notification.txlnkid.clone() },
            notification,
            state: ItemState::Checking,
            shown: None,
            hurdle: None,
            wrong_codes: 0,
            previous: None,
            revision: 0,
            counted: false,
            reminded: false,
            in_flood: false,
            practice: false,
            received_at,
            arrived_at,
        }
    }

    /// It can be read and decided.
    pub(crate) fn show(&mut self, consent: VerifiedConsent, step_up: bool) {
        self.hurdle = Some(Hurdle::new(&consent.card, step_up));
        let takes_yours = consent.four_eyes.as_ref().is_none_or(FourEyesView::takes_yours);
        self.shown = Some(consent);
        self.state = if takes_yours { ItemState::Ready } else { ItemState::Awaiting };
    }

    /// Who approved is another matter than before; what is asked is not.
    pub(crate) fn progress(&mut self, four_eyes: Option<FourEyesView>) {
        let takes_yours = four_eyes.as_ref().is_none_or(FourEyesView::takes_yours);
        if let Some(shown) = &mut self.shown {
            shown.four_eyes = four_eyes;
        }
        match self.state {
            ItemState::Ready | ItemState::Verifying | ItemState::Failed { .. } if !takes_yours => {
                self.state = ItemState::Awaiting;
            }
            ItemState::Awaiting if takes_yours => self.state = ItemState::Ready,
            _ => {}
        }
    }

    /// Who has to approve it, where it takes two people.
    pub(crate) fn four_eyes(&self) -> Option<&FourEyesView> {
        self.shown.as_ref()?.four_eyes.as_ref()
    }

    /// Whether the server knows of other approvals than this device does.
    pub(crate) fn lacks_approvals(&self, notification: &Notification) -> bool {
        self.state.is_open() && self.four_eyes().is_some_and(|known| known.count() != notification.approvals)
    }

    /// When it was over.
    pub(crate) fn closed_at(&self) -> Option<Timestamp> {
        match &self.state {
            ItemState::Closed { at, .. } => Some(*at),
            _ => None,
        }
    }

    /// It says something else than what was on screen.
    pub(crate) fn replace(&mut self, consent: VerifiedConsent) {
        let before = self.shown.take().map(|shown| shown.card);
        self.show(consent, false);
        self.previous = before;
        self.revision += 1;
        self.counted = false;
    }

    /// Approving it takes a code, whatever it is about.
    pub(crate) fn step_up(&mut self) {
        if let Some(shown) = self.shown.as_ref().filter(|_| !self.hurdle.as_ref().is_some_and(Hurdle::has_code)) {
            self.hurdle = Some(Hurdle::new(&shown.card, true));
        }
    }

    /// Milliseconds since it came.
    pub(crate) fn waited_ms(&self, clock: &dyn Clock) -> i64 {
        i64::try_from(clock.monotonic().saturating_sub(self.arrived_at).as_millis()).unwrap_or(i64::MAX)
    }

    pub(crate) fn id(&self) -> &RequestId {
        &self.id
    }

    pub(crate) fn account_id(&self) -> &DeviceId {
        &self.id.account_id
    }
}

impl ItemView {
    /// Which request it is.
    pub fn id(&self) -> RequestId {
        RequestId { account_id: self.account_id.clone(), consent_id: self.consent_id.clone() }
    }

    /// The whole card in words for a terminal, and who has to approve it where it takes two people.
    pub fn to_text(&self) -> Option<String> {
        let card = self.card.as_ref()?.to_text();
        Some(match &self.four_eyes {
            Some(four_eyes) => format!("{}\n\n{}\n", card.trim_end(), four_eyes.to_text()),
            None => card,
        })
    }
}

/// A request as a UI sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemView {
    /// Its id at the server.
    #[ts(type = "string")]
    pub consent_id: ConsentId,
    /// The account it is for.
    #[ts(type = "string")]
    pub account_id: DeviceId,
    /// The server's host.
    pub host: String,
    /// The person who is asked.
    #[ts(type = "string")]
    pub user_id: UserId,
    /// How far it is.
    pub state: ItemState,
    /// What is asked, once verified.
    pub card: Option<Card>,
    /// The digest of the consent that an answer is bound to.
    pub consent_sha256: Option<String>,
    /// When it reached this device.
    #[ts(type = "string")]
    pub received_at: Timestamp,
    /// When it expires, by the server's clock.
    #[ts(type = "string")]
    pub expires_at: Timestamp,
    /// Milliseconds left, by the server's clock.
    #[ts(type = "number")]
    pub expires_in_ms: i64,
    /// What it takes to approve it.
    pub friction: Friction,
    /// Whether it is a rehearsal: nothing is sent anywhere.
    pub practice: bool,
    /// Whether it came in a flood and was not announced by itself.
    pub in_flood: bool,
    /// Requests with the same key can be answered together.
    pub batch_key: Option<String>,
    /// Whether it changed while it was on screen.
    pub changed: bool,
    /// The rows that are different from what was on screen then. Empty, too, if only how it is shown changed.
    pub changes: Vec<ChangedRow>,
    /// Who has to approve it and who has, where it takes two people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub four_eyes: Option<FourEyesView>,
    /// How often it changed while it was here. A page that shows an older one opens it anew.
    pub revision: u32,
}
