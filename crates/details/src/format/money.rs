//! Amounts of money: exact decimals and ISO 4217.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use iso_currency::Currency;
use waxseal_protocol::json::{Decimal, Json};

use super::figure::{self, Figure, MINUS};
use crate::display::{Display, Language};
use crate::messages::Message;

/// What the digits of an amount count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoneyUnit {
    /// The currency's main unit: `2500` with `USD` is $2,500.00.
    Major,
    /// The currency's smallest unit, always whole: `2500` with `USD` is $25.00.
    Minor,
}

/// An amount as it reads, and the facts it was made from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyText {
    /// `$2,500.00 USD`. The code always stands beside the sign, so that no sign is mistaken.
    pub text: String,
    /// The amount as it was sent.
    pub amount: String,
    /// The ISO 4217 code.
    pub currency: String,
    /// Whether the amount is the value declared to mean that there is no limit.
    pub unlimited: bool,
    /// The exact value in ten-thousandths of the main unit, for sums. Nothing for "no limit", and
    /// for what does not fit.
    pub(crate) ten_thousandths: Option<i128>,
}

/// The sum of amounts of one currency, formatted.
pub(crate) fn total(ten_thousandths: &[i128], currency: &str, display: &Display) -> Option<String> {
    let sum = ten_thousandths.iter().try_fold(0_i128, |sum, one| sum.checked_add(*one))?;
    let digits = format!("{:05}", sum.unsigned_abs());
    let (whole, fraction) = digits.split_at(digits.len() - 4);
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if sum < 0 { "-" } else { "" };
    let amount = Json::String(format!("{sign}{whole}{point}{fraction}"));
    let currency = Json::String(currency.to_owned());
    money(&amount, &currency, MoneyUnit::Major, None, display).ok().map(|total| total.text)
}

/// Why an amount cannot be shown as money. The sentences stand among the host's own words, so they
/// hold nothing of what was sent; the rows below them do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a number and not a decimal string, or too long to be read.
    #[error("an amount is not a decimal number")]
    Amount,
    /// Not a string of ISO 4217.
    #[error("a currency is not an ISO 4217 code")]
    Currency,
    /// More digits behind the point than the currency has. Digits count as they were written:
    /// `2.500` USD is refused, since it may stand for two thousand five hundred.
    #[error("{currency} has {minor} decimal places, and an amount has {found}")]
    MinorUnits {
        /// The code.
        currency: &'static str,
        /// What the currency has.
        minor: usize,
        /// What the amount has.
        found: usize,
    },
    /// An amount of minor units that is not whole.
    #[error("an amount in the smallest unit of {currency} is not a whole number")]
    NotWhole {
        /// The code.
        currency: &'static str,
    },
    /// An amount of minor units of something without any, such as gold.
    #[error("{currency} has no smallest unit")]
    NoMinorUnit {
        /// The code.
        currency: &'static str,
    },
}

