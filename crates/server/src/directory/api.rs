//! An API that tokens are for, and the RAR types it knows.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;
use waxseal_details::{Covers, built_in_schema};
use waxseal_protocol::ids::{ClientId, UserId};
use waxseal_protocol::jose::Algorithm;

use super::unknown_members::{self, close, composes, name_type};
use super::{FieldProblem, SubjectType};

/// The longest an access token may live, in seconds: a month.
const MAX_LIFETIME: u64 = 2_592_000;
/// Each of them is asked, on each of their devices.
const MAX_SECOND_APPROVERS: usize = 20;

/// An API that tokens are for.
#[derive(Debug, Clone)]
pub struct Api {
    /// The `aud` of its tokens.
    pub identifier: String,
    /// What people see.
    pub name: String,
    /// Scopes it knows, and what they mean.
    pub scopes: BTreeMap<String, String>,
    /// The algorithm of its tokens; the server's default if absent.
    pub signing_algorithm: Option<Algorithm>,
    /// How long its tokens live, in seconds; the server's default if absent.
    pub token_lifetime: Option<u64>,
    /// RAR types it knows.
    pub authorization_details: BTreeMap<String, DetailType>,
    /// The clients by which it looks its tokens up (RFC 7662).
    pub introspection_clients: Vec<ClientId>,
    /// Whose names for people its tokens carry; those of the client if absent.
    pub sector: Option<String>,
    /// The registration as it was written, for the Management API.
    pub draft: ApiDraft,
}

/// A RAR type of an API (RFC 9396 2.1, 11.2).
#[derive(Debug, Clone)]
pub struct DetailType {
    /// Its name.
    pub name: String,
    /// Its JSON Schema: the one that was written, or that of the built-in type with its name. Without
    /// one, and with the schema `true`, only the shape is checked.
    pub schema: Option<Value>,
    /// The schema, ready to be used.
    pub validator: Option<Arc<jsonschema::Validator>>,
    /// Where the schema refers or composes: what tells which members it names.
    pub telling: Option<Arc<jsonschema::Validator>>,
    /// When one object grants another.
    pub covers: Covers,
    /// Whether the person may grant less than was asked.
    pub narrowing: bool,
    /// Who else has to approve: any one of them, beside the person who is asked. Empty where the person
    /// alone decides.
    pub second_approvers: Vec<UserId>,
}

impl Api {
    /// One of its RAR types.
    pub fn detail_type(&self, name: &str) -> Option<&DetailType> {
        self.authorization_details.get(name)
    }
}

/// An API as somebody wrote it down.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ApiDraft {
    /// See [`Api::identifier`].
    pub identifier: String,
    /// See [`Api::name`].
    pub name: Option<String>,
    /// See [`Api::scopes`].
    pub scopes: Vec<ScopeDraft>,
    /// See [`Api::signing_algorithm`].
    pub signing_alg: Option<Algorithm>,
    /// See [`Api::token_lifetime`].
    pub token_lifetime: Option<u64>,
    /// See [`Api::authorization_details`].
    pub authorization_details: Vec<DetailTypeDraft>,
    /// See [`Api::introspection_clients`].
    pub introspection_clients: Vec<ClientId>,
    /// Whether people have another name for the API's sector.
    #[serde(skip_serializing_if = "is_public")]
    pub subject_type: SubjectType,
    /// The sector: a host, or another name that the API shares with others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector_identifier: Option<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands out a reference")]
fn is_public(subject_type: &SubjectType) -> bool {
    *subject_type == SubjectType::Public
}

/// A scope: its name, or its name with a description as Auth0 writes it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ScopeDraft {
    /// Its name.
    Name(String),
    /// With a description.
    Described {
        /// Its name.
        value: String,
        /// What it means.
        #[serde(default)]
        description: Option<String>,
    },
}

/// A RAR type as somebody wrote it down. An unknown member is refused: who mistypes `second_approvers`
/// must not leave a type to one person.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DetailTypeDraft {
    /// See [`DetailType::name`].
    #[serde(rename = "type")]
    pub name: String,
    /// See [`DetailType::schema`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    /// See [`DetailType::covers`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub covers: Option<Covers>,
    /// See [`DetailType::narrowing`].
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub narrowing: bool,
    /// See [`DetailType::second_approvers`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub second_approvers: Vec<UserId>,
}

impl ApiDraft {
    /// The members it may have.
    pub const KEYS: [&'static str; 9] = [
        "identifier",
        "name",
        "scopes",
        "signing_alg",
        "token_lifetime",
        "authorization_details",
        "introspection_clients",
        "subject_type",
        "sector_identifier",
    ];

