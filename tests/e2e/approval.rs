//! An agent asks, a person answers, the agent gets what the answer implies.

use std::time::Duration;

use e2e::{HANNA, TRANSFER, TestServer, ready_item, refusal, wait_for};
use waxseal_agent::{AgentError, PendingApproval};
use waxseal_device::{HistoryOutcome, ItemState};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::jose::{JwkSet, TimeRules, verify};
use waxseal_protocol::json::Json;
use waxseal_protocol::token::{AccessTokenClaims, IdTokenClaims};
use waxseal_protocol::{Clock as _, SystemClock};

#[tokio::test]
async fn an_approval_becomes_a_token_with_the_details() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();

    let item = ready_item(&device).await;
    let card = item.card.clone().unwrap();
    assert_eq!(card.headline, "Send $2,500.00 USD to Hanna Herwitz");
    assert_eq!(card.client_name.unwrap().text, "Bank Agent");
    assert_eq!(card.binding_message.unwrap().text, "1234ABCD");
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();

    let token = agent.wait(&pending).await.unwrap();
    let keys: JwkSet = fetch_keys(&server).await;
    let rules = TimeRules::new(SystemClock::new().now(), Duration::from_hours(24));
    let claims: AccessTokenClaims = verify(&token.access_token, &keys.keys, "at+jwt", rules).unwrap();
    let details = Json::parse(TRANSFER).unwrap();
    assert_eq!(Json::from(claims.authorization_details.unwrap()), details);
    assert_eq!(Json::from(token.authorization_details.unwrap()), details);
    assert_eq!(claims.sub.as_str(), HANNA);
    assert_eq!(claims.aud, "urn:my-api");
    assert_eq!(claims.scope, "openid transfer:create");
    assert_eq!(claims.transaction_linking_id, Some(item.consent_id.clone()));
    let id_claims: IdTokenClaims = verify(&token.id_token.unwrap(), &keys.keys, "jwt", rules).unwrap();
    assert_eq!(id_claims.aud.as_str(), "bank-agent");

    let record = &device.history()[0];
    assert_eq!((record.outcome, &record.consent_id), (HistoryOutcome::Approved, &item.consent_id));
    assert_eq!(record.card.as_ref().unwrap().headline, "Send $2,500.00 USD to Hanna Herwitz");
}

async fn fetch_keys(server: &TestServer) -> JwkSet {
    let pem = std::fs::read(server.authority()).unwrap();
    let certificates = reqwest::Certificate::from_pem_bundle(&pem).unwrap();
    let http = reqwest::Client::builder().tls_certs_merge(certificates).build().unwrap();
    http.get(format!("{}.well-known/jwks.json", server.issuer())).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn a_handle_is_good_for_one_token_of_one_client() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let (agent, other) = (server.agent().await, server.agent_named("other-agent").await);
    let pending = agent.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();

    let elsewhere = refusal(other.wait(&pending).await);
    assert!(matches!(elsewhere, AgentError::Foreign { .. }), "{elsewhere}");
    let forged = PendingApproval { client_id: "other-agent".to_owned(), ..pending.clone() };
    let stolen = refusal(other.wait(&forged).await);
    assert!(matches!(stolen, AgentError::Spent), "{stolen}");
    agent.wait(&pending).await.unwrap();
    let again = refusal(agent.wait(&pending).await);
    assert!(matches!(again, AgentError::Spent), "{again}");
}

#[tokio::test]
async fn a_denial_and_a_report_give_no_token() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    for (answer, outcome) in
        [(DecisionOutcome::Denied, HistoryOutcome::Denied), (DecisionOutcome::Reported, HistoryOutcome::Reported)]
    {
        let pending = agent.ask(&server.request()).await.unwrap();
        let item = ready_item(&device).await;
        device.decide_unattended(&item.id(), answer).await.unwrap();
        assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Denied));
        assert_eq!(device.history()[0].outcome, outcome);
    }
}

#[tokio::test]
async fn silence_is_expiry_and_no_denial() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let request = server.request().expiry(Duration::from_secs(1));
    let pending = agent.ask(&request).await.unwrap();
    assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Expired));
    wait_for(&device, |device| !device.history().is_empty()).await;
    assert_eq!(device.history()[0].outcome, HistoryOutcome::Expired);
    assert!(matches!(device.snapshot().items[0].state, ItemState::Closed { outcome: HistoryOutcome::Expired, .. }));
}

#[tokio::test]
async fn a_request_that_came_while_the_device_was_off_is_there_when_it_starts() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    device.stop();
    drop(device);
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();

    let device = e2e::device_at(&server.folder.path().join("desk"), &server.authority());
    let item = ready_item(&device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
}

#[tokio::test]
async fn numbers_arrive_as_they_were_sent() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let details = r#"[{"type":"note","build":12345678901234567890.1200,"ratio":1e2}]"#;
    let request = server.request().authorization_details(details).unwrap();
    let pending = agent.ask(&request).await.unwrap();
    let item = ready_item(&device).await;
    assert!(item.card.as_ref().unwrap().to_text().contains("12345678901234567890.1200"));
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    let token = agent.wait(&pending).await.unwrap();
    assert_eq!(serde_json::to_string(&token.authorization_details.unwrap()).unwrap(), details);
}
