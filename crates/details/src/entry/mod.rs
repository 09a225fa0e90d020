//! One entry of `authorization_details`, from JSON to blocks: by its template, or generically if
//! there is none or it fails.

mod bounds;
mod look_alikes;
mod namesakes;

use waxseal_protocol::json::Json;

use crate::block::{EntryView, Notice, NoticeSource, Row};
use crate::display::{Display, Language};
use crate::generic;
use crate::known::Known;
use crate::label::MAX_LABEL;
use crate::leaf::{Pointer, leaves};
use crate::messages::Message;
use crate::registry::Registry;
use crate::risk::RiskTier;
use crate::scrub::{scrub, scrub_identity};
use crate::template::{PathPattern, Rendered, Template};
use crate::text::inline;

/// The template version of an entry that no template shows.
pub(crate) const NOT_BY_TEMPLATE: &str = "generic";

/// The most characters of one value that a person can be asked to judge.
const MAX_VALUE: usize = 4_096;
/// The most characters of why a template cannot show an entry.
const MAX_REASON: usize = 120;

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
                    // Names that the template's author chose may stand in it.
                    let reason: String = scrub_identity(&error.to_string()).text.chars().take(MAX_REASON).collect();
                    let text = Message::TemplateFailed.with(language, &[("reason", &reason)]);
                    generic(entry, detail_type, text, display)
                }
            },
        };
        // A template that fails permits nothing that it would not have permitted.
        view.mark_critical(&registry.critical(detail_type), language);
        bounds::check(&mut view, entry, &registry.bounds(detail_type), language);
        look_alikes::find(&mut view, known, language);
        namesakes::tell_apart(&mut view, entry);
        if leaves(entry).iter().any(|(place, leaf)| is_too_large(place, leaf)) {
            view.refuse(Message::TooLarge.text(language));
        }
        view
    }

    /// Marks the rows that a decision depends on. One that no row of a template shows needs care.
    fn mark_critical(&mut self, critical: &[PathPattern], language: Language) {
        let is_critical = |row: &Row| {
            let mut places = row.paths.iter().map(|path| Pointer::parse(path));
            places.any(|place| critical.iter().any(|pattern| pattern.is_at_or_above(&place)))
        };
        let shown = self.groups.iter_mut().flat_map(|group| &mut group.rows);
        shown.for_each(|row| row.critical |= is_critical(row));
        let mut left = false;
        for row in self.other.iter_mut().chain(&mut self.messages) {
            row.critical |= is_critical(row);
            left |= row.critical;
        }
        if left {
            self.tier = RiskTier::High;
            self.other_open = true;
            self.notice(Message::CriticalInOther.text(language));
        }
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
    EntryView {
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
    }
}

/// Every leaf as it came.
fn generic(entry: &Json, detail_type: &str, notice: String, display: &Display) -> EntryView {
    let mut view = EntryView {
        detail_type: scrub(detail_type),
        // The requester chose the type, so it is quoted whatever it is.
        verb: Message::GenericVerb
            .with(display.language, &[("type", &inline::quoted(&scrub(detail_type).text, display))]),
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

/// Whether a person cannot be asked to judge a value: it or its name is too long to be read.
fn is_too_large(place: &Pointer, leaf: &Json) -> bool {
    let length = match leaf {
        Json::String(text) => text.chars().count(),
        Json::Number(number) => number.as_str().len(),
        _ => 0,
    };
    length > MAX_VALUE || place.segments().iter().any(|key| key.chars().count() > MAX_LABEL)
}
