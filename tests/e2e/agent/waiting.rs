//! Waiting: held polls and plain ones, at the server's pace, interrupted and gone on with.

use std::time::Duration;

use e2e::{HANNA, TestServer, next_ready_item, ready_item};
use tokio::time::timeout;
use waxseal_agent::{AgentError, Client, PendingApproval};
use waxseal_device::Device;
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::{Clock as _, SystemClock};

use super::{SOON, agent, builder, request, secret_post};
use crate::scene::Scene;

/// A server by the machine's clock, and Hanna's device.
async fn server() -> (TestServer, Device) {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    (server, device)
}

async fn approve(device: &Device) {
    let item = ready_item(device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
}

async fn plain(server: &TestServer) -> Client {
    let secret = super::Authentication::SecretPost("test-secret-of-the-bank-agent".into());
    let builder = Client::builder(server.issuer()).client("bank-agent", secret);
    builder.authority_file(&server.authority()).unwrap().long_poll(None).discover().await.unwrap()
}

/// The scene's clock stands still, so a second poll would be too fast: one held poll is enough.
#[tokio::test]
async fn a_held_poll_is_released_by_the_decision() {
    let scene = Scene::plain().await;
    let agent = agent(&scene, "bank-agent").await;
    let mut pending = agent.ask(&request()).await.unwrap();
    let (tokens, ()) = tokio::join!(timeout(SOON, agent.wait_mut(&mut pending)), scene.approve());
    tokens.expect("the decision ends the wait").unwrap();
    assert_eq!(pending.interval, 1, "the pace was kept");
}

#[tokio::test]
async fn plain_polls_keep_the_interval() {
    let (server, device) = server().await;
    let agent = plain(&server).await;
    let mut pending = agent.ask(&server.request()).await.unwrap();
    // Three intervals without an answer, and the server has no complaint.
    let waiting = timeout(Duration::from_millis(3_200), agent.wait_mut(&mut pending)).await;
    assert!(waiting.is_err(), "nobody has answered");
    assert_eq!(pending.interval, 1, "no slow_down");
    let (tokens, ()) = tokio::join!(timeout(SOON, agent.wait(&pending)), approve(&device));
    tokens.unwrap().unwrap();
}

#[tokio::test]
async fn slow_down_is_kept_in_the_handle() {
    let (server, device) = server().await;
    let agent = plain(&server).await;
    let mut pending = agent.ask(&server.request()).await.unwrap();
    assert!(agent.check(&mut pending).await.unwrap().is_none());
    let early = pending.clone();
    assert!(agent.check(&mut pending).await.unwrap().is_none(), "within the interval");
    assert_eq!(pending, early, "the server was not asked");

    // A handle without memory, as one that was stored before the first poll.
    pending.next_poll_at = SystemClock::new().now();
    assert!(agent.check(&mut pending).await.unwrap().is_none());
    assert_eq!(pending.interval, 6, "the server said slow_down");
    let stored = serde_json::to_string(&pending).unwrap();

    let mut restored: PendingApproval = serde_json::from_str(&stored).unwrap();
    let another_process = plain(&server).await;
    approve(&device).await;
    assert!(another_process.check(&mut restored).await.unwrap().is_none(), "the pace is kept across processes");
    let tokens = timeout(SOON, another_process.wait(&restored)).await.expect("after the interval");
    assert!(tokens.unwrap().authorization_details.is_some());
}

/// The tokens are given out once: whoever goes away while they are on their way must not lose them.
#[tokio::test]
async fn a_wait_that_is_dropped_loses_nothing() {
    let scene = Scene::plain().await;
    let agent = agent(&scene, "bank-agent").await;
    let mut pending = agent.ask(&request()).await.unwrap();
    let dropped = timeout(Duration::from_millis(300), agent.wait_mut(&mut pending)).await;
    assert!(dropped.is_err(), "the poll is held");
    scene.approve().await;
    // The held poll has the tokens now; another one would find the request used up.
    let tokens = timeout(SOON, agent.check(&mut pending)).await.unwrap().unwrap();
    assert!(tokens.is_some());
    assert!(matches!(agent.wait(&pending).await, Err(AgentError::Spent)), "and there is one set of them");
}

/// Whoever looks again and again, and goes away each time, keeps the pace all the same.
#[tokio::test]
async fn waits_that_are_cut_short_keep_the_pace() {
    let (server, device) = server().await;
    let agent = plain(&server).await;
    let mut pending = agent.ask(&server.request()).await.unwrap();
    for _ in 0..12 {
        assert!(timeout(Duration::from_millis(200), agent.wait_mut(&mut pending)).await.is_err());
    }
    assert_eq!(pending.interval, 1, "no slow_down");
    approve(&device).await;
    assert!(timeout(SOON, agent.wait_mut(&mut pending)).await.unwrap().is_ok());
}

#[tokio::test]
async fn a_wait_goes_on_while_the_server_is_away() {
    let (mut server, device) = server().await;
    for long_poll in [Some(Duration::from_secs(20)), None] {
        let secret = super::Authentication::SecretPost("test-secret-of-the-bank-agent".into());
        let builder = Client::builder(server.issuer()).client("bank-agent", secret).long_poll(long_poll);
        let agent = builder.authority_file(&server.authority()).unwrap().discover().await.unwrap();
        let pending = agent.ask(&server.request()).await.unwrap();
        let waiting = tokio::spawn({
            let (agent, pending) = (agent.clone(), pending.clone());
            async move { agent.wait(&pending).await }
        });
        server.stop().await;
        let mut once = pending.clone();
        assert!(matches!(agent.check(&mut once).await, Err(AgentError::Unreachable(_))), "a look says so at once");
        server.restart().await;
        let item = next_ready_item(&device).await;
        device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
        let tokens = timeout(Duration::from_secs(40), waiting).await.expect("it comes back").unwrap();
        assert!(tokens.unwrap().authorization_details.is_some());
    }
}

#[tokio::test]
async fn a_wait_for_what_must_have_expired_ends_without_a_server() {
    let mut scene = Scene::plain().await;
    let agent = agent(&scene, "bank-agent").await;
    let pending = agent.ask(&request()).await.unwrap();
    scene.server.stop().await;
    scene.clock.advance(Duration::from_secs(300 + 121));
    let ended = timeout(SOON, agent.wait(&pending)).await.expect("it ends");
    assert!(matches!(ended, Err(AgentError::Unreachable(_))));
}

#[tokio::test]
async fn a_handle_is_of_its_server_and_its_client() {
    let (scene, other) = (Scene::plain().await, Scene::plain().await);
    let mut pending = agent(&scene, "bank-agent").await.ask(&request()).await.unwrap();
    for stranger in [agent(&scene, "other-agent").await, agent(&other, "bank-agent").await] {
        let error = stranger.check(&mut pending).await.unwrap_err();
        assert!(matches!(error, AgentError::Foreign { .. }), "{error}");
    }
    let held = builder(&scene, "bank-agent", secret_post("bank-agent")).long_poll(Some(SOON)).discover().await.unwrap();
    let (tokens, ()) = tokio::join!(timeout(SOON, held.wait(&pending)), scene.approve());
    tokens.unwrap().unwrap();
}
