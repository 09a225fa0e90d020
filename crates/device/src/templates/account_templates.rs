//! The templates of one account while the program runs.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use waxseal_details::{Card, Registry, Template, TemplateOrigin};
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
            // A banner is for a template, whose type may be a family.
            .filter_map(|(detail_type, _)| registry.template(detail_type).map(Template::detail_type))
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

#[cfg(test)]
mod tests {
    use waxseal_details::trust::{PinnedPublisher, TemplatePack};
    use waxseal_protocol::jose::SigningKey;

    use super::*;
    use crate::keys::Protection;
    use crate::templates::offer::judge;

    const DAY: Duration = Duration::from_hours(24);

    fn now() -> Timestamp {
        Timestamp::from_second(1_800_000_000).unwrap()
    }

    fn account(issuer: &str) -> Account {
        Account {
            id: "../dev_1".into(),
            issuer: issuer.to_owned(),
            base_url: "https://localhost:8443/appliance-mfa".parse().unwrap(),
            user_id: "auth0|hanna".into(),
            identifier: "desk".to_owned(),
            device_name: "Desk".to_owned(),
            protection: Protection::OsKeyring,
            test_key: false,
            enrolled_at: now(),
        }
    }

    #[test]
    fn a_pack_is_used_until_it_lapses_and_goes_with_its_account() {
        let (folder, key) = (tempfile::tempdir().unwrap(), SigningKey::generate().unwrap());
        let account = account("https://localhost:8443/");
        let source = "---\ntype: door\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Open\n---\n";
        let pack = TemplatePack::new(&account.issuer, 1, now(), now() + DAY, [source]).unwrap();
        let pinned = PinnedPublisher::new(&account.issuer, vec![key.public().clone()]).unwrap();
        let path = KeptTemplates::path(folder.path(), &account);
        assert_eq!(path.parent().unwrap(), folder.path().join("packs"), "whatever the id is");
        KeptTemplates::new(pinned).save(&path).unwrap();

        let open = || AccountTemplates::open(folder.path(), &account, Arc::default());
        let templates = open();
        assert!(templates.registry(now()).template("door").is_none());
        let offer = [pack.sign(&key).unwrap()];
        assert!(templates.change(|kept| judge(kept, &offer, None, now()).kept).unwrap());
        assert!(!templates.change(|kept| judge(kept, &offer, None, now()).kept).unwrap(), "it is known");
        for templates in [&templates, &open()] {
            let uses = |days: u32| templates.registry(now() + days * DAY).template("door").is_some();
            assert_eq!([0, 30, 31].map(uses), [true, true, false]);
        }
        templates.forget();
        assert!(
            !path.exists() && !templates.change(|kept| judge(kept, &[], Some("a".to_owned()), now()).kept).unwrap()
        );
    }

    #[test]
    fn accounts_of_two_issuers_are_kept_apart_whatever_their_ids() {
        let paths = ["https://a.example/", "https://b.example/"]
            .map(|issuer| KeptTemplates::path(std::path::Path::new("state"), &account(issuer)));
        assert_ne!(paths[0], paths[1]);
    }
}
