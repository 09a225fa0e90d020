//! Reading a [`Json`] into a Rust type: every number whole, or not at all.

use std::fmt;

use serde::Deserializer;
use serde::de::value::{MapAccessDeserializer, MapDeserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Error, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor,
};
use serde::forward_to_deserialize_any;

use super::access::push_token;
use super::exact::RAW_VALUE;
use super::{Json, JsonNumber};

/// Why a value does not read into a type, and where.
///
/// The reason names what is expected and what kind of value there is, never the value itself, so
/// that it may stand in a log. A reason that comes from the type's own `Deserialize` is passed on
/// as it is.
///
/// ```
/// use serde::Deserialize;
/// use waxseal_protocol::json::Json;
///
/// #[derive(Debug, Deserialize)]
/// struct Payment {
///     amounts: Vec<u32>,
/// }
///
/// let mismatch = Json::parse(r#"{"amounts":[1,"2"]}"#)?.read::<Payment>().unwrap_err();
/// assert_eq!(mismatch.place, "/amounts/1");
/// assert_eq!(mismatch.reason, "a string, where u32 is expected");
/// # Ok::<(), waxseal_protocol::json::JsonError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    /// The JSON pointer of the value (RFC 6901); empty for the value that was read as a whole.
    /// In enums with `#[serde(tag = "…")]` or `#[serde(untagged)]` it ends at the enum, because
    /// serde does not say more.
    pub place: String,
    /// What is wrong there.
    pub reason: String,
}

impl Mismatch {
    /// The same mismatch, seen from the object or array around it.
    pub(crate) fn within(mut self, token: &str) -> Self {
        let mut place = String::new();
        push_token(&mut place, token);
        place.push_str(&self.place);
        self.place = place;
        self
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.place.is_empty() {
            write!(f, "{}: ", self.place)?;
        }
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Mismatch {}

impl Error for Mismatch {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self { place: String::new(), reason: message.to_string() }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::custom(format_args!("{}, where {expected} is expected", kind(unexpected)))
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn serde::de::Expected) -> Self {
        Self::custom(format_args!("{} that does not fit, where {expected} is expected", kind(unexpected)))
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format_args!("a name that is none of {}", expected.join(", ")))
    }
}

/// What a value is, without the value.
fn kind(unexpected: Unexpected<'_>) -> &'static str {
    match unexpected {
        Unexpected::Bool(_) => "a boolean",
        Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
        Unexpected::Float(_) => "a number",
        // In this form numbers go where serde keeps them aside; see `json/exact.rs`.
        Unexpected::NewtypeStruct | Unexpected::Bytes(_) => {
            "a number that is only kept whole by Decimal, JsonNumber or Json"
        }
        Unexpected::Char(_) | Unexpected::Str(_) => "a string",
        Unexpected::Unit | Unexpected::Option => "null",
        Unexpected::Seq => "an array",
        Unexpected::Map => "an object",
        Unexpected::Enum
        | Unexpected::UnitVariant
        | Unexpected::NewtypeVariant
        | Unexpected::TupleVariant
        | Unexpected::StructVariant => "a variant",
        Unexpected::Other(_) => "another value",
    }
}

impl Json {
    /// Reads the value into a Rust type, through the text of its numbers.
    ///
    /// - Integers take a number whose value is a whole one and fits, however it is written: `2500`,
    ///   `2500.0` and `2.5e3` are one value.
    /// - `f64` and `f32` take a number only if they hold exactly its value in decimal, see
    ///   [`JsonNumber::to_f64`]. [`Decimal`](super::Decimal) and [`JsonNumber`] take any.
    /// - In enums with `#[serde(tag = "…")]` or `#[serde(untagged)]`, and beside
    ///   `#[serde(flatten)]`, serde keeps values aside before it reads them, and would keep
    ///   numbers as floats. There, a number that is not written as a plain integer of 64 bits
    ///   reads into `Decimal`, `JsonNumber` and [`Json`] only; `f64` and `serde_json::Value` refuse it.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use waxseal_protocol::json::{Json, JsonNumber};
    ///
    /// #[derive(Deserialize)]
    /// struct InstructedAmount {
    ///     amount: JsonNumber,
    ///     currency: String,
    /// }
    ///
    /// let value = Json::parse(r#"{"amount":12345678901234567890.10,"currency":"USD"}"#)?;
    /// let InstructedAmount { amount, currency } = value.read()?;
    /// assert_eq!((amount.as_str(), currency.as_str()), ("12345678901234567890.10", "USD"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Mismatch> {
        T::deserialize(Reader { value: self, tag: None })
    }

    /// As [`Json::read`], but a struct without a field `tag` does not see the member `tag`, so
    /// that `#[serde(deny_unknown_fields)]` does not refuse it.
    pub(crate) fn read_tagged<T: DeserializeOwned>(&self, tag: &'static str) -> Result<T, Mismatch> {
        T::deserialize(Reader { value: self, tag: Some(tag) })
    }
}

