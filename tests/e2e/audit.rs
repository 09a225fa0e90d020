//! The audit chain: whole after everything, with an event for each step, and without what was
//! approved and what tokens are.

use std::collections::HashMap;

use e2e::HANNA;
use serde_json::{Value, json};
use waxseal_protocol::Clock as _;
use waxseal_store::model::{AuditEvent, CHAIN_START, ChainedEvent, EventKind, chain_hash};
use waxseal_store::{EventFilter, Store as _};

use crate::scene::{Scene, credentials, secret_of, with};

const DETAILS: &str = r#"[{"type":"note","beneficiary":"Secretive Beneficiary","amount":{"value":"31337.42"}}]"#;

/// All events, in the order of the chain, once it is sure that it is one.
async fn intact(scene: &Scene) -> Vec<AuditEvent> {
    let filter = EventFilter { limit: 10_000, ..EventFilter::default() };
    let events = scene.server.store.events(&filter).await.unwrap();
    let mut previous = CHAIN_START.to_owned();
    for (place, event) in (1..).zip(&events) {
        assert_eq!(event.sequence, place, "no gaps");
        assert_eq!(event.hash, chain_hash(&previous, event.sequence, &event.body), "event {place} was changed");
        previous.clone_from(&event.hash);
    }
    events.iter().map(|event| event.event().unwrap()).collect()
}

fn count(events: &[AuditEvent]) -> HashMap<EventKind, usize> {
    let mut counts = HashMap::new();
    for event in events {
        *counts.entry(event.kind).or_default() += 1;
    }
    counts
}

async fn bodies(scene: &Scene) -> Vec<String> {
    let filter = EventFilter { limit: 10_000, ..EventFilter::default() };
    let events = scene.server.store.events(&filter).await.unwrap();
    events.into_iter().map(|ChainedEvent { body, .. }| body).collect()
}

/// Asks for the secretive transfer, and returns its consent with everything that was said.
async fn journey(scene: &Scene) -> (String, Vec<String>) {
    let form = with(&scene.request("bank-agent"), "scope", "openid transfer:create offline_access");
    let form = with(&form, "authorization_details", DETAILS);
    let handle = scene.ask(&form).await;
    let notification = scene.device.pending().await.remove(0);
    let consent = notification["txlnkid"].as_str().unwrap().to_owned();
    scene.approve().await;
    let first = scene.redeem(&form, &handle).await.ok();
    let text = |tokens: &Value, member: &str| tokens[member].as_str().unwrap().to_owned();
    let second = scene.refresh("bank-agent", &text(&first, "refresh_token"), &[]).await.ok();
    let mut revocation = credentials("bank-agent");
    revocation.push(("token", text(&second, "refresh_token")));
    assert!(scene.post("oauth/revoke", &revocation).await.status.is_success());
    let mut secrets = vec![handle, text(&notification, "txtkn"), text(&notification, "c")];
    for tokens in [&first, &second] {
        secrets.extend(["access_token", "id_token", "refresh_token"].map(|member| text(tokens, member)));
    }
    (consent, secrets)
}

#[tokio::test]
async fn a_journey_leaves_its_steps_in_order() {
    let scene = Scene::plain().await;
    let (consent, _) = journey(&scene).await;
    let events = intact(&scene).await;
    let of_request: Vec<_> =
        events.iter().filter(|event| event.consent_id.as_ref().is_some_and(|id| id.as_str() == consent)).collect();
    let steps = [
        EventKind::CibaStartSucceeded,
        EventKind::GdAuthSucceed,
        EventKind::CibaExchangeSucceeded,
        EventKind::Sertft,
        EventKind::Srrt,
    ];
    let found: Vec<_> = of_request.iter().map(|event| event.kind).filter(|kind| steps.contains(kind)).collect();
    assert_eq!(found, steps);
    for event in &of_request {
        assert_eq!(
            event.client_id.as_ref().map(waxseal_protocol::ids::ClientId::as_str),
            Some("bank-agent"),
            "{event:?}"
        );
        assert_eq!(event.user_id.as_ref().map(waxseal_protocol::ids::UserId::as_str), Some(HANNA), "{event:?}");
        assert_eq!(event.at, scene.clock.now(), "{event:?}");
    }
    let decision = of_request.iter().find(|event| event.kind == EventKind::GdAuthSucceed).unwrap();
    assert_eq!(
        decision.device_id.as_ref().map(waxseal_protocol::ids::DeviceId::as_str),
        Some(scene.device.id.as_str())
    );
    // Which content was decided can be proved later, without being told here.
    let start = of_request.iter().find(|event| event.kind == EventKind::CibaStartSucceeded).unwrap();
    assert!(start.details["consent_sha256"].is_string());
    assert_eq!(start.details["consent_sha256"], decision.details["consent_sha256"]);
}

