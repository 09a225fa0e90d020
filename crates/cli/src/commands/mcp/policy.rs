//! What whoever set this server up lets a model ask for.

use std::time::Duration;

use super::failure::{Code, Failure};
use super::token::TokenRule;

/// Limits and defaults. An empty list sets no limit.
#[derive(Debug, Default)]
pub(super) struct Policy {
    pub(super) users: Vec<String>,
    pub(super) audiences: Vec<String>,
    pub(super) types: Vec<String>,
    pub(super) scopes: Vec<String>,
    /// Requests that are open at a time.
    pub(super) max_open: usize,
    /// Seconds a person has, unless the model says.
    pub(super) expiry: Option<u64>,
    /// How long one call waits, unless the model says.
    pub(super) wait: Duration,
    pub(super) tokens: TokenRule,
}

impl Policy {
    /// Who is asked.
    pub(super) fn user(&self, named: Option<String>) -> Result<String, Failure> {
        let user = named.or_else(|| self.users.first().cloned()).ok_or_else(|| {
            let message = "It is not said who shall approve, and this server has no default.";
            Failure::new(Code::InvalidArguments, message, "Give `user`: the id of the person at the approval server.")
        })?;
        allowed("user", &self.users, &user)?;
        Ok(user)
    }

    /// The scopes, as they are sent. `openid` may always be asked for: every request has it.
    pub(super) fn scope(&self, named: Option<String>) -> Result<String, Failure> {
        let scope = named.unwrap_or_default();
        for one in scope.split_whitespace().filter(|one| *one != "openid") {
            allowed("scope", &self.scopes, one)?;
        }
        Ok(scope.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    pub(super) fn allows_audience(&self, audience: &str) -> Result<(), Failure> {
        allowed("audience", &self.audiences, audience)
    }

    /// Whether the types may be asked for.
    pub(super) fn allows_types<'a>(&self, types: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
        let mut any = false;
        for name in types {
            allowed("type", &self.types, name)?;
            any = true;
        }
        if any || self.types.is_empty() {
            return Ok(());
        }
        let message = "This server asks only for actions of certain types, and none is given.";
        Err(Failure::new(Code::NotAllowed, message, format!("Give `type`, one of: {}.", self.types.join(", "))))
    }

    /// Whether a type may be asked for.
    pub(super) fn is_type_allowed(&self, name: &str) -> bool {
        self.types.is_empty() || self.types.iter().any(|one| one == name)
    }
}

fn allowed(what: &str, list: &[String], asked: &str) -> Result<(), Failure> {
    if list.is_empty() || list.iter().any(|one| one == asked) {
        return Ok(());
    }
    let message = format!("The {what} {asked} may not be asked for here.");
    let next = format!("Allowed: {}. Whoever set up this server can change that; you cannot.", list.join(", "));
    Err(Failure::new(Code::NotAllowed, message, next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy {
            users: vec!["auth0|hanna".to_owned(), "auth0|omar".to_owned()],
            types: vec!["payment".to_owned()],
            scopes: vec!["payments:write".to_owned()],
            ..Policy::default()
        }
    }

    #[test]
    fn the_first_person_is_the_default_and_a_stranger_is_refused() {
        assert_eq!(policy().user(None).unwrap(), "auth0|hanna");
        assert_eq!(policy().user(Some("auth0|omar".to_owned())).unwrap(), "auth0|omar");
        assert_eq!(policy().user(Some("auth0|eve".to_owned())).unwrap_err().code, Code::NotAllowed);
        let anybody = Policy { users: Vec::new(), ..policy() };
        assert_eq!(anybody.user(Some("auth0|eve".to_owned())).unwrap(), "auth0|eve");
        assert_eq!(anybody.user(None).unwrap_err().code, Code::InvalidArguments);
    }

    #[test]
    fn a_limit_on_types_cannot_be_passed_by_naming_none() {
        policy().allows_types(["payment"]).unwrap();
        assert_eq!(policy().allows_types(["payment", "trade"]).unwrap_err().code, Code::NotAllowed);
        assert_eq!(policy().allows_types([]).unwrap_err().code, Code::NotAllowed);
    }

    #[test]
    fn every_scope_is_looked_at() {
        assert_eq!(policy().scope(Some(" openid  payments:write ".to_owned())).unwrap(), "openid payments:write");
        assert!(policy().scope(Some("payments:write admin".to_owned())).is_err());
        assert_eq!(policy().scope(None).unwrap(), "");
    }
}
