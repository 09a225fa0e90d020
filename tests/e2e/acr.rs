//! Authentication context classes: which channel they choose, and which one an answer reaches (CIBA Core 7.1,
//! 8).

use std::process::Command;

use e2e::{HANNA, OMAR, RawDevice, configuration, waxseal};
use serde_json::{Value, json};
use waxseal_protocol::ids::AuthReqId;
use waxseal_store::Store as _;

use crate::channels::{Post, asking, channel, tables};
use crate::scene::{Pair, Reply, Scene, claims, with};

const CLASSES: &str = r#"
[[acr]]
value = "urn:acr:mail"
channels = ["email"]

[[acr]]
value = "urn:acr:any"
channels = ["guardian-push", "email"]

[[acr]]
value = "urn:acr:signed"
signed_content = true

[[acr]]
value = "urn:acr:person"
user_verification = true
"#;

fn wishing(form: &[Pair], values: &str) -> Vec<Pair> {
    with(form, "acr_values", values)
}

/// The classes that an answer to a stored request can fulfil.
async fn classes(scene: &Scene, form: &[Pair]) -> Vec<String> {
    let handle = AuthReqId::new(scene.ask(form).await);
    scene.server.store.request_by_auth_req_id(&handle).await.unwrap().unwrap().facts.acr
}

#[tokio::test]
async fn the_first_class_that_a_channel_fulfils_chooses_it() {
    let post = Post::with("", tables() + CLASSES).await;
    let scene = &post.scene;
    let push_first = asking(scene, "push-then-mail", HANNA, "300");
    let mail_first = asking(scene, "mail-then-push", HANNA, "300");
    for (form, wishes, went, fulfilled) in [
        (&push_first, "urn:acr:mail", "email", &["urn:acr:mail"][..]),
        (&push_first, "urn:acr:any urn:acr:mail", "guardian-push", &["urn:acr:any"]),
        (&mail_first, "urn:acr:any", "email", &["urn:acr:any"]),
        (&mail_first, "urn:acr:signed urn:acr:mail", "guardian-push", &["urn:acr:signed"]),
        (&mail_first, "urn:acr:mail urn:acr:signed urn:acr:any", "email", &["urn:acr:mail", "urn:acr:any"]),
        (&mail_first, "urn:acr:unknown urn:acr:person", "guardian-push", &["urn:acr:person"]),
        (&push_first, "urn:acr:person urn:acr:signed", "guardian-push", &["urn:acr:person", "urn:acr:signed"]),
        (&mail_first, "urn:acr:unknown", "email", &[]),
        (&push_first, "", "guardian-push", &[]),
    ] {
        let form = wishing(form, wishes);
        assert_eq!(channel(scene, &form).await, went, "{wishes}");
        assert_eq!(classes(scene, &form).await, fulfilled, "{wishes}");
    }
}

#[tokio::test]
async fn a_class_that_nobody_can_fulfil_is_a_wish_and_no_error() {
    let post = Post::with("", tables() + CLASSES).await;
    let scene = &post.scene;
    // The client has no such channel; the person has no device; no device signs what it shows.
    let no_channel = wishing(&asking(scene, "push-only", HANNA, "300"), "urn:acr:mail");
    assert_eq!(
        (channel(scene, &no_channel).await.as_str(), classes(scene, &no_channel).await),
        ("guardian-push", vec![])
    );
    let no_device = wishing(&asking(scene, "push-then-mail", "auth0|mia", "300"), "urn:acr:signed urn:acr:any");
    assert_eq!(channel(scene, &no_device).await, "email");
    assert_eq!(classes(scene, &no_device).await, ["urn:acr:any"]);
    let clock = std::sync::Arc::clone(&scene.clock);
    RawDevice::enroll(&scene.server, clock, OMAR, "GCM").await;
    let unsigned = wishing(&asking(scene, "push-only", OMAR, "300"), "urn:acr:signed");
    assert_eq!((channel(scene, &unsigned).await.as_str(), classes(scene, &unsigned).await), ("guardian-push", vec![]));
}

