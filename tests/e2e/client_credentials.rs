//! Tokens for clients themselves (RFC 6749 4.4), and the keys all tokens are signed with.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::jose::JoseHeader;

use crate::scene::{Pair, Reply, Scene, claims, client, credentials, with, without};

/// A client that runs at night, and one that operates the server.
async fn scene() -> Scene {
    let kind = "grant_types = [\"client_credentials\"]";
    let grant = |client: &str, audience: &str, scope: &str| {
        format!("\n[[client_grants]]\nclient_id = \"{client}\"\naudience = \"{audience}\"\nscope = [{scope}]\n")
    };
    let tables = client("cron-job", kind)
        + &client("operator", kind)
        + "\n[[apis]]\nidentifier = \"urn:other\"\n"
        + &grant("cron-job", "urn:my-api", "\"transfer:read\", \"transfer:create\"")
        + &grant("operator", "ISSUERapi/v2/", "\"create:signing_keys\", \"read:signing_keys\"");
    Scene::with(tables).await
}

fn asking(client: &str, audience: &str) -> Vec<Pair> {
    with(&with(&credentials(client), "grant_type", "client_credentials"), "audience", audience)
}

#[tokio::test]
async fn a_client_gets_what_it_was_granted() {
    let scene = scene().await;
    let form = asking("cron-job", "urn:my-api");
    let tokens = scene.post("oauth/token", &form).await.ok();
    let token = claims(&tokens["access_token"]);
    assert_eq!(
        token,
        json!({
            "iss": scene.server.issuer(), "sub": token["sub"], "aud": "urn:my-api", "client_id": "cron-job",
            "iat": scene.now(), "exp": scene.now() + 86_400, "jti": token["jti"],
            "scope": "transfer:read transfer:create",
        })
    );
    // RFC 9068 5: nobody can take the client for a person.
    assert!(token["sub"].as_str().unwrap().contains("cron-job"), "{token}");
    assert_ne!(token["sub"], "cron-job");
    assert_eq!((&tokens["id_token"], &tokens["refresh_token"]), (&Value::Null, &Value::Null));
    let less = scene.post("oauth/token", &with(&form, "scope", "transfer:read")).await.ok();
    assert_eq!((&less["scope"], &claims(&less["access_token"])["scope"]), (&json!("transfer:read"), &less["scope"]));
    scene.post("oauth/token", &with(&form, "scope", "transfer:delete")).await.refusal(400, "invalid_scope");
}

#[tokio::test]
async fn a_client_gets_nothing_else() {
    let scene = scene().await;
    let post = async |form: &[Pair]| scene.post("oauth/token", form).await;
    let description = post(&asking("cron-job", "urn:nowhere")).await.refusal(403, "access_denied");
    assert_eq!(description, "Service not found: urn:nowhere");
    post(&asking("cron-job", "urn:other")).await.refusal(403, "access_denied");
    post(&asking("cron-job", &scene.url("api/v2/"))).await.refusal(403, "access_denied");
    post(&without(&asking("cron-job", "x"), "audience")).await.refusal(400, "invalid_request");
    post(&asking("bank-agent", "urn:my-api")).await.refusal(400, "unauthorized_client");
    let wrong = with(&asking("cron-job", "urn:my-api"), "client_secret", "wrong");
    post(&wrong).await.refusal(401, "invalid_client");
}

#[tokio::test]
async fn after_a_rotation_old_tokens_are_good_until_they_end() {
    let scene = scene().await;
    let operator = scene.post("oauth/token", &asking("operator", &scene.url("api/v2/"))).await.ok();
    let operator = operator["access_token"].as_str().unwrap();
    let old = scene.tokens(&scene.request("bank-agent")).await["access_token"].as_str().unwrap().to_owned();

    let url = scene.url("api/v2/keys/signing/rotate?alg=ES256");
    let rotated = Reply::of(scene.http.post(&url).bearer_auth(operator)).await;
    assert_eq!(rotated.status, StatusCode::CREATED, "{}", rotated.text);
    assert_eq!(Reply::of(scene.http.post(&url)).await.status, StatusCode::UNAUTHORIZED);

    let new = scene.tokens(&scene.request("bank-agent")).await["access_token"].as_str().unwrap().to_owned();
    let kid = |token: &str| JoseHeader::of(token).unwrap().kid.unwrap();
    assert_ne!(kid(&old), kid(&new));
    assert_eq!(rotated.body["kid"], kid(&new));
    let published: Vec<_> = scene.keys().await.keys.into_iter().filter_map(|key| key.kid).collect();
    assert!(published.contains(&kid(&old)) && published.contains(&kid(&new)), "{published:?}");
    for token in [&old, &new] {
        assert_eq!(scene.introspect("bank-agent", token).await["active"], true);
    }
    let list = Reply::of(scene.http.get(scene.url("api/v2/keys/signing")).bearer_auth(operator)).await.ok();
    let current: Vec<_> = list.as_array().unwrap().iter().filter(|key| key["current"] == true).collect();
    assert_eq!(current.len(), 1);
    assert_eq!((&current[0]["kid"], &current[0]["alg"]), (&json!(kid(&new)), &json!("ES256")));
}

#[tokio::test]
async fn a_retired_key_is_published_no_more_after_a_restart() {
    let mut scene = scene().await;
    let operator = scene.post("oauth/token", &asking("operator", &scene.url("api/v2/"))).await.ok();
    let old = JoseHeader::of(operator["access_token"].as_str().unwrap()).unwrap().kid;
    let url = scene.url("api/v2/keys/signing/rotate?alg=ES256");
    let call = scene.http.post(url).bearer_auth(operator["access_token"].as_str().unwrap());
    assert_eq!(Reply::of(call).await.status, StatusCode::CREATED);
    // Longer than anything that was signed with it can be good for.
    scene.clock.advance(Duration::from_hours(24 * 100));
    scene.server.stop().await;
    scene.server.restart().await;
    let published: Vec<_> = scene.keys().await.keys.into_iter().map(|key| key.kid).collect();
    assert!(!published.contains(&old), "{published:?}");
    assert_eq!(published.len(), 1);
}
