//! The protected resource, which is `/userinfo`: it takes a token in the header, over the
//! certificate that the token is bound to, and in no other way.

use e2e::HANNA;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::jose::JoseHeader;

use super::client::Client;
use super::expect;
use super::plan::{Answer, Asked, Plan, Setup, Variant, send};

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
    assert_eq!((answer.status.as_u16(), &answer.body["error"]), (401, &json!("invalid_token")), "{answer:?}");
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

/// FAPI-CIBA 7.10: PS256 or ES256, whatever the API would like.
#[tokio::test]
async fn an_access_token_has_a_fitting_algorithm_whatever_the_api_says() {
    let more = "[[apis]]\nidentifier = \"urn:RS256\"\nsigning_alg = \"RS256\"\n\
                [[apis]]\nidentifier = \"urn:EdDSA\"\nsigning_alg = \"EdDSA\"\n\
                [[apis]]\nidentifier = \"urn:PS256\"\nsigning_alg = \"PS256\"\n\
                [[apis]]\nidentifier = \"urn:ES256\"\nsigning_alg = \"ES256\"\n";
    let plan = Plan::start_with(Variant::ALL[0], Setup { more, ..Setup::default() }).await;
    for (api, fitting) in [("RS256", "PS256"), ("EdDSA", "PS256"), ("PS256", "PS256"), ("ES256", "ES256")] {
        let mut claims = plan.request(&plan.first);
        claims["audience"] = json!(format!("urn:{api}"));
        claims["scope"] = json!("openid");
        let answer = plan.authorize_signed(&plan.first, plan.first.sign(&claims)).await;
        let asked = Asked::of(&claims, answer.body);
        plan.approve().await;
        let tokens = plan.poll(&plan.first, &asked.auth_req_id).await.body;
        let header = JoseHeader::of(tokens["access_token"].as_str().unwrap()).unwrap();
        assert_eq!(header.alg, fitting, "{api}");
    }
}
