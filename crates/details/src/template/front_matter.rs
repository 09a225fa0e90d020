//! The YAML block at the head of a template file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as JsonValue;

use super::TemplateError;
use super::path_pattern::PathPattern;
use crate::display::Language;
use crate::risk::RiskTier;

/// What a template says about itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FrontMatter {
    /// The `type` it shows, exactly, or a family of types: `urn:example:payments:*`.
    #[serde(rename = "type")]
    pub(crate) detail_type: String,
    /// Semantic version.
    pub(crate) template_version: String,
    /// Digest of the JSON Schema that the data has been written for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) schema_sha256: Option<String>,
    /// The least care a request of this type needs.
    pub(crate) risk_floor: RiskTier,
    /// The sentence at the top.
    pub(crate) verb: Localized,
    /// The words of the button that says yes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) action: Option<Localized>,
    /// Where a decision depends on the value.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) critical: Vec<PathPattern>,
    /// What may stand folded away under "Other details", and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) demote: Vec<Demotion>,
    /// How large values may be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) bounds: Vec<Bound>,
    /// Names of rows and groups by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) labels: BTreeMap<String, BTreeMap<String, String>>,
    /// Words for the values of `enum`, by the name of the list.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) words: BTreeMap<String, BTreeMap<String, Localized>>,
    /// Samples, which `waxseal template test` renders.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) fixtures: Vec<Fixture>,
}

/// A text, or one for each language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Localized {
    One(String),
    Each(BTreeMap<String, String>),
}

/// What may stand folded away, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Demotion {
    pub(crate) path: PathPattern,
    pub(crate) reason: String,
}

/// How large a value may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bound {
    pub(crate) path: PathPattern,
    /// A decimal.
    pub(crate) max: String,
    #[serde(default, rename = "else")]
    pub(crate) beyond: Beyond,
}

/// What happens beyond a bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Beyond {
    /// It needs more care.
    #[default]
    Raise,
    /// It can only be denied.
    Refuse,
}

/// A sample and what it has to look like.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fixture {
    pub(crate) name: String,
    pub(crate) data: JsonValue,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) expect: Option<Expectation>,
}

/// What a sample has to look like, in English.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Expectation {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) verb: Option<String>,
    /// Labels of the rows, in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) rows: Option<Vec<String>>,
    /// Places under "Other details", in order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) other: Option<Vec<String>>,
}

impl Localized {
    /// The text for a language: its own, else English, else any.
    pub(crate) fn text(&self, language: Language) -> &str {
        match self {
            Self::One(text) => text,
            Self::Each(texts) => texts
                .get(language.tag())
                .or_else(|| texts.get(Language::English.tag()))
                .or_else(|| texts.values().next())
                .map_or("", String::as_str),
        }
    }

    /// The text in this very language, if it has one of its own.
    pub(crate) fn own(&self, language: Language) -> Option<&str> {
        match self {
            Self::One(_) => None,
            Self::Each(texts) => texts.get(language.tag()).map(String::as_str),
        }
    }

    /// The texts with their languages; none for a text without one.
    pub(crate) fn texts(&self) -> Vec<(Option<&str>, &str)> {
        match self {
            Self::One(text) => vec![(None, text)],
            Self::Each(texts) => texts.iter().map(|(tag, text)| (Some(tag.as_str()), text.as_str())).collect(),
        }
    }
}

impl FrontMatter {
    /// Reads the text between the `---` lines.
    pub(super) fn parse(yaml: &str) -> Result<Self, TemplateError> {
        serde_yaml_ng::from_str(yaml).map_err(|cause| TemplateError::FrontMatter(cause.to_string()))
    }

    /// What the form of the members does not say: a `*` stands at the end of a namespace with at
    /// least two parts, so that no template is for everything.
    pub(super) fn check(&self) -> Result<(), TemplateError> {
        let (start, family) = match self.detail_type.split_once('*') {
            None => return Ok(()),
            Some((start, rest)) => (start, rest.is_empty()),
        };
        if family && start.ends_with(':') && start.matches(':').count() >= 3 {
            return Ok(());
        }
        Err(TemplateError::FrontMatter("a type with a * ends in a namespace, as in urn:example:payments:*".to_owned()))
    }

    /// Every text in it but those of samples, which may be as strange as they like.
    pub(super) fn texts(&self) -> Vec<String> {
        let mut found = Vec::new();
        let own = Self { fixtures: Vec::new(), ..self.clone() };
        collect(&serde_json::to_value(own).unwrap_or_default(), &mut found);
        found
    }

    /// The label with this key in a language; the key itself if it has none, so that a template of
    /// one language can write its labels where they are used.
    pub(crate) fn label<'a>(&'a self, key: &'a str, language: Language) -> &'a str {
        let of = |tag: &str| self.labels.get(tag).and_then(|labels| labels.get(key));
        of(language.tag()).or_else(|| of(Language::English.tag())).map_or(key, String::as_str)
    }
}

fn collect(value: &JsonValue, found: &mut Vec<String>) {
    match value {
        JsonValue::String(text) => found.push(text.clone()),
        JsonValue::Array(elements) => elements.iter().for_each(|element| collect(element, found)),
        JsonValue::Object(members) => {
            found.extend(members.keys().cloned());
            members.values().for_each(|member| collect(member, found));
        }
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) => {}
    }
}

/// Splits a file into the text of its front matter and its body.
pub(super) fn split(source: &str) -> Result<(&str, &str), TemplateError> {
    let error = |text: &str| TemplateError::FrontMatter(text.to_owned());
    let rest = source.strip_prefix("---\n").ok_or_else(|| error("the file does not start with ---"))?;
    rest.split_once("\n---\n").ok_or_else(|| error("the closing --- is missing"))
}
