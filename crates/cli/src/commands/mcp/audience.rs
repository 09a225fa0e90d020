//! Which API a request is for, where the model does not say: the one that knows the action.

use std::collections::BTreeSet;

use waxseal_agent::{ActionType, Client};

use super::failure::{Code, Failure};
use super::policy::Policy;

/// The audience, and an error for a type that the server does not know. `None` where nobody says
/// and the server does not tell: it decides then.
pub(super) async fn of(
    named: Option<String>,
    types: &BTreeSet<String>,
    client: &Client,
    policy: &Policy,
) -> Result<Option<String>, Failure> {
    let mut described = Vec::new();
    for name in types {
        let known = client.action_types();
        if !known.is_empty() && !known.contains(name) {
            let message = format!("The approval server knows no action of the type {name}.");
            let next = format!("Use one of: {}. list_action_types says what each is made of.", known.join(", "));
            return Err(Failure::new(Code::InvalidDetails, message, next));
        }
        described.extend(client.action_type(name).await?);
    }
    choose(named, &described, policy)
}

fn choose(named: Option<String>, types: &[ActionType], policy: &Policy) -> Result<Option<String>, Failure> {
    if let Some(audience) = named {
        policy.allows_audience(&audience)?;
        return Ok(Some(audience));
    }
    let takes = |audience: &str| types.iter().all(|one| one.apis.iter().any(|api| api.audience == audience));
    let default = policy.audiences.first();
    let Some(first) = types.first() else { return Ok(default.cloned()) };
    let known = first.apis.iter().map(|api| &api.audience).filter(|audience| takes(audience));
    let possible: Vec<&String> = known.filter(|audience| policy.allows_audience(audience).is_ok()).collect();
    match possible.as_slice() {
        [only] => Ok(Some((*only).clone())),
        several if default.is_some_and(|default| several.contains(&default)) => Ok(default.cloned()),
        [] => {
            let kinds: Vec<_> = types.iter().map(|one| one.name.as_str()).collect();
            let message = format!("No API that may be asked for takes {}.", kinds.join(" together with "));
            Err(Failure::new(Code::NotAllowed, message, "Ask for each of them by a request of its own."))
        }
        several => {
            let list: Vec<_> = several.iter().map(|one| one.as_str()).collect();
            let next = format!("Give `audience`, one of: {}.", list.join(", "));
            Err(Failure::new(Code::InvalidArguments, "Several APIs take this action.", next))
        }
    }
}

#[cfg(test)]
mod tests {
    use waxseal_agent::ActionTypeApi;

    use super::*;

    fn kind(name: &str, audiences: &[&str]) -> ActionType {
        let api = |audience: &&str| ActionTypeApi { audience: (*audience).to_owned(), schema: None, narrowing: false };
        ActionType { name: name.to_owned(), apis: audiences.iter().map(api).collect() }
    }

    fn policy(audiences: &[&str]) -> Policy {
        Policy { audiences: audiences.iter().map(|one| (*one).to_owned()).collect(), ..Policy::default() }
    }

    fn chosen(named: Option<&str>, types: &[ActionType], allowed: &[&str]) -> Result<Option<String>, Code> {
        choose(named.map(str::to_owned), types, &policy(allowed)).map_err(|failure| failure.code)
    }

    #[test]
    fn the_api_that_knows_the_action_is_meant() {
        let payment = kind("payment", &["urn:bank"]);
        assert_eq!(chosen(None, std::slice::from_ref(&payment), &[]), Ok(Some("urn:bank".to_owned())));
        let shared = [payment, kind("note", &["urn:notes", "urn:bank"])];
        assert_eq!(chosen(None, &shared, &[]), Ok(Some("urn:bank".to_owned())));
        assert_eq!(chosen(None, &shared, &["urn:shop", "urn:bank"]), Ok(Some("urn:bank".to_owned())));
    }

    #[test]
    fn of_several_the_default_is_meant_and_without_one_the_model_is_asked() {
        let note = [kind("note", &["urn:a", "urn:b"])];
        assert_eq!(chosen(None, &note, &[]), Err(Code::InvalidArguments));
        assert_eq!(chosen(None, &note, &["urn:b", "urn:a"]), Ok(Some("urn:b".to_owned())));
    }

    #[test]
    fn no_action_reaches_an_api_that_is_not_allowed() {
        assert_eq!(chosen(Some("urn:bank"), &[], &["urn:shop"]), Err(Code::NotAllowed));
        assert_eq!(chosen(None, &[kind("payment", &["urn:bank"])], &["urn:shop"]), Err(Code::NotAllowed));
        let apart = [kind("payment", &["urn:bank"]), kind("note", &["urn:notes"])];
        assert_eq!(chosen(None, &apart, &[]), Err(Code::NotAllowed));
    }

    #[test]
    fn a_server_that_does_not_tell_gets_the_default() {
        assert_eq!(chosen(None, &[], &["urn:shop"]), Ok(Some("urn:shop".to_owned())));
        assert_eq!(chosen(None, &[], &[]), Ok(None));
    }
}
