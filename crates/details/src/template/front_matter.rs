//! The YAML block at the head of a template file.

use serde::Deserialize;

use super::TemplateError;

/// The least care a request of this type needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum RiskFloor {
    Low,
    Medium,
    High,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FrontMatter {
    #[serde(rename = "type")]
    pub(super) detail_type: String,
    pub(super) template_version: String,
    #[expect(dead_code, reason = "checked when parsed; the card gets tiers of friction from it later")]
    pub(super) risk_floor: RiskFloor,
    pub(super) verb: String,
    #[serde(default)]
    pub(super) critical: Vec<String>,
}

/// Splits a file into its front matter and its body.
pub(super) fn split(source: &str) -> Result<(FrontMatter, &str), TemplateError> {
    let error = |text: &str| TemplateError::FrontMatter(text.to_owned());
    let rest = source.strip_prefix("---\n").ok_or_else(|| error("the file does not start with ---"))?;
    let (yaml, body) = rest.split_once("\n---\n").ok_or_else(|| error("the closing --- is missing"))?;
    let front = serde_yaml_ng::from_str(yaml).map_err(|cause| TemplateError::FrontMatter(cause.to_string()))?;
    Ok((front, body))
}
