//! `diff`: what was and what is to be. What was is what the requester says; nobody checked it.

use waxseal_protocol::json::Json;

use super::{Displayed, TemplateError, plain, text};
use crate::block::Value;
use crate::format::{self, DateStyle, FormatError, MoneyUnit, Zone};
use crate::scrub::scrub_identity;
use crate::template::arguments::Arguments;

#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Text,
    Identity,
    DateTime,
    Money,
}

pub(super) fn diff(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let kinds = [("text", As::Text), ("identity", As::Identity), ("datetime", As::DateTime), ("money", As::Money)];
    let kind = arguments.word("as", &kinds)?.unwrap_or(As::Text);
    let display = arguments.display();
    let (before_place, before) = arguments.leaf()?;
    let (after_place, after) = arguments.second_leaf()?;
    let mut places = vec![before_place, after_place];
    let currency = if kind == As::Money {
        let (place, currency) = arguments.named_leaf("currency")?;
        places.push(place);
        Some(currency)
    } else {
        None
    };
    let units = [("major", MoneyUnit::Major), ("minor", MoneyUnit::Minor)];
    let unit = arguments.word("unit", &units)?.unwrap_or(MoneyUnit::Major);
    let show = |value| -> Result<Value, TemplateError> {
        Ok(match (kind, currency) {
            (As::DateTime, _) => format::datetime(value, None, &Zone::Local, DateStyle::default(), display)
                .map_err(FormatError::from)?
                .into(),
            (As::Money, Some(currency)) => {
                format::money(value, currency, unit, None, display).map_err(FormatError::from)?.into()
            }
            (As::Identity, _) => match value.as_str() {
                Some(text) => Value::Identity { text: scrub_identity(text) },
                None => plain(value, arguments),
            },
            _ => plain(value, arguments),
        })
    };
    let value =
        Value::Diff { before: Box::new(show(before)?), after: Box::new(show(after)?), changed: before != after };
    let mut shown = Displayed::of(places, value);
    if kind == As::Identity {
        let sides = [before, after].into_iter().filter_map(Json::as_str);
        shown.notices = text::notices(sides, arguments);
    }
    Ok(shown)
}
