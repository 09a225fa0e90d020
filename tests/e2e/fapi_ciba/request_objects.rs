//! Signed requests with one thing wrong.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::HANNA;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::jose::Algorithm;

use super::client::{Auth, Client};
use super::expect;
use super::plan::{Plan, Setup, Variant};

const VARIANTS: [Variant; 2] = [Variant::poll(Auth::Mtls), Variant::ping(Auth::PrivateKeyJwt)];

async fn refused(plan: &Plan, client: &Client, request: String) {
    let answer = plan.authorize_signed(client, request).await;
    expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
    assert_eq!(plan.server.open_requests(HANNA).await, 0);
}

/// Modules 12 to 23.
#[tokio::test]
async fn every_missing_or_wrong_claim_about_the_request_is_refused() {
    const MINUTE: i64 = 60;
    for variant in VARIANTS {
        let plan = Plan::start(variant).await;
        let now = plan.now();
        for (number, name, value) in [
            (12, "aud", Value::Null),
            (13, "aud", json!("https://elsewhere.example/")),
            (14, "iss", Value::Null),
            (15, "iss", json!(plan.second.id)),
            (16, "exp", Value::Null),
            (17, "exp", json!(now - 5 * MINUTE)),
            (18, "exp", json!(now + 70 * MINUTE)),
            (19, "iat", Value::Null),
            (20, "nbf", Value::Null),
            (21, "nbf", json!(now + 10 * MINUTE)),
            (22, "nbf", json!(now - 70 * MINUTE)),
            (23, "jti", Value::Null),
        ] {
            let mut claims = plan.request(&plan.first);
            if value.is_null() {
                claims.as_object_mut().unwrap().remove(name);
            } else {
                claims[name] = value;
            }
            let answer = plan.authorize_signed(&plan.first, plan.first.sign(&claims)).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "module {number}: {answer:?}");
            expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
        }
        assert_eq!(plan.server.open_requests(HANNA).await, 0);
        // What was wrong was that claim and nothing else.
        plan.ask(&plan.first).await;
    }
}

/// CIBA Core 7.1.1 with RFC 7519 4.1.3: the issuer may be one of several audiences.
#[tokio::test]
async fn the_issuer_may_be_one_of_several_audiences() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let audiences = json!(["https://elsewhere.example/", plan.server.issuer()]);
    plan.ask_with(&plan.first, |claims| claims["aud"] = audiences).await;
}

/// CIBA Core 7.1.1: `jti` is there so that a request is used once.
#[tokio::test]
async fn a_request_is_used_once() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let request = plan.first.sign(&plan.request(&plan.first));
    expect::acknowledgement(&plan.authorize_signed(&plan.first, request.clone()).await);
    let answer = plan.authorize_signed(&plan.first, request).await;
    expect::error(&answer, StatusCode::BAD_REQUEST, &["invalid_request"]);
}

/// Module 24.
#[tokio::test]
async fn an_algorithm_of_none_is_refused() {
    for variant in VARIANTS {
        let plan = Plan::start(variant).await;
        for client in [&plan.first, &plan.second] {
            let claims = URL_SAFE_NO_PAD.encode(plan.request(client).to_string());
            let kid = client.key.public().kid.clone().unwrap();
            for header in [json!({"alg": "none", "typ": "JWT"}), json!({"alg": "none", "kid": kid})] {
                let header = URL_SAFE_NO_PAD.encode(header.to_string());
                refused(&plan, client, format!("{header}.{claims}.")).await;
            }
        }
    }
}

/// Module 25.
#[tokio::test]
async fn a_bad_signature_is_refused() {
    for variant in VARIANTS {
        let plan = Plan::start(variant).await;
        for client in [&plan.first, &plan.second] {
            let (request, other) = (client.sign(&plan.request(client)), client.sign(&plan.request(client)));
            let (signed, _) = request.rsplit_once('.').unwrap();
            let (_, signature) = other.rsplit_once('.').unwrap();
            refused(&plan, client, format!("{signed}.{signature}")).await;
            refused(&plan, client, format!("{signed}.")).await;
        }
    }
}

/// Module 26, by the client that has an RSA key.
#[tokio::test]
async fn a_request_under_rs256_is_refused() {
    for variant in VARIANTS {
        let plan = Plan::start(variant).await;
        let request = plan.second.sign_as(Algorithm::RS256, &plan.request(&plan.second));
        refused(&plan, &plan.second, request).await;
        plan.ask(&plan.second).await;
    }
}

/// Module 27.
#[tokio::test]
async fn a_request_signed_by_another_client_is_refused() {
    for variant in VARIANTS {
        let plan = Plan::start(variant).await;
        refused(&plan, &plan.first, plan.second.sign(&plan.request(&plan.first))).await;
        // Not even when it is the other client's request altogether.
        refused(&plan, &plan.first, plan.second.sign(&plan.request(&plan.second))).await;
    }
}

/// CIBA Core 7.1.1: the parameters are texts, also where a number would read as one.
#[tokio::test]
async fn a_parameter_of_another_kind_is_refused() {
    let plan = Plan::start(VARIANTS[0]).await;
    for (name, value) in [
        ("scope", json!(["openid"])),
        ("binding_message", json!(1234)),
        ("login_hint", json!({"format": "opaque", "id": HANNA})),
        ("acr_values", json!([super::plan::ACR])),
        ("requested_expiry", json!(true)),
        ("requested_expiry", json!([300])),
    ] {
        let mut claims = plan.request(&plan.first);
        claims[name] = value;
        refused(&plan, &plan.first, plan.first.sign(&claims)).await;
    }
}

/// CIBA Core 7.1.1: what an extension defines as JSON is JSON in the claims, and no text of it.
#[tokio::test]
async fn parameters_of_extensions_keep_their_json_type() {
    let more = "[[apis]]\nidentifier = \"urn:my-api\"\nsigning_alg = \"ES256\"\n\
                authorization_details = [{ type = \"note\" }]\n\n";
    let plan = Plan::start_with(VARIANTS[0], Setup { more, ..Setup::default() }).await;
    let request = |details: &Value, context: &Value| {
        let mut claims = plan.request(&plan.first);
        claims["audience"] = json!("urn:my-api");
        claims["authorization_details"] = details.clone();
        claims["request_context"] = context.clone();
        claims
    };
    let details = json!([
        {"type": "note", "replicas": 3, "version": "3", "urgent": true, "of": {"regions": ["eu", "us"], "by": null}},
        {"type": "note"},
    ]);
    let context = json!({"device": {"ip": "192.0.2.1", "trusted": false}});
    let claims = request(&details, &context);
    let asked = plan.ask_with(&plan.first, |good| *good = claims).await;
    plan.approve().await;
    let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
    expect::token_response(&answer);
    assert_eq!(answer.body["authorization_details"], details);

    for (details, context, code) in [
        (&details[0], &context, "invalid_authorization_details"),
        (&json!(["note"]), &context, "invalid_authorization_details"),
        (&json!(true), &context, "invalid_authorization_details"),
        (&details, &json!([context]), "invalid_request"),
        (&details, &json!(true), "invalid_request"),
        (&details, &json!("192.0.2.1"), "invalid_request"),
    ] {
        let answer = plan.authorize_signed(&plan.first, plan.first.sign(&request(details, context))).await;
        expect::error(&answer, StatusCode::BAD_REQUEST, &[code]);
    }
    assert_eq!(plan.server.open_requests(HANNA).await, 0);
}
