//! Time: `datetime`, `date`, `daterange`, `duration`.

use super::{Displayed, TemplateError};
use crate::format::{self, DateStyle, DurationUnit, EpochUnit, FormatError, Zone};
use crate::template::arguments::Arguments;

/// A moment: RFC 3339, or a number whose unit the template names.
pub(super) fn datetime(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let time = format::datetime(value, unit(arguments)?, &zone(arguments)?, style(arguments)?, arguments.display());
    Ok(Displayed::one(place, time.map_err(FormatError::from)?.into()))
}

/// A day.
pub(super) fn date(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let day = format::date(value, style(arguments)?, arguments.display());
    Ok(Displayed::one(place, day.map_err(FormatError::from)?.into()))
}

/// From one moment or day to another.
pub(super) fn range(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (start_place, start) = arguments.leaf()?;
    let (end_place, end) = arguments.second_leaf()?;
    let (unit, style) = (unit(arguments)?, style(arguments)?);
    let range = format::date_range(start, end, unit, &zone(arguments)?, style, arguments.display());
    Ok(Displayed::of(vec![start_place, end_place], range.map_err(FormatError::from)?.into()))
}

/// A length of time: ISO 8601, or a number whose unit the template names. One that begins with the
/// approval says when it would end.
pub(super) fn duration(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let units = [
        ("milliseconds", DurationUnit::Milliseconds),
        ("seconds", DurationUnit::Seconds),
        ("minutes", DurationUnit::Minutes),
        ("hours", DurationUnit::Hours),
        ("days", DurationUnit::Days),
    ];
    let (unit, display) = (arguments.word("unit", &units)?, arguments.display());
    let length = match arguments.word("from", &[("approval", ())])? {
        None => format::duration(value, unit, display),
        Some(()) => format::duration_from(value, unit, display.now, &Zone::Local, display),
    };
    Ok(Displayed::one(place, length.map_err(FormatError::from)?.into()))
}

fn zone(arguments: &Arguments<'_, '_>) -> Result<Zone, TemplateError> {
    Ok(match arguments.text("zone")? {
        None | Some("local") => Zone::Local,
        Some("utc") => Zone::Utc,
        Some("written") => Zone::AsWritten,
        Some(name) => Zone::Named(name.to_owned()),
    })
}

fn unit(arguments: &Arguments<'_, '_>) -> Result<Option<EpochUnit>, TemplateError> {
    arguments.word("unit", &[("seconds", EpochUnit::Seconds), ("milliseconds", EpochUnit::Milliseconds)])
}

fn style(arguments: &Arguments<'_, '_>) -> Result<DateStyle, TemplateError> {
    let styles = [("short", DateStyle::Short), ("medium", DateStyle::Medium), ("long", DateStyle::Long)];
    Ok(arguments.word("style", &styles)?.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::json::Json;

    use crate::{Display, EntryView, Known, Registry, Value};

    #[test]
    fn a_duration_that_begins_with_the_approval_says_when_it_ends() {
        let source = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n\
            {{duration hours unit=\"hours\" from=\"approval\"}}{{duration length}}";
        let mut registry = Registry::default();
        registry.add(source).unwrap();
        let entry = Json::parse(r#"{"type":"t","hours":8,"length":"PT30M"}"#).unwrap();
        let display = Display::english_utc("2026-06-13T09:30:00Z".parse().unwrap());
        let view = EntryView::new(&entry, &registry, &display, &Known::default());
        let text = |row: usize| match &view.groups[0].rows[row].value {
            Value::Quantity { text, .. } => text.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(text(0), "for 8 hours (until 17:30 UTC)");
        assert_eq!(text(1), "30 minutes");
    }
}
