//! Who and what the server knows: people, clients, APIs, and which client may ask which API in its
//! own name. Some come from the configuration file, some from the Management API.
//!
//! A [`Directory`] is a snapshot that never changes; [`Registry`] holds the current one.

mod api;
mod client;
mod client_draft;
mod client_grant;
mod conformance;
mod registry;
mod unknown_members;
mod user;
mod warnings;

pub use api::{Api, ApiDraft, DetailType};
pub use client::{AssertionAudience, AuthMethod, Client, ClientSecret, GrantType, Profile, SubjectType, TlsClientName};
pub use client_draft::ClientDraft;
pub(crate) use client_draft::GOOD_SECRET;
pub use client_grant::{ClientGrant, ClientGrantDraft, GrantSubject};
pub use registry::{Registry, RegistryError};
pub use user::{ChosenCode, User, UserDraft};

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde_json::{Map, Value};
use waxseal_protocol::ids::{ClientId, UserId};
use waxseal_protocol::{Secret, Timestamp};
use waxseal_store::model::{BackchannelRequest, Decision, EntryKind};

/// One thing that is wrong with a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// The member, as in `jwks`.
    pub field: &'static str,
    /// What is wrong, and what to do.
    pub message: String,
}

impl FieldProblem {
    fn new(field: &'static str, message: impl Into<String>) -> Self {
        Self { field, message: message.into() }
    }
}

/// Where an entry comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The configuration file. It is changed there and nowhere else.
    Configuration,
    /// The Management API.
    Management {
        /// When it was made.
        created_at: Timestamp,
        /// When it was last changed.
        updated_at: Timestamp,
    },
}

/// An entry and where it comes from.
#[derive(Debug)]
pub struct Entry<T> {
    /// The entry.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
    /// The object of the Management API it was read out of, without its secrets.
    pub wire: Map<String, Value>,
}

impl<T> std::ops::Deref for Entry<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// A snapshot of everything known.
#[derive(Debug, Default, Clone)]
pub struct Directory {
    /// People by id.
    pub users: BTreeMap<UserId, Arc<Entry<User>>>,
    /// Clients by id.
    pub clients: BTreeMap<ClientId, Arc<Entry<Client>>>,
    /// APIs by identifier.
    pub apis: BTreeMap<String, Arc<Entry<Api>>>,
    /// Client grants by id.
    pub client_grants: BTreeMap<String, Arc<Entry<ClientGrant>>>,
    chosen_codes: HashMap<UserId, ChosenCode>,
    codes_are_fixed: bool,
    by_email: HashMap<String, Vec<UserId>>,
    by_phone: HashMap<String, Vec<UserId>>,
}

impl Directory {
    /// Adds a person, or puts another entry in the place of theirs.
    pub fn add_user(&mut self, user: User, origin: Origin, wire: Map<String, Value>) {
        self.remove(EntryKind::User, user.id.as_str());
        if let Some(email) = &user.email {
            self.by_email.entry(email.to_lowercase()).or_default().push(user.id.clone());
        }
        if let Some(phone) = &user.phone_number {
            self.by_phone.entry(phone.clone()).or_default().push(user.id.clone());
        }
        self.users.insert(user.id.clone(), Arc::new(Entry { value: user, origin, wire }));
    }

    /// Adds a client.
    pub fn add_client(&mut self, client: Client, origin: Origin, wire: Map<String, Value>) {
        self.clients.insert(client.client_id.clone(), Arc::new(Entry { value: client, origin, wire }));
    }

    /// Adds an API.
    pub fn add_api(&mut self, api: Api, origin: Origin, wire: Map<String, Value>) {
        self.apis.insert(api.identifier.clone(), Arc::new(Entry { value: api, origin, wire }));
    }

    /// Adds a client grant.
    pub fn add_client_grant(&mut self, grant: ClientGrant, origin: Origin, wire: Map<String, Value>) {
        self.client_grants.insert(grant.id.clone(), Arc::new(Entry { value: grant, origin, wire }));
    }

