//! The card: what a person sees of one consent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::device::{Consent, ConsentClient, TemplateEvidence};

use crate::block::{EntryView, Notice, NoticeSource, Shown};
use crate::display::{Display, Language};
use crate::identity::suspicions;
use crate::known::{Known, KnownNames};
use crate::messages::Message;
use crate::registry::Registry;
use crate::risk::RiskTier;
use crate::scrub::{scrub, scrub_identity};

/// How long a client counts as new on this device.
const NEW_FOR: std::time::Duration = std::time::Duration::from_hours(30 * 24);

/// Scopes that tell the client about the person and permit nothing else (OpenID Connect Core 5.4).
const ABOUT_THE_PERSON: [&str; 4] = ["profile", "email", "address", "phone"];

/// One consent, ready to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct Card {
    /// The sentence at the top: the entry's verb line, or how many things are asked at once.
    pub headline: String,
    /// How much care it needs: that of the entry that needs most, or more.
    pub tier: RiskTier,
    /// What the host wants to say about the request.
    pub notices: Vec<Notice>,
    /// Why it can be denied only, if so.
    pub deny_only: Option<String>,
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
    /// The language it was made in.
    pub language: Language,
}

impl Card {
    /// Renders a consent. This never fails: what has no template is shown generically.
    pub fn new(consent: &Consent, registry: &Registry, display: &Display, known: &Known) -> Self {
        let details = &consent.requested_details;
        let language = display.language;
        let entries: Vec<EntryView> = details
            .authorization_details
            .iter()
            .flat_map(waxseal_protocol::rar::AuthorizationDetails::entries)
            .map(|entry| EntryView::new(entry, registry, display, known))
            .collect();
        let client_name = consent.client.as_ref().map(|client| scrub_identity(&client.name));
        let headline = match entries.as_slice() {
            [] => match &client_name {
                Some(name) => Message::SignIn.with(language, &[("client", &name.text)]),
                None => Message::SignInUnknown.text(language),
            },
            [entry] => entry.verb.clone(),
            [first, rest @ ..] => {
                let more = rest.len().to_string();
                Message::HeadlineMore.with(language, &[("verb", &first.verb), ("n", &more)])
            }
        };
        let mut card = Self {
            headline,
            tier: entries.iter().map(|entry| entry.tier).max().unwrap_or(RiskTier::Low),
            notices: Vec::new(),
            deny_only: entries.iter().find_map(|entry| entry.deny_only.clone()),
            client_name,
            client_id: consent.client.as_ref().map(|client| scrub_identity(client.client_id.as_str())),
            audience: scrub_identity(&details.audience),
            scopes: details
                .scope
                .iter()
                .filter(|scope| *scope != "openid")
                .map(|scope| scrub_identity(scope))
                .collect(),
            binding_message: details.binding_message.as_deref().map(scrub),
            entries,
            language,
        };
        // Access that nothing describes needs a second look.
        if card.entries.is_empty() && card.scopes.iter().any(|scope| !ABOUT_THE_PERSON.contains(&scope.text.as_str())) {
            card.tier = card.tier.max(RiskTier::Medium);
        }
        card.about_client(consent.client.as_ref(), known, display);
        card
    }

    /// What a decision says about how each entry was shown.
    pub fn evidence(&self) -> Vec<TemplateEvidence> {
        self.entries.iter().map(EntryView::evidence).collect()
    }

    /// The card as plain text, the same leaves in the same order: for terminals and for tests.
    pub fn to_text(&self) -> String {
        crate::text::terminal::card(self)
    }

    /// One line for a notification: what the host says, and nothing that could end the line.
    pub fn to_line(&self) -> String {
        crate::text::notification::line(self)
    }

    /// The card as it is read aloud: sentences, no columns.
    pub fn to_speech(&self) -> String {
        crate::text::speech::card(self)
    }

    /// Whether this device knows the client, and whether its name looks like another one's.
    fn about_client(&mut self, client: Option<&ConsentClient>, known: &Known, display: &Display) {
        let language = display.language;
        let Some(client) = client else {
            self.tier = self.tier.max(RiskTier::Medium);
            self.notice(Message::UnnamedClient.text(language));
            return;
        };
        match known.clients.iter().find(|one| one.client_id == client.client_id) {
            None => {
                self.tier = self.tier.max(RiskTier::Medium);
                self.notice(Message::FirstRequest.text(language));
            }
            Some(one)
                if display.now.duration_since(one.first_seen)
                    < jiff::SignedDuration::try_from(NEW_FOR).unwrap_or_default() =>
            {
                self.notice(Message::NewClient.text(language));
            }
            Some(_) => {}
        }
        let others = known.clients.iter().filter(|one| one.client_id != client.client_id).map(|one| one.name.as_str());
        let same_name = others.clone().any(|name| name == client.name);
        let others: KnownNames = others.collect();
        let similar = others.similar_to(&client.name).map(|name| (Message::LooksLike, scrub(name).text));
        let same = same_name.then(|| (Message::SameName, scrub(&client.name).text));
        if let Some((message, name)) = same.or(similar) {
            self.tier = RiskTier::High;
            self.notice(message.with(language, &[("name", &name)]));
        }
        for suspicion in suspicions(&client.name) {
            self.tier = RiskTier::High;
            self.notice(suspicion.text(language));
        }
    }

    fn notice(&mut self, text: String) {
        self.notices.push(Notice { text, source: NoticeSource::Verified });
    }
}
