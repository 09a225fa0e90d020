use std::path::Path;

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::IntoResponse as _;

use super::*;

const CONFIG: &str = r#"
[server]
issuer = "https://localhost:8443/"
listen = "127.0.0.1:8443"
data_dir = "data"
[lifetimes]
max_request_seconds = 600
[[users]]
id = "auth0|hanna"
name = "Hanna Herwitz"
[[apis]]
audience = "urn:my-api"
scopes = ["pay"]
authorization_details_types = ["money_transfer"]
"#;

const HINT: &str = r#"{"format":"iss_sub","iss":"https://localhost:8443/","sub":"auth0|hanna"}"#;

/// Runs the checks over the good request with `changes` on top; an empty value removes one.
async fn check(changes: &[(&str, &str)]) -> Result<CheckedRequest, (String, String)> {
    let mut form = vec![("scope", "openid pay"), ("login_hint", HINT), ("audience", "urn:my-api")];
    for (name, value) in changes {
        form.retain(|(one, _)| one != name);
        form.push((name, value));
    }
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    let body = Bytes::from(serde_urlencoded::to_string(form).unwrap());
    let config = Config::parse(CONFIG, Path::new("waxseal.toml")).unwrap();
    let result = Parameters::form(&headers, &body).and_then(|parameters| run(&config, &parameters));
    match result {
        Ok(checked) => Ok(checked),
        Err(error) => {
            let body = axum::body::to_bytes(error.into_response().into_body(), usize::MAX).await.unwrap();
            let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
            Err((body["error"].as_str().unwrap().to_owned(), body["error_description"].as_str().unwrap().to_owned()))
        }
    }
}

async fn code(changes: &[(&str, &str)]) -> String {
    check(changes).await.unwrap_err().0
}

#[tokio::test]
async fn a_good_request_passes_with_the_defaults() {
    let checked = check(&[]).await.unwrap();
    assert_eq!(checked.user_id, "auth0|hanna".into());
    assert_eq!(checked.scope, ["openid", "pay"]);
    assert_eq!(checked.expiry, Duration::from_mins(5));
    assert_eq!(checked.audience, "urn:my-api");
}

#[tokio::test]
async fn an_audience_that_is_empty_or_none_means_userinfo() {
    for absent in ["", "None"] {
        let checked = check(&[("audience", absent), ("scope", "openid")]).await.unwrap();
        assert_eq!(checked.audience, "https://localhost:8443/userinfo");
    }
}

#[tokio::test]
async fn each_broken_rule_has_its_code() {
    for (changes, expected) in [
        (vec![("scope", "")], "invalid_request"),
        (vec![("scope", "pay")], "invalid_request"),
        (vec![("scope", "openid admin")], "invalid_scope"),
        (vec![("login_hint", "")], "invalid_request"),
        (vec![("login_hint", "hanna")], "invalid_request"),
        (
            vec![("login_hint", r#"{"format":"iss_sub","iss":"https://elsewhere/","sub":"auth0|hanna"}"#)],
            "invalid_request",
        ),
        (
            vec![("login_hint", r#"{"format":"iss_sub","iss":"https://localhost:8443/","sub":"nobody"}"#)],
            "unknown_user_id",
        ),
        (vec![("id_token_hint", "eyJ")], "invalid_request"),
        (vec![("audience", "urn:unknown")], "invalid_request"),
        (vec![("binding_message", "pay $5")], "invalid_binding_message"),
        (vec![("requested_expiry", "0")], "invalid_request"),
        (vec![("requested_expiry", "601")], "invalid_request"),
        (vec![("requested_expiry", "soon")], "invalid_request"),
        (vec![("authorization_details", "[]")], "invalid_authorization_details"),
        (vec![("authorization_details", "{")], "invalid_authorization_details"),
        (vec![("authorization_details", r#"[{"type":"unknown"}]"#)], "invalid_authorization_details"),
        (
            vec![("authorization_details", r#"[{"type":"money_transfer","amount":"1","amount":"9"}]"#)],
            "invalid_authorization_details",
        ),
        (
            vec![("audience", ""), ("scope", "openid"), ("authorization_details", r#"[{"type":"money_transfer"}]"#)],
            "invalid_authorization_details",
        ),
    ] {
        assert_eq!(code(&changes).await, expected, "{changes:?}");
    }
}

#[tokio::test]
async fn auth0s_texts_are_kept() {
    let (_, text) = check(&[("scope", "pay")]).await.unwrap_err();
    assert_eq!(text, "openid scope must be requested");
    let (_, text) = check(&[("audience", "urn:unknown")]).await.unwrap_err();
    assert_eq!(text, "Service not found: urn:unknown");
}

#[tokio::test]
async fn the_old_name_of_requested_expiry_works() {
    assert_eq!(check(&[("request_expiry", "60")]).await.unwrap().expiry, Duration::from_mins(1));
}

#[test]
fn a_repeated_parameter_is_refused() {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    assert!(Parameters::form(&headers, &Bytes::from_static(b"scope=openid&scope=openid")).is_err());
}
