//! Notification endpoints that answer other than they should.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::Value;

use super::client::Auth;
use super::plan::{Plan, Variant};
use super::receiver::Reply;

const VARIANTS: [Variant; 2] = [Variant::ping(Auth::Mtls), Variant::ping(Auth::PrivateKeyJwt)];

/// Asks and completes, while the endpoint answers `reply`: the ping comes, and the tokens do.
async fn completes_with(variant: Variant, reply: impl Into<Reply>) -> Plan {
    let plan = Plan::start(variant).await;
    plan.receiver.reply_with(reply);
    let asked = plan.ask(&plan.first).await;
    plan.poll_while_pending(&plan.first, &asked).await;
    plan.complete(&plan.first, &asked).await;
    plan
}

/// Nothing but the ping of each new request comes in, although a repetition would be due by then: it
/// would be sent with the next ping, so at the latest it would be here before the one after that.
async fn nothing_else_comes(plan: &Plan) {
    for _ in 0..2 {
        plan.clock.advance(Duration::from_mins(1));
        let asked = plan.ask(&plan.first).await;
        plan.approve().await;
        let call = plan.receiver.next().await;
        let body: Value = serde_json::from_str(&call.body).unwrap();
        assert_eq!(body["auth_req_id"], asked.auth_req_id.as_str(), "{call:?}");
        assert_eq!(call.path, "/first", "{call:?}");
    }
}

/// Module 38.
#[tokio::test]
async fn an_endpoint_that_answers_with_a_body_is_content() {
    for variant in VARIANTS {
        let reply = Reply { status: StatusCode::OK, location: None, body: "{\"not\": \"expected\"}" };
        let plan = completes_with(variant, reply).await;
        nothing_else_comes(&plan).await;
    }
}

/// Modules 39 and 41: the flow completes, and the server does not call again.
#[tokio::test]
async fn an_endpoint_that_answers_401_is_not_called_again() {
    for variant in VARIANTS {
        let plan = completes_with(variant, StatusCode::UNAUTHORIZED).await;
        nothing_else_comes(&plan).await;
    }
}

/// Module 40.
#[tokio::test]
async fn an_endpoint_that_answers_403_does_not_hold_the_flow_up() {
    for variant in VARIANTS {
        let plan = completes_with(variant, StatusCode::FORBIDDEN).await;
        nothing_else_comes(&plan).await;
    }
}

/// Module 42.
#[tokio::test]
async fn a_redirect_is_not_followed() {
    for variant in VARIANTS {
        let plan = Plan::start(variant).await;
        let location = Some(format!("{}elsewhere", plan.receiver.url));
        plan.receiver.reply_with(Reply { status: StatusCode::MOVED_PERMANENTLY, location, body: "" });
        let asked = plan.ask(&plan.first).await;
        plan.complete(&plan.first, &asked).await;
        nothing_else_comes(&plan).await;
    }
}

/// Module 6 leaves it open; here, nobody is told of a request that nobody answered.
#[tokio::test]
async fn an_expired_request_is_not_pinged() {
    let plan = Plan::start(VARIANTS[0]).await;
    plan.ask(&plan.first).await;
    plan.clock.advance(Duration::from_mins(6));
    nothing_else_comes(&plan).await;
}
