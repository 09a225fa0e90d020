//! The resolved form of a template: what its digest is over.
//!
//! `{"body": …, "front_matter": …}`, where the front matter is the YAML block as JSON with aliases
//! followed, and the body is the source text, byte for byte. The language has no includes, so
//! nothing outside the file belongs to the form. Two files that differ only in the layout of their
//! front matter have one digest.
//!
//! The form does not depend on which members of the front matter or which helpers this version
//! knows, so the digest of a newer template can be checked without being able to use it.

use serde_yaml_ng::Value;
use waxseal_protocol::json::{Json, JsonNumber};

use super::{TemplateError, front_matter};

/// A template file, resolved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resolved(Json);

impl Resolved {
    /// Resolves a file. Fails if there is no front matter, or if it is not JSON in YAML's clothes.
    pub(crate) fn of(source: &str) -> Result<Self, TemplateError> {
        let (yaml, body) = front_matter::split(source)?;
        let front: Value =
            serde_yaml_ng::from_str(yaml).map_err(|cause| TemplateError::FrontMatter(cause.to_string()))?;
        Ok(Self(Json::Object(vec![
            ("body".to_owned(), Json::String(body.to_owned())),
            ("front_matter".to_owned(), json(front)?),
        ])))
    }

    /// SHA-256 over the RFC 8785 form, base64url.
    pub(crate) fn sha256(&self) -> String {
        self.0.sha256()
    }

    /// A text of the front matter.
    pub(crate) fn front_matter(&self, member: &str) -> Option<&str> {
        self.0.get("front_matter")?.get(member)?.as_str()
    }
}

fn json(value: Value) -> Result<Json, TemplateError> {
    let error = |text: &str| TemplateError::FrontMatter(text.to_owned());
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(value),
        Value::Number(number) => Json::Number(
            JsonNumber::parse(&number.to_string()).ok_or_else(|| error("a number that JSON does not have"))?,
        ),
        Value::String(text) => Json::String(text),
        Value::Sequence(elements) => Json::Array(elements.into_iter().map(json).collect::<Result<_, _>>()?),
        Value::Mapping(members) => {
            let members = members.into_iter().map(|(key, value)| match key {
                Value::String(key) => Ok((key, json(value)?)),
                _ => Err(error("a key that is not a text")),
            });
            Json::Object(members.collect::<Result<_, _>>()?)
        }
        Value::Tagged(_) => return Err(error("a YAML tag")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sha256(source: &str) -> String {
        Resolved::of(source).unwrap().sha256()
    }

    #[test]
    fn the_digest_is_over_the_canonical_form() {
        let resolved = Resolved::of("---\nverb: \"Do\"\ntype: t\ncritical: [/a]\n---\n{{field a}}\n").unwrap();
        let expected =
            r#"{"body":"{{field a}}\n","front_matter":{"critical":["/a"],"type":"t","verb":"Do"}}"#.as_bytes();
        assert_eq!(resolved.sha256(), waxseal_protocol::ids::sha256_base64url(expected));
        assert_eq!(resolved.front_matter("verb"), Some("Do"));
    }

    #[test]
    fn the_layout_of_the_front_matter_does_not_count_and_the_body_does() {
        let one = sha256("---\ntype: t\nverb: Do\n---\nbody");
        assert_eq!(one, sha256("---\n# a remark\nverb:   'Do'\ntype: \"t\"\n---\nbody"));
        assert_ne!(one, sha256("---\ntype: t\nverb: Do\n---\nbody\n"));
        assert_ne!(one, sha256("---\ntype: t\nverb: Undo\n---\nbody"));
    }

    #[test]
    fn what_has_no_json_form_is_refused() {
        for front in ["a: 1\na: 2", "a: {b: 1, b: 2}", "1: a", "a: !secret b", "a: .inf", "[a"] {
            assert!(Resolved::of(&format!("---\n{front}\n---\nbody")).is_err(), "{front}");
        }
    }
}