    /// Keeps the user code that a person chose.
    pub(crate) fn add_chosen_code(&mut self, user: UserId, code: ChosenCode) {
        self.chosen_codes.insert(user, code);
    }

    /// Lets the operator's codes alone count, whatever people chose.
    pub(crate) fn fix_codes(&mut self) {
        self.codes_are_fixed = true;
    }

    /// SHA-256 of a person's user code, base64url: the one they chose, where they may, or else the operator's.
    pub fn user_code<'a>(&'a self, user: &'a User) -> Option<&'a Secret<String>> {
        let chosen = self.chosen_codes.get(&user.id).filter(|_| !self.codes_are_fixed);
        match chosen.filter(|chosen| chosen.counts_for(user)) {
            Some(chosen) => chosen.sha256.as_ref(),
            None => user.user_code_sha256.as_ref(),
        }
    }

    /// Whether there is a code that a person chose, counting or not.
    pub(crate) fn has_chosen_code(&self, user: &UserId) -> bool {
        self.chosen_codes.contains_key(user)
    }

    /// Takes an entry out.
    pub(crate) fn remove(&mut self, kind: EntryKind, id: &str) {
        match kind {
            EntryKind::User => {
                if let Some(user) = self.users.remove(&UserId::new(id)) {
                    for (index, key) in [
                        (&mut self.by_email, user.email.as_ref().map(|email| email.to_lowercase())),
                        (&mut self.by_phone, user.phone_number.clone()),
                    ] {
                        if let Some(ids) = key.and_then(|key| index.get_mut(&key)) {
                            ids.retain(|other| *other != user.id);
                        }
                    }
                }
            }
            EntryKind::Client => {
                self.clients.remove(&ClientId::new(id));
            }
            EntryKind::ResourceServer => {
                self.apis.remove(id);
            }
            EntryKind::ClientGrant => {
                self.client_grants.remove(id);
            }
            EntryKind::UserCode => {
                self.chosen_codes.remove(&UserId::new(id));
            }
            EntryKind::Secret => {}
        }
    }

    /// The people with an e-mail address, whatever its case.
    pub fn users_by_email(&self, email: &str) -> &[UserId] {
        self.by_email.get(&email.trim().to_lowercase()).map(Vec::as_slice).unwrap_or_default()
    }

    /// The people with a phone number, E.164.
    pub fn users_by_phone(&self, phone: &str) -> &[UserId] {
        self.by_phone.get(phone.trim()).map(Vec::as_slice).unwrap_or_default()
    }

    /// Whether a person is known and not blocked.
    pub fn is_living(&self, id: &UserId) -> bool {
        self.users.get(id).is_some_and(|user| !user.blocked)
    }

    /// Whether everybody whose approval counts is known and not blocked: the person it is for, and whoever
    /// answered.
    pub(crate) fn are_living(&self, request: &BackchannelRequest, decision: &Decision) -> bool {
        self.is_living(&request.user_id) && decision.all().all(|one| self.is_living(&one.user_id))
    }

    /// What a person is called, or their id where nobody knows them.
    pub(crate) fn name_of(&self, id: &UserId) -> String {
        self.users.get(id).map_or_else(|| id.as_str().to_owned(), |user| user.name.clone())
    }

    /// What a client may ask of an API in its own name.
    pub fn client_grant(&self, client: &ClientId, audience: &str) -> Option<&ClientGrant> {
        self.client_grants.values().map(|entry| &entry.value).find(|grant| {
            let of_pair = grant.client_id == *client && grant.audience == audience;
            of_pair && grant.subject_type == GrantSubject::Client
        })
    }

    /// A RAR type of an API.
    pub fn detail_type(&self, audience: &str, name: &str) -> Option<&DetailType> {
        self.apis.get(audience)?.detail_type(name)
    }
}
