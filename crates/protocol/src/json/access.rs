//! Looking into a value: members, elements, JSON pointers, and conversions that never round.

use super::{Decimal, Json, JsonNumber};

impl Json {
    /// The member `key` of an object.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// let payment = Json::parse(r#"{"currency":"USD"}"#)?;
    /// assert_eq!(payment.get("currency").and_then(Json::as_str), Some("USD"));
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.as_object()?.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The element `index` of an array.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// let scopes = Json::parse(r#"["read","write"]"#)?;
    /// assert_eq!(scopes.at(1).and_then(Json::as_str), Some("write"));
    /// assert_eq!(scopes.at(2), None);
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn at(&self, index: usize) -> Option<&Self> {
        self.as_array()?.get(index)
    }

    /// The value at a JSON pointer (RFC 6901). The empty pointer is the value itself; a pointer
    /// that is not well-formed points nowhere.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// let payment = Json::parse(r#"{"steps":[{"a/b":1},{"a/b":2}]}"#)?;
    /// assert_eq!(payment.pointer("/steps/1/a~1b").and_then(Json::as_i64), Some(2));
    /// assert_eq!(payment.pointer("/steps/01"), None);
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn pointer(&self, pointer: &str) -> Option<&Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer.strip_prefix('/')?.split('/').try_fold(self, |value, token| {
            let token = unescape(token)?;
            match value {
                Self::Object(_) => value.get(&token),
                Self::Array(_) => value.at(array_index(&token)?),
                Self::Null | Self::Bool(_) | Self::Number(_) | Self::String(_) => None,
            }
        })
    }

    /// The text of a string value.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// assert_eq!(Json::parse(r#""Hanna\u0020Herwitz""#)?.as_str(), Some("Hanna Herwitz"));
    /// assert_eq!(Json::parse("2500")?.as_str(), None);
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// `true` or `false`.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// assert_eq!(Json::parse("true")?.as_bool(), Some(true));
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A number as it is written.
    ///
    /// ```
    /// use waxseal_protocol::json::{Json, JsonNumber};
    /// assert_eq!(Json::parse("2500.00")?.as_number().map(JsonNumber::as_str), Some("2500.00"));
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_number(&self) -> Option<&JsonNumber> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The exact value of a number, or of a string that holds one: amounts of money are sent as
    /// either. Strings follow the grammar of JSON numbers, so `"2,500"` is none.
    ///
    /// ```
    /// use waxseal_protocol::json::{Decimal, Json};
    /// let amount = Json::parse("12345678901234567890.12")?;
    /// assert_eq!(amount.as_decimal(), Decimal::parse("12345678901234567890.12"));
    /// assert_eq!(Json::parse(r#""2500.00""#)?.as_decimal(), Decimal::parse("2500"));
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_decimal(&self) -> Option<Decimal> {
        match self {
            Self::Number(number) => number.decimal(),
            Self::String(text) => Decimal::parse(text),
            Self::Null | Self::Bool(_) | Self::Array(_) | Self::Object(_) => None,
        }
    }

    /// A number whose value is a whole one and fits.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// assert_eq!(Json::parse("2.5e3")?.as_i64(), Some(2500));
    /// assert_eq!(Json::parse("2500.5")?.as_i64(), None);
    /// assert_eq!(Json::parse("9223372036854775808")?.as_i64(), None);
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_i64(&self) -> Option<i64> {
        self.as_number()?.decimal()?.to_i64()
    }

    /// A number whose value is a whole one, not below zero, and fits.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// assert_eq!(Json::parse("9223372036854775808")?.as_u64(), Some(9_223_372_036_854_775_808));
    /// assert_eq!(Json::parse("-1")?.as_u64(), None);
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_u64(&self) -> Option<u64> {
        self.as_number()?.decimal()?.to_u64()
    }

    /// A number as a double, if the double has exactly the written value; see
    /// [`JsonNumber::to_f64`].
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// assert_eq!(Json::parse("59.3293")?.as_f64(), Some(59.3293));
    /// assert_eq!(Json::parse("12345678901234567890.12")?.as_f64(), None);
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_f64(&self) -> Option<f64> {
        self.as_number()?.to_f64()
    }

    /// The elements of an array.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// assert_eq!(Json::parse("[1,2]")?.as_array().map(<[Json]>::len), Some(2));
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The members of an object, in the order they are written.
    ///
    /// ```
    /// use waxseal_protocol::json::Json;
    /// let amount = Json::parse(r#"{"amount":2500,"currency":"USD"}"#)?;
    /// let names: Vec<_> = amount.as_object().unwrap_or_default().iter().map(|(name, _)| name).collect();
    /// assert_eq!(names, ["amount", "currency"]);
    /// # Ok::<(), waxseal_protocol::json::JsonError>(())
    /// ```
    pub fn as_object(&self) -> Option<&[(String, Self)]> {
        match self {
            Self::Object(members) => Some(members),
            _ => None,
        }
    }
}

/// Writes one reference token of a JSON pointer, with its slash.
pub(crate) fn push_token(pointer: &mut String, token: &str) {
    pointer.push('/');
    for character in token.chars() {
        match character {
            '~' => pointer.push_str("~0"),
            '/' => pointer.push_str("~1"),
            other => pointer.push(other),
        }
    }
}

/// Splits a JSON pointer after its first reference token, if that is an array index.
pub(crate) fn split_index(pointer: &str) -> Option<(usize, &str)> {
    let tokens = pointer.strip_prefix('/')?;
    let end = tokens.find('/').unwrap_or(tokens.len());
    let (first, rest) = tokens.split_at_checked(end)?;
    Some((array_index(first)?, rest))
}

/// RFC 6901 section 3: `~` stands only in `~0` and `~1`.
fn unescape(token: &str) -> Option<String> {
    let mut text = String::with_capacity(token.len());
    let mut characters = token.chars();
    while let Some(character) = characters.next() {
        text.push(match character {
            '~' => match characters.next()? {
                '0' => '~',
                '1' => '/',
                _ => return None,
            },
            other => other,
        });
    }
    Some(text)
}

/// RFC 6901 section 4: digits, without leading zeros. `-`, the element behind the last, is none.
fn array_index(token: &str) -> Option<usize> {
    let well_formed = token == "0" || (!token.starts_with('0') && token.bytes().all(|byte| byte.is_ascii_digit()));
    if well_formed { token.parse().ok() } else { None }
}
