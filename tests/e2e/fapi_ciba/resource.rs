//! The protected resource, which is `/userinfo`: it takes a token in the header, over the
//! certificate that the token is bound to, and in no other way.

use e2e::HANNA;
use reqwest::StatusCode;
use serde_json::Value;

use super::client::Client;
use super::expect;
use super::plan::{Answer, Plan, Variant, send};

const INTERACTION: &str = "x-fapi-interaction-id";

/// Uses the access token of a response rightly, and then in the ways that have to fail.
pub(super) async fn works_for_the_bound_certificate_alone(plan: &Plan, client: &Client, tokens: &Value) {
    let token = tokens["access_token"].as_str().unwrap();
    let url = plan.mtls_url("userinfo");
    let answer = send(client.http.get(&url).bearer_auth(token)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert!(expect::is_json(&answer), "{answer:?}");
    assert!(answer.headers.contains_key("date"), "{answer:?}");
    assert_eq!(answer.body["sub"], HANNA);

    let in_query = format!("{url}?access_token={token}");
    refused(&send(client.http.get(in_query)).await);
    let other = if client.id == plan.first.id { &plan.second } else { &plan.first };
    refused(&send(other.http.get(&url).bearer_auth(token)).await);
    refused(&send(plan.bare.get(&url).bearer_auth(token)).await);
    refused(&send(plan.bare.get(plan.url("userinfo")).bearer_auth(token)).await);
}

fn refused(answer: &Answer) {
    assert!(answer.status.is_client_error(), "{answer:?}");
}

/// Module 3, and every other one that gets to a token: FAPI 1 Baseline 6.2.1-11.
#[tokio::test]
async fn the_resource_names_the_interaction() {
    let plan = Plan::start(Variant::ALL[0]).await;
    let asked = plan.ask(&plan.first).await;
    let tokens = plan.complete(&plan.first, &asked).await;
    let token = tokens["access_token"].as_str().unwrap();
    let call = || plan.first.http.get(plan.mtls_url("userinfo")).bearer_auth(token);

    let given = "c770aef3-6784-41f7-8e0e-ff5f97bddb3a";
    let answer = send(call().header(INTERACTION, given)).await;
    assert_eq!(answer.headers.get(INTERACTION).and_then(|value| value.to_str().ok()), Some(given));

    // Without one, the server makes one up: a UUID.
    let answer = send(call()).await;
    let made = answer.headers.get(INTERACTION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let parts: Vec<_> = made.split('-').map(str::len).collect();
    assert_eq!(parts, [8, 4, 4, 4, 12], "{made}");
}