#[derive(Clone, Copy)]
struct Reader<'de> {
    value: &'de Json,
    tag: Option<&'static str>,
}

impl<'de> Reader<'de> {
    fn unfit<T>(self, expected: &dyn serde::de::Expected) -> Result<T, Mismatch> {
        let unexpected = match self.value {
            Json::Null => Unexpected::Unit,
            Json::Bool(value) => Unexpected::Bool(*value),
            Json::Number(_) => Unexpected::Float(0.0),
            Json::String(text) => Unexpected::Str(text),
            Json::Array(_) => Unexpected::Seq,
            Json::Object(_) => Unexpected::Map,
        };
        Err(Mismatch::invalid_type(unexpected, expected))
    }

    fn integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let Some(decimal) = self.value.as_number().and_then(JsonNumber::decimal) else { return self.unfit(&visitor) };
        if let Some(value) = decimal.to_u64() {
            visitor.visit_u64(value)
        } else if let Some(value) = decimal.to_i64() {
            visitor.visit_i64(value)
        } else {
            self.unfit(&visitor)
        }
    }

    fn wide_integer<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let Some(decimal) = self.value.as_number().and_then(JsonNumber::decimal) else { return self.unfit(&visitor) };
        if let Some(value) = decimal.to_integer::<u128>() {
            visitor.visit_u128(value)
        } else if let Some(value) = decimal.to_integer::<i128>() {
            visitor.visit_i128(value)
        } else {
            self.unfit(&visitor)
        }
    }

    fn string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.value {
            Json::String(text) => visitor.visit_borrowed_str(text),
            _ => self.unfit(&visitor),
        }
    }

    fn array<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        let Json::Array(elements) = self.value else { return self.unfit(&visitor) };
        let mut access = Elements { rest: elements.iter().enumerate() };
        let value = visitor.visit_seq(&mut access)?;
        match access.rest.len() {
            0 => Ok(value),
            surplus => Err(Mismatch::custom(format_args!(
                "an array of {} elements, {surplus} more than expected",
                elements.len()
            ))),
        }
    }

    fn object<V: Visitor<'de>>(self, visitor: V, hidden: Option<&'static str>) -> Result<V::Value, Mismatch> {
        let Json::Object(members) = self.value else { return self.unfit(&visitor) };
        visitor.visit_map(Members { rest: members.iter(), value: None, hidden })
    }
}

