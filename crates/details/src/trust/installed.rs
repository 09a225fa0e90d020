//! What a device keeps of a publisher's packs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;

use super::alarm::Alarm;
use super::change::{PackChange, TemplateChange};
use super::pack::{PackedTemplate, TemplatePack, VerifiedPack};
use crate::built_in;
use crate::template::{Template, TemplateError};

/// How long an expired pack is used while no newer one can be fetched.
pub const OFFLINE_GRACE: Duration = Duration::from_hours(30 * 24);
/// For how many uses of a template its alarming change is announced.
pub const BANNER_USES: u8 = 3;
/// Templates remembered after their publisher dropped them, the latest ones.
const MAX_RETIRED: usize = 64;
/// Alarms of one banner, the latest ones.
const MAX_ALARMS: usize = 32;

/// The last accepted pack of a publisher, and what has to be remembered beyond it. Stored by the
/// device as it is; whoever can write there can pin another publisher too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstalledPack {
    pack: TemplatePack,
    sha256: String,
    first_seen_at: Timestamp,
    accepted_at: Timestamp,
    /// Digests that any accepted pack revoked.
    revoked: BTreeSet<String>,
    /// Templates of types that the pack no longer has, oldest first. A type that comes back is
    /// compared with what it was, or leaving for one version would hide any change.
    retired: Vec<PackedTemplate>,
    banners: BTreeMap<String, Banner>,
}

/// A change that is announced with the next requests of its type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Banner {
    /// For how many more requests.
    pub uses_left: u8,
    /// What changed.
    pub alarms: Vec<Alarm>,
}

/// How old an installed pack is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Before its expiry.
    Current,
    /// Expired, and still used.
    Grace {
        /// Until when.
        until: Timestamp,
    },
    /// Expired for too long: its types are shown generically.
    Lapsed {
        /// When it expired.
        expired_at: Timestamp,
    },
}

/// A template of an installed pack that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Withheld {
    /// Its type.
    pub detail_type: String,
    /// Why.
    pub reason: WithheldReason,
}

/// Why a template of an installed pack is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WithheldReason {
    /// This pack or an earlier one revoked it.
    Revoked,
    /// It is written in a newer form of the language, or wrongly.
    NotUnderstood(TemplateError),
}

impl InstalledPack {
    /// What is kept after a pack was accepted, and what it changes.
    pub(super) fn after(installed: Option<&Self>, verified: VerifiedPack, now: Timestamp) -> (Self, PackChange) {
        let (pack, sha256) = verified.into_parts();
        let mut revoked = installed.map(|installed| installed.revoked.clone()).unwrap_or_default();
        revoked.extend(pack.revoked.iter().cloned());
        let used = |template: &&PackedTemplate| !revoked.contains(&template.sha256) && template.parse().is_ok();
        let after: Vec<&PackedTemplate> = pack.templates.iter().filter(used).collect();
        let stays = |template: &PackedTemplate| after.iter().any(|one| one.detail_type == template.detail_type);

        let current: Vec<&PackedTemplate> = installed.iter().flat_map(|installed| installed.understood()).collect();
        let retired = installed.map(|installed| installed.retired.as_slice()).unwrap_or_default();
        let returning = retired.iter().filter(|template| stays(template));
        let mut before: Vec<&PackedTemplate> = current.iter().copied().chain(returning).collect();
        // A type that an update brings was shown by the built-in template until now, if there is one.
        let built_in = if installed.is_some() { built_in() } else { Vec::new() };
        let new = |template: &&PackedTemplate| !before.iter().any(|one| one.detail_type == template.detail_type);
        let replaced: Vec<_> = built_in.iter().filter(|template| stays(template)).filter(new).collect();
        before.extend(replaced);
        let change = PackChange::of(installed.map(Self::version), &before, pack.version, &after);

        let mut retired: Vec<PackedTemplate> =
            retired.iter().chain(current).filter(|template| !stays(template)).cloned().collect();
        retired.drain(..retired.len().saturating_sub(MAX_RETIRED));

        let mut banners = installed.map(|installed| installed.banners.clone()).unwrap_or_default();
        for template in &change.templates {
            if let TemplateChange::Changed(changed) = template
                && changed.is_alarming()
            {
                announce(&mut banners, &changed.detail_type, &changed.alarms);
            }
        }
        banners.retain(|detail_type, _| {
            pack.templates.iter().chain(&retired).any(|template| template.detail_type == *detail_type)
        });
        let first_seen_at = installed.map_or(now, |installed| installed.first_seen_at);
        (Self { pack, sha256, first_seen_at, accepted_at: now, revoked, retired, banners }, change)
    }

