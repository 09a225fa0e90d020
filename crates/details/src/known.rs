//! What this device knows from before: whom it has dealt with. Look-alikes are found against it.

use std::collections::{BTreeSet, HashMap};

use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::ClientId;

use crate::identity::{folded_skeleton, skeleton};

/// What this device knows from before.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Clients with an approved request, by their id.
    pub clients: Vec<KnownClient>,
    /// Names and accounts that stood in approved requests.
    pub identities: KnownNames,
}

/// A client with an approved request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownClient {
    /// Its id.
    pub client_id: ClientId,
    /// Its name, as the server told it.
    pub name: String,
    /// When its first request came.
    pub first_seen: Timestamp,
}

/// Names, found by what they look like. Asking costs the same however many are known.
#[derive(Debug, Clone, Default)]
pub struct KnownNames {
    names: BTreeSet<String>,
    /// The same without the blanks that accounts are grouped with.
    accounts: BTreeSet<String>,
    by_skeleton: HashMap<String, String>,
    by_folded_skeleton: HashMap<String, String>,
}

impl KnownNames {
    /// Adds a name.
    pub fn add(&mut self, name: &str) {
        if !self.names.insert(name.to_owned()) {
            return;
        }
        self.accounts.insert(account(name));
        self.by_skeleton.entry(skeleton(name)).or_insert_with(|| name.to_owned());
        let folded = folded_skeleton(name);
        if !folded.is_empty() {
            self.by_folded_skeleton.entry(folded).or_insert_with(|| name.to_owned());
        }
    }

    /// The known name that looks like this one but is not the same; of several, one that was known
    /// first.
    ///
    /// A name that is known itself imitates nothing: then the answer is `None`, whatever else is
    /// known.
    ///
    /// ```
    /// use waxseal_details::KnownNames;
    /// let known: KnownNames = ["Acme Payroll", "Globex"].into_iter().collect();
    /// assert_eq!(known.similar_to("Acme Pаyroll"), Some("Acme Payroll")); // with a Cyrillic а
    /// assert_eq!(known.similar_to("Acme-Payroll"), Some("Acme Payroll"));
    /// assert_eq!(known.similar_to("Acme Payroll"), None);
    /// assert_eq!(known.similar_to("Initech"), None);
    /// ```
    pub fn similar_to(&self, name: &str) -> Option<&str> {
        let confusable = self.confusable_with(name);
        confusable.or_else(|| {
            let folded = || self.by_folded_skeleton.get(&folded_skeleton(name)).map(String::as_str);
            if self.knows(name) { None } else { folded() }
        })
    }

    /// The known name that has other letters and cannot be told from this text by looking. Case,
    /// dashes and accents can be seen: a text that is not called a name may differ in them.
    pub(crate) fn confusable_with(&self, text: &str) -> Option<&str> {
        if self.knows(text) { None } else { self.by_skeleton.get(&skeleton(text)).map(String::as_str) }
    }

    /// Whether there is nothing to find out about a name: it is known, or nothing is.
    fn knows(&self, name: &str) -> bool {
        self.names.is_empty() || self.names.contains(name) || self.accounts.contains(&account(name))
    }
}

/// An account number without its blanks; any other name as it is.
fn account(name: &str) -> String {
    let is_account = name.bytes().any(|byte| byte.is_ascii_digit())
        && name.bytes().all(|byte| byte == b' ' || byte.is_ascii_digit() || byte.is_ascii_uppercase());
    if is_account { name.replace(' ', "") } else { name.to_owned() }
}

impl<'a> FromIterator<&'a str> for KnownNames {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let mut known = Self::default();
        names.into_iter().for_each(|name| known.add(name));
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(names: &[&str]) -> KnownNames {
        names.iter().copied().collect()
    }

    #[test]
    fn a_known_name_imitates_nothing() {
        assert_eq!(known(&["Acme Payroll", "acme-payroll"]).similar_to("acme-payroll"), None);
    }

    #[test]
    fn an_account_is_the_same_with_and_without_blanks() {
        let known = known(&["DE89370400440532013000"]);
        assert_eq!(known.similar_to("DE89 3704 0044 0532 0130 00"), None);
        assert_eq!(known.similar_to("DE89 3704 0044 0532 0130 0O"), Some("DE89370400440532013000"), "a letter");
    }

    #[test]
    fn the_first_of_several_is_named() {
        assert_eq!(known(&["Globex", "Acme", "acme"]).similar_to("ACME"), Some("Acme"));
    }

    #[test]
    fn names_of_punctuation_alone_are_compared_as_they_are() {
        assert_eq!(known(&["Acme", ".."]).similar_to("--"), None);
        assert_eq!(known(&["-"]).similar_to(""), None);
    }
}
