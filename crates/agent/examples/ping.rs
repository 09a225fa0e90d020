//! A client that the server calls when there is an answer: its notification endpoint, with axum.
//!
//! ```text
//! cargo run -p waxseal-agent --example ping -- 127.0.0.1:9000 'auth0|hanna'
//! ```
//!
//! The client's registration has `backchannel_token_delivery_mode = "ping"` and
//! `backchannel_client_notification_endpoint`; in front of this program stands whatever gives it TLS.
//! The server and the client are named by `WAXSEAL_ISSUER`, `WAXSEAL_CLIENT_ID`,
//! `WAXSEAL_CLIENT_SECRET` and `WAXSEAL_AUTHORITY`.

#![expect(clippy::print_stdout, reason = "the example prints what it does")]

use std::error::Error;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use tokio::net::TcpListener;
use waxseal_agent::{ApprovalRequest, Client, NotificationToken, PingInbox};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, user] = arguments.as_slice() else { return Err("expected ADDRESS USER".into()) };
    let inbox = PingInbox::new(NotificationToken::generate());
    // It listens before it asks: a ping can come at any time after that.
    let listener = TcpListener::bind(address).await?;
    let router = Router::new().route("/ping", post(ping)).with_state(inbox.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });

    let client = Client::from_environment()?.discover().await?;
    let request =
        ApprovalRequest::new(user.as_str()).binding_message("Deploy payments 1.42.0").notification_token(inbox.token());
    let pending = client.ask(&request).await?;
    println!("asked");
    let tokens = client.wait_for_ping(&pending, &inbox).await?;
    println!("approved: a token for {} s", tokens.expires_in);
    Ok(())
}

/// The inbox judges the ping; the framework carries it there.
async fn ping(State(inbox): State<PingInbox>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    StatusCode::from_u16(inbox.receive(authorization, &body)).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
