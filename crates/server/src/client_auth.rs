//! Client authentication by secret: `client_secret_basic` and `client_secret_post` (RFC 6749 2.3.1).

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::{ClientId, sha256_base64url};

use crate::config::{AuthMethod, Client, Config};
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

/// A client that proved who it is.
#[derive(Debug)]
pub(crate) struct AuthenticatedClient<'a> {
    pub(crate) id: ClientId,
    pub(crate) client: &'a Client,
}

pub(crate) fn authenticate<'a>(
    config: &'a Config,
    headers: &HeaderMap,
    parameters: &Parameters,
) -> Result<AuthenticatedClient<'a>, OAuthError> {
    let basic = basic_credentials(headers)?;
    let body_secret = parameters.get("client_secret");
    if basic.is_some() && body_secret.is_some() {
        return Err(OAuthError::invalid_request("The client authenticated in two ways at once."));
    }
    let (candidates, method) = match (basic, body_secret) {
        (Some(candidates), _) => (candidates, AuthMethod::ClientSecretBasic),
        (None, Some(secret)) => {
            let id = parameters.required("client_id")?;
            (vec![(id.to_owned(), secret.to_owned())], AuthMethod::ClientSecretPost)
        }
        (None, None) => return Err(failed()),
    };
    for (id, secret) in candidates {
        let id = ClientId::new(id);
        let Some(client) = config.clients.get(&id) else { continue };
        let digest = sha256_base64url(secret.as_bytes());
        let allowed = client.auth_method.is_none_or(|registered| registered == method);
        if client.secret_sha256.matches(digest.as_bytes()) && allowed {
            if parameters.get("client_id").is_some_and(|named| named != id.as_str()) {
                return Err(OAuthError::invalid_request("client_id is another one than the authenticated client's."));
            }
            return Ok(AuthenticatedClient { id, client });
        }
    }
    Err(failed())
}

fn failed() -> OAuthError {
    OAuthError::new(ErrorCode::InvalidClient, "Client authentication failed.")
}

/// RFC 6749 2.3.1 has both parts form-encoded, and openid-client does so; auth0-server-python
/// sends them raw. Both readings are tried.
fn basic_credentials(headers: &HeaderMap) -> Result<Option<Vec<(String, String)>>, OAuthError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let value = value.to_str().unwrap_or_default();
    let Some((scheme, encoded)) = value.split_once(' ') else { return Err(failed()) };
    if !scheme.eq_ignore_ascii_case("basic") {
        return Err(failed());
    }
    let bytes = STANDARD.decode(encoded.trim()).map_err(|_| failed())?;
    let text = String::from_utf8(bytes).map_err(|_| failed())?;
    let (id, secret) = text.split_once(':').ok_or_else(failed)?;
    let decoded: Result<Vec<(String, String)>, _> = serde_urlencoded::from_str(&format!("{id}={secret}"));
    let mut candidates = vec![(id.to_owned(), secret.to_owned())];
    candidates.extend(decoded.unwrap_or_default());
    Ok(Some(candidates))
}
