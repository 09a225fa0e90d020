//! The block model: everything a card is made of. Rendered as Svelte components, as terminal
//! text and as a notification line; there is no HTML on any of these ways.

mod from_format;
mod value;

pub use value::Value;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::TemplateEvidence;

use crate::risk::RiskTier;

/// Text that came from outside, made safe to look at: see [`scrub`](crate::scrub()).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Shown {
    /// The text, with every invisible or direction-changing character written out.
    pub text: String,
    /// Whether anything had to be written out.
    pub altered: bool,
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
    /// What the host wants to say about this value.
    pub notices: Vec<Notice>,
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
    /// The words on the button that says yes, if the template has some: `Pay`.
    pub action: Option<String>,
    /// How much care it needs.
    pub tier: RiskTier,
    /// What the host wants to say about this entry.
    pub notices: Vec<Notice>,
    /// Why it can be denied only, if so.
    pub deny_only: Option<String>,
    /// The rows of the template, or of the generic view.
    pub groups: Vec<Group>,
    /// Leaves the template does not show. Never dropped; folded away only when the template names
    /// each of them with a reason.
    pub other: Vec<Row>,
    /// Whether other details have to be open: something in them is unknown, or a decision depends
    /// on it.
    pub other_open: bool,
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
}
