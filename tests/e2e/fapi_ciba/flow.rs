//! A request from its start to each of its ends.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::json;
use waxseal_protocol::jose::Algorithm;

use super::client::{Auth, Mode};
use super::expect;
use super::plan::{ACR, Asked, INTERVAL, Plan, Setup, Variant};

/// Module 3, its first client.
#[tokio::test]
async fn an_approved_request_becomes_bound_tokens_once() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        plan.poll_while_pending(&plan.first, &asked).await;
        plan.complete(&plan.first, &asked).await;
    }
}

/// Module 3, its second client: `acr_values`, `requested_expiry`, the longest notification token,
/// and the media type of the request.
#[tokio::test]
async fn the_second_client_gets_the_acr_it_asked_for() {
    for variant in Variant::ALL {
        let plan = Plan::start_with(variant, Setup { id_token: Algorithm::PS256, ..Setup::default() }).await;
        let mut claims = plan.request(&plan.second);
        claims["acr_values"] = json!(ACR);
        claims["requested_expiry"] = json!(300);
        if variant.mode == Mode::Ping {
            claims["client_notification_token"] = json!("a".repeat(1024));
        }
        let request = plan.second.key.sign("oauth-authz-req+jwt", &claims).unwrap();
        let answer = plan.authorize_signed(&plan.second, request).await;
        expect::acknowledgement(&answer);
        assert_eq!(answer.body["expires_in"], 300);
        let asked = Asked::of(&claims, answer.body);
        plan.poll_while_pending(&plan.second, &asked).await;
        plan.approve().await;
        plan.hear_of(&plan.second, &asked).await;
        let answer = plan.poll(&plan.second, &asked.auth_req_id).await;
        expect::tokens(&plan, &plan.second, &asked, &answer).await;
        assert_eq!(expect::id_token(&plan, &plan.second, &answer).await["acr"], ACR);
    }
}

/// Module 3: both clients, one after the other, at one server.
#[tokio::test]
async fn two_clients_do_not_disturb_each_other() {
    let plan = Plan::start(Variant::ping(Auth::PrivateKeyJwt)).await;
    for client in [&plan.first, &plan.second] {
        let asked = plan.ask(client).await;
        plan.poll_while_pending(client, &asked).await;
        plan.complete(client, &asked).await;
    }
}

/// Module 4.
#[tokio::test]
async fn a_denial_is_heard_as_access_denied() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        plan.poll_while_pending(&plan.first, &asked).await;
        plan.deny().await;
        plan.hear_of(&plan.first, &asked).await;
        let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["access_denied"]);
    }
}

/// Module 5.
#[tokio::test]
async fn twenty_polls_at_once_are_slowed_down_and_do_no_harm() {
    for variant in [Variant::poll(Auth::Mtls), Variant::ping(Auth::PrivateKeyJwt)] {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        for _ in 0..20 {
            let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
            if answer.status == StatusCode::SERVICE_UNAVAILABLE {
                assert!(answer.headers.contains_key("retry-after"), "{answer:?}");
            } else {
                let codes = ["authorization_pending", "slow_down", "invalid_request"];
                expect::error(&answer, StatusCode::BAD_REQUEST, &codes);
            }
        }
        plan.complete(&plan.first, &asked).await;
    }
}

/// CIBA Core 11, as every module polls: `slow_down` makes the interval 5 s longer from then on.
#[tokio::test]
async fn slow_down_lengthens_the_interval_for_good() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let asked = plan.ask(&plan.first).await;
    let code = async || {
        let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["authorization_pending", "slow_down"]);
        answer.body["error"].as_str().unwrap().to_owned()
    };
    assert_eq!(code().await, "authorization_pending");
    assert_eq!(code().await, "slow_down");
    plan.clock.advance(INTERVAL + Duration::from_secs(5));
    assert_eq!(code().await, "authorization_pending");
    plan.clock.advance(INTERVAL);
    assert_eq!(code().await, "slow_down");
}

/// Module 6. No ping tells of an expiry, so both modes poll.
#[tokio::test]
async fn a_request_expires_when_the_client_asked_for() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let asked = plan.ask_with(&plan.first, |claims| claims["requested_expiry"] = json!(10)).await;
        assert_eq!(asked.acknowledgement["expires_in"], 10);
        let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["authorization_pending"]);
        plan.clock.advance(Duration::from_secs(10));
        let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["expired_token"]);
    }
}

/// Module 29.
#[tokio::test]
async fn another_clients_handle_is_an_invalid_grant() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        // Of a request that waits, and of one that was approved.
        let answer = plan.poll(&plan.second, &asked.auth_req_id).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_grant"]);
        plan.approve().await;
        plan.hear_of(&plan.first, &asked).await;
        let answer = plan.poll(&plan.second, &asked.auth_req_id).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_grant"]);
        // The handle is its owner's still.
        let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
        expect::tokens(&plan, &plan.first, &asked, &answer).await;
    }
}
