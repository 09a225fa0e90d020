//! What can be wrong with a template although it parses: see [`LintCode`] for the classes.
//!
//! The lint reads the template and, if there is one, the JSON Schema of its type; it never needs an
//! entry. Without a schema it says less. Two annotations of the schema count beside the keywords of
//! JSON Schema: `x-waxseal-critical: true` marks a value that a decision depends on and that is
//! carried out, and `x-waxseal-unlimited` names the values that stand for "no limit" (`null` among
//! them: the member's absence).
//!
//! ```
//! use waxseal_details::Template;
//! use waxseal_details::lint::{LintCode, lint};
//!
//! let source = "---\ntype: payment\ntemplate_version: 1.0.0\nrisk_floor: high\nverb: Pay {{field to}}\ncritical: [/to, /sum]\n---\n{{identity to}}";
//! let findings = lint(&Template::parse(source)?, None);
//! assert_eq!(findings[0].code, LintCode::E1);
//! assert_eq!(findings[0].place.as_deref(), Some("/sum"));
//! # Ok::<(), waxseal_details::TemplateError>(())
//! ```

mod amount;
mod batch;
mod critical;
mod enforced;
mod finding;
mod fold;
pub(crate) mod kind;
mod labels;
mod limits;
mod loops;
mod pictures;
mod presence;
mod raw;
mod reach;
pub(crate) mod schema;
mod subject;
mod translation;
mod type_of;
mod verb;
mod wording;
mod zone;

#[cfg(test)]
mod tests;

use serde_json::Value;

pub use finding::{Finding, LintCode, Severity};
pub(crate) use labels::MAX_LABEL;
use schema::Schema;
use subject::Subject;
pub(crate) use verb::is_filler;

use crate::template::{Template, TemplateError};

/// A rule: one class of findings, or a close family.
type Rule = fn(&Subject<'_>) -> Vec<Finding>;

/// The rules in the order of their classes. E13, and what of E14 the parser refuses, are found by
/// [`lint_source`].
const RULES: [Rule; 17] = [
    critical::check,
    raw::check,
    verb::action,
    verb::rows,
    amount::check,
    limits::sentinels,
    limits::unlimited,
    enforced::check,
    batch::check,
    type_of::check,
    reach::check,
    labels::check,
    loops::check,
    translation::check,
    wording::check,
    zone::check,
    pictures::check,
];

/// Checks a template, with the schema of its type if there is one. Errors come first.
pub fn lint(template: &Template, schema: Option<&Value>) -> Vec<Finding> {
    let subject = Subject::new(template, schema.map(Schema::new));
    let rules = RULES.into_iter().chain([fold::check as Rule]);
    let mut findings: Vec<Finding> = rules.flat_map(|rule| rule(&subject)).collect();
    findings.sort_by_key(|finding| (finding.severity, finding.code));
    let mut unique: Vec<Finding> = Vec::new();
    for finding in findings {
        if !unique.contains(&finding) {
            unique.push(finding);
        }
    }
    unique
}

/// Checks a template file. What the language leaves out is a finding here; a file that cannot be
/// read at all stays an error.
pub fn lint_source(source: &str, schema: Option<&Value>) -> Result<Vec<Finding>, TemplateError> {
    match Template::parse(source) {
        Ok(template) => Ok(lint(&template, schema)),
        Err(TemplateError::Forbidden { construct }) => {
            let too_deep = ["a loop inside", "a block inside"].iter().any(|start| construct.starts_with(start));
            let code = if too_deep { LintCode::E14 } else { LintCode::E13 };
            Ok(vec![Finding::new(code, format!("{construct} is not part of the template language"))])
        }
        Err(error) => Err(error),
    }
}

/// A place as a JSON pointer.
fn pointer(place: &[String]) -> String {
    crate::leaf::Pointer::new(place.to_vec()).to_string()
}
