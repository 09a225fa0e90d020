//! The card of an entry that nobody sent.

use std::time::Duration;

use waxseal_protocol::device::{Consent, ConsentClient, RequestedDetails};
use waxseal_protocol::ids::ConsentId;
use waxseal_protocol::json::Json;
use waxseal_protocol::rar::{AuthorizationDetails, DetailsError};

use crate::card::Card;
use crate::display::Display;
use crate::known::{Known, KnownClient};
use crate::registry::Registry;

/// How long a client has been known that raises no notice.
const KNOWN_FOR: Duration = Duration::from_hours(365 * 24);
/// How long the request lives that is made up for the preview.
const LIFE: Duration = Duration::from_mins(5);

/// A card of a preview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Previewed {
    /// The card.
    pub card: Card,
    /// Why no template shows it, in a sentence, if none does.
    pub why_not: Option<String>,
}

/// The card of a request that asks for this entry alone, by a client that has long been known.
///
/// An entry that no server accepts is an error: without a `type`, too deep, too long.
pub fn card(entry: &Json, registry: &Registry, display: &Display) -> Result<Previewed, DetailsError> {
    let details = AuthorizationDetails::parse(&format!("[{entry}]"))?;
    let client = ConsentClient { client_id: "example-client".into(), name: "Example Client".to_owned() };
    let known = KnownClient {
        client_id: client.client_id.clone(),
        name: client.name.clone(),
        first_seen: display.now - KNOWN_FOR,
    };
    let consent = Consent {
        id: ConsentId::new("cns_preview"),
        requested_details: RequestedDetails {
            audience: "https://api.example".to_owned(),
            scope: Vec::new(),
            binding_message: Some("WAX-4471".to_owned()),
            authorization_details: Some(details),
        },
        created_at: display.now,
        expires_at: display.now + LIFE,
        client: Some(client),
        user_id: None,
        four_eyes: None,
    };
    let card = Card::new(&consent, registry, display, &Known { clients: vec![known], ..Known::default() });
    let by_none = card.entries.first().filter(|view| view.template_sha256.is_none());
    let why_not = by_none.map(|view| view.notices.first().map(|notice| notice.text.clone()).unwrap_or_default());
    Ok(Previewed { card, why_not })
}
