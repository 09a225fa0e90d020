//! `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`: the same
//! values in both (RFC 8414, OpenID Connect Discovery, CIBA Core 4, RFC 9396 10).

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use waxseal_protocol::ciba::GRANT_TYPE;
use waxseal_protocol::metadata::ServerMetadata;

use crate::state::AppState;

pub(crate) async fn discovery(State(state): State<AppState>) -> Json<ServerMetadata> {
    let config = &state.config;
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    let scopes: BTreeSet<&String> = config.apis.values().flat_map(|api| &api.scopes).collect();
    let types: BTreeSet<&String> = config.apis.values().flat_map(|api| &api.authorization_details_types).collect();
    Json(ServerMetadata {
        issuer: state.issuer().to_owned(),
        token_endpoint: config.url("oauth/token"),
        jwks_uri: config.url(".well-known/jwks.json"),
        backchannel_authentication_endpoint: config.url("bc-authorize"),
        backchannel_token_delivery_modes_supported: owned(&["poll"]),
        backchannel_user_code_parameter_supported: false,
        grant_types_supported: owned(&[GRANT_TYPE]),
        response_types_supported: Vec::new(),
        subject_types_supported: owned(&["public"]),
        token_endpoint_auth_methods_supported: owned(&["client_secret_basic", "client_secret_post"]),
        id_token_signing_alg_values_supported: owned(&["ES256"]),
        scopes_supported: std::iter::once("openid".to_owned()).chain(scopes.into_iter().cloned()).collect(),
        authorization_details_types_supported: types.into_iter().cloned().collect(),
    })
}
