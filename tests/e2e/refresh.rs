//! Refresh tokens: each is used once, by its client, for no more than was granted (RFC 6749 6,
//! RFC 9700 4.14).

use std::time::Duration;

use serde_json::{Value, json};

use crate::scene::{Pair, Scene, claims, client, with};

/// A request whose tokens can be refreshed.
fn lasting(scene: &Scene) -> Vec<Pair> {
    with(&scene.request("bank-agent"), "scope", "openid transfer:create transfer:read offline_access")
}

fn text<'a>(tokens: &'a Value, member: &str) -> &'a str {
    tokens[member].as_str().unwrap_or_else(|| panic!("{member}: {tokens}"))
}

fn scope(scope: &str) -> [Pair; 1] {
    [("scope", scope.to_owned())]
}

#[tokio::test]
async fn there_is_one_only_where_it_was_asked_for_and_is_allowed() {
    let scene = Scene::with(client("poll-agent", "")).await;
    assert!(scene.tokens(&lasting(&scene)).await["refresh_token"].is_string());
    assert_eq!(scene.tokens(&scene.request("bank-agent")).await["refresh_token"], Value::Null);
    // It asks for what it cannot use, as `@auth0/auth0-auth-js` does.
    let unasked = with(&scene.request("poll-agent"), "scope", "openid offline_access");
    let tokens = scene.tokens(&unasked).await;
    assert_eq!(tokens["refresh_token"], Value::Null);
    scene.refresh("poll-agent", "x", &[]).await.refusal(400, "unauthorized_client");
}

#[tokio::test]
async fn every_use_brings_the_next_and_the_same_person() {
    let scene = Scene::plain().await;
    let first = scene.tokens(&lasting(&scene)).await;
    scene.clock.advance(Duration::from_hours(1));
    let second = scene.refresh("bank-agent", text(&first, "refresh_token"), &[]).await.ok();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let (before, after) = (claims(&first["access_token"]), claims(&second["access_token"]));
    for claim in ["iss", "sub", "aud", "client_id", "scope", "auth_time", "transaction_linking_id"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    assert_ne!(before["jti"], after["jti"]);
    assert_eq!(after["iat"], scene.now());
    // OpenID Connect Core 12.2.
    let (before, after) = (claims(&first["id_token"]), claims(&second["id_token"]));
    for claim in ["iss", "sub", "aud", "auth_time"] {
        assert_eq!(before[claim], after[claim], "{claim}");
    }
    scene.refresh("bank-agent", text(&second, "refresh_token"), &[]).await.ok();
}

#[tokio::test]
async fn a_second_use_ends_the_grant_for_thief_and_owner() {
    let scene = Scene::plain().await;
    let first = scene.tokens(&lasting(&scene)).await;
    let second = scene.refresh("bank-agent", text(&first, "refresh_token"), &[]).await.ok();
    for token in [&first, &second] {
        assert_eq!(scene.introspect("bank-agent", text(token, "access_token")).await["active"], true);
    }
    scene.refresh("bank-agent", text(&first, "refresh_token"), &[]).await.refusal(400, "invalid_grant");
    scene.refresh("bank-agent", text(&second, "refresh_token"), &[]).await.refusal(400, "invalid_grant");
    for token in [&first, &second] {
        let answer = scene.introspect("bank-agent", text(token, "access_token")).await;
        assert_eq!(answer, json!({"active": false}), "tokens of the grant end with it");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_uses_at_once_one_wins_at_most() {
    let scene = Scene::plain().await;
    let first = scene.tokens(&lasting(&scene)).await;
    let token = text(&first, "refresh_token");
    let uses = tokio::join!(
        scene.refresh("bank-agent", token, &[]),
        scene.refresh("bank-agent", token, &[]),
        scene.refresh("bank-agent", token, &[]),
    );
    let good = [uses.0, uses.1, uses.2].iter().filter(|reply| reply.status.is_success()).count();
    assert!(good <= 1, "{good}");
}

#[tokio::test]
async fn another_client_cannot_use_it_and_does_no_harm() {
    let scene = Scene::plain().await;
    let tokens = scene.tokens(&lasting(&scene)).await;
    scene.refresh("other-agent", text(&tokens, "refresh_token"), &[]).await.refusal(400, "invalid_grant");
    scene.refresh("bank-agent", "made up", &[]).await.refusal(400, "invalid_grant");
    scene.refresh("bank-agent", text(&tokens, "access_token"), &[]).await.refusal(400, "invalid_grant");
    scene.refresh("bank-agent", "", &[]).await.refusal(400, "invalid_request");
    scene.refresh("bank-agent", text(&tokens, "refresh_token"), &[]).await.ok();
}

#[tokio::test]
async fn the_scope_can_shrink_and_never_grow() {
    let scene = Scene::plain().await;
    let tokens = scene.tokens(&lasting(&scene)).await;
    let token = text(&tokens, "refresh_token");
    scene.refresh("bank-agent", token, &scope("openid profile")).await.refusal(400, "invalid_scope");
    let audience = [("audience", "urn:another".to_owned())];
    let reply = scene.refresh("bank-agent", token, &audience).await;
    reply.refusal(400, "invalid_target");
    let tokens = scene.refresh("bank-agent", token, &scope("openid transfer:read")).await.ok();
    // RFC 6749 6 and 5.1: exactly what was asked for, and said so.
    assert_eq!(claims(&tokens["access_token"])["scope"], "openid transfer:read");
    assert_eq!(tokens["scope"], "openid transfer:read");
    // The next refresh token still is for the whole grant.
    let tokens = scene.refresh("bank-agent", text(&tokens, "refresh_token"), &[]).await.ok();
    let whole = "openid transfer:create transfer:read offline_access";
    assert_eq!(claims(&tokens["access_token"])["scope"], whole);
}

#[tokio::test]
async fn it_expires_when_it_lies_around() {
    let scene = Scene::plain().await;
    let tokens = scene.tokens(&lasting(&scene)).await;
    scene.clock.advance(Duration::from_hours(24 * 30));
    scene.refresh("bank-agent", text(&tokens, "refresh_token"), &[]).await.refusal(400, "invalid_grant");
}

#[tokio::test]
async fn a_grant_ends_however_often_it_is_refreshed() {
    let scene = Scene::plain().await;
    let mut tokens = scene.tokens(&lasting(&scene)).await;
    for _ in 0..4 {
        scene.clock.advance(Duration::from_hours(24 * 20));
        tokens = scene.refresh("bank-agent", text(&tokens, "refresh_token"), &[]).await.ok();
    }
    scene.clock.advance(Duration::from_hours(24 * 20));
    scene.refresh("bank-agent", text(&tokens, "refresh_token"), &[]).await.refusal(400, "invalid_grant");
}
