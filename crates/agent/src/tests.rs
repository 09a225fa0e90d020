//! What stands between an agent and its tokens: pages of proxies, waits that end at the wrong moment.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::time::timeout;
use waxseal_protocol::Timestamp;

use crate::{AgentError, ApprovalRequest, Authentication, Client, NotificationToken, PendingApproval, PingInbox};

const SOON: Duration = Duration::from_secs(20);

/// A server whose token endpoint gives these answers, one to a call and the last one for good.
struct Server {
    issuer: String,
    asked: Arc<Notify>,
    /// Each call waits for one of these.
    released: Arc<Notify>,
}

#[derive(Clone)]
enum Answer {
    Page(StatusCode),
    Json(Value),
    /// Once it is released.
    Held(Value),
}

fn tokens(access_token: &str) -> Value {
    json!({"access_token": access_token, "token_type": "Bearer", "expires_in": 60, "scope": "openid"})
}

impl Server {
    async fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/", listener.local_addr().unwrap());
        let metadata = json!({
            "issuer": issuer, "token_endpoint": format!("{issuer}token"), "jwks_uri": format!("{issuer}jwks"),
            "backchannel_authentication_endpoint": format!("{issuer}ask"),
            "backchannel_token_delivery_modes_supported": ["poll"],
        });
        let answers = Arc::new(Mutex::new(answers.into_iter().collect::<VecDeque<_>>()));
        let (asked, released) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let (notice, release) = (Arc::clone(&asked), Arc::clone(&released));
        let token = move || {
            let (answers, notice, release) = (Arc::clone(&answers), Arc::clone(&notice), Arc::clone(&release));
            async move {
                let answer = {
                    let mut answers = answers.lock().unwrap();
                    if answers.len() > 1 { answers.pop_front().unwrap() } else { answers[0].clone() }
                };
                notice.notify_one();
                match answer {
                    Answer::Page(status) => (status, Html("<html>no</html>")).into_response(),
                    Answer::Json(value) => Json(value).into_response(),
                    Answer::Held(value) => {
                        release.notified().await;
                        Json(value).into_response()
                    }
                }
            }
        };
        let ask = || async { Html("<html>welcome to this network</html>") };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(move || async move { Json(metadata) }))
            .route("/ask", post(ask))
            .route("/token", post(token));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, asked, released }
    }

    async fn client(&self) -> Client {
        let secret = Authentication::SecretPost("secret".into());
        Client::builder(&self.issuer).client("agent", secret).discover().await.unwrap()
    }

    fn pending(&self, client: &Client) -> PendingApproval {
        PendingApproval {
            auth_req_id: "handle".into(),
            expires_in: 300,
            interval: 1,
            issuer: self.issuer.clone(),
            client_id: "agent".to_owned(),
            expires_at: client.now().saturating_add(Duration::from_mins(5)).unwrap_or(Timestamp::MAX),
            next_poll_at: client.now(),
        }
    }
}

#[tokio::test]
async fn a_page_of_a_proxy_does_not_end_the_wait() {
    let pages = [StatusCode::FORBIDDEN, StatusCode::NOT_FOUND, StatusCode::TEMPORARY_REDIRECT].map(Answer::Page);
    let server = Server::new(pages.into_iter().chain([Answer::Json(tokens("abc"))])).await;
    let client = server.client().await;
    let answer = timeout(SOON, client.wait(&server.pending(&client))).await.unwrap();
    assert_eq!(answer.unwrap().access_token, "abc");
}

#[tokio::test]
async fn tokens_that_arrive_as_the_wait_ends_are_its_result() {
    let server = Server::new([Answer::Held(tokens("abc"))]).await;
    let client = server.client().await;
    let mut pending = server.pending(&client);
    tokio::select! {
        _ = client.wait_mut(&mut pending) => panic!("it is held"),
        () = server.asked.notified() => {}
    }
    assert!(client.check(&mut pending).await.unwrap().is_none(), "a look does not wait for a held call");
    assert!(client.last_word(&mut pending).await.unwrap().is_none(), "nor does this");
    server.released.notify_one();
    assert_eq!(client.last_word(&mut pending).await.unwrap().unwrap().access_token, "abc");
    assert!(client.last_word(&mut pending).await.unwrap().is_none(), "it is given once");
}

#[tokio::test]
async fn a_limited_wait_ends_in_time_and_takes_what_arrives_at_its_end() {
    let server = Server::new([Answer::Held(tokens("abc"))]).await;
    let client = server.client().await;
    let mut pending = server.pending(&client);
    assert!(client.wait_at_most(&mut pending, Duration::ZERO).await.unwrap().is_none());
    let released = async {
        server.asked.notified().await;
        server.released.notify_one();
    };
    let (answer, ()) = tokio::join!(client.wait_at_most(&mut pending, SOON), released);
    assert_eq!(answer.unwrap().unwrap().access_token, "abc");
}

#[tokio::test]
async fn a_token_that_could_steer_a_terminal_or_a_header_is_none() {
    for bad in ["", "abc\u{1b}[2J", "abc\r\nX-Admin: 1", "a b", "\u{202e}abc"] {
        let server = Server::new([Answer::Json(tokens(bad))]).await;
        let client = server.client().await;
        let error = client.wait(&server.pending(&client)).await.unwrap_err();
        assert!(matches!(error, AgentError::Malformed(_)), "{bad:?}: {error}");
    }
}

#[tokio::test]
async fn a_yes_that_cannot_be_read_may_have_asked_somebody() {
    let server = Server::new([]).await;
    let error = server.client().await.ask(&ApprovalRequest::new("auth0|hanna")).await.unwrap_err();
    assert!(matches!(error, AgentError::Unanswered(_)), "{error}");
}

#[tokio::test]
async fn after_a_ping_a_busy_server_is_asked_again() {
    for status in [StatusCode::SERVICE_UNAVAILABLE, StatusCode::TOO_MANY_REQUESTS] {
        let server = Server::new([Answer::Page(status), Answer::Json(tokens("abc"))]).await;
        let client = server.client().await;
        let inbox = PingInbox::new(NotificationToken::new("8d67dc78").unwrap());
        assert_eq!(inbox.receive(Some("Bearer 8d67dc78"), br#"{"auth_req_id":"handle"}"#), 204);
        let pending = server.pending(&client);
        let answer = timeout(SOON, client.wait_for_ping(&pending, &inbox)).await.expect("no second ping comes");
        assert_eq!(answer.unwrap().access_token, "abc");
    }
}
