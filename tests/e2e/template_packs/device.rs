//! What a device makes of the packs it is offered.

use std::process::Command;

use e2e::{HANNA, ready_item, wait_for, waxseal};
use serde_json::Value;
use waxseal_device::commands::PreviewInput;
use waxseal_device::{ErrorCode, Language, TemplateOrigin};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::jose::SigningKey;

use super::publisher::{FIRST, Publisher, second, template, text, version, warning};

#[tokio::test]
async fn a_card_is_shown_with_the_template_that_the_issuer_published() {
    let publisher = Publisher::start().await;
    let device = publisher.device().await;
    let item = publisher.shown(&device).await;
    let card = item.card.as_ref().unwrap();
    assert_eq!(card.headline, "Acme pays €12.50 EUR to Ada");
    assert_eq!(card.entries[0].template_version, "1.0.0");
    assert!(text(&item).contains("thanks"), "what the template does not show is shown all the same");
    let shown = template(&device, "acme_payment");
    let issuer = publisher.server.issuer().to_owned();
    assert_eq!(shown.origin, Some(TemplateOrigin::Publisher { issuer, pack_version: 1 }));
    assert!(shown.expires_at.is_some() && shown.banner.is_none());
    assert_eq!(template(&device, "payment").origin, Some(TemplateOrigin::BuiltIn));
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    assert_eq!(warning(&device), None);
}

/// The second device has the request before it has the packs.
#[tokio::test]
async fn the_first_request_waits_for_its_template() {
    let publisher = Publisher::start().await;
    let _first = publisher.server.device(HANNA, "laptop").await;
    publisher.ask().await;
    let device = publisher.server.device(HANNA, "desk").await;
    let item = ready_item(&device).await;
    assert_eq!(item.card.unwrap().headline, "Acme pays €12.50 EUR to Ada");
}

#[tokio::test]
async fn a_version_that_points_out_less_is_announced_three_times() {
    let mut publisher = Publisher::start().await;
    let device = publisher.device().await;
    assert!(!publisher.denied(&device).await.contains("Other details."));
    publisher.publish(&[publisher.signed(1, &[FIRST]), publisher.signed(2, &[&second()])]).await;
    wait_for(&device, |device| version(device) == Some(2)).await;
    assert_eq!(template(&device, "acme_payment").banner.unwrap().uses_left, 3);
    for use_of_it in 1..=3 {
        let text = publisher.denied(&device).await;
        assert!(text.contains("/to may now stand under Other details."), "use {use_of_it}: {text}");
        assert!(text.contains("Ada"), "{text}");
    }
    let text = publisher.denied(&device).await;
    assert!(!text.contains("may now stand"), "{text}");
}

#[tokio::test]
async fn opening_a_request_again_is_no_further_use() {
    let mut publisher = Publisher::start().await;
    let device = publisher.device().await;
    publisher.publish(&[publisher.signed(2, &[&second()])]).await;
    wait_for(&device, |device| version(device) == Some(2)).await;
    let item = publisher.shown(&device).await;
    for _ in 0..3 {
        device.open_request("main", &item.id()).unwrap();
    }
    assert_eq!(template(&device, "acme_payment").banner.unwrap().uses_left, 2);
}

#[tokio::test]
async fn an_older_pack_is_refused_with_a_warning_that_survives() {
    let mut publisher = Publisher::start().await;
    let device = publisher.device().await;
    let (first, other) = (publisher.signed(1, &[FIRST]), FIRST.replace("Acme pays", "Acme maybe pays"));
    publisher.publish(&[publisher.signed(2, &[&FIRST.replace("1.0.0", "1.1.0")])]).await;
    wait_for(&device, |device| version(device) == Some(2)).await;

    publisher.publish(&[first]).await;
    wait_for(&device, |device| warning(device).is_some()).await;
    let said = warning(&device).unwrap();
    assert!(said.contains("the pack has version 1, and 2 is installed"), "{said}");
    assert_eq!(version(&device), Some(2));
    let device = publisher.restarted(device).await;
    assert_eq!((version(&device), warning(&device)), (Some(2), Some(said)));
    assert!(publisher.denied(&device).await.contains("Acme pays"));
    publisher.publish(&[publisher.signed(2, &[&other])]).await;
    wait_for(&device, |device| warning(device).is_some_and(|text| text.contains("under the same version"))).await;
    publisher.publish(&[publisher.signed(3, &[&other])]).await;
    wait_for(&device, |device| version(device) == Some(3)).await;
    assert_eq!(warning(&device), None, "a good pack takes the warning back");
    assert!(publisher.denied(&device).await.contains("Acme maybe pays"));
}

