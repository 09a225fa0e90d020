//! Whether a token can be used, and taking it back: introspection (RFC 7662) and revocation (RFC
//! 7009).

use std::time::Duration;

use e2e::HANNA;
use reqwest::StatusCode;
use rusqlite::Connection;
use serde_json::{Value, json};
use waxseal_protocol::Clock as _;
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::SigningKey;
use waxseal_store::model::{AuditEvent, EventKind};
use waxseal_store::{Store as _, StoreError};

use crate::scene::{Pair, Scene, Setup, claims, client, credentials, jwks, with, without};

/// The bank's API asks about tokens for it; an auditor may call it, which is another matter.
async fn scene() -> Scene {
    let grant = "[[client_grants]]\nclient_id = \"auditor\"\naudience = \"urn:my-api\"\nscope = []\n";
    let kind = "grant_types = [\"client_credentials\"]";
    Scene::with(client("bank-api", kind) + &client("auditor", kind) + grant).await
}

/// Tokens of the bank's agent: access token and refresh token.
async fn tokens(scene: &Scene) -> (String, String) {
    let form = with(&scene.request("bank-agent"), "scope", "openid transfer:create offline_access");
    let tokens = scene.tokens(&with(&form, "authorization_details", e2e::TRANSFER)).await;
    let text = |member: &str| tokens[member].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

async fn revoke(scene: &Scene, client: &str, token: &str, hint: &str) {
    let mut form = credentials(client);
    form.extend([("token", token.to_owned()), ("token_type_hint", hint.to_owned())]);
    let reply = scene.post("oauth/revoke", &form).await;
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
}

fn inactive() -> Value {
    json!({"active": false})
}

#[tokio::test]
async fn client_and_api_learn_what_a_token_is_for() {
    let scene = scene().await;
    let (access, _) = tokens(&scene).await;
    for caller in ["bank-agent", "bank-api"] {
        let answer = scene.introspect(caller, &access).await;
        assert_eq!((&answer["active"], &answer["token_type"]), (&json!(true), &json!("Bearer")), "{caller}");
        let claims = claims(&json!(access));
        for member in ["iss", "sub", "aud", "client_id", "scope", "iat", "exp", "jti", "authorization_details"] {
            assert!(!claims[member].is_null(), "{member}");
            assert_eq!(answer[member], claims[member], "{caller}: {member}");
        }
        assert_eq!(answer["sub"], HANNA);
    }
    // A wrong hint is only a hint.
    let mut form = credentials("bank-agent");
    form.extend([("token", access), ("token_type_hint", "refresh_token".to_owned())]);
    assert_eq!(scene.post("oauth/introspect", &form).await.ok()["active"], true);
}

#[tokio::test]
async fn nothing_is_said_about_a_token_that_cannot_be_used() {
    let scene = scene().await;
    let (access, refresh) = tokens(&scene).await;
    let id_token = scene.tokens(&scene.request("bank-agent")).await["id_token"].as_str().unwrap().to_owned();
    let longer = format!("{access}x");
    for (caller, token) in [
        ("other-agent", access.as_str()),
        ("auditor", access.as_str()),
        ("other-agent", refresh.as_str()),
        ("bank-api", refresh.as_str()),
        ("bank-agent", "garbage"),
        ("bank-agent", "x.y.z"),
        ("bank-agent", longer.as_str()),
        ("bank-agent", id_token.as_str()),
    ] {
        assert_eq!(scene.introspect(caller, token).await, inactive(), "{caller}: {token}");
    }
    assert_eq!(scene.introspect("bank-agent", &refresh).await["active"], true);
    scene.clock.advance(Duration::from_hours(24));
    assert_eq!(scene.introspect("bank-agent", &access).await, inactive(), "expired");
}

#[tokio::test]
async fn only_a_known_caller_may_ask_or_revoke() {
    let scene = scene().await;
    let (access, _) = tokens(&scene).await;
    for path in ["oauth/introspect", "oauth/revoke"] {
        scene.post(path, &[("token", access.clone())]).await.refusal(401, "invalid_client");
        let wrong = with(&credentials("bank-agent"), "client_secret", "wrong");
        scene.post(path, &with(&wrong, "token", access.as_str())).await.refusal(401, "invalid_client");
        scene.post(path, &credentials("bank-agent")).await.refusal(400, "invalid_request");
    }
    assert_eq!(scene.introspect("bank-agent", &access).await["active"], true);
}

#[tokio::test]
async fn an_access_token_is_revoked_alone() {
    let scene = scene().await;
    let (access, refresh) = tokens(&scene).await;
    revoke(&scene, "bank-agent", &access, "access_token").await;
    assert_eq!(scene.introspect("bank-agent", &access).await, inactive());
    assert_eq!(scene.introspect("bank-api", &access).await, inactive());
    let userinfo = scene.http.get(scene.url("userinfo")).bearer_auth(&access).send().await.unwrap();
    assert_eq!(userinfo.status(), StatusCode::UNAUTHORIZED);
    scene.refresh("bank-agent", &refresh, &[]).await.ok();
}

#[tokio::test]
async fn a_refresh_token_is_revoked_with_everything_from_it() {
    let scene = scene().await;
    let (access, refresh) = tokens(&scene).await;
    let next = scene.refresh("bank-agent", &refresh, &[]).await.ok();
    let next_access = next["access_token"].as_str().unwrap();
    let next_refresh = next["refresh_token"].as_str().unwrap();
    // Whatever the hint says.
    revoke(&scene, "bank-agent", next_refresh, "access_token").await;
    for token in [access.as_str(), next_access, next_refresh] {
        assert_eq!(scene.introspect("bank-agent", token).await, inactive());
    }
    scene.refresh("bank-agent", next_refresh, &[]).await.refusal(400, "invalid_grant");
    // Again is no error.
    revoke(&scene, "bank-agent", next_refresh, "refresh_token").await;
}

#[tokio::test]
async fn an_unknown_token_is_no_error_and_a_foreign_one_is_left_alone() {
    let scene = scene().await;
    let (access, refresh) = tokens(&scene).await;
    revoke(&scene, "bank-agent", "garbage", "refresh_token").await;
    revoke(&scene, "bank-agent", "x.y.z", "no_such_type").await;
    for token in [&access, &refresh] {
        for client in ["other-agent", "bank-api"] {
            let mut form = credentials(client);
            form.push(("token", token.clone()));
            let reply = scene.post("oauth/revoke", &form).await;
            assert!(reply.status == StatusCode::OK || reply.status.is_client_error(), "{}", reply.text);
        }
    }
    assert_eq!(scene.introspect("bank-agent", &access).await["active"], true);
    scene.refresh("bank-agent", &refresh, &[]).await.ok();
}

/// RFC 7662 4: nobody tries tokens until one works.
#[tokio::test]
async fn a_caller_of_many_unknown_tokens_has_to_wait() {
    let limits = "pushes_per_user_per_minute = 0\nunknown_tokens_per_minute = 3";
    let scene = Scene::new(Setup { limits, ..Setup::default() }).await;
    let (access, _) = tokens(&scene).await;
    for _ in 0..3 {
        assert_eq!(scene.introspect("bank-agent", &access).await["active"], true);
        assert_eq!(scene.introspect("bank-agent", "guess").await, inactive());
    }
    let mut form = credentials("bank-agent");
    form.push(("token", "guess".to_owned()));
    let reply = scene.post("oauth/introspect", &form).await;
    reply.refusal(429, "too_many_requests");
    assert_eq!(reply.headers["retry-after"], "60");
    // Strangers send an API what they like, and it still hears of good tokens.
    assert_eq!(scene.introspect("bank-agent", &access).await["active"], true);
    // Another caller is another; and a minute later, it may again.
    assert_eq!(scene.introspect("other-agent", "guess").await, inactive());
    scene.clock.advance(Duration::from_mins(1));
    assert_eq!(scene.introspect("bank-agent", &access).await["active"], true);
}

/// RFC 7662 4.
#[tokio::test]
async fn answers_are_not_to_be_stored() {
    let scene = scene().await;
    let (access, refresh) = tokens(&scene).await;
    for token in [access.as_str(), refresh.as_str(), "garbage"] {
        let form = with(&credentials("bank-agent"), "token", token);
        let reply = scene.post("oauth/introspect", &form).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        assert_eq!(reply.headers["cache-control"], "no-store", "{}", reply.text);
    }
}

/// RFC 7009 2.2.1: a database that somebody else holds saves nothing, and what waits to be saved has
/// its limit. A client whose assertion cannot be noted as used has to come again, and its token is as
/// good as before.
#[tokio::test]
async fn a_server_with_too_much_to_do_says_when_to_come_again() {
    let key = SigningKey::generate().unwrap();
    let method = "token_endpoint_auth_method = \"private_key_jwt\"";
    let table = format!("[[clients]]\nclient_id = \"robot\"\n{method}\njwks = {}\n", jwks(&[&key]));
    let scene = Scene::with(table).await;
    let signed = |form: &[Pair]| {
        let claims = json!({
            "iss": "robot", "sub": "robot", "aud": scene.server.issuer(), "jti": random_token::<12>(),
            "exp": scene.now() + 60,
        });
        let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
        let form = with(&without(&without(form, "client_id"), "client_secret"), "client_assertion_type", kind);
        with(&form, "client_assertion", key.sign("JWT", &claims).unwrap())
    };
    let handle = scene.ask(&signed(&scene.request("robot"))).await;
    scene.approve().await;
    let tokens = scene.redeem(&signed(&[]), &handle).await.ok();
    let access = tokens["access_token"].as_str().unwrap();
    let userinfo = async || scene.http.get(scene.url("userinfo")).bearer_auth(access).send().await.unwrap().status();
    let revocation = [("token", access.to_owned())];

    let holder = Connection::open(scene.server.config.database()).unwrap();
    holder.execute_batch("begin immediate").unwrap();
    let (store, now) = (scene.server.store.clone(), scene.clock.now());
    let fill = async || {
        loop {
            match store.use_jti(&random_token::<12>(), now, now).await {
                Ok(_) => {}
                Err(error) => break assert!(matches!(error, StoreError::Overloaded), "{error}"),
            }
        }
    };
    fill().await;
    // The first part of the queue is taken out to be saved, which makes room for one that is waited for.
    scene.get("healthz").await;
    let waiting = tokio::spawn({
        let store = store.clone();
        async move { store.append_event(AuditEvent::new(now, EventKind::Sapi)).await }
    });
    scene.get("healthz").await;
    fill().await;
    for (path, form) in [("oauth/revoke", &revocation[..]), ("oauth/introspect", &revocation), ("bc-authorize", &[])] {
        let reply = scene.post(path, &signed(form)).await;
        reply.refusal(503, "temporarily_unavailable");
        assert!(reply.headers["retry-after"].to_str().unwrap().parse::<u32>().unwrap() > 0, "{path}");
    }
    let reply = scene.redeem(&signed(&[]), &handle).await;
    reply.refusal(503, "temporarily_unavailable");
    assert!(reply.headers.contains_key("retry-after"));
    assert_eq!(userinfo().await, StatusCode::OK);

    holder.execute_batch("rollback").unwrap();
    waiting.await.unwrap().unwrap();
    assert_eq!(userinfo().await, StatusCode::OK);
    assert_eq!(scene.post("oauth/revoke", &signed(&revocation)).await.status, StatusCode::OK);
    assert_eq!(userinfo().await, StatusCode::UNAUTHORIZED);
}
