//! One entry of `authorization_details`, from JSON to blocks: by its template, or generically if
//! there is none or it fails.

use waxseal_protocol::json::{Decimal, Json};

use crate::block::{EntryView, Notice, NoticeSource, Row, Value};
use crate::display::Display;
use crate::identity::similar_to;
use crate::known::Known;
use crate::leaf::leaves;
use crate::messages::Message;
use crate::registry::Registry;
use crate::risk::RiskTier;
use crate::scrub::scrub;
use crate::template::front_matter::Beyond;
use crate::template::{Rendered, Template};
use crate::{generic, label};

/// The template version of an entry that no template shows.
pub(crate) const NOT_BY_TEMPLATE: &str = "generic";

/// The most characters of one value that a person can be asked to judge.
const MAX_VALUE: usize = 4_096;

impl EntryView {
    /// Renders an entry.
    pub fn new(entry: &Json, registry: &Registry, display: &Display, known: &Known) -> Self {
        let detail_type = entry.get("type").and_then(Json::as_str).unwrap_or_default();
        let language = display.language;
        let mut view = match registry.template(detail_type) {
            None => generic(entry, detail_type, registry.absence(detail_type, language), display),
            Some(template) => match template.render(entry, display) {
                Ok(rendered) => {
                    let mut view = from_template(entry, detail_type, rendered, template, display);
                    view.tier = view.tier.max(registry.risk_floor(detail_type));
                    view.notices.extend(registry.notices(detail_type, language));
                    view
                }
                Err(error) => {
                    let text = Message::TemplateFailed.with(language, &[("reason", &error.to_string())]);
                    generic(entry, detail_type, text, display)
                }
            },
        };
        look_alikes(&mut view, known, display);
        if leaves(entry).iter().any(|(_, leaf)| leaf.as_str().is_some_and(|text| text.chars().count() > MAX_VALUE)) {
            view.refuse(Message::TooLarge.text(language));
        }
        view
    }

    /// It can be denied, and not approved.
    fn refuse(&mut self, reason: String) {
        self.tier = RiskTier::High;
        self.deny_only.get_or_insert(reason);
    }

    fn notice(&mut self, text: String) {
        self.notices.push(Notice { text, source: NoticeSource::Verified });
    }
}

fn from_template(
    entry: &Json,
    detail_type: &str,
    rendered: Rendered,
    template: &Template,
    display: &Display,
) -> EntryView {
    let critical_left = rendered.other.iter().any(|row| row.critical);
    let mut view = EntryView {
        detail_type: scrub(detail_type),
        verb: rendered.verb,
        action: template.action(display.language),
        tier: template.risk_floor(),
        notices: Vec::new(),
        deny_only: None,
        groups: rendered.groups,
        other_open: !rendered.other_is_demoted,
        other: rendered.other,
        messages: rendered.messages,
        raw: entry.to_string(),
        template_version: template.version().to_owned(),
        template_sha256: Some(template.sha256().to_owned()),
    };
    if critical_left {
        view.tier = RiskTier::High;
        view.notice(Message::CriticalInOther.text(display.language));
    }
    bounds(&mut view, entry, template, display);
    view
}

/// Every leaf as it came.
fn generic(entry: &Json, detail_type: &str, notice: String, display: &Display) -> EntryView {
    let mut view = EntryView {
        detail_type: scrub(detail_type),
        verb: label::humanize(detail_type).text,
        action: None,
        tier: RiskTier::High,
        notices: Vec::new(),
        deny_only: None,
        groups: generic::groups(entry, display),
        other: Vec::new(),
        other_open: true,
        messages: Vec::new(),
        raw: entry.to_string(),
        template_version: NOT_BY_TEMPLATE.to_owned(),
        template_sha256: None,
    };
    view.notice(notice);
    view
}

/// Values beyond what the template's author thinks is usual. What is no number cannot be compared,
/// so it counts as beyond.
fn bounds(view: &mut EntryView, entry: &Json, template: &Template, display: &Display) {
    let language = display.language;
    for bound in &template.front().bounds {
        let max = Decimal::parse(&bound.max);
        for (place, leaf) in leaves(entry) {
            let within = || {
                let text = match leaf {
                    Json::Number(number) => number.as_str(),
                    Json::String(text) => text,
                    _ => return false,
                };
                matches!((Decimal::parse(text), &max), (Some(value), Some(max)) if value <= *max)
            };
            if !bound.path.covers(&place) || within() {
                continue;
            }
            let name = label::way(entry, &place).text;
            let text = Message::BeyondBound.with(language, &[("label", &name), ("max", &bound.max)]);
            match bound.beyond {
                Beyond::Raise => {
                    view.tier = RiskTier::High;
                    view.notice(text);
                }
                Beyond::Refuse => view.refuse(text),
            }
        }
    }
}

/// Names that look like ones this device knows, and are others.
fn look_alikes(view: &mut EntryView, known: &Known, display: &Display) {
    let mut found = false;
    let rows = view.groups.iter_mut().flat_map(|group| &mut group.rows).chain(&mut view.other);
    for row in rows {
        let Some(name) = identifier(row) else { continue };
        let similar = similar_to(name, known.identities.iter().map(String::as_str)).map(str::to_owned);
        if let Some(similar) = similar {
            let similar = scrub(&similar).text;
            let text = Message::LooksLike.with(display.language, &[("name", &similar)]);
            row.notices.push(Notice { text, source: NoticeSource::Verified });
            found = true;
        }
        found |= !row.notices.is_empty();
    }
    if found {
        view.tier = RiskTier::High;
    }
}

fn identifier(row: &Row) -> Option<&str> {
    match &row.value {
        Value::Identity { text } | Value::Masked { full: text, .. } => Some(&text.text),
        _ => None,
    }
}
