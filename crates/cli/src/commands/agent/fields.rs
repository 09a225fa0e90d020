//! `--type` and `--field`: one authorization detail, written as a person writes it in a shell.
//!
//! `name=value` is a text, `name:=value` is JSON, with numbers as they are written. A name is dotted,
//! or a JSON pointer (RFC 6901) when it has dots or equals signs of its own.

use std::str::FromStr;

use anyhow::{Context as _, bail};
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::AuthorizationDetails;

/// One `--field`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    /// What was written, for errors.
    name: String,
    path: Vec<String>,
    value: Json,
}

impl FromStr for Field {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("expected name=value, or name:=JSON")?;
        let (name, value) = match name.strip_suffix(':') {
            Some(name) => {
                let value = Json::parse(value);
                (name, value.map_err(|error| format!("{value:?} is no JSON: {error}", value = text_after(text)))?)
            }
            None => (name, Json::String(value.to_owned())),
        };
        Ok(Self { name: name.to_owned(), path: path_of(name)?, value })
    }
}

/// The value of `name:=value`.
fn text_after(text: &str) -> &str {
    text.split_once('=').map_or(text, |(_, value)| value)
}

fn path_of(name: &str) -> Result<Vec<String>, String> {
    let path: Vec<String> = match name.strip_prefix('/') {
        Some(pointer) => pointer.split('/').map(|token| token.replace("~1", "/").replace("~0", "~")).collect(),
        None => name.split('.').map(str::to_owned).collect(),
    };
    if path.iter().any(String::is_empty) {
        return Err(format!("{name:?} has an empty part; write a name like service or version.to"));
    }
    if path == ["type"] {
        return Err("the type is given by --type".to_owned());
    }
    Ok(path)
}

/// The array with the one entry that the fields describe.
pub(crate) fn details(detail_type: &str, fields: Vec<Field>) -> anyhow::Result<AuthorizationDetails> {
    let mut entry = Json::Object(vec![("type".to_owned(), Json::String(detail_type.to_owned()))]);
    for Field { name, path, value } in fields {
        insert(&mut entry, &path, value).with_context(|| format!("--field {name}"))?;
    }
    Ok(AuthorizationDetails::try_from(Json::Array(vec![entry]))?)
}

fn insert(target: &mut Json, path: &[String], value: Json) -> anyhow::Result<()> {
    let Some((part, rest)) = path.split_first() else { bail!("it is set twice") };
    let place = match target {
        Json::Object(members) => {
            if !members.iter().any(|(name, _)| name == part) {
                members.push((part.clone(), vacant(rest)));
            } else if rest.is_empty() {
                bail!("it is set twice");
            }
            members.iter_mut().find(|(name, _)| name == part).map(|(_, place)| place)
        }
        Json::Array(elements) => {
            let index: usize =
                part.parse().with_context(|| format!("{part} is no index, and what is there is a list"))?;
            if index == elements.len() {
                elements.push(vacant(rest));
            } else if index > elements.len() {
                bail!("index {index} comes before index {}", elements.len());
            } else if rest.is_empty() {
                bail!("it is set twice");
            }
            elements.get_mut(index)
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {
            bail!("there is a value already where {part} would have to be")
        }
    };
    match place {
        Some(place) if rest.is_empty() => *place = value,
        Some(place) => return insert(place, rest, value),
        None => bail!("there is no place for {part}"),
    }
    Ok(())
}

/// What a new place holds until the rest of its path is followed: a list, when an index comes next.
fn vacant(rest: &[String]) -> Json {
    match rest.first() {
        Some(next) if next.bytes().all(|byte| byte.is_ascii_digit()) => Json::Array(Vec::new()),
        _ => Json::Object(Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fields: &[&str]) -> anyhow::Result<String> {
        let fields = fields.iter().map(|text| text.parse().map_err(anyhow::Error::msg));
        let details = details("deployment", fields.collect::<anyhow::Result<_>>()?)?;
        Ok(details.entries()[0].to_string())
    }

    #[test]
    fn texts_raw_values_lists_and_nesting() {
        let text = of(&[
            "service=shop",
            "version.from=1.1",
            "version.to=1.2",
            "commits:=18",
            "price:=12345678901234567.10",
            "regions.0=eu",
            "regions.1=us",
            "window:={\"start\":null}",
            "note=a=b, c:=d",
            "empty=",
            "/a.b/c=pointer",
            "/x~1y=slash",
        ]);
        assert_eq!(
            text.unwrap(),
            r#"{"type":"deployment","service":"shop","version":{"from":"1.1","to":"1.2"},"commits":18,"price":12345678901234567.10,"regions":["eu","us"],"window":{"start":null},"note":"a=b, c:=d","empty":"","a.b":{"c":"pointer"},"x/y":"slash"}"#
        );
    }

    #[test]
    fn every_mistake_says_where_it_is() {
        for (fields, reason) in [
            (&["service"][..], "expected name=value"),
            (&["=x"], "has an empty part"),
            (&["a..b=x"], "has an empty part"),
            (&["type=x"], "given by --type"),
            (&["n:=1e"], "is no JSON"),
            (&["n:="], "is no JSON"),
            (&["n:={\"a\":1,\"a\":2}"], "is no JSON"),
            (&["a=1", "a=2"], "--field a: it is set twice"),
            (&["a=1", "a.b=2"], "--field a.b: there is a value already"),
            (&["a.b=1", "a=2"], "--field a: it is set twice"),
            (&["l.1=x"], "index 1 comes before index 0"),
            (&["l.0=x", "l.b=y"], "b is no index"),
            (&["l.0=x", "l.0=y"], "it is set twice"),
        ] {
            let error = format!("{:#}", of(fields).unwrap_err());
            assert!(error.contains(reason), "{fields:?}: {error}");
        }
    }

    #[test]
    fn the_limits_of_details_hold() {
        let deep = format!("{}=x", ["a"; 12].join("."));
        assert!(of(&[&deep]).unwrap_err().to_string().contains("nested deeper"));
    }
}
