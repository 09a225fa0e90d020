//! Which templates show requests, where they come from, and what is wrong with any.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::trust::{InstalledPack, PackChange, WithheldReason};
use waxseal_details::{Language, Registry, RiskTier, Shown, TemplateOrigin, scrub};
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::DeviceId;

use crate::core::{AccountRuntime, capitalized};
use crate::device::Device;
use crate::templates::LocalTemplateProblem;

/// All templates of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplateList {
    /// By account: each issuer has its own.
    pub accounts: Vec<TemplatesOfAccount>,
    /// Files of the person's own that are not used.
    pub local_problems: Vec<LocalTemplateProblem>,
}

/// The templates for the requests of one account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplatesOfAccount {
    /// The enrolment's id.
    #[ts(type = "string")]
    pub account_id: DeviceId,
    /// The server's host.
    pub host: String,
    /// The issuer, whose packs count.
    pub issuer: String,
    /// Whether the issuer's template keys were pinned when enrolling. Without them there are no
    /// packs.
    pub pinned: bool,
    /// The installed pack.
    pub pack: Option<PackView>,
    /// What the installed pack changed.
    pub last_change: Option<PackChange>,
    /// Why the last offer was refused, if that deserves attention.
    pub warning: Option<String>,
    /// One for each type, by type.
    pub templates: Vec<TemplateView>,
    /// Templates of the pack that are not used.
    pub withheld: Vec<WithheldTemplate>,
}

/// An installed pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackView {
    /// Its version.
    #[ts(type = "number")]
    pub version: u64,
    /// When this device accepted it.
    #[ts(type = "string")]
    pub accepted_at: Timestamp,
    /// When it is to be replaced.
    #[ts(type = "string")]
    pub expires_at: Timestamp,
    /// From when on it is not used.
    #[ts(type = "string")]
    pub lapses_at: Timestamp,
}

/// The template of one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplateView {
    /// The type.
    pub detail_type: Shown,
    /// Where the template in use comes from; nothing if none is in use.
    pub origin: Option<TemplateOrigin>,
    /// Its version.
    pub version: Option<Shown>,
    /// Its digest.
    pub sha256: Option<String>,
    /// Why none is in use.
    pub absence: Option<String>,
    /// The least care a request of the type needs.
    pub risk_floor: RiskTier,
    /// When a published template is to be replaced.
    #[ts(type = "string | null")]
    pub expires_at: Option<Timestamp>,
    /// What is announced with the next requests.
    pub banner: Option<TemplateBanner>,
}

/// A change that is announced for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplateBanner {
    /// With how many more requests.
    pub uses_left: u8,
    /// What changed, each in a sentence.
    pub changes: Vec<String>,
}

/// A template of a pack that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct WithheldTemplate {
    /// Its type.
    pub detail_type: Shown,
    /// Why, in a sentence.
    pub reason: String,
}

impl Device {
    /// All templates, account by account.
    pub fn templates(&self) -> TemplateList {
        let core = &self.core;
        let accounts = core.runtimes().into_iter().map(|runtime| {
            let registry = runtime.templates().registry(runtime.server_now(core));
            of_account(&runtime, &registry, core.language())
        });
        TemplateList { accounts: accounts.collect(), local_problems: core.local_templates().problems().to_vec() }
    }
}

fn of_account(runtime: &AccountRuntime, registry: &Registry, language: Language) -> TemplatesOfAccount {
    let account = runtime.account();
    let kept = runtime.templates().kept();
    let pinned = kept.is_some();
    let (installed, last_change) = kept.map_or((None, None), |kept| (kept.installed, kept.last_change));
    let view = |detail_type: &str| template(detail_type, registry, installed.as_ref(), language);
    TemplatesOfAccount {
        account_id: account.id.clone(),
        host: account.host(),
        issuer: account.issuer.clone(),
        pinned,
        pack: installed.as_ref().map(|pack| PackView {
            version: pack.version(),
            accepted_at: pack.accepted_at(),
            expires_at: pack.expires_at(),
            lapses_at: pack.lapses_at(),
        }),
        last_change,
        warning: runtime.templates().warning(),
        templates: registry.types().map(view).collect(),
        withheld: installed.as_ref().map(withheld).unwrap_or_default(),
    }
}

fn template(
    detail_type: &str,
    registry: &Registry,
    installed: Option<&InstalledPack>,
    language: Language,
) -> TemplateView {
    let template = registry.template(detail_type);
    let origin = registry.origin(detail_type).cloned();
    // What another origin's template stands before is not announced.
    let pack = installed.filter(|_| matches!(origin, Some(TemplateOrigin::Publisher { .. })));
    TemplateView {
        detail_type: scrub(detail_type),
        origin,
        version: template.map(|template| scrub(template.version())),
        sha256: template.map(|template| template.sha256().to_owned()),
        absence: template.is_none().then(|| registry.absence(detail_type, language)),
        risk_floor: registry.risk_floor(detail_type),
        expires_at: pack.map(InstalledPack::expires_at),
        banner: pack.and_then(|pack| pack.banner(detail_type)).map(|banner| TemplateBanner {
            uses_left: banner.uses_left,
            changes: banner.alarms.iter().map(|alarm| alarm.text(language)).collect(),
        }),
    }
}

fn withheld(installed: &InstalledPack) -> Vec<WithheldTemplate> {
    let withheld = installed.withheld().into_iter().map(|one| WithheldTemplate {
        detail_type: scrub(&one.detail_type),
        reason: match one.reason {
            WithheldReason::Revoked => "Its publisher revoked it.".to_owned(),
            WithheldReason::NotUnderstood(error) => {
                format!("This version cannot use it: {}.", scrub(&capitalized(&error.to_string())).text)
            }
        },
    });
    withheld.collect()
}