/// The `acr` of the ID token after Hanna's answer with a change.
async fn reached(scene: &Scene, wishes: &str, change: impl FnOnce(&mut Value)) -> Value {
    let form = wishing(&scene.request("bank-agent"), wishes);
    let handle = scene.ask(&form).await;
    let (status, body) = scene.decide(&scene.device, change).await;
    assert_eq!(status, 204, "{body}");
    let tokens = scene.redeem(&form, &handle).await.ok();
    let of = |token: &str| claims(&tokens[token])["acr"].clone();
    assert_eq!(of("id_token"), of("access_token"));
    of("id_token")
}

#[tokio::test]
async fn the_id_token_has_the_class_that_the_answer_reached() {
    let scene = Scene::with(CLASSES).await;
    let with_password = |claims: &mut Value| claims["waxseal"]["uv"] = json!("os");
    let by_script = |claims: &mut Value| {
        claims["waxseal"]["uv"] = json!("os");
        claims["waxseal"]["test_key"] = json!(true);
    };
    assert_eq!(reached(&scene, "urn:acr:any", |_| {}).await, "urn:acr:any");
    assert_eq!(reached(&scene, "urn:acr:signed", |_| {}).await, "urn:acr:signed");
    assert_eq!(reached(&scene, "urn:acr:person urn:acr:signed", with_password).await, "urn:acr:person");
    assert_eq!(reached(&scene, "urn:acr:person urn:acr:signed", |_| {}).await, "urn:acr:signed", "the next best");
    assert_eq!(reached(&scene, "urn:acr:person", |_| {}).await, Value::Null, "nobody asked for the password");
    assert_eq!(reached(&scene, "urn:acr:person", by_script).await, Value::Null, "no person stands behind a script");
    assert_eq!(reached(&scene, "urn:acr:mail", |_| {}).await, Value::Null, "it was no mail");
    let discovery = scene.get(".well-known/openid-configuration").await;
    let offered = json!(["urn:acr:mail", "urn:acr:any", "urn:acr:signed", "urn:acr:person"]);
    assert_eq!(discovery["acr_values_supported"], offered);
}

/// The server knows the class of a device's key from its enrolment, whatever the answer says or leaves out.
#[tokio::test]
async fn a_device_with_a_test_key_stands_for_no_person() {
    let scene = Scene::with(CLASSES).await;
    let mut scripted = scene.device.with_new_key(Some("scripted"));
    let ticket = scene.server.ticket(HANNA).await.code;
    let body = json!({
        "identifier": scripted.identifier, "name": "Scripted", "public_key": scripted.key.public(),
        "push_credentials": {"service": "WAXSEAL", "token": "x"}, "waxseal": {"test_key": true},
    });
    let call = scene.http.post(scripted.url("enroll")).header("Authorization", format!("Ticket id=\"{ticket}\""));
    let reply = Reply::of(call.json(&body)).await;
    assert_eq!(reply.status, 201, "{}", reply.text);
    scripted.id = reply.body["id"].as_str().unwrap().to_owned();
    for (wishes, reached) in [
        ("urn:acr:person", Value::Null),
        ("urn:acr:person urn:acr:signed", json!("urn:acr:signed")),
        ("urn:acr:any", json!("urn:acr:any")),
    ] {
        let form = wishing(&scene.request("bank-agent"), wishes);
        let handle = scene.ask(&form).await;
        let with_password = |claims: &mut Value| claims["waxseal"]["uv"] = json!("os");
        let (status, body) = scene.decide(&scripted, with_password).await;
        assert_eq!(status, 204, "{body}");
        let tokens = scene.redeem(&form, &handle).await.ok();
        assert_eq!(claims(&tokens["id_token"])["acr"], reached, "{wishes}");
    }
}