#[tokio::test]
async fn a_pack_of_another_signer_is_refused() {
    let mut publisher = Publisher::start().await;
    let device = publisher.device().await;
    let thief = SigningKey::generate().unwrap();
    let forged = publisher.pack(2, &[&second()]).sign(&thief).unwrap();
    publisher.publish_as(&thief, &[forged]).await;
    wait_for(&device, |device| warning(device).is_some()).await;
    let said = warning(&device).unwrap();
    assert!(said.contains("the signature does not verify"), "{said}");
    assert_eq!(version(&device), Some(1));
    assert!(publisher.denied(&device).await.contains("to Ada"));
}

#[tokio::test]
async fn keys_change_by_cross_signature() {
    let mut publisher = Publisher::start().await;
    let device = publisher.device().await;
    let new = SigningKey::generate().unwrap();
    let naming = publisher.pack(2, &[FIRST]).naming_next_keys(vec![new.public().clone()]);
    let naming = naming.sign(&publisher.key).unwrap();
    let renewed = publisher.pack(3, &[FIRST]).sign(&new).unwrap();
    publisher.publish(&[naming, renewed]).await;
    wait_for(&device, |device| version(device) == Some(3)).await;
    // The old key does not count any more.
    publisher.publish(&[publisher.signed(4, &[FIRST])]).await;
    wait_for(&device, |device| warning(device).is_some()).await;
    assert_eq!(version(&device), Some(3));
}

#[tokio::test]
async fn a_revoked_template_shows_nothing_and_its_card_cannot_be_approved() {
    let mut publisher = Publisher::start().await;
    let device = publisher.device().await;
    let item = publisher.shown(&device).await;
    let sha256 = publisher.pack(1, &[FIRST]).templates[0].sha256.clone();
    let revoking = publisher.pack(2, &[&FIRST.replace("acme_payment", "acme_refund")]).revoking(vec![sha256]);
    publisher.publish(&[revoking.sign(&publisher.key).unwrap()]).await;
    wait_for(&device, |device| version(device) == Some(2)).await;
    wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;

    let error = device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Changed, "{error}");
    let item = ready_item(&device).await;
    assert_eq!(item.card.as_ref().unwrap().entries[0].template_version, "generic");
    assert!(text(&item).contains("Ada"), "{}", text(&item));
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
}

#[tokio::test]
async fn a_restart_keeps_what_was_accepted_without_the_server() {
    let mut publisher = Publisher::start().await;
    let device = publisher.device().await;
    let before = device.templates();
    publisher.server.stop().await;
    let device = publisher.restarted(device).await;
    assert_eq!(device.templates(), before);
    publisher.server.restart().await;
    device.retry();
    assert!(publisher.denied(&device).await.contains("Acme pays"));
}

#[tokio::test]
async fn kept_templates_that_cannot_be_read_are_told_and_left_alone() {
    let publisher = Publisher::start().await;
    let device = publisher.device().await;
    device.stop();
    let packs = publisher.server.folder.path().join("desk/packs");
    let file = std::fs::read_dir(packs).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, r#"{"format":2}"#).unwrap();
    let device = publisher.restarted(device).await;
    assert!(warning(&device).unwrap().contains("cannot be read"));
    let item = publisher.shown(&device).await;
    assert_eq!(item.card.as_ref().unwrap().entries[0].template_version, "generic");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), r#"{"format":2}"#);
}

#[tokio::test]
async fn templates_go_with_their_account() {
    let publisher = Publisher::start().await;
    let device = publisher.device().await;
    let id = device.snapshot().accounts.remove(0).id;
    device.remove_account(&id).await.unwrap();
    let packs = publisher.server.folder.path().join("desk/packs");
    assert_eq!(std::fs::read_dir(packs).unwrap().count(), 0);
}

