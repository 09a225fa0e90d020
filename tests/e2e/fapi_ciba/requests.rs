//! Parameters of a request that are unusual, or wrong.

use e2e::HANNA;
use reqwest::StatusCode;
use serde_json::json;

use super::client::{Auth, Mode};
use super::expect;
use super::plan::{Plan, Setup, Variant};

/// What module 11 sends: long, with emoji and CJK characters.
const BAD_MESSAGE: &str = "1234567890 \u{1F44D}\u{1F3FF} \u{6211}\u{4EEC}\u{770B}\u{5230} \u{1F469}\u{200D}\u{1F4BB} \
                           and some more words, so that it is longer than what a small screen would ever show";

/// Module 7.
#[tokio::test]
async fn a_short_binding_message_is_accepted() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let asked = plan.ask_with(&plan.first, |claims| claims["binding_message"] = json!("1234")).await;
        plan.complete(&plan.first, &asked).await;
    }
}

/// Module 8.
#[tokio::test]
async fn scopes_come_in_any_order() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    for scope in ["openid profile email", "email profile openid"] {
        let asked = plan.ask_with(&plan.first, |claims| claims["scope"] = json!(scope)).await;
        plan.complete(&plan.first, &asked).await;
    }
}

/// Module 9.
#[tokio::test]
async fn requested_expiry_may_be_a_text() {
    let plan = Plan::start(Variant::ping(Auth::PrivateKeyJwt)).await;
    let asked = plan.ask_with(&plan.first, |claims| claims["requested_expiry"] = json!("30")).await;
    assert_eq!(asked.acknowledgement["expires_in"], 30);
    plan.complete(&plan.first, &asked).await;
}

/// Module 11, refused: by the usual rules, such a message is none.
#[tokio::test]
async fn a_message_that_may_not_be_shown_well_is_refused_as_such() {
    for variant in [Variant::poll(Auth::Mtls), Variant::ping(Auth::PrivateKeyJwt)] {
        let plan = Plan::start(variant).await;
        let mut claims = plan.request(&plan.first);
        claims["binding_message"] = json!(BAD_MESSAGE);
        let answer = plan.authorize_signed(&plan.first, plan.first.sign(&claims)).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_binding_message"]);
    }
}

/// Module 11, accepted: a server whose devices can show it may take it.
#[tokio::test]
async fn a_message_of_any_characters_is_taken_where_the_operator_allows_it() {
    let more = "[binding_message]\nalphabet = \"printable\"\nmax_length = 200\n";
    let plan = Plan::start_with(Variant::poll(Auth::Mtls), Setup { more, ..Setup::default() }).await;
    let asked = plan.ask_with(&plan.first, |claims| claims["binding_message"] = json!(BAD_MESSAGE)).await;
    plan.complete(&plan.first, &asked).await;
}

/// FAPI-CIBA 5.2.2-2: the person has to be able to tell this request from others.
#[tokio::test]
async fn a_request_that_nothing_tells_from_others_is_refused() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let mut claims = plan.request(&plan.first);
    claims.as_object_mut().unwrap().remove("binding_message");
    let answer = plan.authorize_signed(&plan.first, plan.first.sign(&claims)).await;
    expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
}

/// Module 28, which leaves the binding message out; and with one, so that it is the hints that are
/// refused.
#[tokio::test]
async fn two_hints_are_refused() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        for other in ["id_token_hint", "login_hint_token"] {
            let mut claims = plan.request(&plan.first);
            claims[other] = json!("eyJhbGciOiJFUzI1NiJ9.e30.c2ln");
            let answer = plan.authorize_signed(&plan.first, plan.first.sign(&claims)).await;
            expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
            let text = answer.body["error_description"].as_str().unwrap();
            assert!(text.contains("login_hint") && text.contains(other), "{text}");

            let mut claims = plan.request(&plan.first);
            claims[other] = json!("eyJhbGciOiJFUzI1NiJ9.e30.c2ln");
            claims.as_object_mut().unwrap().remove("binding_message");
            let answer = plan.authorize_signed(&plan.first, plan.first.sign(&claims)).await;
            expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
        }
        assert_eq!(plan.server.open_requests(HANNA).await, 0);
    }
}

/// Module 43.
#[tokio::test]
async fn an_unsigned_request_is_refused() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        for client in [&plan.first, &plan.second] {
            let mut form = plan.authentication(client);
            form.push(("scope", "openid".to_owned()));
            form.push(("login_hint", HANNA.to_owned()));
            form.push(("binding_message", "1234".to_owned()));
            if client.mode == Mode::Ping {
                form.push(("client_notification_token", "a".repeat(32)));
            }
            let answer = plan.authorize(client, &form).await;
            expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
        }
    }
}

/// CIBA Core 7.1.1: nothing outside of the signed request counts, so nothing may stand there.
#[tokio::test]
async fn a_parameter_beside_the_signed_request_is_refused() {
    let plan = Plan::start(Variant::poll(Auth::PrivateKeyJwt)).await;
    for (name, value) in [("scope", "openid"), ("binding_message", "9999"), ("login_hint", HANNA)] {
        let mut form = plan.authentication(&plan.first);
        form.push(("request", plan.first.sign(&plan.request(&plan.first))));
        form.push((name, value.to_owned()));
        let answer = plan.authorize(&plan.first, &form).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
    }
}