macro_rules! read_as {
    ($how:ident: $($method:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
            self.$how(visitor)
        }
    )*};
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Mismatch;

    read_as!(integer: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64);
    read_as!(integer: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64);
    read_as!(wide_integer: deserialize_i128 deserialize_u128);
    read_as!(string: deserialize_char deserialize_str deserialize_string deserialize_identifier);
    read_as!(array: deserialize_seq);
    read_as!(deserialize_any: deserialize_bytes deserialize_byte_buf);

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.value {
            Json::Null => visitor.visit_unit(),
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Number(number) => match plain_integer(number) {
                Some(PlainInteger::Unsigned(value)) => visitor.visit_u64(value),
                Some(PlainInteger::Signed(value)) => visitor.visit_i64(value),
                None => visitor.visit_newtype_struct(NumberText { text: number.as_str(), wrapped: true }),
            },
            Json::String(_) => self.string(visitor),
            Json::Array(_) => self.array(visitor),
            Json::Object(_) => self.object(visitor, None),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.value {
            Json::Bool(value) => visitor.visit_bool(*value),
            _ => self.unfit(&visitor),
        }
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.value {
            Json::Number(number) => visitor.visit_f64(number.to_f64().ok_or_else(rounded)?),
            _ => self.unfit(&visitor),
        }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        match self.value {
            Json::Number(number) => visitor.visit_f32(number.to_float().ok_or_else(rounded)?),
            _ => self.unfit(&visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if *self.value == Json::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if *self.value == Json::Null { visitor.visit_unit() } else { self.unfit(&visitor) }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Mismatch> {
        if name == RAW_VALUE {
            let text = std::iter::once((RAW_VALUE, self.value.to_string()));
            return visitor.visit_map(MapDeserializer::new(text));
        }
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Mismatch> {
        self.array(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        self.array(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        self.object(visitor, None)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        let hidden = self.tag.filter(|tag| !fields.contains(tag));
        self.object(visitor, hidden)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Mismatch> {
        match self.value {
            Json::String(text) => visitor.visit_enum(text.as_str().into_deserializer()),
            Json::Object(members) if members.len() == 1 => {
                let access = Members { rest: members.iter(), value: None, hidden: None };
                visitor.visit_enum(MapAccessDeserializer::new(access))
            }
            _ => self.unfit(&visitor),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        visitor.visit_unit()
    }
}

fn rounded() -> Mismatch {
    Mismatch::custom("a number that a float would round")
}

enum PlainInteger {
    Unsigned(u64),
    Signed(i64),
}

/// A number that writes back to the same text from 64 bits.
fn plain_integer(number: &JsonNumber) -> Option<PlainInteger> {
    let text = number.as_str();
    if text == "-0" {
        return None;
    }
    text.parse().map(PlainInteger::Unsigned).or_else(|_| text.parse().map(PlainInteger::Signed)).ok()
}

/// A number where the target does not say that it wants one: bytes in two newtype structs. With
/// one, a newtype struct around a `String` could be made from it.
struct NumberText<'de> {
    text: &'de str,
    wrapped: bool,
}

impl<'de> Deserializer<'de> for NumberText<'de> {
    type Error = Mismatch;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Mismatch> {
        if self.wrapped {
            visitor.visit_newtype_struct(Self { wrapped: false, ..self })
        } else {
            visitor.visit_borrowed_bytes(self.text.as_bytes())
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

struct Elements<'de> {
    rest: std::iter::Enumerate<std::slice::Iter<'de, Json>>,
}

impl<'de> SeqAccess<'de> for Elements<'de> {
    type Error = Mismatch;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mismatch> {
        let Some((index, value)) = self.rest.next() else { return Ok(None) };
        let element = seed.deserialize(Reader { value, tag: None });
        element.map(Some).map_err(|mismatch| mismatch.within(&index.to_string()))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

struct Members<'de> {
    rest: std::slice::Iter<'de, (String, Json)>,
    value: Option<(&'de str, &'de Json)>,
    hidden: Option<&'static str>,
}

impl<'de> MapAccess<'de> for Members<'de> {
    type Error = Mismatch;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Mismatch> {
        let hidden = self.hidden;
        let Some((key, value)) = self.rest.find(|(key, _)| Some(key.as_str()) != hidden) else { return Ok(None) };
        self.value = Some((key, value));
        seed.deserialize(key.as_str().into_deserializer()).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Mismatch> {
        let Some((key, value)) = self.value.take() else {
            return Err(Mismatch::custom("a member's value is read before its name"));
        };
        seed.deserialize(Reader { value, tag: None }).map_err(|mismatch| mismatch.within(key))
    }
}
