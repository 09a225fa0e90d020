//! The templates of one account while the program runs.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use waxseal_details::{Card, Registry, TemplateOrigin};
use waxseal_protocol::Timestamp;

use super::{KeptTemplates, LocalTemplates};
use crate::accounts::Account;
use crate::persist::PersistError;

/// What an account keeps, and the registry made from it.
#[derive(Debug)]
pub(crate) struct AccountTemplates {
    issuer: String,
    path: PathBuf,
    local: Arc<LocalTemplates>,
    state: Mutex<State>,
    /// Held while the server is asked; when that was last done.
    pub(super) asking: tokio::sync::Mutex<Option<Duration>>,
}

#[derive(Debug)]
struct State {
    kept: Kept,
    registry: Option<Arc<Registry>>,
}

#[derive(Debug)]
enum Kept {
    /// The issuer published no keys when this device enrolled.
    Nothing,
    Templates(Box<KeptTemplates>),
    /// The file is not what this version writes. It stays as it is.
    Unreadable(String),
    /// The account is gone.
    Forgotten,
}

impl AccountTemplates {
    /// Reads what is kept for an account.
    pub(crate) fn open(folder: &std::path::Path, account: &Account, local: Arc<LocalTemplates>) -> Self {
        let path = KeptTemplates::path(folder, account);
        let kept = match KeptTemplates::open(&path) {
            Ok(None) => Kept::Nothing,
            Ok(Some(kept)) => Kept::Templates(Box::new(kept)),
            Err(error) => {
                tracing::error!(%error, "Templates of {} are not used: {error}", account.issuer);
                Kept::Unreadable(format!(
                    "The templates of {} cannot be read, so requests are shown without them. Enrol anew to get them back.",
                    account.host()
                ))
            }
        };
        let state = Mutex::new(State { kept, registry: None });
        Self { issuer: account.issuer.clone(), path, local, state, asking: tokio::sync::Mutex::default() }
    }

    /// The templates for requests of this account, made anew when a pack lapsed.
    pub(crate) fn registry(&self, now: Timestamp) -> Arc<Registry> {
        let mut state = self.lock();
        if let Some(registry) = &state.registry
            && registry.lapses_at().is_none_or(|lapses_at| now < lapses_at)
        {
            return Arc::clone(registry);
        }
        let installed = state.kept.templates().and_then(|kept| kept.installed.as_ref());
        let mut registry = Registry::for_issuer(&self.issuer, installed, now);
        self.local.add_to(&mut registry);
        let registry = Arc::new(registry);
        state.registry = Some(Arc::clone(&registry));
        registry
    }

    /// What is kept, if the issuer publishes templates.
    pub(crate) fn kept(&self) -> Option<KeptTemplates> {
        self.lock().kept.templates().cloned()
    }

    /// What the person should know.
    pub(crate) fn warning(&self) -> Option<String> {
        match &self.lock().kept {
            Kept::Templates(kept) => kept.warning.clone(),
            Kept::Unreadable(reason) => Some(reason.clone()),
            Kept::Nothing | Kept::Forgotten => None,
        }
    }

    /// Replaces what is kept by what a change makes of it, on disk first, and says whether anything
    /// changed.
    pub(super) fn change(&self, change: impl FnOnce(&KeptTemplates) -> KeptTemplates) -> Result<bool, PersistError> {
        let mut state = self.lock();
        let Kept::Templates(kept) = &state.kept else { return Ok(false) };
        let next = change(kept);
        if next == **kept {
            return Ok(false);
        }
        next.save(&self.path)?;
        if next.installed != kept.installed {
            state.registry = None;
        }
        state.kept = Kept::Templates(Box::new(next));
        Ok(true)
    }

    /// Counts that a card was shown: what is announced with its templates is announced a few times.
    pub(crate) fn record_use(&self, card: &Card, now: Timestamp) {
        let registry = self.registry(now);
        // A card that was made before the template changed did not announce it, and neither did one
        // that the person's own template arranged.
        let current = |detail_type: &str, sha256: &Option<String>| {
            matches!(registry.origin(detail_type), Some(TemplateOrigin::Publisher { .. }))
                && registry.template(detail_type).is_some_and(|template| Some(template.sha256()) == sha256.as_deref())
        };
        let types: BTreeSet<&str> = card
            .entries
            .iter()
            .map(|entry| (entry.detail_type.text.as_str(), &entry.template_sha256))
            .filter(|(detail_type, sha256)| current(detail_type, sha256))
            .map(|(detail_type, _)| detail_type)
            .collect();
        let recorded = self.change(|kept| {
            let mut kept = kept.clone();
            if let Some(installed) = &mut kept.installed {
                for detail_type in types {
                    installed.record_use(detail_type);
                }
            }
            kept
        });
        if let Err(error) = recorded {
            tracing::error!(%error, "Could not note that templates were used: {error}");
        }
    }

    /// The account is gone.
    pub(crate) fn forget(&self) {
        self.lock().kept = Kept::Forgotten;
        KeptTemplates::delete(&self.path);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn templates(&self) -> Option<&KeptTemplates> {
        match self {
            Self::Templates(kept) => Some(kept),
            Self::Nothing | Self::Unreadable(_) | Self::Forgotten => None,
        }
    }
}
