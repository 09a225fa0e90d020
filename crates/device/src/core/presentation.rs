//! How requests are shown on this device.

use waxseal_details::{Display, Language};
use waxseal_protocol::Timestamp;

use super::{AccountRuntime, Core};
use crate::inbox::Presentation;
use crate::request_id::RequestId;

impl Core {
    /// How a consent for an account is shown here and now.
    pub(crate) fn presentation(&self, account: &AccountRuntime, now: Timestamp) -> Presentation {
        let display = Display { language: self.language(), time_zone: self.time_zone.clone(), now };
        Presentation { registry: account.templates().registry(now), display, known: self.history.known() }
    }

    /// The language of cards.
    pub(crate) fn language(&self) -> Language {
        self.preferences.get().language.unwrap_or(self.language)
    }

    /// Counts, once for each request, that it was shown or answered.
    pub(crate) fn record_shown(&self, id: &RequestId) {
        let card = {
            let mut inbox = self.inbox();
            let Some(item) = inbox.get_mut(id).filter(|item| !item.counted) else { return };
            let Some(shown) = &item.shown else { return };
            item.counted = true;
            shown.card.clone()
        };
        if let Some(runtime) = self.runtime(&id.account_id) {
            runtime.templates().record_use(&card, runtime.server_now(self));
        }
    }
}
