//! How clients learn the outcome without asking: pings (CIBA Core 10.2) and pushes (10.3, 12).

use std::time::Duration;

use axum::http::StatusCode;
use e2e::free_port;
use serde_json::json;
use tokio::net::TcpListener;
use waxseal_protocol::jose::Algorithm;

use crate::receiver::{Hit, Reaction, Receiver};
use crate::scene::{Pair, Scene, Setup, claims, client, with, without};

const BEARER: &str = "8d67dc78-7faa-4d41-aabd-67707b374255";

/// A server with a client that is told at a URL.
async fn telling(mode: &str, url: &str) -> Scene {
    let grants = "grant_types = [\"urn:openid:params:grant-type:ciba\", \"refresh_token\"]";
    let endpoint = format!("backchannel_client_notification_endpoint = \"{url}\"");
    let lines = format!("backchannel_token_delivery_mode = \"{mode}\"\n{endpoint}\n{grants}");
    let tables = client("told-agent", &lines);
    Scene::new(Setup { top: "allow_private_network = true", tables, ..Setup::default() }).await
}

fn request(scene: &Scene) -> Vec<Pair> {
    with(&scene.request("told-agent"), "client_notification_token", BEARER)
}

/// A ping has the handle and nothing else, and comes with the client's own token.
fn is_ping(hit: &Hit, handle: &str) {
    assert_eq!((hit.method.as_str(), hit.path.as_str()), ("POST", "/told"));
    assert_eq!(hit.headers["authorization"], format!("Bearer {BEARER}"));
    assert_eq!(hit.headers["content-type"], "application/json");
    assert_eq!(hit.body, json!({"auth_req_id": handle}));
}

#[tokio::test]
async fn a_ping_comes_after_approval_and_after_denial() {
    let mut receiver = Receiver::start().await;
    let scene = telling("ping", &receiver.url).await;
    let form = request(&scene);
    let approved = scene.ask(&form).await;
    scene.approve().await;
    is_ping(&receiver.next().await, &approved);
    scene.redeem(&form, &approved).await.ok();
    let denied = scene.ask(&form).await;
    scene.deny().await;
    is_ping(&receiver.next().await, &denied);
    scene.redeem(&form, &denied).await.refusal(400, "access_denied");
    assert!(!receiver.has_more(), "one ping each");
}

#[tokio::test]
async fn a_client_that_is_pinged_may_poll_as_well() {
    let mut receiver = Receiver::start().await;
    let scene = telling("ping", &receiver.url).await;
    let form = request(&scene);
    let reply = scene.post("bc-authorize", &form).await.ok();
    assert!(reply["interval"].as_u64().unwrap() > 0);
    let handle = reply["auth_req_id"].as_str().unwrap();
    assert_eq!(scene.redeem(&form, handle).await.body["error"], "authorization_pending");
    assert_eq!(scene.redeem(&form, handle).await.body["error"], "slow_down", "as any client that polls");
    scene.approve().await;
    scene.redeem(&form, handle).await.ok();
    is_ping(&receiver.next().await, handle);
}

#[tokio::test]
async fn redirects_are_not_followed_and_refusals_not_repeated() {
    let mut receiver = Receiver::start().await;
    let scene = telling("ping", &receiver.url).await;
    let form = request(&scene);
    for reaction in [
        Reaction::Redirect,
        Reaction::Status(StatusCode::UNAUTHORIZED),
        Reaction::Status(StatusCode::FORBIDDEN),
        Reaction::Status(StatusCode::OK),
        Reaction::Status(StatusCode::NO_CONTENT),
    ] {
        receiver.plan([reaction]);
        let handle = scene.ask(&form).await;
        scene.approve().await;
        // The next call is for the next request: nothing was repeated, nowhere else was called.
        is_ping(&receiver.next().await, &handle);
        scene.redeem(&form, &handle).await.ok();
        scene.clock.advance(Duration::from_mins(2));
    }
    assert!(!receiver.has_more());
}

#[tokio::test]
async fn a_failing_endpoint_is_called_again_later() {
    let mut receiver = Receiver::start().await;
    let scene = telling("ping", &receiver.url).await;
    receiver.plan([Reaction::Status(StatusCode::INTERNAL_SERVER_ERROR)]);
    let handle = scene.ask(&request(&scene)).await;
    scene.approve().await;
    is_ping(&receiver.next().await, &handle);
    is_ping(&receiver.next_while_time_passes(&scene.clock).await, &handle);
}

#[tokio::test]
async fn a_ping_survives_an_endpoint_and_a_server_that_are_away() {
    let port = free_port();
    let mut scene = telling("ping", &format!("http://127.0.0.1:{port}/told")).await;
    let handle = scene.ask(&request(&scene)).await;
    scene.approve().await;
    scene.server.stop().await;
    let mut receiver = Receiver::at(port).await;
    scene.clock.advance(Duration::from_mins(1));
    scene.server.restart().await;
    is_ping(&receiver.next().await, &handle);
}

