//! The block model: everything a card is made of. Rendered as Svelte components, as terminal
//! text and as a notification line; there is no HTML on any of these ways.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::TemplateEvidence;
use waxseal_protocol::json::Json;

use crate::registry::Registry;
use crate::template::Rendered;
use crate::{generic, label};

/// Text that came from outside, made safe to look at: see [`scrub`](crate::scrub()).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Shown {
    /// The text, with every invisible or direction-changing character written out.
    pub text: String,
    /// Whether anything had to be written out.
    pub altered: bool,
}

/// The value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Value {
    /// Plain text.
    Text {
        /// The text.
        text: Shown,
    },
    /// A name, an account, a host: compared character by character, so set in a monospaced face.
    Identity {
        /// The identifier.
        text: Shown,
    },
    /// An amount of money, formatted.
    Money {
        /// As it reads: `$2,500.00 USD`.
        text: String,
        /// The amount as it was sent.
        amount: String,
        /// The ISO 4217 code.
        currency: String,
    },
    /// A number, as it was written.
    Number {
        /// The digits.
        text: String,
    },
    /// Yes or no.
    Boolean {
        /// Which.
        value: bool,
    },
    /// `null`.
    Null,
    /// An empty list or object.
    Empty,
}

/// One label and its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Row {
    /// What it is.
    pub label: Shown,
    /// The JSON pointers of the leaves this row shows.
    pub paths: Vec<String>,
    /// The value.
    pub value: Value,
    /// Whether a decision depends on it.
    pub critical: bool,
}

/// Rows that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Group {
    /// Its heading, if it has one.
    pub title: Option<Shown>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// Where a fact comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NoticeSource {
    /// This device established it.
    Verified,
    /// The server says so.
    ReportedByServer,
    /// The requester says so.
    ClaimedByRequester,
}

/// Something the host wants the person to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Notice {
    /// One or two sentences.
    pub text: String,
    /// Where the fact comes from.
    pub source: NoticeSource,
}

/// One entry of `authorization_details` as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EntryView {
    /// The entry's `type`.
    pub detail_type: Shown,
    /// The sentence that says what is asked.
    pub verb: String,
    /// What the host wants to say about this entry.
    pub notices: Vec<Notice>,
    /// The rows of the template, or of the generic view.
    pub groups: Vec<Group>,
    /// Leaves the template does not show. Never dropped, never folded away.
    pub other: Vec<Row>,
    /// The requester's own words: shown last, boxed and marked.
    pub messages: Vec<Row>,
    /// The entry exactly as received.
    pub raw: String,
    /// Version of the template used, or `generic`.
    pub template_version: String,
    /// Digest of the template used.
    pub template_sha256: Option<String>,
}

impl EntryView {
    /// Renders an entry by its template, or generically if there is none or it fails.
    pub fn new(entry: &Json, registry: &Registry) -> Self {
        let detail_type = entry.get("type").and_then(Json::as_str).unwrap_or_default();
        if let Some(template) = registry.template(detail_type) {
            match template.render(entry) {
                Ok(rendered) => {
                    Self::from_template(entry, detail_type, rendered, template.version(), template.sha256())
                }
                Err(error) => {
                    let text = format!(
                        "The template for this kind of request does not fit it, so everything sent is listed as it came: {error}."
                    );
                    Self::generic(entry, detail_type, text)
                }
            }
        } else {
            let text = "No template for this kind of request. Everything sent is listed below.".to_owned();
            Self::generic(entry, detail_type, text)
        }
    }

    /// What a decision says about how this entry was shown.
    pub fn evidence(&self) -> TemplateEvidence {
        TemplateEvidence {
            detail_type: self.detail_type.text.clone(),
            version: self.template_version.clone(),
            sha256: self.template_sha256.clone(),
        }
    }

    /// All rows, in the order they are read.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.groups.iter().flat_map(|group| &group.rows).chain(&self.other).chain(&self.messages)
    }

    fn from_template(entry: &Json, detail_type: &str, rendered: Rendered, version: &str, sha256: &str) -> Self {
        let critical_left = rendered.other.iter().any(|row| row.critical);
        let mut notices = Vec::new();
        if critical_left {
            notices.push(Notice {
                text: "Something this decision depends on is listed under Other details.".to_owned(),
                source: NoticeSource::Verified,
            });
        }
        Self {
            detail_type: crate::scrub(detail_type),
            verb: rendered.verb,
            notices,
            groups: rendered.groups,
            other: rendered.other,
            messages: rendered.messages,
            raw: entry.to_string(),
            template_version: version.to_owned(),
            template_sha256: Some(sha256.to_owned()),
        }
    }

    fn generic(entry: &Json, detail_type: &str, notice: String) -> Self {
        Self {
            detail_type: crate::scrub(detail_type),
            verb: label::humanize(detail_type).text,
            notices: vec![Notice { text: notice, source: NoticeSource::Verified }],
            groups: generic::groups(entry),
            other: Vec::new(),
            messages: Vec::new(),
            raw: entry.to_string(),
            template_version: "generic".to_owned(),
            template_sha256: None,
        }
    }
}
