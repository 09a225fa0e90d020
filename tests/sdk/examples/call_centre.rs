//! `examples/call-centre`: a caller confirms who they are.

use serde_json::{Value, json};
use waxseal_protocol::device::DecisionOutcome;

use super::program::Example;
use crate::scene::Scene;

#[tokio::test]
async fn a_caller_is_confirmed_by_address_or_number() {
    let scene = Scene::demo().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    for caller in ["hanna@example.com", "Hanna@Example.com", "+1 (206) 555-0100"] {
        let ended = Example::new(&scene, "call-centre").node(&["call-centre.mjs", caller]).await;
        assert_eq!(ended.code, Some(0), "{caller}: {ended:?}");
        assert!(ended.out.starts_with("Say: \"Please open Waxseal. Approve only if it shows the code "), "{ended:?}");
        assert!(ended.out.contains("\n✓ Hanna Herwitz confirmed at "), "{ended:?}");
    }
    let ended = Example::new(&scene, "call-centre").node(&["call-centre.mjs", "--json", "hanna@example.com"]).await;
    let result: Value = serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {ended:?}"));
    assert_eq!(result["outcome"], "confirmed");
    assert_eq!(result["acr"], "urn:waxseal:acr:device-key");
    let person = json!({"sub": e2e::HANNA, "name": "Hanna Herwitz", "email": "hanna@example.com",
        "email_verified": true, "phone_number": "+12065550100"});
    assert_eq!(result["person"], person);
}

#[tokio::test]
async fn the_caller_sees_the_code_that_is_read_out() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let example = Example::new(&scene, "call-centre");
    let (ended, card) = tokio::join!(example.node(&["call-centre.mjs", "--json", "hanna@example.com"]), async {
        let item = e2e::ready_item(&device).await;
        device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
        item.card.unwrap().to_text()
    });
    let result: Value = serde_json::from_str(&ended.out).unwrap();
    let code = result["code"].as_str().unwrap();
    assert!(code.len() == 9 && card.contains(code), "{code} in {card}");
}

#[tokio::test]
async fn whoever_does_not_confirm_is_not_identified_and_the_codes_differ() {
    let scene = Scene::demo().await;
    let example = Example::new(&scene, "call-centre");
    // Nobody to ask: no device, nobody of that name.
    for (caller, reason) in [
        ("hanna@example.com", "User does not have push notifications set up"),
        ("nobody@example.com", "User ID is malformed or unknown"),
    ] {
        let ended = example.node(&["call-centre.mjs", caller]).await;
        assert_eq!(ended.code, Some(1), "{ended:?}");
        assert!(ended.errors.contains(reason), "{ended:?}");
    }
    for garbage in ["hanna", "555-0100", ""] {
        assert_eq!(example.node(&["call-centre.mjs", garbage]).await.code, Some(2), "{garbage}");
    }

    let person = scene.person(DecisionOutcome::Denied).await;
    let ended = example.node(&["call-centre.mjs", "hanna@example.com"]).await;
    assert_eq!(ended.code, Some(3), "{ended:?}");
    assert!(ended.out.contains("end the call"), "{ended:?}");
    drop(person);

    let ended = example.node(&["call-centre.mjs", "--expiry", "3", "hanna@example.com"]).await;
    assert_eq!(ended.code, Some(4), "{ended:?}");
    assert!(ended.out.ends_with("✗ No answer. The caller is not identified.\n"), "{ended:?}");
}
