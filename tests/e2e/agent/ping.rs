//! A client that the server calls (CIBA Core 10.2).

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::time::timeout;
use waxseal_agent::{AgentError, NotificationToken, PingInbox};

use super::{SOON, agent, request};
use crate::scene::{Scene, Setup, client};

async fn receive(State(inbox): State<PingInbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    StatusCode::from_u16(inbox.receive(authorization, &body)).unwrap()
}

/// A server, and the inbox of its client `told-agent`.
async fn scene() -> (Scene, PingInbox, String) {
    let inbox = PingInbox::new(NotificationToken::generate());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/ping", listener.local_addr().unwrap());
    let router = Router::new().route("/ping", post(receive)).with_state(inbox.clone());
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let lines =
        format!("backchannel_token_delivery_mode = \"ping\"\nbackchannel_client_notification_endpoint = \"{url}\"");
    let tables = client("told-agent", &lines);
    let scene = Scene::new(Setup { top: "allow_private_network = true", tables, ..Setup::default() }).await;
    (scene, inbox, url)
}

#[tokio::test]
async fn the_ping_ends_the_wait() {
    let (scene, inbox, _) = scene().await;
    let agent = agent(&scene, "told-agent").await;
    for approved in [true, false] {
        let pending = agent.ask(&request().notification_token(inbox.token())).await.unwrap();
        let decision = async {
            if approved {
                scene.approve().await;
            } else {
                scene.deny().await;
            }
        };
        let (answer, ()) = tokio::join!(timeout(SOON, agent.wait_for_ping(&pending, &inbox)), decision);
        match answer.expect("it does not wait for the next look") {
            Ok(_) => assert!(approved),
            Err(error) => assert!(!approved && matches!(error, AgentError::Denied), "{error}"),
        }
    }
}

#[tokio::test]
async fn a_ping_before_anybody_waits_is_not_lost() {
    let (scene, inbox, _) = scene().await;
    let agent = agent(&scene, "told-agent").await;
    let early = agent.ask(&request().notification_token(inbox.token())).await.unwrap();
    scene.approve().await;
    let late = agent.ask(&request().notification_token(inbox.token())).await.unwrap();
    scene.approve().await;
    // The pings are sent in the order of the decisions, so the first one is there.
    timeout(SOON, agent.wait_for_ping(&late, &inbox)).await.unwrap().unwrap();
    timeout(SOON, agent.wait_for_ping(&early, &inbox)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_forged_ping_wakes_nobody() {
    let (scene, inbox, url) = scene().await;
    let agent = agent(&scene, "told-agent").await;
    let pending = agent.ask(&request().notification_token(inbox.token())).await.unwrap();
    let body = serde_json::json!({"auth_req_id": pending.auth_req_id});
    let forged = reqwest::Client::builder().build().unwrap().post(&url).bearer_auth("guessed").json(&body);
    assert_eq!(forged.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    scene.approve().await;
    timeout(SOON, agent.wait_for_ping(&pending, &inbox)).await.unwrap().unwrap();
}

#[tokio::test]
async fn a_client_that_is_told_has_to_say_how() {
    let (scene, ..) = scene().await;
    let error = agent(&scene, "told-agent").await.ask(&request()).await.unwrap_err();
    assert!(error.to_string().contains("client_notification_token"), "{error}");
}