#[tokio::test]
async fn a_template_of_ones_own_is_marked_and_a_broken_one_is_told() {
    let publisher = Publisher::start().await;
    let folder = publisher.server.folder.path().join("desk/templates");
    std::fs::create_dir_all(&folder).unwrap();
    let own = FIRST.replace("Acme pays", "My words for").replace("risk_floor: high", "risk_floor: low");
    std::fs::write(folder.join("acme.hbs"), own).unwrap();
    std::fs::write(folder.join("broken.hbs"), "---\ntype: acme_payment\n---\n{{#if").unwrap();
    let device = publisher.device().await;
    let problems = device.templates().local_problems;
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].file, "broken.hbs");
    let shown = template(&device, "acme_payment");
    assert_eq!(shown.origin, Some(TemplateOrigin::Local));
    let item = publisher.shown(&device).await;
    let card = item.card.as_ref().unwrap();
    assert_eq!(card.headline, "My words for €12.50 EUR to Ada");
    assert!(text(&item).contains("Your template"), "{}", text(&item));
    assert_eq!(card.tier.to_string(), "high", "it only arranges");
}

#[tokio::test]
async fn the_list_of_templates_is_printed() {
    let publisher = Publisher::start().await;
    let device = publisher.device().await;
    device.stop();
    drop(device);
    tokio::task::yield_now().await;
    let state = publisher.server.folder.path().join("desk");
    let list = |arguments: &[&str]| {
        let mut command = Command::new(waxseal());
        command.args(["device", "templates", "--key-file", "--state"]).arg(&state).args(arguments);
        let output = command.env("WAXSEAL_KEY_PASSPHRASE", "test").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let text = list(&[]);
    assert!(text.contains("(pack 1, until "), "{text}");
    let line = text.lines().find(|line| line.contains("acme_payment")).unwrap();
    let words: Vec<&str> = line.split_whitespace().collect();
    assert_eq!(words, ["acme_payment", "1.0.0", "published", "high", "care"]);
    let json: Value = serde_json::from_str(&list(&["--json"])).unwrap();
    assert_eq!(json["accounts"][0]["pack"]["version"], 1);
}

#[tokio::test]
async fn a_template_is_previewed_with_its_example_and_with_a_sample_of_ones_own() {
    let publisher = Publisher::start().await;
    let device = publisher.device().await;
    let account_id = device.snapshot().accounts.remove(0).id;
    let ask = |detail_type: &str, sample: Option<&str>, worst: bool| PreviewInput {
        account_id: account_id.clone(),
        detail_type: detail_type.to_owned(),
        sample: sample.map(str::to_owned),
        language: Some(Language::German),
        worst,
    };
    let built_in = device.preview_template(&ask("deployment", None, true)).unwrap();
    assert!(built_in.sample.starts_with("{\n  \"type\": \"deployment\""), "{}", built_in.sample);
    assert_eq!(built_in.cards[0].name, "sample");
    assert!(built_in.cards[0].card.headline.starts_with("Bereitstellung von"), "{}", built_in.cards[0].card.headline);
    assert!(built_in.cards.iter().any(|card| card.name == "bidi"));
    assert!(built_in.cards.iter().any(|card| card.why_not.is_some()), "some template gives way at its worst");

    let mine = r#"{"type":"acme_payment","sum":"7.10","currency":"EUR","to":"Bo"}"#;
    let shown = device.preview_template(&ask("acme_payment", Some(mine), false)).unwrap();
    assert_eq!((shown.cards.len(), &shown.cards[0].why_not), (1, &None));
    assert!(shown.cards[0].card.headline.contains("Acme pays"), "{}", shown.cards[0].card.headline);

    for wrong in ["", "{", "[]", r#"{"type":"other"}"#, r#"{"type":"acme_payment","type":"x"}"#] {
        let error = device.preview_template(&ask("acme_payment", Some(wrong), false)).unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidSample, "{wrong}");
    }
}
