//! Receipts: proof of what was approved, for whoever may have it and nobody else.

use std::process::{Command, Stdio};
use std::time::Duration;

use e2e::{HANNA, ServeProcess, TRANSFER, TestServer, ready_item, waxseal};
use reqwest::Method;
use serde_json::{Value, json};
use waxseal_protocol::device::{DecisionOutcome, VerifiedReceipt};
use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::{Clock as _, SystemClock};
use waxseal_server::KeyRing;

use crate::command_line::run;
use crate::operator::Operator;
use crate::scene::{Scene, claims, client, credentials, with};

const DETAILS: &str = r#"[{"type":"note","beneficiary":"Hanna Herwitz","amount":{"value":31337.4200}}]"#;

async fn receipt(scene: &Scene, client: &str, id: &str) -> reqwest::Response {
    let mut form = credentials(client);
    form.push(("transaction_linking_id", id.to_owned()));
    scene.http.post(scene.url("oauth/receipt")).form(&form).send().await.unwrap()
}

/// Hanna approves the note; its request's name.
async fn approved(scene: &Scene) -> String {
    let form = with(&scene.request("bank-agent"), "authorization_details", DETAILS);
    let tokens = scene.tokens(&form).await;
    claims(&tokens["access_token"])["transaction_linking_id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_client_that_asked_gets_proof_with_every_digit() {
    let scene = Scene::with(client("stranger", "")).await;
    let id = approved(&scene).await;
    let answer = receipt(&scene, "bank-agent", &id).await;
    assert_eq!(answer.headers()["content-type"], "application/jwt");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let text = answer.text().await.unwrap();
    let verified = VerifiedReceipt::check(&text, &scene.keys().await).unwrap();
    assert!(verified.binds_content);
    assert_eq!(verified.claims.outcome, DecisionOutcome::Approved);
    assert!(verified.claims.redeemed_at.is_some());
    assert_eq!(verified.consent.user_id.unwrap().as_str(), HANNA);
    assert!(verified.claims.consent.to_string().contains("31337.4200"), "amounts keep their digits");
    assert_eq!(verified.claims.device.public_key.thumbprint(), scene.device.key.public().thumbprint());
}

#[tokio::test]
async fn strangers_and_requests_without_approval_get_none() {
    let scene = Scene::with(client("stranger", "")).await;
    let id = approved(&scene).await;
    let form = with(&scene.request("bank-agent"), "authorization_details", DETAILS);
    scene.ask(&form).await;
    let open = scene.device.pending().await.remove(0)["txlnkid"].as_str().unwrap().to_owned();
    let refused = async |client: &str, id: &str| {
        let answer = receipt(&scene, client, id).await;
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap()["error_description"].clone())
    };
    let unknown = (400, json!("There is no approved request of this transaction_linking_id."));
    assert_eq!(refused("stranger", &id).await, unknown);
    assert_eq!(refused("bank-agent", &open).await, unknown);
    assert_eq!(refused("bank-agent", "cns_AAAAAAAAAAAAAAAAAAAAAA").await, unknown);
    scene.deny().await;
    assert_eq!(refused("bank-agent", &open).await, unknown);
}

#[tokio::test]
async fn a_receipt_holds_when_the_device_has_another_identifier_now() {
    let scene = Scene::plain().await;
    let id = approved(&scene).await;
    let renamed = json!({"identifier": "another", "name": "Renamed"});
    let url = scene.device.url(&format!("device-accounts/{}", scene.device.id));
    let answer = scene.http.patch(url).bearer_auth(&scene.device.token).json(&renamed).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.text().await.unwrap());
    let text = receipt(&scene, "bank-agent", &id).await.text().await.unwrap();
    let verified = VerifiedReceipt::check(&text, &scene.keys().await).unwrap();
    assert_eq!(verified.claims.device.identifier, scene.device.identifier);
}

#[tokio::test]
async fn operators_get_receipts_of_every_answer() {
    let operator = Operator::new().await;
    let form = with(&operator.scene.request("bank-agent"), "authorization_details", DETAILS);
    operator.scene.ask(&form).await;
    let id = operator.scene.device.pending().await.remove(0)["txlnkid"].as_str().unwrap().to_owned();
    let path = format!("receipts/{id}");
    assert_eq!(operator.read(&path).await.status.as_u16(), 409, "nobody has answered");
    operator.scene.deny().await;
    let body = operator.read(&path).await.ok();
    let keys = operator.scene.keys().await;
    let verified = VerifiedReceipt::check(body["receipt"].as_str().unwrap(), &keys).unwrap();
    assert_eq!((verified.claims.outcome, verified.claims.redeemed_at), (DecisionOutcome::Denied, None));
    assert_eq!(operator.read("receipts/cns_AAAAAAAAAAAAAAAAAAAAAA").await.status.as_u16(), 404);
    let reader = Operator::token_of(&operator.scene, "reader").await;
    assert_eq!(operator.call_with(&reader, Method::GET, &path, &Value::Null).await.status.as_u16(), 403);
}

