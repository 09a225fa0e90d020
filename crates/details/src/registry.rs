//! Which template shows which type, and where it comes from.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::Timestamp;

use crate::block::{Notice, NoticeSource};
use crate::built_in;
use crate::display::Language;
use crate::messages::Message;
use crate::risk::RiskTier;
use crate::scrub::scrub;
use crate::template::front_matter::Bound;
use crate::template::{PathPattern, Template, TemplateError};
use crate::trust::{Alarm, Freshness, InstalledPack};

/// Where a template comes from. A later one in this order is used before an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum TemplateOrigin {
    /// It comes with the product.
    BuiltIn,
    /// The issuer of the request published it.
    Publisher {
        /// The issuer.
        issuer: String,
        /// The version of the pack.
        #[ts(type = "number")]
        pack_version: u64,
    },
    /// The person who approves wrote or installed it.
    Local,
}

/// Templates by `type`, for the requests of one issuer.
///
/// A type may have a template of each [`TemplateOrigin`]; one of them is used. What they say about
/// care adds up: the risk floor is the highest that any of them states, and a place that any of
/// them calls critical is critical. So neither a local template nor a published one that replaces a
/// built-in one can lower a tier or unmark a place.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    types: BTreeMap<String, TypeTemplates>,
    revoked: BTreeSet<String>,
    lapses_at: Option<Timestamp>,
}

/// The templates of one type.
#[derive(Debug, Clone, Default)]
struct TypeTemplates {
    all: BTreeMap<TemplateOrigin, Template>,
    /// The one in use, with the critical places of all.
    used: Option<(TemplateOrigin, Template)>,
    /// What it points out less, since lately.
    changes: Vec<Alarm>,
    /// Whose pack it was that lapsed, and when, if none is in use.
    lapsed: Option<Lapsed>,
}

/// A pack that nobody renewed.
#[derive(Debug, Clone)]
struct Lapsed {
    issuer: String,
    expired_at: Timestamp,
}

impl Registry {
    /// The templates that come with the product.
    ///
    /// # Panics
    /// Never: a test parses each of them.
    pub fn built_in() -> Self {
        let mut registry = Self::default();
        for built_in in built_in::ALL {
            #[expect(clippy::expect_used, reason = "the sources are compiled in, and a test parses each")]
            registry.add(built_in.template).expect("a built-in template parses");
        }
        registry
    }

    /// One template for entries of one type, for previews and tests. A template whose type ends in
    /// `*` is also for types that begin like it; one of another type is for none.
    pub fn of_template(template: &Template, detail_type: &str) -> Self {
        let mut registry = Self::default();
        let of = template.detail_type();
        if of == detail_type || of.strip_suffix('*').is_some_and(|start| detail_type.starts_with(start)) {
            let templates = registry.types.entry(detail_type.to_owned()).or_default();
            templates.all.insert(TemplateOrigin::BuiltIn, template.clone());
            templates.choose(&registry.revoked);
        }
        registry
    }

