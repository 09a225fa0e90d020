//! What differs between two packs: for the Templates screen, and for comparing two versions on the
//! command line.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::changed_template::{ChangedTemplate, Parsed, TemplateFacts};
use super::pack::{PackedTemplate, TemplatePack};

/// What a pack changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackChange {
    /// The version before, if there was one.
    #[ts(type = "number | null")]
    pub before: Option<u64>,
    /// The version now.
    #[ts(type = "number")]
    pub after: u64,
    /// The templates that differ, by type.
    pub templates: Vec<TemplateChange>,
}

/// What a pack changes about one type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum TemplateChange {
    /// The type has a template now.
    Added {
        /// The type.
        detail_type: String,
        /// What the template says.
        after: TemplateFacts,
    },
    /// The type has no template any more.
    Removed {
        /// The type.
        detail_type: String,
        /// What the template said.
        before: TemplateFacts,
    },
    /// The type has another template.
    Changed(Box<ChangedTemplate>),
}

impl PackChange {
    /// Compares two packs by what they hold, whatever their versions. A template that this version
    /// cannot use counts as none.
    pub fn between(before: &TemplatePack, after: &TemplatePack) -> Self {
        let (old, new): (Vec<_>, Vec<_>) = (before.templates.iter().collect(), after.templates.iter().collect());
        Self::of(Some(before.version), &old, after.version, &new)
    }

    /// Whether any template points out less than before.
    pub fn is_alarming(&self) -> bool {
        self.templates.iter().any(TemplateChange::is_alarming)
    }

    pub(super) fn of(
        before: Option<u64>,
        templates_before: &[&PackedTemplate],
        after: u64,
        templates_after: &[&PackedTemplate],
    ) -> Self {
        let (mut old, new) = (parsed(templates_before), parsed(templates_after));
        let mut templates = Vec::new();
        for (detail_type, after) in new {
            match old.remove(&detail_type) {
                None => {
                    let after = TemplateFacts::of(&after.template);
                    templates.push(TemplateChange::Added { detail_type, after });
                }
                Some(before) if before.template.sha256() == after.template.sha256() => {}
                Some(before) => templates.push(TemplateChange::Changed(Box::new(ChangedTemplate::of(&before, &after)))),
            }
        }
        let removed = old.into_iter().map(|(detail_type, before)| TemplateChange::Removed {
            detail_type,
            before: TemplateFacts::of(&before.template),
        });
        templates.extend(removed);
        Self { before, after, templates }
    }
}

impl TemplateChange {
    /// The type it is about.
    pub fn detail_type(&self) -> &str {
        match self {
            Self::Added { detail_type, .. } | Self::Removed { detail_type, .. } => detail_type,
            Self::Changed(changed) => &changed.detail_type,
        }
    }

    /// Whether the template points out less than before.
    pub fn is_alarming(&self) -> bool {
        matches!(self, Self::Changed(changed) if changed.is_alarming())
    }
}

/// By type; of two templates of one type the last.
fn parsed<'a>(templates: &[&'a PackedTemplate]) -> BTreeMap<String, Parsed<'a>> {
    let parsed = templates.iter().filter_map(|packed| Parsed::of(packed));
    parsed.map(|parsed| (parsed.template.detail_type().to_owned(), parsed)).collect()
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::Timestamp;

    use super::*;

    fn before() -> TemplatePack {
        let at = |second| Timestamp::from_second(second).unwrap();
        let source = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n";
        TemplatePack::new("https://issuer.example/", 1, at(1_000), at(2_000), [source]).unwrap()
    }

    #[test]
    fn types_come_and_go() {
        let mut empty = before();
        empty.templates.clear();
        let added = PackChange::between(&empty, &before());
        assert!(matches!(added.templates.as_slice(), [TemplateChange::Added { .. }]), "{added:?}");
        let removed = PackChange::between(&before(), &empty);
        assert!(matches!(removed.templates.as_slice(), [TemplateChange::Removed { .. }]), "{removed:?}");
        assert!(!removed.is_alarming());
        assert_eq!(PackChange::between(&before(), &before()).templates, []);
    }
}
