//! Accounts: one enrolment each, kept in `accounts.json`. The private key is elsewhere.

mod issuer_pin;

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use url::Url;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{DeviceId, UserId};

pub(crate) use issuer_pin::IssuerPin;

use crate::enrollment::EnrollmentLink;
use crate::keys::Protection;
use crate::persist::{self, PersistError};

/// One enrolment of this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Account {
    /// The enrolment's id at the server; also the name of its key.
    pub(crate) id: DeviceId,
    /// The issuer, as it stands in signed consents.
    pub(crate) issuer: String,
    /// The Guardian base URL.
    pub(crate) base_url: Url,
    /// The person.
    pub(crate) user_id: UserId,
    /// This device's own id, the `iss` of its decisions.
    pub(crate) identifier: String,
    /// What the person calls this device.
    pub(crate) device_name: String,
    /// How the private key is guarded.
    pub(crate) protection: Protection,
    /// Whether the key is of the test class: a script answers with it, not a person.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) test_key: bool,
    /// When it was enrolled.
    pub(crate) enrolled_at: Timestamp,
}

impl Account {
    /// A URL below the Guardian base, as it is called and as it stands in `aud`.
    pub(crate) fn api_url(&self, path: &str) -> String {
        format!("{}/api/{path}", self.base_url.as_str().trim_end_matches('/'))
    }

    /// The URL of a consent: beside the Guardian base, not below it. On Auth0's own hosts the
    /// `.guardian` part goes away.
    pub(crate) fn consent_url(&self, id: &str) -> String {
        let base = self.base_url.as_str().trim_end_matches('/');
        let base = base.strip_suffix("/appliance-mfa").unwrap_or(base);
        let auth0 = self.base_url.host_str().is_some_and(|host| host.ends_with(".auth0.com"));
        let base = if auth0 { base.replacen(".guardian", "", 1) } else { base.to_owned() };
        format!("{base}/rich-consents/{id}")
    }

    /// The server's host, as a person compares it.
    pub(crate) fn host(&self) -> String {
        crate::enrollment::host(&self.base_url)
    }
}

/// An account as it is kept, with what it knows its issuer by. That changes while the program runs,
/// so nobody else holds a copy.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Kept {
    #[serde(flatten)]
    account: Account,
    #[serde(flatten)]
    pin: IssuerPin,
}

/// The accounts of this device.
#[derive(Debug)]
pub(crate) struct Accounts {
    path: PathBuf,
    list: Mutex<Vec<Kept>>,
}

impl Accounts {
    /// Reads the file, or starts empty.
    pub(crate) fn open(path: PathBuf) -> Result<Self, PersistError> {
        let list = match persist::read(&path)? {
            None => Vec::new(),
            Some(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| PersistError::Damaged { path: path.clone(), reason: error.to_string() })?,
        };
        Ok(Self { path, list: Mutex::new(list) })
    }

    /// All accounts, oldest first.
    pub(crate) fn all(&self) -> Vec<Account> {
        self.lock().iter().map(|kept| kept.account.clone()).collect()
    }

    /// Whether there is one at the server of a link.
    pub(crate) fn at(&self, link: &EnrollmentLink) -> Vec<Account> {
        let there = |account: &Account| account.base_url == link.base_url;
        self.all().into_iter().filter(there).collect()
    }

    /// What an account knows its issuer by.
    pub(crate) fn issuer_pin(&self, id: &DeviceId) -> Option<IssuerPin> {
        self.lock().iter().find(|kept| kept.account.id == *id).map(|kept| kept.pin.clone())
    }

    /// Pins another key of the issuer; on an error nothing changed.
    pub(crate) fn pin_issuer(&self, id: &DeviceId, pin: &IssuerPin) -> Result<(), PersistError> {
        self.change(|list| {
            for kept in list.iter_mut().filter(|kept| kept.account.id == *id) {
                kept.pin = pin.clone();
            }
        })
    }

    /// Adds an account; on an error nothing changed.
    pub(crate) fn add(&self, account: Account, pin: IssuerPin) -> Result<(), PersistError> {
        self.change(|list| list.push(Kept { account, pin }))
    }

    /// Takes an account out; on an error nothing changed.
    pub(crate) fn remove(&self, id: &DeviceId) -> Result<(), PersistError> {
        self.change(|list| list.retain(|kept| kept.account.id != *id))
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Kept>)) -> Result<(), PersistError> {
        let mut list = self.lock();
        let mut next = list.clone();
        change(&mut next);
        let bytes = serde_json::to_vec_pretty(&next)
            .map_err(|error| PersistError::Damaged { path: self.path.clone(), reason: error.to_string() })?;
        persist::write_atomically(&self.path, &bytes)?;
        *list = next;
        Ok(())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Kept>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::jose::JwkSet;

    use super::*;

    fn account(base_url: &str) -> Account {
        Account {
            id: "dev_1".into(),
            issuer: "https://x/".to_owned(),
            base_url: base_url.parse().unwrap(),
            user_id: "auth0|hanna".into(),
            identifier: "desk".to_owned(),
            device_name: "Desk".to_owned(),
            protection: Protection::OsKeyring,
            test_key: false,
            enrolled_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// The examples of Guardian.Android's own test.
    #[test]
    fn consents_are_beside_the_guardian_base() {
        for (base, expected) in [
            ("https://samples.guardian.eu.auth0.com", "https://samples.eu.auth0.com/rich-consents/c"),
            ("https://custom-domain.com/appliance-mfa", "https://custom-domain.com/rich-consents/c"),
            ("https://guardian.custom-domain.com/", "https://guardian.custom-domain.com/rich-consents/c"),
            ("https://x.example/path/", "https://x.example/path/rich-consents/c"),
            ("https://localhost:8443/appliance-mfa", "https://localhost:8443/rich-consents/c"),
        ] {
            assert_eq!(account(base).consent_url("c"), expected);
        }
        assert_eq!(account("https://x/appliance-mfa").api_url("pending"), "https://x/appliance-mfa/api/pending");
    }

    #[test]
    fn accounts_survive_and_a_damaged_file_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.json");
        let accounts = Accounts::open(path.clone()).unwrap();
        let key = waxseal_protocol::jose::SigningKey::generate().unwrap();
        let pin = IssuerPin::new(JwkSet { keys: vec![key.public().clone()] }).unwrap();
        accounts.add(account("https://x/appliance-mfa"), pin.clone()).unwrap();
        let again = Accounts::open(path.clone()).unwrap();
        assert_eq!((again.all(), again.issuer_pin(&"dev_1".into())), (accounts.all(), Some(pin)));
        std::fs::write(&path, "[{").unwrap();
        assert!(matches!(Accounts::open(path.clone()), Err(PersistError::Damaged { .. })));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "[{");
    }
}
