//! One request on this device.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::Card;
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{DecisionOutcome, Notification};
use waxseal_protocol::ids::{ConsentId, DeviceId, UserId};

use super::VerifiedConsent;
use crate::history::HistoryOutcome;

/// How far a request is on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum ItemState {
    /// Its consent is being fetched and verified.
    Checking,
    /// It can be read and decided.
    Ready,
    /// It cannot be verified, so it cannot be decided.
    Unverifiable {
        /// Why, in a sentence.
        reason: String,
    },
    /// An answer is on its way.
    Sending,
    /// The answer did not arrive; nothing was decided. It can be sent again.
    Failed {
        /// Why, in a sentence.
        reason: String,
    },
    /// It is over.
    Closed {
        /// How.
        outcome: HistoryOutcome,
        /// The other device that answered, if it was another one.
        by: Option<String>,
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

    /// Whether an answer can be given.
    pub fn is_decidable(&self) -> bool {
        matches!(self, Self::Ready | Self::Failed { .. })
    }
}

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) account_id: DeviceId,
    pub(crate) notification: Notification,
    pub(crate) state: ItemState,
    pub(crate) shown: Option<VerifiedConsent>,
    /// The answer that was last sent, whether or not it arrived.
    pub(crate) attempted: Option<DecisionOutcome>,
    /// Whether it was counted as a use of its templates.
    pub(crate) counted: bool,
    pub(crate) received_at: Timestamp,
}

impl Item {
    pub(crate) fn new(account_id: DeviceId, notification: Notification, received_at: Timestamp) -> Self {
        Self {
            account_id,
            notification,
            state: ItemState::Checking,
            shown: None,
            attempted: None,
            counted: false,
            received_at,
        }
    }

    pub(crate) fn id(&self) -> &ConsentId {
        &self.notification.txlnkid
    }
}

/// A request as a UI sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ItemView {
    /// Its id.
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
}