    /// The members each of its types may have.
    pub const DETAIL_TYPE_KEYS: [&'static str; 5] = ["type", "schema", "covers", "narrowing", "second_approvers"];

    /// Checks it.
    pub fn check(self) -> Result<Api, Vec<FieldProblem>> {
        let mut problems = Vec::new();
        if self.identifier.is_empty() || self.identifier.chars().any(|c| c.is_control() || c.is_whitespace()) {
            problems.push(FieldProblem::new("identifier", "is empty or holds white space"));
        }
        let mut scopes = BTreeMap::new();
        for scope in &self.scopes {
            let (name, description) = match scope {
                ScopeDraft::Name(name) => (name, None),
                ScopeDraft::Described { value, description } => (value, description.clone()),
            };
            // RFC 6749 3.3: printable ASCII but space, quote and backslash.
            let fits = |c: char| c.is_ascii_graphic() && c != '"' && c != '\\';
            if name.is_empty() || !name.chars().all(fits) {
                problems.push(FieldProblem::new("scopes", format!("{name:?} is no scope")));
            }
            scopes.insert(name.clone(), description.unwrap_or_default());
        }
        if self.token_lifetime.is_some_and(|seconds| seconds == 0 || seconds > MAX_LIFETIME) {
            problems.push(FieldProblem::new("token_lifetime", format!("has to be from 1 to {MAX_LIFETIME}")));
        }
        if let Some(sector) = &self.sector_identifier {
            if sector.is_empty() || sector.chars().any(|c| c.is_control() || c.is_whitespace() || c == '/') {
                let message = "has to be a host like bank.example, or a name of its own";
                problems.push(FieldProblem::new("sector_identifier", message));
            }
            if self.subject_type == SubjectType::Public {
                let message = "is for subject_type = \"pairwise\" alone";
                problems.push(FieldProblem::new("sector_identifier", message));
            }
        }
        let mut types = BTreeMap::new();
        for draft in &self.authorization_details {
            match detail_type(draft) {
                Ok(_) if types.contains_key(&draft.name) => {
                    let message = format!("the type {:?} appears twice", draft.name);
                    problems.push(FieldProblem::new("authorization_details", message));
                }
                Ok(detail_type) => {
                    types.insert(draft.name.clone(), detail_type);
                }
                Err(message) => problems.push(FieldProblem::new("authorization_details", message)),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Api {
            name: self.name.clone().unwrap_or_else(|| self.identifier.clone()),
            identifier: self.identifier.clone(),
            scopes,
            signing_algorithm: self.signing_alg,
            token_lifetime: self.token_lifetime,
            authorization_details: types,
            introspection_clients: self.introspection_clients.clone(),
            sector: self.sector(),
            draft: self,
        })
    }

    /// The sector that is written, else the host of the identifier, else the identifier itself. As with
    /// clients, who share a host share names (OpenID Connect Core 8.1).
    fn sector(&self) -> Option<String> {
        if self.subject_type == SubjectType::Public {
            return None;
        }
        let of_identifier = || {
            let url = Url::parse(&self.identifier).ok();
            url.as_ref().and_then(Url::host_str).unwrap_or(&self.identifier).to_owned()
        };
        Some(self.sector_identifier.clone().unwrap_or_else(of_identifier))
    }
}

pub(super) fn detail_type(draft: &DetailTypeDraft) -> Result<DetailType, String> {
    let name = draft.name.clone();
    if name.trim().is_empty() {
        return Err("a type has a name".to_owned());
    }
    let mut schema = match &draft.schema {
        Some(schema) => Some(schema.clone()),
        None => built_in_schema(&name)
            .map(serde_json::from_str)
            .transpose()
            .map_err(|error| format!("the built-in schema of {name}: {error}"))?,
    };
    let (mut validator, mut telling) = (None, None);
    // JSON Schema's `true` says nothing about a value.
    if let Some(schema) = schema.as_mut().filter(|schema| **schema != Value::Bool(true)) {
        let compiled = |schema: &Value| {
            let validator = jsonschema::validator_for(schema);
            validator.map(Arc::new).map_err(|error| format!("the schema of {name}: {error}"))
        };
        name_type(schema);
        if composes(schema) {
            telling = Some(compiled(&unknown_members::telling(schema))?);
        } else {
            close(schema);
        }
        validator = Some(compiled(schema)?);
    }
    let covers = draft.covers.clone().unwrap_or_default();
    check_second_approvers(draft)?;
    let second_approvers = draft.second_approvers.clone();
    Ok(DetailType { name, schema, validator, telling, covers, narrowing: draft.narrowing, second_approvers })
}

fn check_second_approvers(draft: &DetailTypeDraft) -> Result<(), String> {
    let DetailTypeDraft { name, second_approvers, narrowing, .. } = draft;
    if *narrowing && !second_approvers.is_empty() {
        return Err(format!("{name} has second_approvers, so both people approve the same: leave narrowing out"));
    }
    if second_approvers.len() > MAX_SECOND_APPROVERS {
        return Err(format!("{name} has more than {MAX_SECOND_APPROVERS} second_approvers"));
    }
    for (index, id) in second_approvers.iter().enumerate() {
        if id.as_str().is_empty() || id.as_str().chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(format!("{:?} in second_approvers of {name} is no user id", id.as_str()));
        }
        if second_approvers.iter().take(index).any(|other| other == id) {
            return Err(format!("{:?} appears twice in second_approvers of {name}", id.as_str()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn accepts(schema: Value, value: &Value) -> bool {
        let draft = DetailTypeDraft { name: "t".to_owned(), schema: Some(schema), ..DetailTypeDraft::default() };
        detail_type(&draft).unwrap().validator.unwrap().is_valid(value)
    }

    #[test]
    fn a_built_in_type_has_its_schema_unless_another_is_written() {
        let valid = json!({"type": "payment", "amount": "12.50", "currency": "EUR", "payee": "Ada"});
        let unknown = json!({"type": "payment", "amount": "12.50", "currency": "EUR", "tip": 1});
        let payment = |schema| DetailTypeDraft { name: "payment".to_owned(), schema, ..DetailTypeDraft::default() };
        let built_in = detail_type(&payment(None)).unwrap();
        assert_eq!(built_in.schema.unwrap()["title"], "Payment");
        let validator = built_in.validator.unwrap();
        assert!(validator.is_valid(&valid) && !validator.is_valid(&unknown));
        let own = json!({"type": "object", "properties": {"tip": {"type": "number"}}});
        assert!(accepts(own, &json!({"type": "payment", "tip": 1})));
        assert!(detail_type(&payment(Some(json!(true)))).unwrap().validator.is_none());
        let unnamed = DetailTypeDraft { name: "acme_payment".to_owned(), ..DetailTypeDraft::default() };
        assert!(detail_type(&unnamed).unwrap().validator.is_none());
    }

    #[test]
    fn second_approvers_are_people_each_once_and_take_all_or_nothing() {
        let draft = |ids: &[&str], narrowing| DetailTypeDraft {
            name: "deployment".to_owned(),
            second_approvers: ids.iter().map(|id| UserId::from(*id)).collect(),
            narrowing,
            ..DetailTypeDraft::default()
        };
        assert_eq!(detail_type(&draft(&["auth0|bob", "auth0|carol"], false)).unwrap().second_approvers.len(), 2);
        for (ids, narrowing, told) in [
            (&["auth0|bob"][..], true, "leave narrowing out"),
            (&["auth0|bob", "auth0|bob"][..], false, "appears twice"),
            (&[""][..], false, "is no user id"),
            (&["auth0 bob"][..], false, "is no user id"),
            (&["x"; 21][..], false, "more than 20"),
        ] {
            let message = detail_type(&draft(ids, narrowing)).unwrap_err();
            assert!(message.contains(told), "{message}");
        }
    }

    #[test]
    fn a_type_with_a_mistyped_member_is_refused() {
        let written = json!({"identifier": "urn:a",
            "authorization_details": [{"type": "deployment", "second_approver": ["auth0|bob"]}]});
        let error = serde_json::from_value::<ApiDraft>(written).unwrap_err().to_string();
        assert!(error.contains("unknown field `second_approver`"), "{error}");
        let every = DetailTypeDraft {
            name: "deployment".to_owned(),
            schema: Some(json!(true)),
            covers: Some(Covers::default()),
            narrowing: true,
            second_approvers: vec!["auth0|bob".into()],
        };
        let Value::Object(every) = serde_json::to_value(every).unwrap() else { panic!("an object") };
        let mut keys = ApiDraft::DETAIL_TYPE_KEYS;
        keys.sort_unstable();
        let mut written: Vec<_> = every.keys().map(String::as_str).collect();
        written.sort_unstable();
        assert_eq!(written, keys);
    }

    #[test]
    fn a_sector_is_written_or_that_of_the_identifier() {
        let sector = |identifier: &str, subject_type: &str, written: Option<&str>| {
            let draft = json!({"identifier": identifier, "subject_type": subject_type, "sector_identifier": written});
            serde_json::from_value::<ApiDraft>(draft).unwrap().check().map(|api| api.sector)
        };
        assert_eq!(sector("https://api.example/v1", "public", None).unwrap(), None);
        assert_eq!(sector("https://api.example/v1", "pairwise", None).unwrap().as_deref(), Some("api.example"));
        assert_eq!(sector("urn:my-api", "pairwise", None).unwrap().as_deref(), Some("urn:my-api"));
        assert_eq!(sector("urn:my-api", "pairwise", Some("bank.example")).unwrap().as_deref(), Some("bank.example"));
        for (subject_type, written) in [("public", "bank.example"), ("pairwise", ""), ("pairwise", "https://a/b")] {
            let problems = sector("urn:my-api", subject_type, Some(written)).unwrap_err();
            assert_eq!(problems[0].field, "sector_identifier", "{subject_type} {written}");
        }
    }

    #[test]
    fn a_type_is_listed_once() {
        let typed = |second_approvers: &[&str]| DetailTypeDraft {
            name: "deployment".to_owned(),
            second_approvers: second_approvers.iter().map(|id| UserId::from(*id)).collect(),
            ..DetailTypeDraft::default()
        };
        let api = ApiDraft {
            identifier: "urn:a".to_owned(),
            authorization_details: vec![typed(&["auth0|bob"]), typed(&[])],
            ..ApiDraft::default()
        };
        let expected = FieldProblem::new("authorization_details", "the type \"deployment\" appears twice");
        assert_eq!(api.check().unwrap_err(), [expected]);
    }
}
