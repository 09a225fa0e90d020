//! A publisher of templates, and a device that pinned its key.

use waxseal_details::trust::{Accepted, InstalledPack, PinnedPublisher, Refused, TemplatePack, Update, accept};
use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::SigningKey;

/// The issuer whose requests the templates show.
pub(crate) const ISSUER: &str = "https://issuer.example/";
/// When the packs are made, in seconds.
pub(crate) const NOW: i64 = 1_800_000_000;
/// Seconds of a day.
pub(crate) const DAY: i64 = 86_400;

/// A template of `acme_payment` that shows and marks the payee.
pub(crate) const PAYMENT: &str = "---
type: acme_payment
template_version: 1.0.0
risk_floor: high
verb: \"Pay {{money sum currency=currency}} to {{field payee}}\"
critical: [/sum, /currency, /payee]
---
{{money sum currency=currency label=\"Amount\"}}
{{field payee}}
";
/// An entry of that type.
pub(crate) const ENTRY: &str = r#"{"type":"acme_payment","sum":"10.00","currency":"EUR","payee":"Hanna"}"#;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// A pack that lives for 90 days.
pub(crate) fn pack(version: u64, sources: &[&str]) -> TemplatePack {
    TemplatePack::new(ISSUER, version, at(NOW), at(NOW + 90 * DAY), sources.iter().copied()).unwrap()
}

/// The publisher's key, and a device.
pub(crate) struct World {
    pub(crate) key: SigningKey,
    pub(crate) pinned: PinnedPublisher,
    pub(crate) installed: Option<InstalledPack>,
}

impl World {
    pub(crate) fn new() -> Self {
        let key = SigningKey::generate().unwrap();
        let pinned = PinnedPublisher::new(ISSUER, vec![key.public().clone()]).unwrap();
        Self { key, pinned, installed: None }
    }

    /// A world in which these versions of the template were accepted.
    pub(crate) fn with(packs: &[TemplatePack]) -> Self {
        let mut world = Self::new();
        for pack in packs {
            world.install(pack);
        }
        world
    }

    pub(crate) fn offer(&self, jws: &str) -> Result<Accepted, Refused> {
        accept(&self.pinned, self.installed.as_ref(), jws, at(NOW))
    }

    /// Signs and installs a pack.
    pub(crate) fn install(&mut self, pack: &TemplatePack) -> Update {
        let jws = pack.sign(&self.key).unwrap();
        self.install_signed(&jws)
    }

    pub(crate) fn install_signed(&mut self, jws: &str) -> Update {
        let Accepted::Updated(update) = self.offer(jws).unwrap() else { panic!("nothing new") };
        self.pinned = update.publisher.clone();
        self.installed = Some(update.installed.clone());
        *update
    }

    pub(crate) fn installed(&self) -> &InstalledPack {
        self.installed.as_ref().unwrap()
    }
}
