//! Asking the server for templates: when connected, every day, and for a type that has none.

use std::sync::Arc;
use std::time::Duration;

use super::offer::judge;
use crate::core::{AccountRuntime, Core};
use crate::event::DeviceEvent;

/// How often a connected device asks.
pub(crate) const EVERY: Duration = Duration::from_hours(24);
/// How often requests without a template may make it ask.
const AGAIN: Duration = Duration::from_mins(1);
/// How long a request waits for its template.
const PATIENCE: Duration = Duration::from_secs(3);

impl Core {
    /// Asks for templates now.
    pub(crate) async fn refresh_templates(&self, account: &AccountRuntime) {
        self.ask_for_templates(account, Duration::ZERO).await;
    }

    /// Asks for the template of a request that has none, unless that was done lately, and says
    /// whether it may have one now.
    pub(crate) async fn find_templates(&self, account: &AccountRuntime) -> bool {
        let now = account.server_now(self);
        let before = account.templates().registry(now);
        if tokio::time::timeout(PATIENCE, self.ask_for_templates(account, AGAIN)).await.is_err() {
            tracing::warn!("Templates took too long; a request is shown without them");
        }
        !Arc::ptr_eq(&before, &account.templates().registry(now))
    }

    /// Asks, unless that was done less than `age` ago. Whoever asks meanwhile waits for the answer.
    async fn ask_for_templates(&self, account: &AccountRuntime, age: Duration) {
        let templates = account.templates();
        let Some(kept) = templates.kept() else { return };
        let mut asked = templates.asking.lock().await;
        let now = self.clock().monotonic();
        if asked.is_some_and(|last| now.saturating_sub(last) < age) {
            return;
        }
        *asked = Some(now);
        let Some(key) = self.key(account).await else { return };
        let at = account.server_now(self);
        let offered = match self.api.templates(account.account(), &key, kept.etag.as_deref(), at).await {
            Ok(Some(offered)) => offered,
            Ok(None) => return,
            Err(error) => {
                tracing::warn!(%error, "Could not fetch templates: {error}");
                return;
            }
        };
        let changed = templates.change(|kept| {
            let judged = judge(kept, &offered.packs, offered.etag, at);
            if let Some(reason) = judged.refused {
                tracing::warn!(%reason, "Refused templates of {}: {reason}", account.account().issuer);
            }
            judged.kept
        });
        match changed {
            Ok(true) => self.tell(DeviceEvent::Changed),
            Ok(false) => {}
            Err(error) => tracing::error!(%error, "Could not keep templates: {error}"),
        }
    }
}
