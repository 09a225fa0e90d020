//! `/userinfo` (OpenID Connect Core 5.3): who approved, for whoever holds an access token.

use e2e::HANNA;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::scene::{Reply, Scene, client, credentials, with};

async fn access_token(scene: &Scene, scope: &str) -> String {
    let tokens = scene.tokens(&with(&scene.request("bank-agent"), "scope", scope)).await;
    tokens["access_token"].as_str().unwrap().to_owned()
}

/// RFC 6750 3: an unauthorized call hears how to do better.
async fn refused(call: RequestBuilder) -> Reply {
    let reply = Reply::of(call).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.text);
    let challenge = reply.headers["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("Bearer"), "{challenge}");
    reply
}

#[tokio::test]
async fn it_tells_what_the_scopes_allow_by_get_and_post() {
    let scene = Scene::plain().await;
    let url = scene.url("userinfo");
    let modest = access_token(&scene, "openid").await;
    assert_eq!(Reply::of(scene.http.get(&url).bearer_auth(&modest)).await.ok(), json!({"sub": HANNA}));
    let full = access_token(&scene, "openid profile email").await;
    let person = json!({
        "sub": HANNA, "name": "Hanna Herwitz", "email": "hanna@example.com", "email_verified": true,
    });
    assert_eq!(Reply::of(scene.http.get(&url).bearer_auth(&full)).await.ok(), person);
    let reply = Reply::of(scene.http.post(&url).bearer_auth(&full)).await;
    assert_eq!(reply.headers["cache-control"], "no-store");
    assert_eq!(reply.ok(), person);
}

#[tokio::test]
async fn only_a_token_in_the_header_counts() {
    let scene = Scene::plain().await;
    let url = scene.url("userinfo");
    let good = access_token(&scene, "openid").await;
    let challenge = refused(scene.http.get(&url)).await.headers["www-authenticate"].clone();
    // RFC 6750 3.1: who sent no token did nothing wrong, and hears no error code.
    assert!(!challenge.to_str().unwrap().contains("error="), "{challenge:?}");
    refused(scene.http.get(format!("{url}?access_token={good}"))).await;
    refused(scene.http.get(&url).basic_auth("bank-agent", Some(&good))).await;
    for header in [format!("Bearer {good}x"), "Bearer ".to_owned(), "Bearer x.y.z".to_owned(), good.clone()] {
        let reply = refused(scene.http.get(&url).header("authorization", header)).await;
        assert_ne!(reply.body["sub"], HANNA);
    }
    let bad = refused(scene.http.get(&url).bearer_auth("x.y.z")).await;
    assert!(bad.headers["www-authenticate"].to_str().unwrap().contains(r#"error="invalid_token""#));
    let lower_case = scene.http.get(&url).header("authorization", format!("bearer {good}"));
    assert_eq!(Reply::of(lower_case).await.ok()["sub"], HANNA);
}

#[tokio::test]
async fn only_an_access_token_with_openid_counts() {
    let grant = "[[client_grants]]\nclient_id = \"cron-job\"\naudience = \"urn:my-api\"\nscope = [\"transfer:read\"]\n";
    let scene = Scene::with(client("cron-job", "grant_types = [\"client_credentials\"]") + grant).await;
    let url = scene.url("userinfo");
    let tokens = scene.tokens(&scene.request("bank-agent")).await;
    refused(scene.http.get(&url).bearer_auth(tokens["id_token"].as_str().unwrap())).await;
    let mut form = credentials("cron-job");
    form.extend([("grant_type", "client_credentials".to_owned()), ("audience", "urn:my-api".to_owned())]);
    let own = scene.post("oauth/token", &form).await.ok();
    let reply = Reply::of(scene.http.get(&url).bearer_auth(own["access_token"].as_str().unwrap())).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN, "{}", reply.text);
    assert_eq!(reply.body["error"], "insufficient_scope");
    assert_eq!(reply.body["sub"], Value::Null);
}