/// Formats an amount.
///
/// `amount` is a JSON number or a decimal string; `unlimited_at` is the value that the template
/// declares to mean "no limit", compared by value when both are numbers and letter by letter
/// otherwise.
///
/// ```
/// use waxseal_details::Display;
/// use waxseal_details::format::{MoneyUnit, money};
/// use waxseal_protocol::json::Json;
///
/// let display = Display::english_utc(jiff::Timestamp::UNIX_EPOCH);
/// let (amount, currency) = (Json::parse("2500")?, Json::parse(r#""USD""#)?);
/// assert_eq!(money(&amount, &currency, MoneyUnit::Major, None, &display).unwrap().text, "$2,500.00 USD");
/// assert_eq!(money(&amount, &currency, MoneyUnit::Minor, None, &display).unwrap().text, "$25.00 USD");
/// # Ok::<(), waxseal_protocol::json::JsonError>(())
/// ```
///
/// # Errors
/// See [`MoneyError`].
pub fn money(
    amount: &Json,
    currency: &Json,
    unit: MoneyUnit,
    unlimited_at: Option<&str>,
    display: &Display,
) -> Result<MoneyText, MoneyError> {
    let known = Currency::from_code(currency.as_str().unwrap_or_default()).ok_or(MoneyError::Currency)?;
    let language = display.language;
    let code = known.code();
    let done = |text, amount: &str, ten_thousandths| MoneyText {
        text,
        amount: amount.to_owned(),
        currency: code.to_owned(),
        unlimited: false,
        ten_thousandths,
    };
    if let Some(sent) = unlimited_at.and_then(|limit| sentinel(amount, limit)) {
        let text = Message::NoLimitIn.with(language, &[("currency", code)]);
        return Ok(MoneyText { unlimited: true, ..done(text, sent, None) });
    }
    let figure = Figure::read(amount).ok_or(MoneyError::Amount)?;
    let (value, scale) = exact(&figure, known, unit)?;
    let sign = if value.negative { MINUS } else { "" };
    let digits = figure::unsigned(&value, scale, language);
    let symbol = symbol(known, language);
    let text = match (symbol.as_str(), symbol_first(language)) {
        ("", _) => format!("{sign}{digits} {code}"),
        (symbol, true) => format!("{sign}{symbol}{digits} {code}"),
        (symbol, false) => format!("{sign}{digits}\u{a0}{symbol} {code}"),
    };
    Ok(done(text, figure.sent, figure::scaled(&value, 4)))
}

/// The amount as sent, if it is the declared one.
fn sentinel<'a>(amount: &'a Json, limit: &str) -> Option<&'a str> {
    let sent = match amount {
        Json::Number(number) => number.as_str(),
        Json::String(text) => text,
        _ => return None,
    };
    let same_value = || Decimal::parse(sent).is_some_and(|value| Decimal::parse(limit) == Some(value));
    (sent == limit || same_value()).then_some(sent)
}

/// The value in major units, and how many digits stand behind the point.
fn exact(figure: &Figure<'_>, currency: Currency, unit: MoneyUnit) -> Result<(Decimal, usize), MoneyError> {
    let code = currency.code();
    match (unit, currency.exponent().map(usize::from)) {
        (MoneyUnit::Major, Some(minor)) if figure.scale > minor => {
            Err(MoneyError::MinorUnits { currency: code, minor, found: figure.scale })
        }
        (MoneyUnit::Major, Some(minor)) => Ok((figure.value.clone(), minor)),
        // Ounces of gold and special drawing rights have no smallest part.
        (MoneyUnit::Major, None) => Ok((figure.value.clone(), figure.scale)),
        (MoneyUnit::Minor, None) => Err(MoneyError::NoMinorUnit { currency: code }),
        (MoneyUnit::Minor, Some(_)) if !figure.is_whole() => Err(MoneyError::NotWhole { currency: code }),
        (MoneyUnit::Minor, Some(minor)) => {
            let mut value = figure.value.clone();
            if !value.digits.is_empty() {
                value.exponent -= i64::try_from(minor).unwrap_or(0);
            }
            Ok((value, minor))
        }
    }
}

/// Where the sign stands, as in the standard currency patterns of CLDR.
fn symbol_first(language: Language) -> bool {
    match language {
        Language::English | Language::Japanese | Language::Pseudo => true,
        Language::German | Language::French | Language::Spanish | Language::Arabic => false,
    }
}

/// The sign of a currency, or nothing where it has none that a reader knows.
fn symbol(currency: Currency, language: Language) -> String {
    match (currency, language) {
        (Currency::JPY, Language::Japanese) => return "￥".to_owned(),
        // In Japanese that sign means the yen only. And the table gives the Cuban peso the sign of
        // the Philippine one.
        (Currency::CNY, Language::Japanese) | (Currency::CUP, _) => return String::new(),
        _ => {}
    }
    let symbol = currency.symbol().symbol;
    let mut characters = symbol.chars();
    match (characters.next(), characters.next()) {
        (Some(sign), None) if is_common_sign(sign) => symbol,
        // Letters beside the digits could be read as part of them, and some run right to left.
        _ => String::new(),
    }
}