#[tokio::test]
async fn a_push_has_the_tokens_and_their_hashes() {
    let mut receiver = Receiver::start().await;
    let scene = telling("push", &receiver.url).await;
    let form = with(&request(&scene), "scope", "openid transfer:create offline_access");
    let details = r#"[{"type":"note","amount":12345678901234567.10}]"#;
    let reply = scene.post("bc-authorize", &with(&form, "authorization_details", details)).await.ok();
    let handle = reply["auth_req_id"].as_str().unwrap();
    assert_eq!(reply, json!({"auth_req_id": handle, "expires_in": 300}), "there is nothing to poll");
    scene.approve().await;
    let hit = receiver.next().await;
    assert_eq!(hit.headers["authorization"], format!("Bearer {BEARER}"));
    assert_eq!(hit.headers["content-type"], "application/json");
    let body = &hit.body;
    assert_eq!((&body["auth_req_id"], &body["token_type"]), (&json!(handle), &json!("Bearer")));
    assert!(body["expires_in"].as_u64().unwrap() > 0);
    let id_token = claims(&body["id_token"]);
    let hash = |member: &str| json!(Algorithm::ES256.token_hash(body[member].as_str().unwrap()));
    assert_eq!(id_token["at_hash"], hash("access_token"));
    assert_eq!(id_token["urn:openid:params:jwt:claim:rt_hash"], hash("refresh_token"));
    assert_eq!(id_token["urn:openid:params:jwt:claim:auth_req_id"], handle);
    let access_token = body["access_token"].as_str().unwrap();
    assert_eq!(scene.introspect("told-agent", access_token).await["active"], true);
    assert!(hit.text.contains("12345678901234567.10"), "numbers as they were written: {}", hit.text);
    scene.refresh("told-agent", body["refresh_token"].as_str().unwrap(), &[]).await.ok();
}

#[tokio::test]
async fn a_push_is_of_the_same_tokens_however_often_it_is_tried() {
    let mut receiver = Receiver::start().await;
    let scene = telling("push", &receiver.url).await;
    receiver.plan([Reaction::Status(StatusCode::BAD_GATEWAY)]);
    scene.ask(&request(&scene)).await;
    scene.approve().await;
    let first = receiver.next().await;
    let second = receiver.next_while_time_passes(&scene.clock).await;
    assert_eq!(first.text, second.text);
    // Taken is taken: the next call is about another request.
    scene.clock.advance(Duration::from_mins(2));
    let handle = scene.ask(&request(&scene)).await;
    scene.deny().await;
    assert_eq!(receiver.next().await.body["auth_req_id"], handle);
}

#[tokio::test]
async fn a_push_tells_of_a_denial() {
    let mut receiver = Receiver::start().await;
    let scene = telling("push", &receiver.url).await;
    let handle = scene.ask(&request(&scene)).await;
    scene.deny().await;
    let mut body = receiver.next().await.body;
    body.as_object_mut().unwrap().remove("error_description");
    assert_eq!(body, json!({"auth_req_id": handle, "error": "access_denied"}));
}

#[tokio::test]
async fn a_client_that_is_pushed_to_has_nothing_at_the_token_endpoint() {
    let mut receiver = Receiver::start().await;
    let scene = telling("push", &receiver.url).await;
    let form = request(&scene);
    let handle = scene.ask(&form).await;
    scene.redeem(&form, &handle).await.refusal(400, "unauthorized_client");
    scene.approve().await;
    assert_eq!(receiver.next().await.body["auth_req_id"], handle);
    scene.redeem(&form, &handle).await.refusal(400, "unauthorized_client");
}

#[tokio::test]
async fn the_notification_token_is_a_bearer_token() {
    for mode in ["ping", "push"] {
        let scene = telling(mode, "http://127.0.0.1:9/told").await;
        let good = request(&scene);
        for token in ["x".repeat(1024), "aZ09-._~+/==".to_owned()] {
            scene.ask(&with(&good, "client_notification_token", token)).await;
        }
        scene.refused(&without(&good, "client_notification_token"), 400, "invalid_request").await;
        for token in ["x".repeat(1025), "a b".to_owned(), "a=b".to_owned(), "===".to_owned(), "\u{e4}".to_owned()] {
            scene.refused(&with(&good, "client_notification_token", token), 400, "invalid_request").await;
        }
        // A client that polls needs none.
        scene.ask(&with(&scene.request("bank-agent"), "client_notification_token", BEARER)).await;
    }
}

#[tokio::test]
async fn an_approver_does_not_wait_for_a_client() {
    for mode in ["ping", "push"] {
        let mut receiver = Receiver::start().await;
        let scene = telling(mode, &receiver.url).await;
        receiver.plan([Reaction::Silence]);
        scene.ask(&request(&scene)).await;
        let answered = tokio::time::timeout(Duration::from_secs(5), scene.approve()).await;
        assert!(answered.is_ok(), "{mode}");
        receiver.next().await;
    }
}

#[tokio::test]
async fn private_addresses_are_not_called() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        let endpoint = format!("backchannel_client_notification_endpoint = \"https://{host}:{port}/told\"");
        let lines = format!("backchannel_token_delivery_mode = \"ping\"\n{endpoint}");
        let scene = Scene::with(client("told-agent", &lines)).await;
        let form = request(&scene);
        let handle = scene.ask(&form).await;
        scene.approve().await;
        let called = tokio::time::timeout(Duration::from_millis(500), listener.accept()).await;
        assert!(called.is_err(), "{host}");
        scene.redeem(&form, &handle).await.ok();
    }
}

#[test]
fn an_endpoint_without_tls_is_no_registration() {
    let text = "issuer = \"https://localhost:8443/\"\n".to_owned()
        + &client(
            "told-agent",
            "backchannel_token_delivery_mode = \"ping\"\n\
             backchannel_client_notification_endpoint = \"http://client.example/told\"",
        );
    let error = waxseal_server::Config::parse(&text, std::path::Path::new("waxseal.toml")).unwrap_err();
    assert!(error.to_string().contains("backchannel_client_notification_endpoint"), "{error}");
}
