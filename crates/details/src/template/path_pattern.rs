//! Places named by a template's front matter: a JSON pointer in which `*` stands for any one
//! segment, as in `/flights/*/departure`.

use serde::{Deserialize, Serialize};

use crate::leaf::Pointer;

/// A JSON pointer with wildcards.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PathPattern {
    written: String,
    segments: Vec<String>,
}

impl PathPattern {
    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.written
    }

    /// Whether it names this place or something above it.
    pub fn is_at_or_above(&self, place: &Pointer) -> bool {
        let (of, place) = (&self.segments, place.segments());
        of.len() <= place.len() && of.iter().zip(place).all(|(one, other)| one == "*" || one == other)
    }

    /// Whether it names this very place.
    pub fn is_at(&self, place: &Pointer) -> bool {
        self.segments.len() == place.segments().len() && self.is_at_or_above(place)
    }
}

impl TryFrom<String> for PathPattern {
    type Error = String;

    fn try_from(written: String) -> Result<Self, Self::Error> {
        let Some(rest) = written.strip_prefix('/') else {
            return Err(format!("{written:?} is no JSON pointer: it has to start with a slash"));
        };
        let segments = rest.split('/').map(|segment| segment.replace("~1", "/").replace("~0", "~")).collect();
        Ok(Self { written, segments })
    }
}

impl From<PathPattern> for String {
    fn from(pattern: PathPattern) -> Self {
        pattern.written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(pattern: &str, place: &[&str]) -> bool {
        let place = Pointer::new(place.iter().map(|segment| (*segment).to_owned()).collect());
        PathPattern::try_from(pattern.to_owned()).unwrap().is_at_or_above(&place)
    }

    #[test]
    fn a_star_is_one_segment() {
        assert!(covers("/flights/*/departure", &["flights", "1", "departure"]));
        assert!(!covers("/flights/*/departure", &["flights", "departure"]));
        assert!(covers("/amount", &["amount", "value"]), "what is below counts too");
        assert!(!covers("/amount/value", &["amount"]));
        assert!(covers("/a~1b/c~0d", &["a/b", "c~d"]));
        assert!(PathPattern::try_from("amount".to_owned()).is_err());
    }
}
