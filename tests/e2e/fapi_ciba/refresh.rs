//! Refresh tokens.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::client::{Auth, Client};
use super::expect;
use super::plan::{Answer, Form, INTERVAL, Plan, Variant, send};
use super::resource;

async fn tokens_with_refresh_token(plan: &Plan, client: &Client) -> Answer {
    let asked = plan.ask_with(client, |claims| claims["scope"] = json!("openid offline_access")).await;
    plan.approve().await;
    plan.hear_of(client, &asked).await;
    let answer = plan.poll(client, &asked.auth_req_id).await;
    expect::token_response(&answer);
    assert!(answer.body["refresh_token"].is_string(), "{answer:?}");
    answer
}

fn refresh_form(plan: &Plan, client: &Client, tokens: &Value) -> Form {
    let mut form = plan.authentication(client);
    form.push(("grant_type", "refresh_token".to_owned()));
    form.push(("refresh_token", tokens["refresh_token"].as_str().unwrap().to_owned()));
    form
}

async fn refresh(plan: &Plan, client: &Client, tokens: &Value) -> Answer {
    plan.token(client, &refresh_form(plan, client, tokens)).await
}

/// Module 44.
#[tokio::test]
async fn a_refreshed_id_token_is_about_the_same_approval() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let first = tokens_with_refresh_token(&plan, &plan.first).await;
        let before = expect::id_token(&plan, &plan.first, &first).await;
        plan.clock.advance(INTERVAL);
        let second = refresh(&plan, &plan.first, &first.body).await;
        expect::token_response(&second);
        assert_ne!(second.body["access_token"], first.body["access_token"]);
        let after = expect::id_token(&plan, &plan.first, &second).await;
        // OpenID Connect Core 12.2.
        for same in ["iss", "sub", "aud", "auth_time", "acr", "azp"] {
            assert_eq!(after[same], before[same], "{same}");
        }
        assert!(after["iat"].as_i64() > before["iat"].as_i64());
        resource::works_for_the_bound_certificate_alone(&plan, &plan.first, &second.body).await;
        // Where it was rotated, the next one works as well.
        let third = refresh(&plan, &plan.first, &second.body).await;
        expect::token_response(&third);
    }
}

/// Module 44.
#[tokio::test]
async fn another_clients_refresh_token_is_an_invalid_grant() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let tokens = tokens_with_refresh_token(&plan, &plan.second).await;
        let answer = refresh(&plan, &plan.first, &tokens.body).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_grant"]);
        // Its owner is not harmed by somebody else's attempt.
        let answer = refresh(&plan, &plan.second, &tokens.body).await;
        expect::token_response(&answer);
        expect::id_token(&plan, &plan.second, &answer).await;
    }
}

/// RFC 8705 3: a grant that was bound to a certificate is refreshed with that certificate only, and
/// an attempt without it uses nothing up.
#[tokio::test]
async fn a_refresh_needs_the_bound_certificate() {
    let plan = Plan::start(Variant::poll(Auth::PrivateKeyJwt)).await;
    let tokens = tokens_with_refresh_token(&plan, &plan.first).await;
    let url = plan.mtls_url("oauth/token");
    // A certificate that was renewed is as good: the refresh token is bound to the client, which
    // authenticates (RFC 8705 7.1), and the new access token to the new certificate.
    let form = refresh_form(&plan, &plan.first, &tokens.body);
    let answer = send(plan.bare.post(&url).form(&form)).await;
    expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_client", "invalid_request", "invalid_grant"]);
    expect::token_response(&refresh(&plan, &plan.first, &tokens.body).await);
}
