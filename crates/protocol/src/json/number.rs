//! Numbers as text, and their exact decimal value.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A JSON number, kept as it was written.
///
/// With serde it is written as that text, and read with it: from `serde_json`, from
/// [`Json::read`](super::Json::read), and from anything read with those.
///
/// ```
/// use waxseal_protocol::json::JsonNumber;
/// let amount: JsonNumber = serde_json::from_str("2500.00")?;
/// assert_eq!(serde_json::to_string(&amount)?, "2500.00");
/// # Ok::<(), serde_json::Error>(())
/// ```
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

    /// The double that has exactly the written value in decimal, if there is one: the one whose
    /// shortest decimal form, as ECMAScript writes it, has this value.
    ///
    /// ```
    /// use waxseal_protocol::json::JsonNumber;
    /// let double = |text: &str| JsonNumber::parse(text)?.to_f64();
    /// assert_eq!(double("0.10"), Some(0.1));
    /// assert_eq!(double("9007199254740993"), None);
    /// assert_eq!(double("1e400"), None);
    /// ```
    pub fn to_f64(&self) -> Option<f64> {
        self.to_float()
    }

    /// As [`JsonNumber::to_f64`], for either width.
    pub(super) fn to_float<F: ryu_js::Float + FromStr>(&self) -> Option<F> {
        let float: F = self.0.parse().ok()?;
        // What is not finite is written as no number, so it equals none.
        let written = ryu_js::Buffer::new().format(float).to_owned();
        let exact = self.decimal()?;
        (Decimal::parse(&written)? == exact).then_some(float)
    }
}

impl From<i64> for JsonNumber {
    fn from(value: i64) -> Self {
        Self(value.to_string())
    }
}

impl From<u64> for JsonNumber {
    fn from(value: u64) -> Self {
        Self(value.to_string())
    }
}

impl fmt::Display for JsonNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An exact decimal: `±digits × 10^exponent`, without leading or trailing zeros in `digits`.
///
/// Zero has no digits and no sign.
///
/// With serde it is written as a number, and read from a number or from a string that holds one.
///
/// ```
/// use waxseal_protocol::json::Decimal;
/// let amount: Decimal = serde_json::from_str("12345678901234567890.120")?;
/// assert_eq!(amount.to_string(), "12345678901234567890.12");
/// assert_eq!(serde_json::from_str::<Decimal>(r#""2500.00""#)?, serde_json::from_str("2.5e3")?);
/// # Ok::<(), serde_json::Error>(())
/// ```
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

    /// The value as an integer, if it is a whole one and fits.
    ///
    /// ```
    /// use waxseal_protocol::json::Decimal;
    /// let integer = |text: &str| Decimal::parse(text)?.to_i64();
    /// assert_eq!(integer("2500.00"), Some(2500));
    /// assert_eq!(integer("-2.5"), None);
    /// assert_eq!(integer("1e19"), None);
    /// ```
    pub fn to_i64(&self) -> Option<i64> {
        self.to_integer()
    }

    /// The value as an integer, if it is a whole one, not below zero, and fits.
    ///
    /// ```
    /// use waxseal_protocol::json::Decimal;
    /// let integer = |text: &str| Decimal::parse(text)?.to_u64();
    /// assert_eq!(integer("1e19"), Some(10_000_000_000_000_000_000));
    /// assert_eq!(integer("-1"), None);
    /// ```
    pub fn to_u64(&self) -> Option<u64> {
        self.to_integer()
    }

    /// The value as any integer of up to 128 bits, which have at most 39 digits.
    pub(super) fn to_integer<N: FromStr>(&self) -> Option<N> {
        if !(0..=39).contains(&self.exponent) || self.digits.len() > 39 {
            return None;
        }
        self.to_string().parse().ok()
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

/// The plain form, such as `-2500.1`; with an exponent, such as `1e100`, where the plain form
/// would need more than 64 zeros or digits behind the point.
impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.negative { "-" } else { "" };
        if self.exponent.unsigned_abs() > 64 {
            return write!(f, "{sign}{}e{}", self.digits, self.exponent);
        }
        let (whole, fraction) = self.plain_parts(0);
        let point = if fraction.is_empty() { "" } else { "." };
        write!(f, "{sign}{whole}{point}{fraction}")
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
