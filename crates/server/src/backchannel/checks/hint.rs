//! Who shall approve: exactly one of `login_hint`, `id_token_hint` and `login_hint_token` (CIBA
//! Core 7.1).

use std::sync::Arc;

use waxseal_protocol::ErrorCode;
use waxseal_protocol::ciba::LoginHint;
use waxseal_protocol::ids::{DeviceId, UserId};
use waxseal_protocol::jose::{Algorithm, NumericDate, Trust};

use super::{Asked, device_hint, login_hint_token};
use crate::directory::{Entry, User};
use crate::http::OAuthError;
use crate::subject;

/// The person, and who named them.
pub(super) struct Named {
    pub(super) user: Arc<Entry<User>>,
    /// Their own device, if it did, for this request alone.
    pub(super) by_device: Option<DeviceId>,
}

pub(super) async fn check(asked: &Asked<'_>) -> Result<Named, OAuthError> {
    const HINTS: [&str; 3] = ["login_hint", "id_token_hint", "login_hint_token"];
    let mut given = HINTS.into_iter().filter_map(|name| asked.parameters.get(name).map(|value| (name, value)));
    let Some((name, value)) = given.next() else {
        return Err(OAuthError::invalid_request("login_hint is required, or id_token_hint, or login_hint_token"));
    };
    if let Some((other, _)) = given.next() {
        return Err(OAuthError::invalid_request(format!("{name} and {other} are both given; exactly one is allowed")));
    }
    let (id, by_device) = match name {
        "login_hint" => (login_hint(asked, value)?, None),
        "id_token_hint" => (id_token_hint(asked, value)?, None),
        _ if device_hint::is_one(value) => {
            let (user, device) = device_hint::check(asked, value).await?;
            (Some(user), Some(device))
        }
        _ => (login_hint_token::check(asked, value).await?, None),
    };
    let user = id.and_then(|id| asked.directory.users.get(&id));
    let user = user.filter(|user| !user.blocked);
    let user = user.map(Arc::clone);
    let unknown = || OAuthError::new(ErrorCode::UnknownUserId, "User ID is malformed or unknown");
    Ok(Named { user: user.ok_or_else(unknown)?, by_device })
}

fn login_hint(asked: &Asked<'_>, text: &str) -> Result<Option<UserId>, OAuthError> {
    let hint = LoginHint::parse(text).map_err(|error| OAuthError::invalid_request(error.to_string()))?;
    resolve(asked, &hint)
}

/// The person a subject identifier names. `None` when there is nobody, or more than one.
pub(super) fn resolve(asked: &Asked<'_>, hint: &LoginHint) -> Result<Option<UserId>, OAuthError> {
    let known = |id: &UserId| asked.directory.users.contains_key(id).then(|| id.clone());
    let only = |ids: &[UserId]| match ids {
        [id] => Some(id.clone()),
        _ => None,
    };
    Ok(match hint {
        LoginHint::IssuerSubject { issuer, subject } => {
            let ours = asked.state.issuer();
            if issuer.trim_end_matches('/') != ours.trim_end_matches('/') {
                return Err(OAuthError::invalid_request(format!("iss within login_hint has to be {ours}")));
            }
            subject::user_of(asked.state, asked.directory, asked.client, subject.as_str())
        }
        LoginHint::Email(email) => only(asked.directory.users_by_email(email)),
        LoginHint::PhoneNumber(phone) => only(asked.directory.users_by_phone(phone)),
        LoginHint::Opaque(id) => known(id),
        LoginHint::Uri(_) => None,
        LoginHint::Plain(text) => {
            known(&UserId::new(text.as_str())).or_else(|| only(asked.directory.users_by_email(text)))
        }
        LoginHint::Aliases(hints) => {
            let mut found: Vec<UserId> = Vec::new();
            for hint in hints {
                // Aliases do not nest, so this calls itself once at most.
                let one = match hint {
                    LoginHint::Aliases(_) => None,
                    other => resolve(asked, other)?,
                };
                found.extend(one);
            }
            found.dedup();
            only(&found)
        }
    })
}

/// An ID token of this server for this client, perhaps expired (CIBA Core 14).
fn id_token_hint(asked: &Asked<'_>, token: &str) -> Result<Option<UserId>, OAuthError> {
    #[derive(serde::Deserialize)]
    struct Claims {
        iss: String,
        sub: String,
        aud: String,
        iat: NumericDate,
    }
    let refused = |reason: &dyn std::fmt::Display| {
        OAuthError::invalid_request(format!("The id_token_hint is refused: {reason}."))
    };
    let keys = asked.state.keys.public();
    let trust = Trust { keys: &keys.keys, algorithms: &Algorithm::ALL, types: &["jwt"] };
    let claims: Claims = trust.claims(token).map_err(|error| refused(&error))?;
    if claims.iss != asked.state.issuer() {
        return Err(refused(&"it is of another issuer"));
    }
    if claims.aud != asked.client.client_id.as_str() {
        return Err(refused(&"it is for another client"));
    }
    let age = asked.state.clock.now().duration_since(claims.iat.timestamp());
    let max = asked.state.config.lifetimes.id_token_hint;
    if age.as_secs() > i64::try_from(max.as_secs()).unwrap_or(i64::MAX) {
        return Err(refused(&format!("it is older than {} days", max.as_secs() / 86_400)));
    }
    Ok(subject::user_of(asked.state, asked.directory, asked.client, &claims.sub))
}