    /// The templates for requests of `issuer`: the built-in ones, and those that it published. Packs
    /// of others among `installed` do not count.
    ///
    /// A template that a pack revokes is used from nowhere, also not as a built-in one. Types of a
    /// pack that lapsed are shown generically. A registry is a snapshot: it is to be made anew when
    /// a pack is installed or a use recorded, and at [`lapses_at`](Self::lapses_at).
    pub fn for_issuer<'a>(
        issuer: &str,
        installed: impl IntoIterator<Item = &'a InstalledPack>,
        now: Timestamp,
    ) -> Self {
        let mut registry = Self::built_in();
        for pack in installed.into_iter().filter(|pack| pack.issuer() == issuer) {
            registry.revoked.extend(pack.revoked().iter().cloned());
            let lapsed = match pack.freshness(now) {
                Freshness::Current | Freshness::Grace { .. } => {
                    registry.lapses_at = registry.lapses_at.into_iter().chain([pack.lapses_at()]).min();
                    None
                }
                Freshness::Lapsed { expired_at } => Some(Lapsed { issuer: issuer.to_owned(), expired_at }),
            };
            for template in pack.templates() {
                let detail_type = template.detail_type().to_owned();
                let origin = TemplateOrigin::Publisher { issuer: issuer.to_owned(), pack_version: pack.version() };
                let entry = registry.types.entry(detail_type.clone()).or_default();
                entry.all.insert(origin, template);
                entry.changes = pack.banner(&detail_type).map(|banner| banner.alarms.clone()).unwrap_or_default();
                entry.lapsed.clone_from(&lapsed);
            }
        }
        let revoked = &registry.revoked;
        registry.types.values_mut().for_each(|templates| templates.choose(revoked));
        registry
    }

    /// Adds a template as a built-in one, replacing a built-in one of the same type.
    pub fn add(&mut self, source: &str) -> Result<(), TemplateError> {
        self.insert(TemplateOrigin::BuiltIn, source)
    }

    /// Adds a template of the person who approves, replacing one of theirs of the same type. It is
    /// used before all others, is marked, and only arranges: care stays what the others ask for.
    pub fn add_local(&mut self, source: &str) -> Result<(), TemplateError> {
        self.insert(TemplateOrigin::Local, source)
    }

    /// The types that any template was given for, also those of which none is in use.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.types.keys().map(String::as_str)
    }

    /// The template in use for a type.
    pub fn template(&self, detail_type: &str) -> Option<&Template> {
        self.of(detail_type)?.used.as_ref().map(|(_, template)| template)
    }

    /// Where the template in use comes from.
    pub fn origin(&self, detail_type: &str) -> Option<&TemplateOrigin> {
        self.of(detail_type)?.used.as_ref().map(|(origin, _)| origin)
    }

    /// The least care a request of a type needs: what the most careful of its templates and of its
    /// families' says. Where only the person's own template knows the type, or none, it is the most.
    pub fn risk_floor(&self, detail_type: &str) -> RiskTier {
        let templates = || self.related(detail_type).flat_map(|templates| &templates.all);
        let in_use = self.template(detail_type).is_some();
        if !in_use || templates().all(|(origin, _)| *origin == TemplateOrigin::Local) {
            return RiskTier::High;
        }
        // Revoked templates count here: a revocation does not lower what is asked.
        templates().map(|(_, template)| template.risk_floor()).max().unwrap_or(RiskTier::High)
    }

    /// Where a decision depends on the value, by any template of the type or of its families.
    pub(crate) fn critical(&self, detail_type: &str) -> Vec<PathPattern> {
        let templates = self.related(detail_type).flat_map(|templates| templates.all.values());
        templates.flat_map(|template| template.critical().iter().cloned()).collect()
    }

    /// The bounds of all templates of the type and of its families.
    pub(crate) fn bounds(&self, detail_type: &str) -> Vec<&Bound> {
        let templates = self.related(detail_type).flat_map(|templates| templates.all.values());
        templates.flat_map(|template| &template.front().bounds).collect()
    }

    /// When the first of the packs lapses, so that the registry is to be made anew.
    pub fn lapses_at(&self) -> Option<Timestamp> {
        self.lapses_at
    }

    /// What the host says about the template in use.
    pub(crate) fn notices(&self, detail_type: &str, language: Language) -> Vec<Notice> {
        let Some(templates) = self.of(detail_type) else { return Vec::new() };
        let text = match (&templates.used, templates.changes.as_slice()) {
            (Some((TemplateOrigin::Local, _)), _) => Some(Message::YourTemplate.text(language)),
            (Some((TemplateOrigin::Publisher { .. }, _)), [_, ..]) => {
                let changes: Vec<String> = templates.changes.iter().map(|alarm| alarm.text(language)).collect();
                Some(Message::TemplateChanged.with(language, &[("changes", &changes.join(" "))]))
            }
            _ => None,
        };
        text.into_iter().map(|text| Notice { text, source: NoticeSource::Verified }).collect()
    }

    /// Why no template is in use for a type, in a sentence.
    pub fn absence(&self, detail_type: &str, language: Language) -> String {
        match self.of(detail_type) {
            None => Message::NoTemplate.text(language),
            Some(TypeTemplates { lapsed: Some(lapsed), .. }) => {
                let (issuer, day) = (scrub(&lapsed.issuer).text, lapsed.expired_at.strftime("%Y-%m-%d").to_string());
                Message::TemplatesLapsed.with(language, &[("issuer", &issuer), ("day", &day)])
            }
            Some(_) => Message::TemplateRevoked.text(language),
        }
    }

    /// The templates of a type: its own, or those of the longest family it belongs to.
    fn of(&self, detail_type: &str) -> Option<&TypeTemplates> {
        let family = || {
            let families = self.types.iter().filter_map(|(name, templates)| Some((name.strip_suffix('*')?, templates)));
            families.filter(|(start, _)| detail_type.starts_with(start)).max_by_key(|(start, _)| start.len())
        };
        self.types.get(detail_type).or_else(|| family().map(|(_, templates)| templates))
    }

    /// The templates of a type and of all families it belongs to.
    fn related(&self, detail_type: &str) -> impl Iterator<Item = &TypeTemplates> {
        let belongs = move |name: &str| {
            name == detail_type || name.strip_suffix('*').is_some_and(|start| detail_type.starts_with(start))
        };
        self.types.iter().filter(move |(name, _)| belongs(name)).map(|(_, templates)| templates)
    }

    fn insert(&mut self, origin: TemplateOrigin, source: &str) -> Result<(), TemplateError> {
        let template = Template::parse(source)?;
        let templates = self.types.entry(template.detail_type().to_owned()).or_default();
        templates.all.insert(origin, template);
        templates.choose(&self.revoked);
        Ok(())
    }
}

