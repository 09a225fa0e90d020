//! A ping or push on its way to a client (CIBA Core 10.2, 10.3).

use serde::{Deserialize, Serialize};
use waxseal_protocol::ids::{ClientId, ConsentId};
use waxseal_protocol::{Secret, Timestamp};

/// How a client learns the outcome (CIBA Core 5).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryMode {
    /// It asks.
    #[default]
    Poll,
    /// It is told to ask.
    Ping,
    /// It is told.
    Push,
}

impl DeliveryMode {
    /// The name in metadata.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Ping => "ping",
            Self::Push => "push",
        }
    }
}

/// A notification that the client has not acknowledged yet.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Given by the store; 0 before it is stored.
    pub id: i64,
    /// The request whose outcome it tells.
    pub consent_id: ConsentId,
    /// The client.
    pub client_id: ClientId,
    /// [`Ping`](DeliveryMode::Ping) or [`Push`](DeliveryMode::Push).
    pub mode: DeliveryMode,
    /// Where to.
    pub endpoint: String,
    /// The `client_notification_token`.
    pub bearer: Secret<String>,
    /// The body, once it is made.
    pub payload: Option<Secret<String>>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it is tried next.
    pub next_attempt_at: Timestamp,
    /// When it is given up.
    pub give_up_at: Timestamp,
}