    /// The publisher.
    pub fn issuer(&self) -> &str {
        &self.pack.issuer
    }

    /// The version of the pack.
    pub fn version(&self) -> u64 {
        self.pack.version
    }

    /// SHA-256 of its claims, base64url.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The claims of the pack.
    pub fn pack(&self) -> &TemplatePack {
        &self.pack
    }

    /// When the pack expires.
    pub fn expires_at(&self) -> Timestamp {
        self.pack.expires_at.timestamp()
    }

    /// When the first pack of this publisher was accepted.
    pub fn first_seen_at(&self) -> Timestamp {
        self.first_seen_at
    }

    /// When this version was accepted.
    pub fn accepted_at(&self) -> Timestamp {
        self.accepted_at
    }

    /// The digests that this pack or one before it revoked.
    pub fn revoked(&self) -> &BTreeSet<String> {
        &self.revoked
    }

    /// From when on the pack's types are shown generically.
    pub fn lapses_at(&self) -> Timestamp {
        self.expires_at().checked_add(OFFLINE_GRACE).unwrap_or(Timestamp::MAX)
    }

    /// How old the pack is. A clock that was set back behind the acceptance does not make it
    /// younger than it was then.
    pub fn freshness(&self, now: Timestamp) -> Freshness {
        let now = now.max(self.accepted_at);
        let (expired_at, until) = (self.expires_at(), self.lapses_at());
        if now < expired_at {
            Freshness::Current
        } else if now < until {
            Freshness::Grace { until }
        } else {
            Freshness::Lapsed { expired_at }
        }
    }

    /// The templates of the pack that this version can use, revoked ones among them.
    pub(crate) fn templates(&self) -> impl Iterator<Item = Template> {
        self.pack.templates.iter().filter_map(|template| template.parse().ok())
    }

    /// The templates of the pack that are not used, for the Templates screen.
    pub fn withheld(&self) -> Vec<Withheld> {
        let withheld = self.pack.templates.iter().filter_map(|template| {
            let reason = if self.revoked.contains(&template.sha256) {
                WithheldReason::Revoked
            } else {
                WithheldReason::NotUnderstood(template.parse().err()?)
            };
            Some(Withheld { detail_type: template.detail_type.clone(), reason })
        });
        withheld.collect()
    }

    /// What is announced with requests of a type.
    pub fn banner(&self, detail_type: &str) -> Option<&Banner> {
        self.banners.get(detail_type)
    }

    /// Counts one use of a type's template: a request of that type was opened. Says whether
    /// anything changed, so that the caller stores it.
    pub fn record_use(&mut self, detail_type: &str) -> bool {
        let Some(banner) = self.banners.get_mut(detail_type) else { return false };
        banner.uses_left = banner.uses_left.saturating_sub(1);
        if banner.uses_left == 0 {
            self.banners.remove(detail_type);
        }
        true
    }

    fn understood(&self) -> impl Iterator<Item = &PackedTemplate> {
        self.pack.templates.iter().filter(|template| template.parse().is_ok())
    }
}

/// The built-in templates, as a pack has them.
fn built_in() -> Vec<PackedTemplate> {
    built_in::ALL.iter().filter_map(|built_in| PackedTemplate::new(built_in.template).ok()).collect()
}

/// Announces a change. What was not seen often enough by then is announced with it.
fn announce(banners: &mut BTreeMap<String, Banner>, detail_type: &str, alarms: &[Alarm]) {
    let banner = banners.entry(detail_type.to_owned()).or_insert_with(|| Banner { uses_left: 0, alarms: Vec::new() });
    banner.uses_left = BANNER_USES;
    banner.alarms.retain(|old| !alarms.contains(old));
    banner.alarms.splice(..0, alarms.iter().cloned());
    banner.alarms.truncate(MAX_ALARMS);
}
