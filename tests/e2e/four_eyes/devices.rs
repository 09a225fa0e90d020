//! What the devices of both people show, and what they keep of it.

use e2e::{HANNA, OMAR, TestServer, device_at, ready_item, refusal, same_at, wait_for, wait_until_free};
use waxseal_agent::{AgentError, ApprovalRequest, Client, PendingApproval};
use waxseal_device::{Device, ErrorCode, FourEyesView, HistoryOutcome, HistoryRecord, ItemState, ItemView};
use waxseal_protocol::device::DecisionOutcome;

use super::{DEPLOYS, MIA, NOTE};

pub(super) async fn server() -> TestServer {
    let clock = std::sync::Arc::new(waxseal_protocol::SystemClock::new());
    TestServer::start_configured(clock, |ports| e2e::configuration(ports.main) + DEPLOYS).await
}

pub(super) async fn ask(server: &TestServer) -> (Client, PendingApproval) {
    let agent = server.agent().await;
    let request = ApprovalRequest::new(HANNA).audience("urn:deploys").authorization_details(NOTE).unwrap();
    let pending = agent.ask(&request).await.unwrap();
    (agent, pending)
}

fn item(device: &Device) -> ItemView {
    device.snapshot().items.remove(0)
}

fn view(device: &Device) -> FourEyesView {
    item(device).four_eyes.unwrap()
}

/// Waits until the only request of a device is approved by half.
async fn awaiting(device: &Device) -> ItemView {
    wait_for(device, |device| device.snapshot().items.iter().any(|item| item.state == ItemState::Awaiting)).await;
    item(device)
}

pub(super) async fn record(device: &Device) -> HistoryRecord {
    wait_for(device, |device| !device.history().is_empty()).await;
    device.history().remove(0)
}

/// Who approved: the name, and whether it was the person of the device.
pub(super) fn given(view: &FourEyesView) -> Vec<(&str, bool)> {
    view.given.iter().map(|one| (one.name.text.as_str(), one.by_you)).collect()
}