impl TypeTemplates {
    fn choose(&mut self, revoked: &BTreeSet<String>) {
        self.used = None;
        if self.lapsed.is_some() {
            return;
        }
        let chosen = self.all.iter().rev().find(|(_, template)| !revoked.contains(template.sha256()));
        if let Some((origin, template)) = chosen {
            let mut template = template.clone();
            self.all.values().for_each(|other| template.mark_critical(other.critical()));
            self.used = Some((origin.clone(), template));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(floor: &str, critical: &str) -> String {
        format!(
            "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: {floor}\nverb: Do it\ncritical: [{critical}]\n---\n"
        )
    }

    #[test]
    fn built_in_templates_parse() {
        assert!(Registry::built_in().template("money_transfer").is_some());
    }

    #[test]
    fn a_family_is_for_types_without_a_template_of_their_own() {
        let registry = Registry::built_in();
        let family = "urn:auth0:schemas:authorization-details:v1:";
        assert!(registry.template(&format!("{family}anything")).is_some());
        assert!(registry.template("urn:auth0:schemas:authorization-details:v2:x").is_none());
        let mut registry = registry;
        registry.add(&source("low", "/a").replace("type: t", &format!("type: \"{family}own\""))).unwrap();
        assert_eq!(registry.template(&format!("{family}own")).unwrap().detail_type(), format!("{family}own"));
    }

    #[test]
    fn a_family_is_a_namespace_and_not_everything() {
        for name in ["*", "a*", "urn:*", "urn:a*", "urn:*:b"] {
            let source = source("low", "/a").replace("type: t", &format!("type: \"{name}\""));
            assert!(Registry::default().add(&source).is_err(), "{name}");
        }
    }

    #[test]
    fn unknown_types_need_the_most_care() {
        assert_eq!(Registry::built_in().risk_floor("unknown"), RiskTier::High);
    }

    #[test]
    fn a_local_template_is_used_first_whatever_the_order() {
        for local_first in [true, false] {
            let mut registry = Registry::default();
            if local_first {
                registry.add_local(&source("low", "/a")).unwrap();
            }
            registry.add(&source("medium", "/b")).unwrap();
            if !local_first {
                registry.add_local(&source("low", "/a")).unwrap();
            }
            assert_eq!(registry.origin("t"), Some(&TemplateOrigin::Local));
            assert_eq!(registry.risk_floor("t"), RiskTier::Medium);
            let critical: Vec<&str> =
                registry.template("t").unwrap().critical().iter().map(PathPattern::as_str).collect();
            assert_eq!(critical, ["/a", "/b"]);
        }
    }
}
