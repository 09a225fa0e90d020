//! Following the issuer's key for consents: from the pinned one to the one in use.

use waxseal_protocol::device::{MAX_STATEMENTS, Notification, SuccessionError};
use waxseal_protocol::jose::JoseHeader;

use super::{AccountRuntime, Core};
use crate::api::ApiError;
use crate::event::DeviceEvent;
use crate::inbox::{ItemState, Unverified, VerifiedConsent, revoked, verify};
use crate::persist::PersistError;

/// How often in a row more statements are asked for.
const MAX_ANSWERS: usize = 100;

/// Why the key in use was not found.
#[derive(Debug, thiserror::Error)]
enum NotFollowed {
    /// The server did not say what became of its key.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// What it said does not count.
    #[error(transparent)]
    Statement(SuccessionError),
    /// The next key could not be kept, so it is not used.
    #[error(transparent)]
    Storage(#[from] PersistError),
}

impl Core {
    /// Verifies a consent. If it is by another key than the pinned one, the issuer is asked first
    /// whether the pinned one vouches for it.
    ///
    /// # Errors
    /// The issuer cannot be asked at the moment.
    pub(crate) async fn verified(
        &self,
        account: &AccountRuntime,
        notification: &Notification,
        token: &str,
    ) -> Result<Result<VerifiedConsent, String>, ApiError> {
        let verify = || {
            let now = account.server_now(self);
            let pin = self.accounts.issuer_pin(&account.account().id).unwrap_or_default();
            verify(account.account(), &pin, notification, token, &self.presentation(account, now), now)
        };
        let verified = match verify() {
            Err(Unverified::OtherKey(_)) => {
                self.learn_issuer_key(account).await?;
                verify()
            }
            verified => verified,
        };
        Ok(verified.map_err(Unverified::reason))
    }

    /// Whether a consent is by a key that the pinned one took the place of. It may have been on its
    /// way meanwhile; the issuer signs it anew each time that it is fetched.
    pub(crate) fn is_by_former_key(&self, account: &AccountRuntime, token: &str) -> bool {
        let kid = JoseHeader::of(token).ok().and_then(|header| header.kid);
        let pin = self.accounts.issuer_pin(&account.account().id).unwrap_or_default();
        kid.is_some_and(|kid| pin.was(&kid))
    }

    /// Looks whether the issuer changed its key, if `kid` is not the pinned one.
    pub(crate) async fn expect_issuer_key(&self, account: &AccountRuntime, kid: &str) {
        let pin = self.accounts.issuer_pin(&account.account().id);
        if pin.is_some_and(|pin| !pin.is_revoked() && pin.kid() != Some(kid)) {
            // If it does not come about, the first consent by that key asks again.
            if let Err(error) = self.learn_issuer_key(account).await {
                tracing::warn!(%error, "Could not ask {} for its key: {error}", account.account().issuer);
            }
        }
    }

    /// Follows the issuer's statements as far as they lead.
    ///
    /// # Errors
    /// The issuer cannot be asked at the moment.
    async fn learn_issuer_key(&self, account: &AccountRuntime) -> Result<(), ApiError> {
        match self.follow_issuer(account).await {
            Err(NotFollowed::Api(error)) if error.is_passing() => Err(error),
            Err(error) => {
                let issuer = &account.account().issuer;
                tracing::error!(%error, "Cannot follow the key of {issuer}: {error}");
                Ok(())
            }
            Ok(()) => Ok(()),
        }
    }

    async fn follow_issuer(&self, account: &AccountRuntime) -> Result<(), NotFollowed> {
        let _one_at_a_time = account.following.lock().await;
        let (id, issuer) = (&account.account().id, &account.account().issuer);
        let Some(key) = self.key(account).await else { return Ok(()) };
        for _ in 0..MAX_ANSWERS {
            let Some(pin) = self.accounts.issuer_pin(id) else { return Ok(()) };
            let Some(kid) = pin.kid() else { return Ok(()) };
            let answer = self.api.key_succession(account.account(), &key, kid, account.server_now(self)).await?;
            let (next, refused) = pin.follow(issuer, &answer, self.clock().now());
            if next != pin {
                self.accounts.pin_issuer(id, &next)?;
                if next.is_revoked() {
                    tracing::error!(device.id = %id, "{issuer} revoked the key that this device knows it by");
                    self.distrust(account);
                } else {
                    tracing::info!(device.id = %id, "{issuer} has another key, and the one before vouches for it");
                }
                self.tell(DeviceEvent::Changed);
            }
            if let Some(error) = refused {
                return Err(NotFollowed::Statement(error));
            }
            if next.is_revoked() || answer.len() < MAX_STATEMENTS {
                return Ok(());
            }
        }
        Ok(())
    }

    /// What waits was signed by a key that counts for nothing any more: it can only be refused.
    fn distrust(&self, account: &AccountRuntime) {
        let open = self.inbox().open(&account.account().id);
        for id in open {
            {
                let mut inbox = self.inbox();
                let Some(item) = inbox.get_mut(&id).filter(|item| item.state.is_approvable()) else { continue };
                item.state = ItemState::Unverifiable { reason: revoked(&account.account().host()) };
                item.revision += 1;
            }
            self.views().close(&id);
        }
    }
}
