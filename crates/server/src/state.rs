//! What every handler can reach.

use std::sync::Arc;

use waxseal_protocol::Clock;
use waxseal_protocol::ids::UserId;
use waxseal_store::Store;

use crate::config::Config;
use crate::device::ConnectionRegistry;
use crate::key_ring::KeyRing;
use crate::token::Pacing;

/// Shared by all requests. Nothing in it is the only copy of anything: requests and devices are
/// in the store, connections come back, and pacing starts anew.
#[derive(Debug, Clone)]
pub struct AppState {
    pub(crate) config: Arc<Config>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: Arc<KeyRing>,
    pub(crate) connections: Arc<ConnectionRegistry>,
    pub(crate) pacing: Arc<Pacing>,
}

impl AppState {
    /// Puts the parts together.
    pub fn new(config: Config, store: Arc<dyn Store>, clock: Arc<dyn Clock>, keys: KeyRing) -> Self {
        Self {
            config: Arc::new(config),
            store,
            clock,
            keys: Arc::new(keys),
            connections: Arc::default(),
            pacing: Arc::default(),
        }
    }

    /// The issuer as it stands in tokens, with its trailing slash.
    pub(crate) fn issuer(&self) -> &str {
        self.config.issuer.as_str()
    }

    /// Whether the server knows a person.
    pub(crate) fn knows_user(&self, user: &UserId) -> bool {
        self.config.users.contains_key(user)
    }
}
