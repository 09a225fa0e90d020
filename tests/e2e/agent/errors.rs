//! What an agent can match on.

use std::time::Duration;

use e2e::OMAR;
use waxseal_agent::{AgentError, ApprovalRequest};
use waxseal_protocol::ErrorCode;

use super::{SOON, agent, request};
use crate::scene::{Scene, Setup, client};

async fn refusal(scene: &Scene, request: &ApprovalRequest) -> AgentError {
    agent(scene, "bank-agent").await.ask(request).await.unwrap_err()
}

#[tokio::test]
async fn a_denial_and_a_silence_are_told_apart() {
    let scene = Scene::plain().await;
    let agent = agent(&scene, "bank-agent").await;
    let pending = agent.ask(&request()).await.unwrap();
    scene.deny().await;
    assert!(matches!(agent.wait(&pending).await, Err(AgentError::Denied)));
    assert!(matches!(agent.check(&mut pending.clone()).await, Err(AgentError::Denied)), "and it stays denied");

    let mut pending = agent.ask(&request()).await.unwrap();
    assert!(agent.check(&mut pending).await.unwrap().is_none());
    scene.clock.advance(Duration::from_secs(301));
    assert!(matches!(agent.check(&mut pending).await, Err(AgentError::Expired)));
    assert!(matches!(agent.wait(&pending).await, Err(AgentError::Expired)));
}

#[tokio::test]
async fn a_person_without_a_device_cannot_be_reached() {
    for top in ["", "compatibility = \"strict\""] {
        let scene = Scene::new(Setup { top, ..Setup::default() }).await;
        let error = refusal(&scene, &ApprovalRequest::new(OMAR).binding_message("1234ABCD")).await;
        let AgentError::NoChannel { description } = &error else { panic!("{error}") };
        assert!(description.contains("guardian-push: User does not have push notifications set up"), "{description}");
        assert_eq!(error.name(), "no_channel");
    }
}

#[tokio::test]
async fn limits_say_when_to_come_back() {
    let scene = Scene::new(Setup { limits: "pushes_per_user_per_minute = 1", ..Setup::default() }).await;
    let agent = agent(&scene, "bank-agent").await;
    agent.ask(&request()).await.unwrap();
    scene.clock.advance(Duration::from_secs(20));
    let error = agent.ask(&request()).await.unwrap_err();
    assert!(matches!(error, AgentError::RateLimited { .. }), "{error}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(40)));
    assert_eq!(scene.device.pending().await.len(), 1, "and it was not tried again");
}

#[tokio::test]
async fn what_is_wrong_with_a_request_is_told_apart() {
    let lines = "backchannel_user_code_parameter = true";
    let zoe = "[[users]]\nid = \"auth0|zoe\"\nuser_code = \"4711\"\n";
    let scene = Scene::with(client("careful-agent", lines) + zoe).await;
    let details = |text: &str| request().authorization_details(text).unwrap();
    let unknown = refusal(&scene, &details(r#"[{"type":"telepathy"}]"#)).await;
    assert!(matches!(&unknown, AgentError::InvalidDetails { description } if description.contains("telepathy")));
    let wrong = refusal(&scene, &details(r#"[{"type":"money_transfer","instructedAmount":"all of it"}]"#)).await;
    assert!(matches!(&wrong, AgentError::InvalidDetails { description } if description.contains("[0]")), "{wrong}");
    let nobody = refusal(&scene, &ApprovalRequest::new("auth0|nobody").binding_message("1234ABCD")).await;
    assert!(matches!(nobody, AgentError::UnknownUser));
    let message = refusal(&scene, &request().binding_message("$$$")).await;
    assert!(matches!(message, AgentError::Refused { code: ErrorCode::InvalidBindingMessage, .. }), "{message}");
    let scope = refusal(&scene, &request().scope("transfer:everything")).await;
    assert!(matches!(scope, AgentError::Refused { code: ErrorCode::InvalidScope, .. }), "{scope}");
    assert_eq!(scene.device.pending().await.len(), 0, "nobody was asked");

    let careful = agent(&scene, "careful-agent").await;
    let zoe = ApprovalRequest::new("auth0|zoe").binding_message("1234ABCD");
    let missing = careful.ask(&zoe).await.unwrap_err();
    assert!(matches!(missing, AgentError::UserCode { missing: true }), "{missing}");
    let wrong = careful.ask(&zoe.user_code("0815")).await.unwrap_err();
    assert!(matches!(wrong, AgentError::UserCode { missing: false }), "{wrong}");
}

#[tokio::test]
async fn a_handle_gives_its_tokens_once() {
    let scene = Scene::plain().await;
    let agent = agent(&scene, "bank-agent").await;
    let pending = agent.ask(&request()).await.unwrap();
    scene.approve().await;
    tokio::time::timeout(SOON, agent.wait(&pending)).await.unwrap().unwrap();
    assert!(matches!(agent.wait(&pending).await, Err(AgentError::Spent)));
}