#[tokio::test]
async fn a_receipt_is_by_the_key_the_device_had_when_it_answered() {
    let server = TestServer::start().await;
    let device = server.device(HANNA, "desk").await;
    let account = device.snapshot().accounts.remove(0);
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    device.rotate_key(&account.id).await.unwrap();

    let clock = SystemClock::new();
    let (overlap, needed) = (Duration::from_hours(1), [Algorithm::ES256]);
    let ring = KeyRing::load(&server.store, &clock, server.issuer(), overlap, &needed).await.unwrap();
    let key = ring.signing().unwrap();
    let receipt = waxseal_server::receipt(&server.store, &key, server.issuer(), clock.now(), &item.consent_id).await;
    let verified = VerifiedReceipt::check(&receipt.unwrap(), &ring.public()).unwrap();
    assert_eq!(verified.claims.device.public_key.thumbprint().ok(), account.key_thumbprint);
}

#[tokio::test]
async fn a_receipt_is_exported_and_checked_from_the_shell() {
    let server = ServeProcess::start().await;
    let config = server.config().display().to_string();
    let (state, authority) = (server.folder.path().join("desk"), server.authority().display().to_string());
    let device = ["--state", state.to_str().unwrap(), "--authority", &authority, "--key-file"];
    let (_, link, _) = run(&["ticket", "--config", &config, "--user", HANNA]);
    let (code, _, errors) = run(&[&["device", "enroll", link.trim()][..], &device].concat());
    assert_eq!(code, Some(0), "{errors}");
    let mut answering = Command::new(waxseal())
        .args([&["device", "run", "--count", "1", "--answer", "approve"][..], &device].concat())
        .env("WAXSEAL_KEY_PASSPHRASE", "test")
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let asked = Command::new(waxseal())
        .args(["agent", "ask", "--json", "--client-id", "bank-agent", "--user", HANNA, "--audience", "urn:my-api"])
        .args(["--issuer", &server.issuer, "--authority", &authority, "--details", TRANSFER])
        .env("WAXSEAL_CLIENT_SECRET", "test-secret-of-the-bank-agent")
        .output()
        .unwrap();
    assert!(answering.wait().unwrap().success());
    let asked: Value = serde_json::from_slice(&asked.stdout).unwrap();
    let id = asked["claims"]["transaction_linking_id"].as_str().unwrap();

    let (code, receipt, errors) = run(&["receipt", "export", "--config", &config, id]);
    assert_eq!(code, Some(0), "{errors}");
    let file = |name: &str, text: &str| {
        let path = server.folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let pem = std::fs::read(server.authority()).unwrap();
    let http = reqwest::Client::builder()
        .tls_certs_merge(reqwest::Certificate::from_pem_bundle(&pem).unwrap())
        .build()
        .unwrap();
    let keys = http.get(format!("{}.well-known/jwks.json", server.issuer)).send().await.unwrap().text().await.unwrap();
    let (jwks, whole) = (file("jwks.json", &keys), file("receipt.jwt", &receipt));
    let (code, shown, errors) = run(&["receipt", "verify", "--jwks", &jwks, &whole]);
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{shown}");
    assert!(shown.contains(&format!("The receipt holds: approved by {HANNA} at ")), "{shown}");
    assert!(shown.contains("Hanna Herwitz") && shown.contains("2,500.00"), "{shown}");
    let (code, said, _) = run(&["receipt", "verify", "--json", "--jwks", &jwks, &whole]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["valid"], &said["binds_content"]), (Some(0), &json!(true), &json!(true)));

    let key = said["device_key_thumbprint"].as_str().unwrap();
    let (code, _, errors) = run(&["receipt", "verify", "--device-key", key, "--jwks", &jwks, &whole]);
    assert_eq!(code, Some(0), "{errors}");
    let (code, _, errors) = run(&["receipt", "verify", "--device-key", "another", "--jwks", &jwks, &whole]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("another device answered"), "{errors}");

    let forged = file("forged.jwt", &receipt.replacen('.', ".A", 1));
    let (code, _, errors) = run(&["receipt", "verify", "--jwks", &jwks, &forged]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("the receipt is not by the issuer"), "{errors}");
    let nobodys = file("nobody.json", r#"{"keys": []}"#);
    let (code, said, _) = run(&["receipt", "verify", "--json", "--jwks", &nobodys, &whole]);
    assert_eq!(code, Some(1));
    assert!(said.contains(r#""valid":false"#), "{said}");
    let (code, _, errors) = run(&["receipt", "export", "--config", &config, "cns_unknown"]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("there is no request cns_unknown"), "{errors}");
}
