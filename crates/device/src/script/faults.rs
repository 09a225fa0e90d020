//! What a script can break. Nothing here is within reach of a person's answer: those go by
//! `Honest`.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use serde::{Serialize, Serializer};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::Notification;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::jose::{KeyError, SigningKey};

use crate::accounts::Account;
use crate::api::{Api, ApiError, Resolved};
use crate::channel;
use crate::channel::ConnectionState;
use crate::commands::Conduct;
use crate::core::Core;
use crate::decision::{Answer, sign};
use crate::inbox::VerifiedConsent;

/// What goes wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// A wrong code is typed, and nothing is sent.
    WrongCode,
    /// It is signed over other content than was shown.
    WrongDigest,
    /// It is signed by a clock that is wrong by this much.
    Skew(SignedDuration),
    /// The last answer to another request is sent instead of one to this.
    Replay,
    /// It is sent twice.
    Repeat,
    /// The device loses its connection for a time first.
    Offline(Duration),
    /// The connection is lost before anything is sent.
    DropBefore,
    /// The connection is lost before the receipt comes.
    DropAfter,
    /// The program is killed before anything is sent.
    KillBefore,
    /// The program is killed before the receipt comes.
    KillAfter,
}

impl Fault {
    /// As it is written in a script.
    pub fn name(self) -> &'static str {
        match self {
            Self::WrongCode => "wrong_code",
            Self::WrongDigest => "wrong_digest",
            Self::Skew(_) => "skew",
            Self::Replay => "replay",
            Self::Repeat => "repeat",
            Self::Offline(_) => "offline",
            Self::DropBefore => "drop_before",
            Self::DropAfter => "drop_after",
            Self::KillBefore => "kill_before",
            Self::KillAfter => "kill_after",
        }
    }

    /// Whether the program ends by it.
    pub fn kills(self) -> bool {
        matches!(self, Self::KillBefore | Self::KillAfter)
    }

    /// Whether it happens to an honest device, which then answers when it can.
    pub(super) fn is_an_accident(self) -> bool {
        match self {
            Self::WrongCode | Self::WrongDigest | Self::Skew(_) | Self::Replay => false,
            Self::Repeat
            | Self::Offline(_)
            | Self::DropBefore
            | Self::DropAfter
            | Self::KillBefore
            | Self::KillAfter => true,
        }
    }
}

impl Serialize for Fault {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The last answer that was posted, as anybody on the wire could have kept it.
#[derive(Debug, Default)]
pub(super) struct Overheard(Mutex<Option<String>>);

impl Overheard {
    pub(super) fn is_empty(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    fn keep(&self, signed: &str) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(signed.to_owned());
    }

    fn last(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Signs and posts an answer as a fault has it.
pub(super) struct Bent<'a> {
    pub(super) fault: Option<Fault>,
    pub(super) overheard: &'a Overheard,
}

impl Conduct for Bent<'_> {
    fn sign(
        &self,
        account: &Account,
        key: &SigningKey,
        notification: &Notification,
        shown: Option<&VerifiedConsent>,
        answer: Answer,
        now: Timestamp,
    ) -> Result<String, KeyError> {
        match self.fault {
            Some(Fault::WrongDigest) => {
                let sha256 = sha256_base64url(b"something else");
                let other = shown.map(|shown| VerifiedConsent { sha256, ..shown.clone() });
                sign(account, key, notification, other.as_ref(), answer, now)
            }
            Some(Fault::Skew(by)) => {
                let wrong = now.saturating_add(by).unwrap_or(Timestamp::MAX);
                sign(account, key, notification, shown, answer, wrong)
            }
            _ => sign(account, key, notification, shown, answer, now),
        }
    }

    fn post(
        &self,
        api: &Api,
        account: &Account,
        notification: &Notification,
        signed: String,
    ) -> impl Future<Output = Result<Resolved, ApiError>> + Send {
        let lost = || ApiError::Unreachable("the connection was dropped, as the script says".to_owned());
        async move {
            let token = &notification.txtkn;
            match self.fault {
                Some(Fault::Replay) => {
                    let earlier = self.overheard.last().unwrap_or(signed);
                    return api.resolve(account, token, earlier).await;
                }
                Some(Fault::DropBefore) => return Err(lost()),
                Some(Fault::KillBefore) => std::process::abort(),
                _ => self.overheard.keep(&signed),
            }
            let posted = api.resolve(account, token, signed.clone()).await;
            match self.fault {
                Some(Fault::Repeat) => api.resolve(account, token, signed).await,
                Some(Fault::DropAfter) => Err(lost()),
                Some(Fault::KillAfter) => std::process::abort(),
                _ => posted,
            }
        }
    }
}

impl Core {
    /// Cuts every connection, and lets them come back after a time.
    pub(super) fn go_offline(core: &Arc<Self>, time: Duration) {
        for runtime in core.runtimes() {
            runtime.stop();
            let reason = "Offline, as the script says.".to_owned();
            runtime.set_connection(core, ConnectionState::Offline { since: core.clock().now(), reason });
            let (core, again) = (Arc::clone(core), Arc::clone(&runtime));
            runtime.keep(tokio::spawn(async move {
                tokio::time::sleep(time).await;
                channel::run(core, again).await;
            }));
        }
    }
}