/// Whether a character is a currency sign in use: not the placeholder, not the sign of the former
/// French franc that the table gives to every franc, and none that runs right to left.
fn is_common_sign(character: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(character) == GeneralCategory::CurrencySymbol
        && !matches!(character, '¤' | '₣' | '؋' | '﷼')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(amount: &str, currency: &str, unit: MoneyUnit) -> Result<String, MoneyError> {
        let display = Display::english_utc(jiff::Timestamp::UNIX_EPOCH);
        money(&Json::parse(amount).unwrap(), &Json::String(currency.to_owned()), unit, None, &display)
            .map(|money| money.text)
    }

    fn unlimited(amount: &str, limit: &str) -> Option<MoneyText> {
        let display = Display::english_utc(jiff::Timestamp::UNIX_EPOCH);
        let currency = Json::String("USD".to_owned());
        money(&Json::parse(amount).unwrap(), &currency, MoneyUnit::Major, Some(limit), &display)
            .ok()
            .filter(|money| money.unlimited)
    }

    #[test]
    fn amounts_read_exactly() {
        for (amount, currency, expected) in [
            ("2500", "USD", "$2,500.00 USD"),
            ("\"2500.5\"", "EUR", "€2,500.50 EUR"),
            ("2.5e3", "USD", "$2,500.00 USD"),
            ("0.07", "USD", "$0.07 USD"),
            ("-12", "USD", "−$12.00 USD"),
            ("1500", "JPY", "¥1,500 JPY"),
            ("1.234", "KWD", "1.234 KWD"),
            ("12345678901234567890.12", "USD", "$12,345,678,901,234,567,890.12 USD"),
            ("2500.00", "CHF", "2,500.00 CHF"),
            ("2500.00", "SEK", "2,500.00 SEK"),
            ("1.2345", "CLF", "1.2345 CLF"),
            ("1.5", "XAU", "1.5 XAU"),
        ] {
            assert_eq!(shown(amount, currency, MoneyUnit::Major).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn minor_units_move_the_point() {
        for (amount, currency, expected) in [
            ("250000", "USD", "$2,500.00 USD"),
            ("\"7\"", "USD", "$0.07 USD"),
            ("-7", "USD", "−$0.07 USD"),
            ("0", "USD", "$0.00 USD"),
            ("1500", "JPY", "¥1,500 JPY"),
            ("1234", "BHD", "1.234 BHD"),
        ] {
            assert_eq!(shown(amount, currency, MoneyUnit::Minor).as_deref(), Ok(expected));
        }
        assert_eq!(shown("7.0", "USD", MoneyUnit::Minor), Err(MoneyError::NotWhole { currency: "USD" }));
        assert_eq!(shown("7", "XAU", MoneyUnit::Minor), Err(MoneyError::NoMinorUnit { currency: "XAU" }));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        let refused = |amount, currency| shown(amount, currency, MoneyUnit::Major).unwrap_err();
        assert_eq!(refused("true", "USD"), MoneyError::Amount);
        assert_eq!(refused("5", "ZZZ"), MoneyError::Currency);
        assert_eq!(refused("5", "usd"), MoneyError::Currency);
        assert!(matches!(refused("1.50", "JPY"), MoneyError::MinorUnits { minor: 0, .. }));
        assert!(matches!(refused("1.005", "USD"), MoneyError::MinorUnits { minor: 2, .. }));
    }

    #[test]
    fn a_declared_value_means_no_limit_and_keeps_the_currency() {
        let most = format!("\"{}\"", "9".repeat(78));
        assert_eq!(unlimited(&most, &"9".repeat(78)).unwrap().text, "No limit (USD)");
        assert!(unlimited("-1", "-1").is_some() && unlimited("\"-1.0\"", "-1").is_some());
        assert_eq!(unlimited("\"unlimited\"", "unlimited").unwrap().amount, "unlimited");
        assert!(unlimited("1", "-1").is_none() && unlimited("\"Unlimited\"", "unlimited").is_none());
        assert!(unlimited("null", "null").is_none());
    }
}
