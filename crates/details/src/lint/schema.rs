//! What a JSON Schema says about places. Read, not evaluated: every branch of `anyOf`, `oneOf`,
//! `allOf`, `then` and `else` counts as possible.

use serde_json::Value;

use crate::template::outline::{Place, starts_with};

/// How far references and nested members are followed.
const MAX_DEPTH: usize = 12;

/// A JSON Schema (2020-12), with our annotations:
///
/// - `x-waxseal-critical: true`: a decision depends on the value, and it is what is carried out.
/// - `x-waxseal-unlimited`: the values that stand for "no limit", one or a list; `null` among them
///   says that the member's absence does.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Schema<'a> {
    root: &'a Value,
}

impl<'a> Schema<'a> {
    pub(crate) fn new(root: &'a Value) -> Self {
        Self { root }
    }

    pub(crate) fn root(self) -> &'a Value {
        self.root
    }

    /// All schemas that may apply to a place; none if the schema does not know it.
    pub(crate) fn at(self, place: &[String]) -> Vec<&'a Value> {
        self.down(place, &["allOf", "anyOf", "oneOf", "then", "else"])
    }

    fn down(self, place: &[String], branches: &[&str]) -> Vec<&'a Value> {
        place.iter().fold(self.with_branches(self.root, branches), |above, segment| {
            above.iter().flat_map(|schema| self.step(schema, segment, branches)).collect()
        })
    }

    /// Whether an entry that fits can have something there.
    pub(crate) fn allows(self, place: &[String]) -> bool {
        let Some((_, above)) = place.split_last() else { return true };
        let known = !self.at(place).is_empty();
        known || (self.allows(above) && !self.at(above).into_iter().any(is_closed))
    }

    /// The types that a place may have; none if the schema does not say.
    pub(crate) fn types(self, place: &[String]) -> Vec<&'a str> {
        let mut types: Vec<&str> = self.at(place).into_iter().flat_map(types_of).collect();
        types.sort_unstable();
        types.dedup();
        types
    }

    /// The values of a keyword at a place.
    pub(crate) fn keyword(self, place: &[String], keyword: &str) -> Vec<&'a Value> {
        self.at(place).into_iter().filter_map(|schema| schema.get(keyword)).collect()
    }

    /// A keyword with a text at a place.
    pub(crate) fn text(self, place: &[String], keyword: &str) -> Option<&'a str> {
        self.keyword(place, keyword).into_iter().find_map(Value::as_str)
    }

    /// Every place that can hold a single value at or below another, in the order of the schema.
    pub(crate) fn leaves(self, below: &[String]) -> Vec<Place> {
        let mut found = Vec::new();
        self.collect(below.to_vec(), &mut found, &mut |_, leaf| leaf);
        found
    }

    /// Every place marked with `x-waxseal-critical`.
    pub(crate) fn critical(self) -> Vec<Place> {
        let mut found = Vec::new();
        let marked = |schemas: &[&Value], _| {
            schemas.iter().any(|schema| schema.get("x-waxseal-critical") == Some(&Value::Bool(true)))
        };
        self.collect(Place::new(), &mut found, &mut { marked });
        found
    }

    /// Whether a place surely has a value in an entry that has values at `present`.
    pub(crate) fn requires(self, place: &[String], present: &[Place]) -> bool {
        if present.iter().any(|one| starts_with(one, place)) {
            return true;
        }
        let Some((key, above)) = place.split_last() else { return true };
        // What only a branch requires is not sure.
        let parents = self.down(above, &["allOf"]);
        let listed = |list: Option<&Value>| {
            list.and_then(Value::as_array).is_some_and(|keys| keys.iter().any(|one| one.as_str() == Some(key)))
        };
        let required = parents.iter().any(|schema| listed(schema.get("required"))) && self.requires(above, present);
        let depends = || {
            present.iter().filter(|one| one.len() > above.len() && starts_with(one, above)).any(|one| {
                let sibling = one.get(above.len()).map(String::as_str).unwrap_or_default();
                let rules = parents.iter().filter_map(|schema| schema.get("dependentRequired")?.get(sibling));
                rules.into_iter().any(|rule| listed(Some(rule)))
            })
        };
        required || depends()
    }

    fn step(self, schema: &'a Value, segment: &str, branches: &[&str]) -> Vec<&'a Value> {
        let any = segment == "*";
        let mut found: Vec<&Value> = Vec::new();
        let element = any || segment.parse::<usize>().is_ok();
        found.extend(schema.get("items").filter(|_| element));
        found.extend(schema.get("properties").and_then(|members| members.get(segment)));
        if found.is_empty() {
            found.extend(schema.get("additionalProperties"));
        }
        found.retain(|schema| schema.is_object());
        found.into_iter().flat_map(|schema| self.with_branches(schema, branches)).collect()
    }

    /// A schema, what it refers to, and its branches under these keywords.
    fn with_branches(self, schema: &'a Value, branches: &[&str]) -> Vec<&'a Value> {
        let mut found: Vec<&Value> = vec![schema];
        let mut next = 0;
        while let Some(schema) = found.get(next).copied() {
            next += 1;
            if next > MAX_DEPTH * MAX_DEPTH {
                break;
            }
            let reference = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
            let inside = branches.iter().filter_map(|branch| schema.get(branch)).flat_map(|branch| match branch {
                Value::Array(several) => several.iter().collect(),
                one => vec![one],
            });
            let more = reference.and_then(|path| self.root.pointer(path)).into_iter().chain(inside);
            for one in more {
                if one.is_object() && !found.iter().any(|known| std::ptr::eq(*known, one)) {
                    found.push(one);
                }
            }
        }
        found
    }

    fn collect(self, place: Place, found: &mut Vec<Place>, wanted: &mut dyn FnMut(&[&'a Value], bool) -> bool) {
        let schemas = self.at(&place);
        let children = if place.len() < MAX_DEPTH { children(&schemas) } else { Vec::new() };
        let several = types_in(&schemas).iter().filter(|one| !["object", "array"].contains(one)).count() > 0;
        if !schemas.is_empty() && wanted(&schemas, children.is_empty() || several) {
            found.push(place.clone());
        }
        for child in children {
            let below: Place = place.iter().cloned().chain([child]).collect();
            // A schema that refers to itself allows any depth: what is inside it is one place.
            let inside = self.at(&below);
            if inside.iter().all(|one| schemas.iter().any(|known| std::ptr::eq(*known, *one))) {
                continue;
            }
            self.collect(below, found, wanted);
        }
    }
}

/// The members of an object, and `*` for the elements of a list and members of any name.
fn children(schemas: &[&Value]) -> Vec<String> {
    let mut found = Vec::new();
    for schema in schemas {
        let members = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
        let closed = members.map(|(name, _)| name.clone());
        let open =
            ["items", "additionalProperties"].into_iter().filter(|one| schema.get(one).is_some_and(Value::is_object));
        for child in closed.chain(open.map(|_| "*".to_owned())) {
            if !found.contains(&child) {
                found.push(child);
            }
        }
    }
    found
}

/// Whether it has no members but those it names.
fn is_closed(schema: &Value) -> bool {
    let types = types_of(schema);
    let single = !types.is_empty() && !types.iter().any(|one| ["object", "array"].contains(one));
    single || schema.get("additionalProperties") == Some(&Value::Bool(false))
}

fn types_in<'a>(schemas: &[&'a Value]) -> Vec<&'a str> {
    schemas.iter().copied().flat_map(types_of).collect()
}

fn types_of(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
