//! `openid-client`, `@auth0/auth0-auth-js` and `auth0` on Node.

use serde_json::json;
use waxseal_protocol::device::DecisionOutcome;

use crate::scene::{AUDIENCE, Scene, answered};

async fn granted(client: &str, driver: &str, scenario: &str) -> serde_json::Value {
    let scene = Scene::new().await;
    let person = scene.person(DecisionOutcome::Approved).await;
    let outcome = scene.run(client).node(driver, scenario).await;
    assert_eq!(outcome["outcome"], "granted", "{driver} {scenario}: {outcome}");
    answered(&person.device).await;
    outcome
}

#[tokio::test]
async fn openid_client_discovers_asks_and_polls_with_every_method() {
    for (client, scenario) in [("post-client", "post"), ("basic-client", "basic"), ("key-client", "private-key-jwt")] {
        let outcome = granted(client, "openid-client", scenario).await;
        assert_eq!(outcome["claims"]["aud"], AUDIENCE, "{scenario}");
        assert_eq!(outcome["idTokenClaims"]["aud"], client, "{scenario}");
    }
}

#[tokio::test]
async fn openid_client_hears_of_a_denial() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Denied).await;
    let outcome = scene.run("post-client").node("openid-client", "post").await;
    assert_eq!((&outcome["outcome"], &outcome["error"]), (&json!("error"), &json!("access_denied")), "{outcome}");
}

#[tokio::test]
async fn openid_client_gets_the_details_back() {
    let outcome = granted("post-client", "openid-client", "details").await;
    assert_eq!(outcome["tokens"]["authorization_details"], outcome["requested"]);
    assert_eq!(outcome["claims"]["authorization_details"], outcome["requested"]);
}

#[tokio::test]
async fn openid_client_refreshes_and_a_used_token_is_refused() {
    let outcome = granted("post-client", "openid-client", "refresh").await;
    assert_eq!(outcome["refreshed"]["outcome"], "granted", "{outcome}");
    assert_eq!((&outcome["rotates"], &outcome["reuse"]["error"]), (&json!(true), &json!("invalid_grant")), "{outcome}");
}

#[tokio::test]
async fn openid_client_introspects_revokes_and_reads_userinfo() {
    let outcome = granted("post-client", "openid-client", "introspection").await;
    assert_eq!(outcome["introspected"]["active"], true, "{outcome}");
    assert_eq!(outcome["unknown"], json!({"active": false}));
    let outcome = granted("post-client", "openid-client", "revocation").await;
    assert_eq!(outcome["afterwards"]["error"], "invalid_grant", "{outcome}");
    let outcome = granted("post-client", "openid-client", "userinfo").await;
    assert_eq!(outcome["userinfo"]["email"], "hanna@example.com", "{outcome}");
    assert_eq!(outcome["userinfo"]["name"], "Hanna Herwitz");
}

#[tokio::test]
async fn openid_client_binds_tokens_by_dpop() {
    let outcome = granted("post-client", "openid-client", "dpop").await;
    assert_eq!(outcome["tokens"]["token_type"].as_str().unwrap().to_lowercase(), "dpop", "{outcome}");
    assert_eq!(outcome["claims"]["cnf"]["jkt"], outcome["thumbprint"]);
    assert_eq!(outcome["refreshed"]["outcome"], "granted");
    assert!(outcome["userinfo"]["sub"].is_string(), "{outcome}");
    assert_eq!(outcome["withoutKey"]["outcome"], "error", "{outcome}");
}

#[tokio::test]
async fn auth_js_asks_in_one_call_and_in_steps() {
    granted("post-client", "auth-js", "blocking").await;
    granted("key-client", "auth-js", "private-key-jwt").await;
    let outcome = granted("post-client", "auth-js", "steps").await;
    assert_eq!(outcome["interval"], 1, "{outcome}");
    let outcome = granted("post-client", "auth-js", "refresh").await;
    assert_eq!(outcome["refreshed"]["outcome"], "granted", "{outcome}");
    // It asks for offline_access unasked.
    granted("post-client", "auth-js", "default-scope").await;
}

#[tokio::test]
async fn node_auth0_asks_polls_and_refreshes() {
    granted("post-client", "node-auth0", "post").await;
    granted("key-client", "node-auth0", "private-key-jwt").await;
    let outcome = granted("post-client", "node-auth0", "request-expiry").await;
    assert_eq!(outcome["started"]["expires_in"], 120, "{outcome}");
    // The SDK verifies the ID token of a refresh, by RS256 alone.
    let outcome = granted("post-client", "node-auth0", "refresh").await;
    assert_eq!(outcome["refreshed"]["outcome"], "granted", "{outcome}");
}
