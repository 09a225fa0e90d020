//! Parsing in one pass, for a text whose numbers are all integers: `serde_json` hands those over without loss.
//! Any other number it has rounded by then, so such a text is left to the pass that reads level by level.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, MapAccess, SeqAccess, Visitor};

use super::parse::Keys;
use super::{Json, MAX_DEPTH};

/// What `serde_json` calls the one member of a number with `arbitrary_precision`. Should anything ever turn that on, no
/// number may be taken for an object.
const NUMBER: &str = "$serde_json::private::Number";

/// The value, if the text is acceptable and one pass reads it without loss. Why not, the other way of
/// parsing says.
pub(super) fn parse(text: &str) -> Option<Json> {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Level(0).deserialize(&mut deserializer).ok()?;
    deserializer.end().is_ok().then_some(value)
}

/// A value that lies this deep.
#[derive(Clone, Copy)]
struct Level(usize);

impl Level {
    fn below(self) -> Self {
        Self(self.0 + 1)
    }
}

impl<'de> DeserializeSeed<'de> for Level {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        if self.0 > MAX_DEPTH {
            return Err(D::Error::custom("nested too deep"));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Level {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value without fractions")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        Ok(Json::Number(value.into()))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Json, E> {
        Ok(Json::String(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(self.below())? {
            elements.push(element);
        }
        Ok(Json::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut members: Vec<(String, Json)> = Vec::new();
        let mut keys = Keys::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == NUMBER {
                return Err(A::Error::custom("perhaps a number"));
            }
            if keys.repeat(&key, &members) {
                return Err(A::Error::custom("a key appears twice"));
            }
            let value = map.next_value_seed(self.below())?;
            members.push((key, value));
        }
        Ok(Json::Object(members))
    }
}
