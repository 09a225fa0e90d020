//! DPoP (RFC 9449): tokens bound to a key, and the proofs that come with them.
//!
//! Nonces are not stored: a nonce is the keyed digest of the time it was made in, so any node can
//! judge it, and it is good for two windows.

use std::time::Duration;

use aws_lc_rs::hmac;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::jose::{JoseHeader, verify_proof};
use waxseal_protocol::{ErrorCode, Timestamp};

use crate::http::{CallContext, OAuthError};
use crate::state::AppState;

/// How far a proof's `iat` may be from now.
const WINDOW: Duration = Duration::from_mins(1);
/// How long one nonce is handed out. It is accepted for as long again.
const NONCE_SECONDS: i64 = 120;

#[derive(Deserialize)]
struct Claims {
    htm: String,
    htu: String,
    jti: String,
    #[serde(default)]
    ath: Option<String>,
    #[serde(default)]
    nonce: Option<String>,
}

/// Makes and judges nonces.
#[derive(Debug)]
pub(crate) struct Nonces(hmac::Key);

impl Nonces {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The nonce of this moment.
    pub(crate) fn current(&self, now: Timestamp) -> String {
        self.of(now.as_second().div_euclid(NONCE_SECONDS))
    }

    fn of(&self, window: i64) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, format!("dpop nonce {window}").as_bytes()))
    }

    fn is_recent(&self, nonce: &str, now: Timestamp) -> bool {
        let window = now.as_second().div_euclid(NONCE_SECONDS);
        [window, window - 1].into_iter().any(|window| self.of(window) == nonce)
    }
}

/// Checks the proof a call brings and returns the thumbprint of its key. `None` without a proof.
/// `access_token` is the token that came along, at a resource (RFC 9449 7).
pub(crate) async fn check(
    state: &AppState,
    context: &CallContext,
    access_token: Option<&str>,
) -> Result<Option<String>, OAuthError> {
    let refused = |reason: &dyn std::fmt::Display| {
        OAuthError::new(ErrorCode::InvalidDpopProof, format!("The DPoP proof is refused: {reason}."))
    };
    let mut headers = context.headers.get_all("dpop").iter();
    let Some(proof) = headers.next() else { return Ok(None) };
    if headers.next().is_some() {
        return Err(refused(&"there are several"));
    }
    let proof = proof.to_str().map_err(|_| refused(&"it is no text"))?;
    let header = JoseHeader::of(proof).map_err(|error| refused(&error))?;
    let key = header.jwk.ok_or_else(|| refused(&"its header has no jwk"))?;
    // A private part, a weak key and a symmetric one are all refused here.
    key.check().map_err(|error| refused(&error))?;
    let now = state.clock.now();
    let claims: Claims = verify_proof(proof, &key, now, WINDOW).map_err(|error| refused(&error))?;
    if claims.htm != context.method {
        return Err(refused(&format!("it is for {}", claims.htm)));
    }
    if !accepted_urls(state, &context.path).contains(&without_query(&claims.htu)) {
        return Err(refused(&"it is for another URL"));
    }
    if let Some(token) = access_token
        && claims.ath.as_deref() != Some(sha256_base64url(token.as_bytes()).as_str())
    {
        return Err(refused(&"it is for another access token"));
    }
    let good_nonce = claims.nonce.as_deref().map(|nonce| state.nonces.is_recent(nonce, now));
    // Once nonces are asked for, a proof without one could have been made long ago.
    if good_nonce == Some(false) || (state.config.dpop_nonce && good_nonce.is_none()) {
        let error =
            OAuthError::new(ErrorCode::UseDpopNonce, "The DPoP proof needs the nonce in the DPoP-Nonce header.");
        return Err(error.with_header("dpop-nonce", state.nonces.current(now)));
    }
    let thumbprint = key.thumbprint().map_err(|error| refused(&error))?;
    if claims.jti.is_empty() || claims.jti.len() > 256 {
        return Err(refused(&"its jti is empty or too long"));
    }
    let used = format!("dpop:{thumbprint}:{}", claims.jti);
    if !state.store.use_jti(&used, now.saturating_add(WINDOW * 2).unwrap_or(now), now).await? {
        return Err(refused(&"it was used before"));
    }
    Ok(Some(thumbprint))
}

/// The URLs a path has: below the issuer, and on the port for certificates.
fn accepted_urls(state: &AppState, path: &str) -> Vec<String> {
    let path = path.trim_start_matches('/');
    let mut urls = vec![state.config.url(path)];
    urls.extend(state.config.mtls.iter().map(|mtls| format!("{}{path}", mtls.url)));
    urls
}

/// RFC 9449 4.3: without query and fragment, and normalised as URLs are.
fn without_query(url: &str) -> String {
    let Ok(mut url) = url::Url::parse(url) else { return String::new() };
    url.set_query(None);
    url.set_fragment(None);
    url.into()
}
