//! Numbers with a meaning: `money`, `number`, `percent`, `bytes`. No float ever carries one.

use super::{Displayed, TemplateError};
use crate::format::{self, ByteSystem, FormatError, MoneyUnit, PercentScale};
use crate::template::arguments::Arguments;

/// An amount and its currency: two leaves, one row.
pub(super) fn money(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, amount) = arguments.leaf()?;
    let (currency_place, currency) = arguments.named_leaf("currency")?;
    let units = [("major", MoneyUnit::Major), ("minor", MoneyUnit::Minor)];
    let unit = arguments.word("unit", &units)?.unwrap_or(MoneyUnit::Major);
    let unlimited_at = arguments.text("unlimitedAt")?;
    let money = format::money(amount, currency, unit, unlimited_at, arguments.display()).map_err(FormatError::from)?;
    let ten_thousandths = money.ten_thousandths;
    Ok(Displayed { ten_thousandths, ..Displayed::of(vec![place, currency_place], money.into()) })
}

/// A number as a person writes it.
pub(super) fn number(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    Ok(Displayed::one(place, format::number(value, arguments.display()).map_err(FormatError::from)?.into()))
}

/// A share. The template says whether the whole is 1 or 100: nothing is guessed.
pub(super) fn percent(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let scales = [("0..1", PercentScale::ZeroToOne), ("0..100", PercentScale::ZeroToHundred)];
    let scale = arguments.word("scale", &scales)?.ok_or_else(|| arguments.refused("scale is missing"))?;
    Ok(Displayed::one(place, format::percent(value, scale, arguments.display()).map_err(FormatError::from)?.into()))
}

/// A size. The template says whether a thousand is 1000 or 1024.
pub(super) fn bytes(arguments: &Arguments<'_, '_>) -> Result<Displayed, TemplateError> {
    let (place, value) = arguments.leaf()?;
    let units = [("iec", ByteSystem::Iec), ("si", ByteSystem::Si)];
    let unit = arguments.word("unit", &units)?.ok_or_else(|| arguments.refused("unit is missing"))?;
    Ok(Displayed::one(place, format::bytes(value, unit, arguments.display()).map_err(FormatError::from)?.into()))
}
