//! Amounts of money: exact decimals and ISO 4217.

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;
use iso_currency::Currency;
use waxseal_protocol::json::{Decimal, Json};

/// Why an amount cannot be shown as money. The sentences stand among the host's own words, so they
/// hold nothing of what was sent; the rows below them do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Not a number and not a decimal string.
    #[error("an amount is not a decimal number")]
    Amount,
    /// Not a string of ISO 4217.
    #[error("a currency is not an ISO 4217 code")]
    Currency,
    /// More digits behind the point than the currency has.
    #[error("{currency} has {minor} decimal places, and an amount has {found}")]
    MinorUnits {
        /// The code.
        currency: &'static str,
        /// What the currency has.
        minor: usize,
        /// What the amount has.
        found: usize,
    },
}

/// An amount as it reads: `$2,500.00 USD`. The code always follows, so that no symbol is mistaken.
pub(crate) fn format(amount: &Json, currency: &Json) -> Result<(String, String, String), MoneyError> {
    let text = match amount {
        Json::Number(number) => number.as_str(),
        Json::String(text) => text,
        _ => return Err(MoneyError::Amount),
    };
    let decimal = Decimal::parse(text).ok_or(MoneyError::Amount)?;
    let code = currency.as_str().unwrap_or_default();
    let known = Currency::from_code(code).ok_or(MoneyError::Currency)?;
    let minor = known.exponent().map_or(0, usize::from);
    if decimal.fraction_digits() > minor {
        return Err(MoneyError::MinorUnits { currency: known.code(), minor, found: decimal.fraction_digits() });
    }
    // No currency has sums of more than 30 digits; such a number is shown raw instead.
    if decimal.exponent > 30 || decimal.digits.len() > 30 {
        return Err(MoneyError::Amount);
    }
    let (whole, fraction) = decimal.plain_parts(minor);
    let sign = if decimal.negative { "−" } else { "" };
    let point = if minor == 0 { "" } else { "." };
    let symbol = known.symbol().symbol;
    // Letters beside the digits could be read as part of them, and some run right to left.
    let symbol = if symbol.chars().all(is_currency_sign) { symbol } else { String::new() };
    let formatted = format!("{sign}{symbol}{}{point}{fraction} {}", grouped(&whole), known.code());
    Ok((formatted, text.to_owned(), known.code().to_owned()))
}

fn is_currency_sign(character: char) -> bool {
    CodePointMapData::<GeneralCategory>::new().get(character) == GeneralCategory::CurrencySymbol
}

fn grouped(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(amount: &str, currency: &str) -> Result<String, MoneyError> {
        format(&Json::parse(amount).unwrap(), &Json::String(currency.to_owned())).map(|(text, ..)| text)
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
            ("2500.00", "CHF", "₣2,500.00 CHF"),
            ("2500.00", "SEK", "2,500.00 SEK"),
        ] {
            assert_eq!(shown(amount, currency).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        assert!(matches!(shown("\"2,500\"", "USD"), Err(MoneyError::Amount)));
        assert!(matches!(shown("\" 5\"", "USD"), Err(MoneyError::Amount)));
        assert!(matches!(shown("true", "USD"), Err(MoneyError::Amount)));
        assert!(matches!(shown("1e400", "USD"), Err(MoneyError::Amount)));
        assert!(matches!(shown("5", "ZZZ"), Err(MoneyError::Currency)));
        assert!(matches!(shown("5", "usd"), Err(MoneyError::Currency)));
        assert!(matches!(shown("1.50", "JPY"), Err(MoneyError::MinorUnits { minor: 0, .. })));
        assert!(matches!(shown("1.005", "USD"), Err(MoneyError::MinorUnits { minor: 2, .. })));
    }
}
