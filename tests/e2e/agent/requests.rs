//! Everything a request can say.

use e2e::HANNA;
use serde::{Deserialize, Serialize};
use serde_json::json;
use waxseal_agent::{ApprovalRequest, Approver, SigningKey};
use waxseal_protocol::Clock as _;
use waxseal_protocol::json::Decimal;
use waxseal_protocol::rar::DetailType;

use super::{agent, request};
use crate::scene::{Scene, claims, client, jwks};

const FOREIGN: &str = "https://idp.example/";

#[tokio::test]
async fn a_person_is_named_in_every_way() {
    let key = SigningKey::generate().unwrap();
    let trusted = format!("[[trusted_issuers]]\nissuer = \"{FOREIGN}\"\njwks = {}\n", jwks(&[&key]));
    let scene = Scene::with(trusted).await;
    let agent = agent(&scene, "bank-agent").await;
    let pending = agent.ask(&request()).await.unwrap();
    scene.approve().await;
    let id_token = agent.wait(&pending).await.unwrap().id_token.unwrap();
    let email = json!({"format": "email", "email": "hanna@example.com"});
    let hint = key.sign("JWT", &json!({"iss": FOREIGN, "exp": scene.now() + 60, "sub_id": email})).unwrap();
    for approver in [
        Approver::User(HANNA.to_owned()),
        Approver::Email("hanna@example.com".to_owned()),
        Approver::PhoneNumber("+12065550100".to_owned()),
        Approver::LoginHint(HANNA.to_owned()),
        Approver::LoginHint(json!({"format": "opaque", "id": HANNA}).to_string()),
        Approver::IdToken(id_token),
        Approver::LoginHintToken(hint),
    ] {
        let pending = agent.ask(&ApprovalRequest::of(approver.clone()).binding_message("1234ABCD")).await.unwrap();
        scene.approve().await;
        let tokens = agent.wait(&pending).await.unwrap();
        assert_eq!(claims(&json!(tokens.access_token))["sub"], HANNA, "{approver:?}");
    }
}

#[tokio::test]
async fn what_is_asked_for_is_what_is_granted() {
    let lines = "backchannel_user_code_parameter = true";
    let scene = Scene::with(client("careful-agent", lines)).await;
    let agent = agent(&scene, "careful-agent").await;
    let acr = "urn:waxseal:acr:device-key";
    let full = ApprovalRequest::new(HANNA)
        .resource("urn:my-api")
        .scope("transfer:read")
        .binding_message("Read 4711")
        .acr_values(acr)
        .request_context(r#"{"ip":"192.0.2.1"}"#)
        .unwrap()
        .expiry(std::time::Duration::from_secs(77));
    let pending = agent.ask(&full).await.unwrap();
    assert_eq!(pending.expires_in, 77);
    assert_eq!(pending.time_left(scene.clock.now()).as_secs(), 77);
    let notification = scene.device.pending().await.pop().unwrap();
    let (_, shown) = scene.device.consent(&notification, |_| {}).await;
    assert_eq!(shown["requested_details"]["binding_message"], "Read 4711");
    scene.approve().await;
    let tokens = agent.wait(&pending).await.unwrap();
    let claims_of = |token: &str| claims(&json!(token));
    let access = claims_of(&tokens.access_token);
    assert_eq!((&access["aud"], &access["scope"]), (&json!("urn:my-api"), &json!("openid transfer:read")));
    assert_eq!(claims_of(&tokens.id_token.unwrap())["acr"], acr);
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Transfer {
    amount: Decimal,
    beneficiary: String,
}

impl DetailType for Transfer {
    const TYPE: &'static str = "note";
}

/// No digit is lost between a Rust type, the person, and the token.
#[tokio::test]
async fn typed_details_come_back_as_they_were_sent() {
    let scene = Scene::plain().await;
    let agent = agent(&scene, "bank-agent").await;
    let sent = Transfer { amount: Decimal::parse("12345678901234567.10").unwrap(), beneficiary: "Zo\u{eb}".to_owned() };
    let pending = agent.ask(&request().detail(&sent).unwrap()).await.unwrap();
    scene.approve().await;
    let granted = agent.wait(&pending).await.unwrap().authorization_details.unwrap();
    assert_eq!(granted.filter_by_type_strict::<Transfer>().into_complete().unwrap(), [sent]);
}
