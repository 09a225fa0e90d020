//! Leaves and where they are: what coverage is counted in.

use std::fmt;

use waxseal_protocol::json::Json;

/// A place inside a JSON value (RFC 6901).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer(Vec<String>);

impl Pointer {
    /// The place named by its segments.
    pub fn new(segments: Vec<String>) -> Self {
        Self(segments)
    }

    /// The place that a JSON pointer names. What is no pointer names the root.
    pub fn parse(text: &str) -> Self {
        let segments = text.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"));
        Self(segments.collect())
    }

    /// This place, and from there on another.
    #[must_use]
    pub fn join(&self, below: &Self) -> Self {
        Self(self.0.iter().chain(&below.0).cloned().collect())
    }

    /// The segments from the root down.
    pub fn segments(&self) -> &[String] {
        &self.0
    }

    /// The place one step further down.
    #[must_use]
    pub fn child(&self, segment: impl Into<String>) -> Self {
        let mut segments = self.0.clone();
        segments.push(segment.into());
        Self(segments)
    }

    /// The value at this place.
    pub fn resolve<'a>(&self, root: &'a Json) -> Option<&'a Json> {
        self.0.iter().try_fold(root, |value, segment| step(value, segment))
    }
}

/// What stands one step further down.
pub(crate) fn step<'a>(value: &'a Json, segment: &str) -> Option<&'a Json> {
    match value {
        Json::Array(elements) => elements.get(segment.parse::<usize>().ok()?),
        _ => value.get(segment),
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for segment in &self.0 {
            write!(f, "/{}", segment.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}

/// Every leaf below `root` in the order it was written; an empty list or object is a leaf too.
///
/// ```
/// use waxseal_details::leaves;
/// use waxseal_protocol::json::Json;
/// let value = Json::parse(r#"{"a":[1,{"b":null}],"c":{}}"#)?;
/// let places: Vec<String> = leaves(&value).iter().map(|(place, _)| place.to_string()).collect();
/// assert_eq!(places, ["/a/0", "/a/1/b", "/c"]);
/// # Ok::<(), waxseal_protocol::json::JsonError>(())
/// ```
pub fn leaves(root: &Json) -> Vec<(Pointer, &Json)> {
    let mut found = Vec::new();
    collect(root, Pointer::default(), &mut found);
    found
}

fn collect<'a>(value: &'a Json, place: Pointer, found: &mut Vec<(Pointer, &'a Json)>) {
    match value {
        Json::Array(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                collect(element, place.child(index.to_string()), found);
            }
        }
        Json::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                collect(value, place.child(key.clone()), found);
            }
        }
        _ => found.push((place, value)),
    }
}
