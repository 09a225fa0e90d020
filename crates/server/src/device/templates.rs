//! `GET …/api/templates`: the issuer's template packs, for devices that pinned its template keys.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use waxseal_protocol::device::TemplatePacks;
use waxseal_protocol::ids::sha256_base64url;

use super::audiences;
use super::auth::{SHORT_TOKEN_LIFE, by_signed_token, credentials};
use crate::config::Config;
use crate::http::GuardianError;
use crate::state::AppState;

/// The packs as they go over the wire. They do not change while the server runs.
#[derive(Debug)]
pub(crate) struct ServedTemplates {
    body: Bytes,
    etag: HeaderValue,
}

impl ServedTemplates {
    pub(crate) fn new(config: &Config) -> Result<Self, String> {
        let packs = config.templates.iter().flat_map(|templates| &templates.packs);
        let offered = TemplatePacks { packs: packs.map(|pack| pack.jws.clone()).collect() };
        let body = serde_json::to_vec(&offered).map_err(|error| error.to_string())?;
        let etag = HeaderValue::try_from(format!("\"{}\"", sha256_base64url(&body)));
        Ok(Self { body: body.into(), etag: etag.map_err(|error| error.to_string())? })
    }

    /// RFC 9110 13.1.2: whether the caller has them already.
    fn is_known_to(&self, headers: &HeaderMap) -> bool {
        let known = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
        let mut tags = known.flat_map(|value| value.split(',')).map(str::trim);
        tags.any(|tag| tag == "*" || tag.strip_prefix("W/").unwrap_or(tag).as_bytes() == self.etag.as_bytes())
    }
}

pub(crate) async fn read(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, GuardianError> {
    let token = credentials(&headers, "Bearer")?;
    by_signed_token(&state, token, &audiences(&state, "templates"), SHORT_TOKEN_LIFE).await?;
    let served = &state.templates;
    let caching =
        [(header::ETAG, served.etag.clone()), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"))];
    if served.is_known_to(&headers) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    let json = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
    Ok((caching, json, served.body.clone()).into_response())
}
