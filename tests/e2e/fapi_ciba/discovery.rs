//! What clients read before they ask.

use serde_json::{Value, json};
use waxseal_protocol::jose::JwkSet;

use super::client::Auth;
use super::plan::{Plan, Variant};

fn lists(metadata: &Value, name: &str, value: &str) -> bool {
    metadata[name].as_array().is_some_and(|values| values.iter().any(|one| one == value))
}

/// Module 1.
#[tokio::test]
async fn discovery_offers_what_fapi_ciba_needs() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let metadata = plan.get(".well-known/openid-configuration").await;
    assert_eq!(metadata, plan.get(".well-known/oauth-authorization-server").await);
    assert_eq!(metadata["issuer"], plan.server.issuer());
    let endpoints = ["token_endpoint", "jwks_uri", "userinfo_endpoint", "backchannel_authentication_endpoint"];
    for name in endpoints {
        assert!(metadata[name].as_str().is_some_and(|url| url.starts_with("https://")), "{name}: {metadata}");
    }
    assert_eq!(metadata["tls_client_certificate_bound_access_tokens"], true);
    for name in ["token_endpoint", "userinfo_endpoint", "backchannel_authentication_endpoint"] {
        let path = metadata[name].as_str().unwrap().strip_prefix(plan.server.issuer()).unwrap();
        assert_eq!(metadata["mtls_endpoint_aliases"][name], plan.mtls_url(path).as_str());
    }
    for (name, value) in [
        ("backchannel_token_delivery_modes_supported", "poll"),
        ("backchannel_token_delivery_modes_supported", "ping"),
        ("grant_types_supported", "urn:openid:params:grant-type:ciba"),
        ("token_endpoint_auth_methods_supported", "private_key_jwt"),
        ("token_endpoint_auth_methods_supported", "tls_client_auth"),
        ("token_endpoint_auth_methods_supported", "self_signed_tls_client_auth"),
        ("scopes_supported", "openid"),
        ("claims_supported", "acr"),
    ] {
        assert!(lists(&metadata, name, value), "{name} lacks {value}: {metadata}");
    }
    for name in [
        "id_token_signing_alg_values_supported",
        "token_endpoint_auth_signing_alg_values_supported",
        "backchannel_authentication_request_signing_alg_values_supported",
    ] {
        assert!(lists(&metadata, name, "PS256") && lists(&metadata, name, "ES256"), "{name}: {metadata}");
        assert!(!lists(&metadata, name, "none"), "{name}: {metadata}");
    }
    assert!(metadata["backchannel_user_code_parameter_supported"].is_boolean());
    // RFC 8414 3.2: no empty lists; only OpenID Connect Discovery requires this one.
    for (name, value) in metadata.as_object().unwrap() {
        assert!(*value != json!([]) || name == "response_types_supported", "{name}");
    }
}

/// Module 2, without what is Brazil's own.
#[tokio::test]
async fn discovery_offers_ping_with_private_key_jwt_and_ps256() {
    let plan = Plan::start(Variant::ping(Auth::PrivateKeyJwt)).await;
    let metadata = plan.get(".well-known/openid-configuration").await;
    for (name, value) in [
        ("backchannel_token_delivery_modes_supported", "ping"),
        ("token_endpoint_auth_methods_supported", "private_key_jwt"),
        ("token_endpoint_auth_signing_alg_values_supported", "PS256"),
        ("backchannel_authentication_request_signing_alg_values_supported", "PS256"),
        ("id_token_signing_alg_values_supported", "PS256"),
        ("grant_types_supported", "refresh_token"),
        ("grant_types_supported", "client_credentials"),
    ] {
        assert!(lists(&metadata, name, value), "{name} lacks {value}: {metadata}");
    }
}

/// Before every module.
#[tokio::test]
async fn the_servers_keys_are_named_public_and_long_enough() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let value = plan.get(".well-known/jwks.json").await;
    let set: JwkSet = serde_json::from_value(value.clone()).unwrap();
    assert!(!set.keys.is_empty());
    let mut names: Vec<_> = set.keys.iter().map(|key| key.kid.clone().unwrap()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), set.keys.len(), "{value}");
    for (key, json) in set.keys.iter().zip(value["keys"].as_array().unwrap()) {
        assert!(key.check().is_ok(), "{json}");
        assert_eq!(key.usage.as_deref(), Some("sig"), "{json}");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(json[private].is_null(), "{private}");
        }
    }
}
