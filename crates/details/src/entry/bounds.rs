//! Values beyond what the authors of templates think is usual.

use waxseal_protocol::json::{Decimal, Json};

use crate::block::{EntryView, Value};
use crate::display::Language;
use crate::label::humanize;
use crate::leaf::leaves;
use crate::messages::Message;
use crate::risk::RiskTier;
use crate::template::PathPattern;
use crate::template::front_matter::{Beyond, Bound};

/// Applies bounds, whether the template shows the entry or failed to. What is no number cannot be
/// compared and counts as beyond, and so does what stands for "no limit".
pub(super) fn check(view: &mut EntryView, entry: &Json, bounds: &[&Bound], language: Language) {
    for bound in bounds {
        let max = Decimal::parse(&bound.max);
        let beyond = leaves(entry).iter().any(|(place, leaf)| {
            bound.path.is_at_or_above(place)
                && (!is_within(leaf, max.as_ref()) || is_unlimited(view, &place.to_string()))
        });
        if !beyond {
            continue;
        }
        let label = name(&bound.path);
        let text = Message::BeyondBound.with(language, &[("label", &label), ("max", &bound.max)]);
        match bound.beyond {
            Beyond::Raise => {
                view.tier = RiskTier::High;
                view.notice(text);
            }
            Beyond::Refuse => view.refuse(text),
        }
    }
}

/// Whether a value is as large as the bound at most, on either side of zero.
fn is_within(leaf: &Json, max: Option<&Decimal>) -> bool {
    let text = match leaf {
        Json::Number(number) => number.as_str(),
        Json::String(text) => text,
        _ => return false,
    };
    let value = Decimal::parse(text).map(|value| Decimal { negative: false, ..value });
    matches!((value, max), (Some(value), Some(max)) if value <= *max)
}

fn is_unlimited(view: &EntryView, path: &str) -> bool {
    let unlimited = |value: &Value| matches!(value, Value::Money { unlimited: true, .. });
    view.rows().any(|row| {
        let inside = match &row.value {
            Value::Table { rows, .. } => rows.iter().flatten().flatten().any(unlimited),
            value => unlimited(value),
        };
        inside && row.paths.iter().any(|one| one == path)
    })
}

/// The bound's own path in words. Names that were sent have no place in what the host says.
fn name(path: &PathPattern) -> String {
    let parts = path.as_str().split('/').filter(|part| !part.is_empty() && *part != "*");
    parts.map(|part| humanize(part).text).collect::<Vec<_>>().join(" › ")
}