#[tokio::test]
async fn what_was_approved_and_what_opens_doors_is_in_no_event() {
    let scene = Scene::plain().await;
    let (_, mut secrets) = journey(&scene).await;
    // Errors are noted too, and must not repeat what was sent.
    let bad = r#"[{"type":"gift","beneficiary":"Secretive Beneficiary","amount":"31337.42"}]"#;
    let form = with(&scene.request("bank-agent"), "authorization_details", bad);
    let description = scene.refused(&form, 400, "invalid_authorization_details").await;
    assert!(!description.is_empty());
    secrets.extend(["31337.42", "1234ABCD", "hanna@example.com"].map(str::to_owned));
    secrets.push(secret_of("bank-agent"));
    secrets.push(scene.device.token.clone());
    intact(&scene).await;
    for body in bodies(&scene).await {
        assert!(!body.contains("Secretive"), "{body}");
        for secret in &secrets {
            assert!(!body.contains(secret.as_str()), "{secret} is in {body}");
        }
    }
}

#[tokio::test]
async fn every_change_has_one_event_and_a_refusal_has_none_of_a_change() {
    let scene = Scene::plain().await;
    let before = count(&intact(&scene).await);
    assert_eq!(before.get(&EventKind::GdTicketIssued), Some(&1));
    assert_eq!(before.get(&EventKind::GdEnrollmentComplete), Some(&1));
    assert!(before.contains_key(&EventKind::KeyCreated));

    let form = scene.request("bank-agent");
    let denied = scene.ask(&form).await;
    scene.deny().await;
    scene.redeem(&form, &denied).await.refusal(400, "access_denied");
    scene.ask(&form).await;
    let report = |claims: &mut Value| {
        claims["auth0_guardian_accepted"] = json!(false);
        claims["waxseal"]["outcome"] = json!("reported");
    };
    assert!(scene.decide(&scene.device, report).await.0.is_success());
    let approved = scene.ask(&form).await;
    scene.approve().await;
    scene.redeem(&form, &approved).await.ok();
    scene.redeem(&form, &approved).await.refusal(400, "invalid_grant");
    assert!(scene.device.delete(&scene.device.token).await.0.is_success());

    let after = count(&intact(&scene).await);
    for (kind, times) in [
        (EventKind::CibaStartSucceeded, 3),
        (EventKind::GdAuthRejected, 1),
        (EventKind::GdAuthReported, 1),
        (EventKind::GdAuthSucceed, 1),
        (EventKind::CibaExchangeSucceeded, 1),
        (EventKind::GdUnenroll, 1),
    ] {
        assert_eq!(after.get(&kind), Some(&times), "{kind:?}");
    }
}

#[tokio::test]
async fn a_second_use_of_a_refresh_token_is_noted_with_what_it_ended() {
    let scene = Scene::plain().await;
    let form = with(&scene.request("bank-agent"), "scope", "openid offline_access");
    let first = scene.tokens(&form).await["refresh_token"].as_str().unwrap().to_owned();
    scene.refresh("bank-agent", &first, &[]).await.ok();
    scene.refresh("bank-agent", &first, &[]).await.refusal(400, "invalid_grant");
    let counts = count(&intact(&scene).await);
    assert_eq!((counts.get(&EventKind::Sertft), counts.get(&EventKind::Fertft)), (Some(&1), Some(&1)));
}

#[tokio::test]
async fn the_chain_goes_on_after_a_restart() {
    let mut scene = Scene::plain().await;
    journey(&scene).await;
    let before = intact(&scene).await.len();
    scene.server.stop().await;
    scene.server.restart().await;
    journey(&scene).await;
    assert!(intact(&scene).await.len() > before);
}
