//! Two at once, and a server that dies in between.

use e2e::{HANNA, ServeProcess, TestServer, device_at, ready_item, refusal, wait_for, waxseal};
use waxseal_agent::{AgentError, ApprovalRequest, Client, Credentials};
use waxseal_device::commands::EnrollInput;
use waxseal_device::{ErrorCode, HistoryOutcome, ItemState};
use waxseal_protocol::device::DecisionOutcome;

use crate::scene::{Scene, with};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_answers_at_the_same_instant_one_wins_and_the_other_learns_who() {
    let server = TestServer::start().await;
    let (desk, laptop) = (server.device(HANNA, "desk").await, server.device(HANNA, "laptop").await);
    let agent = server.agent().await;
    for _ in 0..5 {
        let pending = agent.ask(&server.request()).await.unwrap();
        let (item, same) = tokio::join!(ready_item(&desk), ready_item(&laptop));
        assert_eq!(item.consent_id, same.consent_id);
        let (approved, denied) = {
            let (desk, laptop, one, other) = (desk.clone(), laptop.clone(), item.id(), same.id());
            let approve = tokio::spawn(async move { desk.decide_unattended(&one, DecisionOutcome::Approved).await });
            let deny = tokio::spawn(async move { laptop.decide_unattended(&other, DecisionOutcome::Denied).await });
            (approve.await.unwrap(), deny.await.unwrap())
        };
        let (loser, winner, outcome, error) = match (approved, denied) {
            (Ok(()), Err(error)) => (&laptop, "desk", HistoryOutcome::Approved, error),
            (Err(error), Ok(())) => (&desk, "laptop", HistoryOutcome::Denied, error),
            both => panic!("exactly one has to win: {both:?}"),
        };
        // It heard the answer to its own, or the withdrawal came first.
        assert!(matches!(error.code, ErrorCode::AnsweredElsewhere | ErrorCode::NotDecidable), "{error:?}");
        let record = loser.history().into_iter().find(|record| record.consent_id == item.consent_id).unwrap();
        assert_eq!((record.outcome, record.by.as_deref()), (outcome, Some(winner)));
        match outcome {
            HistoryOutcome::Approved => assert!(agent.wait(&pending).await.is_ok()),
            _ => assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Denied)),
        }
    }
}

#[tokio::test]
async fn a_device_that_did_not_answer_sees_who_did() {
    let server = TestServer::start().await;
    let (desk, laptop) = (server.device(HANNA, "desk").await, server.device(HANNA, "laptop").await);
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&desk).await;
    ready_item(&laptop).await;
    desk.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
    let told = |state: &ItemState| matches!(state, ItemState::Closed { outcome: HistoryOutcome::Denied, by: Some(by), .. } if by == "desk");
    wait_for(&laptop, |laptop| laptop.snapshot().items.iter().any(|item| told(&item.state))).await;
}

#[tokio::test]
async fn a_server_killed_between_decision_and_token_still_issues_it_once() {
    let mut server = ServeProcess::start().await;
    let ticket = std::process::Command::new(waxseal())
        .args(["ticket", "--user", HANNA, "--config"])
        .arg(server.config())
        .output()
        .unwrap();
    let text = String::from_utf8(ticket.stdout).unwrap().trim().to_owned();
    let device = device_at(&server.folder.path().join("desk"), &server.authority());
    device.enroll(EnrollInput { text, server: None, device_name: "Desk".to_owned() }).await.unwrap();
    let credentials =
        Credentials { client_id: "bank-agent".to_owned(), client_secret: "test-secret-of-the-bank-agent".into() };
    let agent = Client::discover(&server.issuer, credentials, Some(&server.authority())).await.unwrap();
    let request = ApprovalRequest::new(HANNA).audience("urn:my-api").authorization_details(e2e::TRANSFER).unwrap();
    let pending = agent.ask(&request).await.unwrap();
    let item = ready_item(&device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();

    server.kill();
    server.restart().await;

    let token = agent.wait(&pending).await.unwrap();
    assert!(token.authorization_details.is_some());
    let again = refusal(agent.wait(&pending).await);
    assert!(matches!(again, AgentError::Spent), "{again}");
    // And the device, which lost its connection, still is the one that was enrolled.
    wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;
}

#[tokio::test]
async fn fifty_redemptions_at_once_give_one_token() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    let handle = scene.ask(&form).await;
    scene.approve().await;
    let redemptions = (0..50).map(|_| scene.redeem(&form, &handle));
    let replies = futures_util::future::join_all(redemptions).await;
    let (tokens, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status.is_success());
    assert_eq!(tokens.len(), 1);
    assert!(refused.iter().all(|reply| reply.body["error"] == "invalid_grant"));
}

#[tokio::test]
async fn a_refresh_token_used_twice_at_once_ends_its_grant() {
    let scene = Scene::plain().await;
    let form = with(&scene.request("bank-agent"), "scope", "openid offline_access");
    let token = scene.tokens(&form).await["refresh_token"].as_str().unwrap().to_owned();
    let uses = (0..10).map(|_| scene.refresh("bank-agent", &token, &[]));
    let replies = futures_util::future::join_all(uses).await;
    let tokens: Vec<_> = replies.into_iter().filter(|reply| reply.status.is_success()).collect();
    assert!(tokens.len() <= 1, "one at most");
    for reply in tokens {
        let next = reply.body["refresh_token"].as_str().unwrap().to_owned();
        scene.refresh("bank-agent", &next, &[]).await.refusal(400, "invalid_grant");
    }
}
