//! The card: what a person sees of one consent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::{Consent, TemplateEvidence};

use crate::block::{EntryView, Shown};
use crate::registry::Registry;
use crate::scrub;

/// One consent, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Card {
    /// The sentence at the top: the entry's verb line, or how many things are asked at once.
    pub headline: String,
    /// The client's registered name, if the server gave one.
    pub client_name: Option<Shown>,
    /// The client's id.
    pub client_id: Option<Shown>,
    /// The API the token is for.
    pub audience: Shown,
    /// The scopes asked for, but `openid`, which every request has.
    pub scopes: Vec<Shown>,
    /// The short text that also stands on the device the request came from.
    pub binding_message: Option<Shown>,
    /// Every entry of `authorization_details`, in order.
    pub entries: Vec<EntryView>,
}

impl Card {
    /// Renders a consent. This never fails: what has no template is shown generically.
    pub fn new(consent: &Consent, registry: &Registry) -> Self {
        let details = &consent.requested_details;
        let entries: Vec<EntryView> = details
            .authorization_details
            .iter()
            .flat_map(waxseal_protocol::rar::AuthorizationDetails::entries)
            .map(|entry| EntryView::new(entry, registry))
            .collect();
        let client_name = consent.client.as_ref().map(|client| scrub(&client.name));
        let headline = match entries.as_slice() {
            [] => {
                let who = client_name.as_ref().map_or("A client", |name| &name.text);
                format!("{who} asks you to sign in")
            }
            [entry] => entry.verb.clone(),
            [first, rest @ ..] => format!("{} and {} more", first.verb, rest.len()),
        };
        Self {
            headline,
            client_name,
            client_id: consent.client.as_ref().map(|client| scrub(client.client_id.as_str())),
            audience: scrub(&details.audience),
            scopes: details.scope.iter().filter(|scope| *scope != "openid").map(|scope| scrub(scope)).collect(),
            binding_message: details.binding_message.as_deref().map(scrub),
            entries,
        }
    }

    /// What a decision says about how each entry was shown.
    pub fn evidence(&self) -> Vec<TemplateEvidence> {
        self.entries.iter().map(EntryView::evidence).collect()
    }

    /// The card as plain text, the same leaves in the same order: for terminals and for tests.
    pub fn to_text(&self) -> String {
        crate::text::card(self)
    }
}
