//! When one authorization detail grants another (RFC 9396 6.1). The comparison belongs to the
//! type: two objects are never compared as wholes without its rule.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use waxseal_protocol::json::{Decimal, Json};

/// The rule of a type. Members that it does not name have to be equal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Covers {
    /// Members, as JSON pointers, whose arrays may have fewer elements: `/actions`.
    pub subset: Vec<String>,
    /// Members whose numbers may be lower: `/instructedAmount/amount`. Decimals are compared as
    /// they are written, and as text too where the member is a string.
    pub at_most: Vec<String>,
}

impl Default for Covers {
    /// The array members of RFC 9396 2.2 may shrink: each of them multiplies what is granted.
    fn default() -> Self {
        Self {
            subset: ["/locations", "/actions", "/datatypes", "/privileges"].map(str::to_owned).to_vec(),
            at_most: Vec::new(),
        }
    }
}

impl Covers {
    /// Whether `granted` grants `requested`.
    pub fn covers(&self, granted: &Json, requested: &Json) -> bool {
        self.at("", granted, requested)
    }

    fn at(&self, pointer: &str, granted: &Json, requested: &Json) -> bool {
        if self.subset.iter().any(|one| one == pointer) {
            let (Json::Array(granted), Json::Array(requested)) = (granted, requested) else { return false };
            let granted: HashSet<_> = granted.iter().map(Json::sha256).collect();
            // An empty array would say nothing, and nothing could be read as everything.
            return !requested.is_empty() && requested.iter().all(|one| granted.contains(&one.sha256()));
        }
        if self.at_most.iter().any(|one| one == pointer) {
            return match (granted, requested) {
                (Json::Number(granted), Json::Number(requested)) => at_most(requested.as_str(), granted.as_str()),
                (Json::String(granted), Json::String(requested)) => at_most(requested, granted),
                _ => false,
            };
        }
        match (granted, requested) {
            (Json::Object(granted), Json::Object(requested)) => {
                granted.len() == requested.len()
                    && granted.iter().all(|(name, value)| {
                        let below = format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
                        requested
                            .iter()
                            .find(|(other, _)| other == name)
                            .is_some_and(|(_, other)| self.at(&below, value, other))
                    })
            }
            (granted, requested) => equal(granted, requested),
        }
    }
}

fn equal(one: &Json, other: &Json) -> bool {
    match (one, other) {
        // Most are texts, and most of those differ: a digest of each would take its time.
        (Json::String(one), Json::String(other)) => one == other,
        _ => one.sha256() == other.sha256(),
    }
}

/// Whether one decimal is at most another, none below zero. What is no such number is refused.
fn at_most(lower: &str, upper: &str) -> bool {
    let (Some(lower), Some(upper)) = (Decimal::parse(lower), Decimal::parse(upper)) else { return false };
    !lower.negative && !upper.negative && lower.cmp(&upper).is_le()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(rule: &Covers, granted: &str, requested: &str) -> bool {
        rule.covers(&Json::parse(granted).unwrap(), &Json::parse(requested).unwrap())
    }

    #[test]
    fn without_a_rule_of_its_own_only_the_common_arrays_shrink() {
        let rule = Covers::default();
        let granted = r#"{"type":"t","actions":["read","write"],"identifier":"a","extra":[1,2]}"#;
        assert!(covers(&rule, granted, granted));
        assert!(covers(&rule, granted, r#"{"extra":[1,2],"identifier":"a","actions":["read"],"type":"t"}"#));
        for more in [
            r#"{"type":"t","actions":["delete"],"identifier":"a","extra":[1,2]}"#,
            r#"{"type":"t","actions":[],"identifier":"a","extra":[1,2]}"#,
            r#"{"type":"t","identifier":"a","extra":[1,2]}"#,
            r#"{"type":"t","actions":["read"],"identifier":"b","extra":[1,2]}"#,
            r#"{"type":"t","actions":["read"],"identifier":"a","extra":[1]}"#,
            r#"{"type":"t","actions":["read"],"identifier":"a","extra":[1,2],"admin":true}"#,
            r#"{"type":"u","actions":["read"],"identifier":"a","extra":[1,2]}"#,
        ] {
            assert!(!covers(&rule, granted, more), "{more}");
        }
    }

    #[test]
    fn amounts_may_be_lower_where_the_type_says_so() {
        let rule = Covers { at_most: vec!["/amount/value".to_owned()], ..Covers::default() };
        let granted = r#"{"type":"t","amount":{"value":"100.00","currency":"EUR"}}"#;
        assert!(covers(&rule, granted, r#"{"type":"t","amount":{"value":"99.99","currency":"EUR"}}"#));
        assert!(covers(&rule, granted, r#"{"type":"t","amount":{"value":"100","currency":"EUR"}}"#));
        for more in [r#""100.01""#, r#""1e3""#, r#""-1""#, r#""""#, r#""١""#, "99", r#""9999999999999999999999""#] {
            let requested = format!(r#"{{"type":"t","amount":{{"value":{more},"currency":"EUR"}}}}"#);
            assert!(!covers(&rule, granted, &requested), "{more}");
        }
        assert!(!covers(&rule, granted, r#"{"type":"t","amount":{"value":"1","currency":"USD"}}"#));
    }
}
