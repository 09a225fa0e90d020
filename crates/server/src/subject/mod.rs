//! What a person is called in tokens: their id, or another name for each sector (OpenID Connect
//! Core 8, CIBA Core 4).

pub(crate) mod sector;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use waxseal_protocol::ids::UserId;

use crate::directory::{Api, Client, Directory};
use crate::state::AppState;

/// Makes pairwise names: a keyed digest of sector and person, which nobody else can make or undo.
#[derive(Debug)]
pub(crate) struct Pairwise(hmac::Key);

impl Pairwise {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    fn name(&self, sector: &str, user: &UserId) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, format!("pairwise\n{sector}\n{user}").as_bytes()))
    }
}

/// The `sub` a client sees.
pub(crate) fn of(state: &AppState, client: &Client, user: &UserId) -> String {
    match client.sector() {
        None => user.as_str().to_owned(),
        Some(sector) => state.pairwise.name(&sector, user),
    }
}

/// The `sub` that an API sees: its own sector's name for the person, or the client's where it has no sector
/// (RFC 7662 2.2, RFC 9068 6).
pub(crate) fn for_api(state: &AppState, api: Option<&Api>, client: &Client, user: &UserId) -> String {
    match api.and_then(|api| api.sector.as_ref()) {
        None => of(state, client, user),
        Some(sector) => state.pairwise.name(sector, user),
    }
}

/// Whose `sub` it is, as this client sees it. Pairwise names are not kept, so each person's is
/// made again: hints by pairwise name are rare, and a digest is a microsecond.
pub(crate) fn user_of(state: &AppState, directory: &Directory, client: &Client, subject: &str) -> Option<UserId> {
    let Some(sector) = client.sector() else {
        return directory.users.get_key_value(&UserId::new(subject)).map(|(id, _)| id.clone());
    };
    directory.users.keys().find(|user| state.pairwise.name(&sector, user) == subject).cloned()
}
