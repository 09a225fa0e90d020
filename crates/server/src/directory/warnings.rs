//! What the server can live with in a directory, and an operator should know: RAR types that mean two
//! things (RFC 9396 2.1), those of which anything is taken (RFC 9396 5), and second approvers whom
//! nobody knows.

use std::collections::{BTreeMap, BTreeSet};

use waxseal_protocol::ids::UserId;

use super::{DetailType, Directory};
use crate::config::is_loopback;

impl Directory {
    /// A sentence for each thing that an operator should look at.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = self.ambiguous_types();
        warnings.extend(self.types_without_schema());
        warnings.extend(self.unknown_second_approvers());
        warnings.extend(self.weak_secrets());
        warnings
    }

    fn weak_secrets(&self) -> Vec<String> {
        let weak = self.clients.values().filter(|client| client.has_weak_secret);
        let mut warnings: Vec<_> = weak
            .map(|client| {
                format!("the secret of {} can be guessed; make one with: openssl rand -hex 32", client.client_id)
            })
            .collect();
        warnings.sort_unstable();
        warnings
    }

    /// Types that two APIs describe differently: by another schema, another rule for what covers what, or
    /// other second approvers. A request is for one API, so the server can tell them apart; clients, who read about a
    /// type by its name, and devices, which show both by one template, cannot.
    fn ambiguous_types(&self) -> Vec<String> {
        let mut named: BTreeMap<&str, Vec<(&str, &DetailType)>> = BTreeMap::new();
        for (identifier, api) in &self.apis {
            for (name, detail_type) in &api.authorization_details {
                named.entry(name).or_default().push((identifier, detail_type));
            }
        }
        let ambiguous = named.into_iter().filter_map(|(name, types)| {
            let ((_, first), rest) = types.split_first()?;
            let seconds = |one: &DetailType| one.second_approvers.iter().cloned().collect::<BTreeSet<_>>();
            let same = |one: &DetailType| {
                one.schema == first.schema && one.covers == first.covers && seconds(one) == seconds(first)
            };
            if rest.iter().all(|(_, one)| same(one)) {
                return None;
            }
            let apis: Vec<_> = types.iter().map(|(api, _)| *api).collect();
            Some(format!(
                "the type {name:?} is not the same for {}, but clients and templates know it by its name alone: \
                 describe it alike, or name one by a URI of its API",
                apis.join(" and ")
            ))
        });
        ambiguous.collect()
    }

    /// Types of which only the shape can be checked, if that was not said to be meant.
    fn types_without_schema(&self) -> impl Iterator<Item = String> {
        self.apis.iter().flat_map(|(identifier, api)| {
            let without = api.authorization_details.values().filter(|detail_type| detail_type.schema.is_none());
            without.map(move |detail_type| {
                format!(
                    "the type {:?} of {identifier} has no schema, so that any members are taken and shown: \
                     give it one, or schema = true if that is meant",
                    detail_type.name
                )
            })
        })
    }

    /// Clients that are told at a place of which nobody knows whether it is theirs (CIBA Core 14). On this
    /// machine there is nobody else to be told.
    pub(crate) fn unproven_endpoints(&self) -> impl Iterator<Item = String> {
        self.clients.values().filter_map(|client| {
            let endpoint = client.unproven_endpoint().filter(|endpoint| !is_loopback(endpoint))?;
            Some(format!(
                "the client {} is told at {endpoint}, and nothing says that this host is its own: set \
                 verify_notification_endpoints = true, so that the host has to say so, or \
                 backchannel_client_notification_endpoint_confirmed = true once you made sure of it",
                client.client_id
            ))
        })
    }

    /// Second approvers that are no users. They may come by the Management API, at any time.
    fn unknown_second_approvers(&self) -> impl Iterator<Item = String> {
        let types = self.apis.iter().flat_map(|(identifier, api)| {
            api.authorization_details.values().map(move |detail_type| (identifier, detail_type))
        });
        types.filter_map(|(identifier, detail_type)| {
            let unknown = detail_type.second_approvers.iter().filter(|id| !self.users.contains_key(id));
            let unknown: Vec<_> = unknown.map(UserId::as_str).collect();
            (!unknown.is_empty()).then(|| {
                format!(
                    "no user has the id {}, but the type {:?} of {identifier} names it as a second approver: that is \
                     good only if the Management API adds the user",
                    unknown.join(" or "),
                    detail_type.name
                )
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::super::{ApiDraft, Origin, UserDraft};
    use super::*;

    fn directory<const N: usize>(apis: [(&str, Value); N]) -> Directory {
        let mut directory = Directory::default();
        for (identifier, detail_type) in apis {
            let draft: ApiDraft =
                serde_json::from_value(json!({"identifier": identifier, "authorization_details": [detail_type]}))
                    .unwrap();
            directory.add_api(draft.check().unwrap(), Origin::Configuration, Map::new());
        }
        directory
    }

    fn ambiguous(apis: [(&str, Value); 2]) -> Vec<String> {
        directory(apis).ambiguous_types()
    }

    #[test]
    fn a_name_that_means_two_things_is_pointed_out() {
        let written = |member: &str| json!({"type": "order", "schema": {"properties": {member: {"type": "string"}}}});
        let warnings = ambiguous([("urn:a", written("item")), ("urn:b", written("article"))]);
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].starts_with("the type \"order\" is not the same for urn:a and urn:b"), "{warnings:?}");
        let mut at_most = written("item");
        at_most["covers"] = json!({"at_most": ["/item"]});
        assert_eq!(ambiguous([("urn:a", written("item")), ("urn:b", at_most)]).len(), 1);
        let by = |ids: &[&str]| json!({"type": "payment", "second_approvers": ids});
        assert_eq!(ambiguous([("urn:a", by(&["bob"])), ("urn:b", by(&[]))]).len(), 1, "one takes two people");
        assert_eq!(ambiguous([("urn:a", by(&["bob"])), ("urn:b", by(&["carol"]))]).len(), 1);
        assert!(ambiguous([("urn:a", by(&["bob", "carol"])), ("urn:b", by(&["carol", "bob"]))]).is_empty());
    }

    #[test]
    fn one_meaning_may_be_shared() {
        let order = json!({"type": "order", "schema": {"properties": {"item": {"type": "string"}}}});
        assert!(ambiguous([("urn:a", order.clone()), ("urn:b", order)]).is_empty());
        let built_in = json!({"type": "payment"});
        assert!(ambiguous([("urn:a", built_in.clone()), ("urn:b", built_in)]).is_empty());
        assert!(ambiguous([("urn:a", json!({"type": "a"})), ("urn:b", json!({"type": "b"}))]).is_empty());
    }

    #[test]
    fn second_approvers_whom_nobody_knows_are_pointed_out() {
        let mut directory = directory([("urn:a", json!({"type": "payment", "second_approvers": ["bob", "carol"]}))]);
        assert_eq!(
            directory.warnings(),
            ["no user has the id bob or carol, but the type \"payment\" of urn:a names it as a second approver: that \
              is good only if the Management API adds the user"]
        );
        for id in ["bob", "carol"] {
            let user: UserDraft = serde_json::from_value(json!({"id": id, "name": id})).unwrap();
            directory.add_user(user.check().unwrap(), Origin::Configuration, Map::new());
        }
        assert!(directory.warnings().is_empty());
    }

    #[test]
    fn a_type_without_a_schema_is_pointed_out_unless_it_is_meant() {
        let warnings = directory([("urn:a", json!({"type": "acme_order"}))]).warnings();
        assert_eq!(warnings.len(), 1);
        assert!(warnings[0].starts_with("the type \"acme_order\" of urn:a has no schema"), "{warnings:?}");
        for fine in [json!({"type": "acme_order", "schema": true}), json!({"type": "payment"})] {
            assert!(directory([("urn:a", fine.clone())]).warnings().is_empty(), "{fine}");
        }
    }
}