#[tokio::test]
async fn a_class_that_is_gone_is_not_claimed_again() {
    let mut scene = Scene::with(CLASSES).await;
    let form = with(&scene.request("bank-agent"), "scope", "openid transfer:create offline_access");
    let tokens = scene.tokens(&wishing(&form, "urn:acr:signed")).await;
    let acr = |tokens: &Value| claims(&tokens["id_token"])["acr"].clone();
    assert_eq!(acr(&tokens), "urn:acr:signed");
    let again = async |scene: &Scene, tokens: &Value| {
        scene.refresh("bank-agent", tokens["refresh_token"].as_str().unwrap(), &[]).await.ok()
    };
    let tokens = again(&scene, &tokens).await;
    assert_eq!(acr(&tokens), "urn:acr:signed");
    scene.server.config.acr.retain(|class| class.value != "urn:acr:signed");
    scene.server.stop().await;
    scene.server.restart().await;
    let tokens = again(&scene, &tokens).await;
    assert_eq!(acr(&tokens), Value::Null);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(scene.introspect("bank-agent", refresh).await["acr"], Value::Null);
}

/// A device that Guardian's SDK made, which signs no content, answers in the place of ours.
#[tokio::test]
async fn an_answer_of_another_device_reaches_what_it_reaches() {
    let scene = Scene::with(CLASSES).await;
    let phone = RawDevice::enroll(&scene.server, std::sync::Arc::clone(&scene.clock) as _, HANNA, "GCM").await;
    let form = wishing(&scene.request("bank-agent"), "urn:acr:signed");
    let handle = scene.ask(&form).await;
    let unsigned = |claims: &mut Value| {
        claims.as_object_mut().unwrap().remove("waxseal");
    };
    let (status, body) = scene.decide(&phone, unsigned).await;
    assert_eq!(status, 204, "{body}");
    let tokens = scene.redeem(&form, &handle).await.ok();
    assert_eq!(claims(&tokens["id_token"])["acr"], Value::Null);
}

#[test]
fn a_class_that_no_channel_reaches_is_a_warning_and_one_that_means_nothing_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.toml");
    let check = |more: &str| {
        std::fs::write(&path, configuration(8443) + more).unwrap();
        let output = Command::new(waxseal()).args(["check-config", "--config"]).arg(&path).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let (code, errors) = check(CLASSES);
    assert_eq!(code, Some(0), "{errors}");
    assert!(errors.contains("warning: no channel can reach the acr \"urn:acr:mail\": the server does not use email"));
    assert!(!errors.contains("urn:acr:any"), "{errors}");
    let (code, errors) = check(&(CLASSES.to_owned() + "[channels]\nguardian_push = false\n"));
    assert_eq!(code, Some(0), "{errors}");
    for class in ["mail", "any", "signed", "person"] {
        assert!(errors.contains(&format!("no channel can reach the acr \"urn:acr:{class}\"")), "{class}: {errors}");
    }
    for (wrong, told) in [
        ("[[acr]]\nvalue = \"two words\"\n", "acr[0].value: is empty or holds white space"),
        ("[[acr]]\nvalue = \"a\"\n[[acr]]\nvalue = \"a\"\n", "acr[1].value: \"a\" appears twice"),
        ("[[acr]]\nvalue = \"a\"\nchannels = []\n", "acr[0].channels: is empty"),
        ("[[acr]]\nvalue = \"a\"\nchannels = [\"pigeon\"]\n", "unknown variant `pigeon`"),
        ("[[acr]]\nvalue = \"a\"\nchannels = [\"email\"]\nsigned_content = true\n", "email cannot fulfil"),
        ("[[acr]]\nchannels = [\"email\"]\n", "missing field `value`"),
    ] {
        let (code, errors) = check(wrong);
        assert_eq!(code, Some(1), "{wrong}");
        assert!(errors.contains(told), "{wrong}: {errors}");
    }
}
