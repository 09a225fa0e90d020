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

/// A length of time: ISO 8601, or a number whose unit the template names.
pub(super) fn duration(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let units = [
        ("milliseconds", DurationUnit::Milliseconds),
        ("seconds", DurationUnit::Seconds),
        ("minutes", DurationUnit::Minutes),
        ("hours", DurationUnit::Hours),
        ("days", DurationUnit::Days),
    ];
    let length = format::duration(value, arguments.word("unit", &units)?, arguments.display());
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
