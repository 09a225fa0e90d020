//! Numbers as text, and their exact decimal value.

use std::cmp::Ordering;

/// A JSON number, kept as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JsonNumber(String);

impl JsonNumber {
    /// Takes the text if it follows the grammar of RFC 8259 section 6.
    pub fn parse(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (unsigned, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let well_formed = digits(whole)
            && (whole == "0" || !whole.starts_with('0'))
            && fraction.is_none_or(digits)
            && exponent.is_none_or(|part| digits(part.strip_prefix(['+', '-']).unwrap_or(part)));
        well_formed.then(|| Self(text.to_owned()))
    }

    /// The text as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The exact value, or `None` when the exponent is beyond any sensible use.
    pub fn decimal(&self) -> Option<Decimal> {
        Decimal::parse(&self.0)
    }
}

/// An exact decimal: `±digits × 10^exponent`, without leading or trailing zeros in `digits`.
///
/// Zero has no digits and no sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decimal {
    /// Whether the value is below zero.
    pub negative: bool,
    /// Decimal digits, most significant first.
    pub digits: String,
    /// The power of ten of the last digit.
    pub exponent: i64,
}

impl Decimal {
    /// Reads a JSON number or a plain decimal string. Exponents beyond ±10,000 are refused, so
    /// that no caller can be made to write out a million zeros.
    pub fn parse(text: &str) -> Option<Self> {
        let number = JsonNumber::parse(text)?;
        let text = number.as_str();
        let negative = text.starts_with('-');
        let unsigned = text.trim_start_matches('-');
        let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
        let exponent: i64 = exponent.parse().ok()?;
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let without_leading = all.trim_start_matches('0');
        let digits = without_leading.trim_end_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: String::new(), exponent: 0 });
        }
        let dropped = i64::try_from(without_leading.len() - digits.len()).ok()?;
        let exponent = exponent - i64::try_from(fraction.len()).ok()? + dropped;
        (exponent.abs() <= 10_000).then(|| Self { negative, digits: digits.to_owned(), exponent })
    }

    /// The order of the values, exactly.
    fn order(&self, other: &Self) -> Ordering {
        // The power of ten of the first digit, and then digit by digit: neither has leading zeros.
        let magnitude = |one: &Self| {
            let digits = i64::try_from(one.digits.len()).unwrap_or(i64::MAX);
            (!one.digits.is_empty(), digits.saturating_add(one.exponent))
        };
        let absolute = magnitude(self).cmp(&magnitude(other)).then_with(|| self.digits.cmp(&other.digits));
        match (self.negative, other.negative) {
            (false, false) => absolute,
            (true, true) => absolute.reverse(),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }

    /// How many digits stand behind the decimal point when written plainly.
    pub fn fraction_digits(&self) -> usize {
        usize::try_from(-self.exponent).unwrap_or(0)
    }

    /// The plain form, padded to at least `min_fraction` digits behind the point, split into the
    /// part before the point and the part behind it.
    pub fn plain_parts(&self, min_fraction: usize) -> (String, String) {
        let scale = self.fraction_digits();
        let mut digits = self.digits.clone();
        if let Ok(zeros) = usize::try_from(self.exponent) {
            digits.extend(std::iter::repeat_n('0', zeros));
        }
        if digits.len() <= scale {
            digits.insert_str(0, &"0".repeat(scale + 1 - digits.len()));
        }
        let (whole, fraction) = digits.split_at(digits.len() - scale);
        let mut fraction = fraction.to_owned();
        while fraction.len() < min_fraction {
            fraction.push('0');
        }
        let whole = if whole.is_empty() { "0" } else { whole };
        (whole.to_owned(), fraction)
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_have_the_order_of_their_values() {
        let sorted =
            ["-10", "-2.5", "-1e-3", "0", "0.001", "0.01", "1", "1.05", "1.5", "2", "10", "99.99", "100", "1e3"];
        let values: Vec<_> = sorted.iter().map(|text| Decimal::parse(text).unwrap()).collect();
        assert!(values.is_sorted());
        assert!(values.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(Decimal::parse("100").unwrap().cmp(&Decimal::parse("1.00e2").unwrap()), Ordering::Equal);
    }
}
