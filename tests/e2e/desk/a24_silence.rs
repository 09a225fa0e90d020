//! A24: no answer is taken for an answer.

use std::time::Duration;

use e2e::{HANNA, TestServer, ready_item, refusal, wait_for};
use waxseal_agent::AgentError;
use waxseal_device::HistoryOutcome;
use waxseal_device::script::{Limits, Player, Script};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_store::Store as _;

use super::attend;

#[tokio::test]
async fn a_request_that_expires_on_screen_is_answered_by_nobody() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let agent = server.agent().await;
    let pending = agent.ask(&server.request().expiry(Duration::from_secs(4))).await.unwrap();
    let item = ready_item(&device).await;
    attend(&device, &item.id()).await;
    wait_for(&device, |device| !device.history().is_empty()).await;
    assert_eq!(device.history()[0].outcome, HistoryOutcome::Expired);
    let request = server.store.request_by_consent_id(&item.consent_id).await.unwrap().unwrap();
    assert_eq!(request.state.decision(), None, "nothing was sent");
    assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Expired), "and the agent is told so");
}

#[tokio::test]
async fn who_was_away_at_the_end_does_not_call_it_silence() {
    let server = TestServer::start().await;
    let (desk, laptop) = (server.device(HANNA, "desk").await, server.device(HANNA, "laptop").await);
    let script = Script::parse("rules: [{ answer: ignore, fault: offline, offline_for: 10s }]").unwrap();
    let playing = Player::new(&desk, Some(&script)).play(Limits { count: Some(1), timeout: None }, |_| {});
    let agent = server.agent().await;
    let approved = async {
        let pending = agent.ask(&server.request().expiry(Duration::from_secs(4))).await.unwrap();
        wait_for(&desk, |desk| !desk.snapshot().accounts[0].connection.is_online()).await;
        let item = ready_item(&laptop).await;
        laptop.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
        agent.wait(&pending).await.unwrap();
    };
    tokio::join!(playing, approved);
    assert_eq!(desk.history()[0].outcome, HistoryOutcome::EndedAway, "somebody answered, and it cannot know");
    assert_eq!(laptop.history()[0].outcome, HistoryOutcome::Approved);
}