#[tokio::test]
async fn the_first_approval_is_seen_by_the_second_and_both_keep_both() {
    let server = server().await;
    let (hanna, omar) = (server.device(HANNA, "desk").await, server.device(OMAR, "omars").await);
    let (agent, pending) = ask(&server).await;
    let (at_hanna, at_omar) = tokio::join!(ready_item(&hanna), ready_item(&omar));
    let (of_hanna, of_omar) = (at_hanna.four_eyes.clone().unwrap(), at_omar.four_eyes.clone().unwrap());
    assert_eq!((of_hanna.for_you, of_omar.for_you, of_omar.person.text.as_str()), (true, false, "Hanna Herwitz"));
    let second: Vec<_> = of_hanna.second_approvers.iter().map(|name| name.text.as_str()).collect();
    assert_eq!((of_hanna.needed, second), (2, vec!["Omar Haddad"]), "Mia has no device");

    hanna.decide_unattended(&at_hanna.id(), DecisionOutcome::Approved).await.unwrap();
    assert_eq!(item(&hanna).state, ItemState::Awaiting);
    assert_eq!(given(&view(&hanna)), [("Hanna Herwitz", true)]);
    wait_for(&omar, |omar| !view(omar).given.is_empty()).await;
    let now = item(&omar);
    assert_eq!(given(&view(&omar)), [("Hanna Herwitz", false)]);
    assert_eq!(
        (now.consent_sha256, now.state),
        (at_omar.consent_sha256.clone(), ItemState::Ready),
        "what is signed is the same"
    );
    let again = hanna.decide_unattended(&at_hanna.id(), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(again.code, ErrorCode::NotDecidable);
    assert!(hanna.history().is_empty(), "it is not over");

    omar.decide_unattended(&at_omar.id(), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
    let (at_hanna, at_omar) = (record(&hanna).await, record(&omar).await);
    assert_eq!((at_hanna.outcome, at_hanna.person.as_deref()), (HistoryOutcome::Approved, Some("Omar Haddad")));
    assert_eq!(given(&at_hanna.four_eyes.unwrap()), [("Hanna Herwitz", true), ("Omar Haddad", false)]);
    assert_eq!((at_omar.outcome, at_omar.person, at_omar.by), (HistoryOutcome::Approved, None, None));
    let both = at_omar.four_eyes.unwrap();
    assert_eq!(both.given.iter().map(|one| one.by_you).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn who_approved_can_still_say_no_on_another_device() {
    let server = server().await;
    let (desk, laptop) = (server.device(HANNA, "desk").await, server.device(HANNA, "laptop").await);
    let omar = server.device(OMAR, "omars").await;
    let (agent, pending) = ask(&server).await;
    let at_desk = ready_item(&desk).await;
    ready_item(&laptop).await;
    ready_item(&omar).await;
    desk.decide_unattended(&at_desk.id(), DecisionOutcome::Approved).await.unwrap();
    let at_laptop = awaiting(&laptop).await;
    assert_eq!(given(&at_laptop.four_eyes.unwrap()), [("Hanna Herwitz", true)]);
    let twice =
        laptop.decide_unattended(&same_at(&laptop, &at_desk.consent_id), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(twice.code, ErrorCode::NotDecidable);
    laptop.decide_unattended(&same_at(&laptop, &at_desk.consent_id), DecisionOutcome::Reported).await.unwrap();
    assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Denied));
    let (at_desk, at_omar) = (record(&desk).await, record(&omar).await);
    assert_eq!((at_desk.outcome, at_desk.by.as_deref()), (HistoryOutcome::Reported, Some("laptop")));
    assert_eq!((at_omar.outcome, at_omar.person.as_deref()), (HistoryOutcome::Reported, Some("Hanna Herwitz")));
}

#[tokio::test]
async fn the_second_says_no_and_the_first_hears_who() {
    let server = server().await;
    let (hanna, omar) = (server.device(HANNA, "desk").await, server.device(OMAR, "omars").await);
    let (agent, pending) = ask(&server).await;
    let id = ready_item(&hanna).await.consent_id;
    ready_item(&omar).await;
    hanna.decide_unattended(&same_at(&hanna, &id), DecisionOutcome::Approved).await.unwrap();
    omar.decide_unattended(&same_at(&omar, &id), DecisionOutcome::Denied).await.unwrap();
    assert!(matches!(refusal(agent.wait(&pending).await), AgentError::Denied));
    let record = record(&hanna).await;
    assert_eq!((record.outcome, record.person.as_deref()), (HistoryOutcome::Denied, Some("Omar Haddad")));
    assert_eq!(record.answered_by(), "Omar Haddad (omars)");
    assert_eq!(given(&record.four_eyes.unwrap()), [("Hanna Herwitz", true)]);
}

#[tokio::test]
async fn a_second_approver_whose_place_is_taken_waits_with_the_others() {
    let server = server().await;
    let hanna = server.device(HANNA, "desk").await;
    let (omar, mia) = (server.device(OMAR, "omars").await, server.device(MIA, "mias").await);
    let (agent, pending) = ask(&server).await;
    let id = ready_item(&mia).await.consent_id;
    ready_item(&omar).await;
    omar.decide_unattended(&same_at(&omar, &id), DecisionOutcome::Approved).await.unwrap();
    let at_mia = awaiting(&mia).await;
    assert_eq!(given(&at_mia.four_eyes.unwrap()), [("Omar Haddad", false)]);
    assert_eq!(mia.snapshot().lock.waiting, 0, "nothing waits for her");
    let refused = mia.decide_unattended(&same_at(&mia, &id), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotDecidable);
    ready_item(&hanna).await;
    hanna.decide_unattended(&same_at(&hanna, &id), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
    let record = record(&mia).await;
    assert_eq!((record.outcome, record.person.as_deref()), (HistoryOutcome::Approved, Some("Hanna Herwitz")));
}

#[tokio::test]
async fn a_server_that_restarts_in_between_knows_the_first_approval() {
    let mut server = server().await;
    let (hanna, omar) = (server.device(HANNA, "desk").await, server.device(OMAR, "omars").await);
    let (agent, pending) = ask(&server).await;
    let id = ready_item(&hanna).await.consent_id;
    hanna.decide_unattended(&same_at(&hanna, &id), DecisionOutcome::Approved).await.unwrap();
    server.stop().await;
    server.restart().await;
    wait_for(&omar, |omar| {
        let snapshot = omar.snapshot();
        snapshot.accounts[0].connection.is_online() && !view(omar).given.is_empty()
    })
    .await;
    wait_for(&hanna, |hanna| hanna.snapshot().accounts[0].connection.is_online()).await;
    assert_eq!(item(&hanna).state, ItemState::Awaiting);
    omar.decide_unattended(&same_at(&omar, &id), DecisionOutcome::Approved).await.unwrap();
    assert!(agent.wait(&pending).await.is_ok());
    assert_eq!(record(&hanna).await.outcome, HistoryOutcome::Approved);
}

#[tokio::test]
async fn a_device_that_restarts_in_between_hears_how_it_ended() {
    let server = server().await;
    let (hanna, omar) = (server.device(HANNA, "desk").await, server.device(OMAR, "omars").await);
    let folder = server.folder.path().join("desk");
    hanna.stop();
    drop(hanna);
    wait_until_free(&folder).await;
    for (away, outcome) in
        [(false, DecisionOutcome::Approved), (true, DecisionOutcome::Approved), (true, DecisionOutcome::Denied)]
    {
        ask(&server).await;
        let id = ready_item(&omar).await.consent_id;
        let again = device_at(&folder, &server.authority());
        ready_item(&again).await;
        again.decide_unattended(&same_at(&again, &id), DecisionOutcome::Approved).await.unwrap();
        again.stop();
        drop(again);
        wait_until_free(&folder).await;
        let last = if away {
            omar.decide_unattended(&same_at(&omar, &id), outcome).await.unwrap();
            device_at(&folder, &server.authority())
        } else {
            let last = device_at(&folder, &server.authority());
            let item = awaiting(&last).await;
            assert!(item.four_eyes.unwrap().approved_by_you());
            omar.decide_unattended(&same_at(&omar, &id), outcome).await.unwrap();
            last
        };
        wait_for(&last, |last| last.history().iter().any(|record| record.consent_id == id)).await;
        let record = last.history().into_iter().find(|record| record.consent_id == id).unwrap();
        assert_eq!(
            (record.outcome, record.person.as_deref()),
            (HistoryOutcome::from(as_outcome(outcome)), Some("Omar Haddad"))
        );
        last.stop();
        drop(last);
        wait_until_free(&folder).await;
    }
}

fn as_outcome(outcome: DecisionOutcome) -> waxseal_protocol::device::Outcome {
    match outcome {
        DecisionOutcome::Approved => waxseal_protocol::device::Outcome::Approved,
        DecisionOutcome::Denied => waxseal_protocol::device::Outcome::Denied,
        DecisionOutcome::Reported => waxseal_protocol::device::Outcome::Reported,
    }
}
