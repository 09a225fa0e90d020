//! `/.well-known/openid-configuration` and `/.well-known/oauth-authorization-server`: the same
//! values in both (RFC 8414, OpenID Connect Discovery, CIBA Core 4, RFC 9396 10), and what each
//! RAR type is.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::metadata::{MtlsEndpoints, ServerMetadata};
use waxseal_store::model::DeliveryMode;

use crate::directory::{AuthMethod, GrantType};
use crate::state::AppState;

const TOKEN: &str = "oauth/token";
const INTROSPECTION: &str = "oauth/introspect";
const REVOCATION: &str = "oauth/revoke";
const USERINFO: &str = "userinfo";
const BACKCHANNEL: &str = "bc-authorize";
/// Where RAR types are described.
pub(crate) const DETAIL_TYPES: &str = "authorization-details-types";

pub(crate) async fn discovery(State(state): State<AppState>) -> Json<ServerMetadata> {
    let config = &state.config;
    let directory = state.directory();
    let owned = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect::<Vec<_>>();
    let algorithms: Vec<String> = Algorithm::ALL.iter().map(ToString::to_string).collect();
    let with_secret: Vec<String> = algorithms.iter().cloned().chain(["HS256".to_owned()]).collect();
    let methods: Vec<String> = AuthMethod::ALL
        .into_iter()
        .filter(|method| !method.is_tls() || config.mtls.is_some())
        .map(|method| method.as_str().to_owned())
        .collect();
    let scopes: BTreeSet<&String> = directory.apis.values().flat_map(|api| api.scopes.keys()).collect();
    let types: BTreeSet<&String> = directory.apis.values().flat_map(|api| api.authorization_details.keys()).collect();
    let standard = ["openid", "profile", "email", "phone", "offline_access"].map(str::to_owned);
    Json(ServerMetadata {
        issuer: state.issuer().to_owned(),
        token_endpoint: config.url(TOKEN),
        introspection_endpoint: Some(config.url(INTROSPECTION)),
        revocation_endpoint: Some(config.url(REVOCATION)),
        userinfo_endpoint: Some(config.url(USERINFO)),
        jwks_uri: config.url(".well-known/jwks.json"),
        backchannel_authentication_endpoint: config.url(BACKCHANNEL),
        backchannel_token_delivery_modes_supported: [DeliveryMode::Poll, DeliveryMode::Ping, DeliveryMode::Push]
            .map(|mode| mode.as_str().to_owned())
            .to_vec(),
        backchannel_authentication_request_signing_alg_values_supported: algorithms.clone(),
        backchannel_user_code_parameter_supported: true,
        grant_types_supported: GrantType::ALL.map(|grant| grant.as_str().to_owned()).to_vec(),
        response_types_supported: Vec::new(),
        request_parameter_supported: false,
        request_uri_parameter_supported: false,
        subject_types_supported: owned(&["public", "pairwise"]),
        token_endpoint_auth_methods_supported: methods.clone(),
        token_endpoint_auth_signing_alg_values_supported: with_secret.clone(),
        introspection_endpoint_auth_methods_supported: methods.clone(),
        introspection_endpoint_auth_signing_alg_values_supported: with_secret.clone(),
        revocation_endpoint_auth_methods_supported: methods,
        revocation_endpoint_auth_signing_alg_values_supported: with_secret,
        id_token_signing_alg_values_supported: algorithms.clone(),
        dpop_signing_alg_values_supported: algorithms,
        tls_client_certificate_bound_access_tokens: config.mtls.is_some(),
        mtls_endpoint_aliases: config.mtls.as_ref().map(|mtls| {
            let url = |path: &str| format!("{}{path}", mtls.url);
            MtlsEndpoints {
                token_endpoint: url(TOKEN),
                introspection_endpoint: url(INTROSPECTION),
                revocation_endpoint: url(REVOCATION),
                userinfo_endpoint: url(USERINFO),
                backchannel_authentication_endpoint: url(BACKCHANNEL),
            }
        }),
        acr_values_supported: config.acr.iter().map(|class| class.value.clone()).collect(),
        claims_supported: owned(&[
            "iss",
            "sub",
            "aud",
            "iat",
            "exp",
            "auth_time",
            "acr",
            "amr",
            "name",
            "email",
            "email_verified",
            "phone_number",
        ]),
        scopes_supported: standard.into_iter().chain(scopes.into_iter().cloned()).collect(),
        authorization_details_types_supported: types.into_iter().cloned().collect(),
        authorization_details_types_endpoint: Some(config.url(DETAIL_TYPES)),
    })
}

/// One RAR type as each API that knows it registered it.
pub(crate) async fn detail_type(State(state): State<AppState>, Path(name): Path<String>) -> Response {
    let directory = state.directory();
    let apis: Vec<_> = directory
        .apis
        .values()
        .filter_map(|api| api.detail_type(&name).map(|detail_type| (api, detail_type)))
        .map(|(api, detail_type)| {
            json!({
                "audience": api.identifier,
                "schema": detail_type.schema,
                "covers": detail_type.covers,
                "narrowing": detail_type.narrowing,
            })
        })
        .collect();
    if apis.is_empty() {
        let body = json!({"error": "not_found", "error_description": "No API knows this type."});
        return (StatusCode::NOT_FOUND, Json(body)).into_response();
    }
    Json(json!({"type": name, "apis": apis})).into_response()
}
