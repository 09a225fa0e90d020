//! `client_secret_basic` and `client_secret_post` (RFC 6749 2.3.1).

use std::sync::Arc;

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waxseal_protocol::ids::{ClientId, sha256_base64url};

use super::failed;
use crate::directory::{AuthMethod, Client, Entry};
use crate::http::OAuthError;
use crate::state::AppState;

/// The client whose id and secret are among the candidates.
pub(super) fn check(
    state: &AppState,
    candidates: Vec<(String, String)>,
    method: AuthMethod,
) -> Result<Arc<Entry<Client>>, OAuthError> {
    let directory = state.directory();
    for (id, secret) in candidates {
        let Some(client) = directory.clients.get(&ClientId::new(id)) else { continue };
        let allowed = client.auth_method.is_none_or(|registered| registered == method);
        let digest = sha256_base64url(secret.as_bytes());
        let matches = client.secret.as_ref().is_some_and(|secret| secret.sha256.matches(digest.as_bytes()));
        if matches && allowed {
            return Ok(Arc::clone(client));
        }
    }
    Err(failed())
}

/// RFC 6749 2.3.1 has both parts form-encoded, and openid-client does so; auth0-server-python
/// sends them raw. Both readings are tried.
pub(super) fn basic_credentials(headers: &HeaderMap) -> Result<Option<Vec<(String, String)>>, OAuthError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let value = value.to_str().unwrap_or_default();
    let Some((scheme, encoded)) = value.split_once(' ') else { return Err(failed()) };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(failed());
    }
    let bytes = STANDARD.decode(encoded.trim()).map_err(|_| failed())?;
    let text = String::from_utf8(bytes).map_err(|_| failed())?;
    let (id, secret) = text.split_once(':').ok_or_else(failed)?;
    let mut candidates = vec![(id.to_owned(), secret.to_owned())];
    if let (Some(id), Some(secret)) = (form_decoded(id), form_decoded(secret)) {
        candidates.push((id, secret));
    }
    Ok(Some(candidates))
}

/// One value as it stands in a form. `None` for a text that cannot stand there.
fn form_decoded(text: &str) -> Option<String> {
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&format!("v={text}")).ok()?;
    match <[(String, String); 1]>::try_from(pairs) {
        Ok([(_, value)]) => Some(value),
        Err(_) => None,
    }
}
