//! Template packs, from the publisher to the card.

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, ready_item, wait_for, waxseal};
use reqwest::StatusCode;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use serde_json::{Value, json};
use tempfile::TempDir;
use waxseal_agent::ApprovalRequest;
use waxseal_details::trust::TemplatePack;
use waxseal_device::commands::{TemplateView, TemplatesOfAccount};
use waxseal_device::{Device, ErrorCode, ItemView, TemplateOrigin};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::{Clock as _, SystemClock};
use waxseal_server::Config;

use crate::scene::{Reply, Scene, jwks, with};

/// What an agent of Acme asks for.
const ORDER: &str = r#"[{"type":"acme_payment","sum":"12.50","currency":"EUR","to":"Ada","note":"thanks"}]"#;

/// Shows the sum and the recipient as rows.
const FIRST: &str = "---\ntype: acme_payment\ntemplate_version: 1.0.0\nrisk_floor: high\n\
    verb: 'Acme pays {{money sum currency=currency}} to {{identity to}}'\naction: Pay\n\
    critical: [/sum, /currency, /to]\n---\n\
    {{#group}}{{money sum currency=currency label=\"Sum\"}}{{identity to label=\"Recipient\"}}{{/group}}\n";

/// Says nothing of the recipient any more, so that it stands under Other details.
fn second() -> String {
    FIRST
        .replace("1.0.0", "2.0.0")
        .replace(" to {{identity to}}'", "'")
        .replace("{{identity to label=\"Recipient\"}}", "")
}

/// A publisher, its packs, and a server that serves them.
struct Publisher {
    key: SigningKey,
    packs: TempDir,
    server: TestServer,
}

impl Publisher {
    /// A server with a first pack, for an API whose type has neither a built-in template nor a
    /// schema.
    async fn start() -> Self {
        let (key, packs) = (SigningKey::generate().unwrap(), tempfile::tempdir().unwrap());
        let server = TestServer::start_configured(Arc::new(SystemClock::new()), |ports| {
            let issuer = format!("https://localhost:{}/", ports.main);
            let pack = pack(&issuer, 1, &[FIRST]).sign(&key).unwrap();
            configured(&e2e::configuration(ports.main), &packs, &key, &[pack])
        })
        .await;
        Self { key, packs, server }
    }

    fn pack(&self, version: u64, sources: &[&str]) -> TemplatePack {
        pack(self.server.issuer(), version, sources)
    }

    fn signed(&self, version: u64, sources: &[&str]) -> String {
        self.pack(version, sources).sign(&self.key).unwrap()
    }

    /// The server starts again, with other packs.
    async fn publish(&mut self, packs: &[String]) {
        self.publish_as(&self.key.clone(), packs).await;
    }

    /// The same, by somebody who took the server over and configured another key.
    async fn publish_as(&mut self, key: &SigningKey, packs: &[String]) {
        let text = configured(&e2e::configuration(self.server.config.listen.port()), &self.packs, key, packs);
        self.server.config = Config::parse(&text, &self.server.folder.path().join("waxseal.toml")).unwrap();
        self.server.stop().await;
        self.server.restart().await;
    }

    async fn device(&self) -> Device {
        let device = self.server.device(HANNA, "desk").await;
        wait_for(&device, |device| version(device).is_some()).await;
        device
    }

    /// The device ends and starts again.
    async fn restarted(&self, device: Device) -> Device {
        device.stop();
        drop(device);
        // What was running ends when its turn comes.
        tokio::task::yield_now().await;
        device_at(&self.server.folder.path().join("desk"), &self.server.authority())
    }

    /// What a device shows of a new order.
    async fn shown(&self, device: &Device) -> ItemView {
        let request = ApprovalRequest::new(HANNA).audience("urn:acme").binding_message("Order");
        let agent = self.server.agent().await;
        agent.ask(&request.authorization_details(ORDER).unwrap()).await.unwrap();
        ready_item(device).await
    }

    /// The same, opened by the person, and answered.
    async fn denied(&self, device: &Device) -> String {
        let item = self.shown(device).await;
        device.open_request(&item.consent_id).unwrap();
        device.decide_unattended(&item.consent_id, DecisionOutcome::Denied).await.unwrap();
        text(&item)
    }
}

fn pack(issuer: &str, version: u64, sources: &[&str]) -> TemplatePack {
    let now = SystemClock::new().now();
    let expires_at = now + Duration::from_hours(24 * 90);
    TemplatePack::new(issuer, version, now, expires_at, sources.iter().copied()).unwrap()
}

/// A configuration with packs, which are written into a folder.
fn configured(base: &str, folder: &TempDir, key: &SigningKey, packs: &[String]) -> String {
    let write = |(index, jws): (usize, &String)| {
        let path: PathBuf = folder.path().join(format!("{index}.jws"));
        std::fs::write(&path, jws).unwrap();
        path
    };
    let paths: Vec<PathBuf> = packs.iter().enumerate().map(write).collect();
    format!(
        "template_packs = {}\n{base}\n[[apis]]\nidentifier = \"urn:acme\"\n\
         authorization_details = [{{ type = \"acme_payment\" }}]\n\n[template_publisher]\njwks = {}\n",
        json!(paths),
        jwks(&[key])
    )
}

fn of_account(device: &Device) -> TemplatesOfAccount {
    device.templates().accounts.remove(0)
}

/// The version of the installed pack.
fn version(device: &Device) -> Option<u64> {
    of_account(device).pack.map(|pack| pack.version)
}

fn template(device: &Device, detail_type: &str) -> TemplateView {
    let templates = of_account(device).templates;
    templates.into_iter().find(|template| template.detail_type.text == detail_type).unwrap()
}

fn text(item: &ItemView) -> String {
    item.card.as_ref().unwrap().to_text()
}

fn warning(device: &Device) -> Option<String> {
    device.snapshot().accounts.remove(0).template_warning
}

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
    device.decide_unattended(&item.consent_id, DecisionOutcome::Approved).await.unwrap();
    assert_eq!(warning(&device), None);
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
        device.open_request(&item.consent_id).unwrap();
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

    let error = device.decide_unattended(&item.consent_id, DecisionOutcome::Approved).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Changed, "{error}");
    let item = ready_item(&device).await;
    assert_eq!(item.card.as_ref().unwrap().entries[0].template_version, "generic");
    assert!(text(&item).contains("Ada"), "{}", text(&item));
    device.decide_unattended(&item.consent_id, DecisionOutcome::Approved).await.unwrap();
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

#[test]
fn a_server_does_not_start_with_a_broken_pack() {
    let (folder, key) = (tempfile::tempdir().unwrap(), SigningKey::generate().unwrap());
    let pack = pack("https://localhost:8443/", 1, &[FIRST]).sign(&SigningKey::generate().unwrap()).unwrap();
    let path = folder.path().join("waxseal.toml");
    std::fs::write(&path, configured(&e2e::configuration(8443), &folder, &key, &[pack])).unwrap();
    for command in ["serve", "check-config"] {
        let output = Command::new(waxseal()).arg(command).arg("--config").arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("waxseal.toml:1: template_packs: "), "{errors}");
        assert!(errors.contains("0.jws: is not signed by a key of template_publisher.jwks"), "{errors}");
    }
}

#[tokio::test]
async fn unchanged_packs_are_not_sent_again() {
    let key = SigningKey::generate().unwrap();
    let scene = Scene::with(format!("[template_publisher]\njwks = {}\n", jwks(&[&key]))).await;
    let ask = async |mount: &str, etag: Option<&str>| {
        let url = scene.url(&format!("{mount}/templates"));
        let claims =
            json!({"iss": scene.device.id, "sub": HANNA, "aud": url, "iat": scene.now(), "exp": scene.now() + 60});
        let call = scene.http.get(&url).bearer_auth(scene.device.signed("JWT", &claims));
        Reply::of(etag.iter().fold(call, |call, etag| call.header(IF_NONE_MATCH, *etag))).await
    };
    for mount in ["appliance-mfa/api", "api"] {
        let reply = ask(mount, None).await;
        assert_eq!(reply.headers[CONTENT_TYPE], "application/json");
        assert_eq!(reply.headers[CACHE_CONTROL], "private, no-cache");
        let etag = reply.headers[ETAG].to_str().unwrap().to_owned();
        assert_eq!(reply.ok(), json!({"packs": []}));
        for known in [etag.clone(), format!("\"another\", W/{etag}"), "*".to_owned()] {
            let reply = ask(mount, Some(&known)).await;
            assert_eq!((reply.status, reply.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{known}");
            assert_eq!(reply.headers[ETAG], etag);
        }
        assert_eq!(ask(mount, Some("\"another\"")).await.status, StatusCode::OK);
    }
    let without_token = scene.http.get(scene.url("api/templates")).send().await.unwrap();
    assert_eq!(without_token.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_keys_are_told_beside_guardians_members_and_only_if_there_are_some() {
    let key = SigningKey::generate().unwrap();
    for (tables, expected) in [
        (
            format!("[template_publisher]\njwks = {}\n", jwks(&[&key])),
            json!({"template_jwks": {"keys": [key.public()]}}),
        ),
        (String::new(), Value::Null),
    ] {
        let scene = Scene::with(tables).await;
        let ticket = scene.server.ticket(HANNA).await.code;
        let device = scene.device.with_new_key(Some("another"));
        let (status, body) = device.enroll_with(&ticket, "GCM").await;
        assert_eq!((status, &body["waxseal"]), (StatusCode::CREATED, &expected));
    }
}

#[tokio::test]
async fn a_built_in_type_refuses_what_its_schema_does_not_know() {
    let scene = Scene::with(
        "[[apis]]\nidentifier = \"urn:bank\"\nauthorization_details = [{ type = \"payment\" }]\n\
         [[apis]]\nidentifier = \"urn:open\"\nauthorization_details = [{ type = \"payment\", schema = true }]\n",
    )
    .await;
    let asking = |audience: &str, details: &str| {
        let form = with(&with(&scene.request("bank-agent"), "audience", audience), "scope", "openid");
        with(&form, "authorization_details", details)
    };
    let good = r#"[{"type":"payment","amount":"12.50","currency":"EUR","payee":"Ada"}]"#;
    scene.ask(&asking("urn:bank", good)).await;
    let unknown = good.replace("\"payee\"", "\"tip\":5,\"payee\"");
    let code = "invalid_authorization_details";
    let description = scene.refused(&asking("urn:bank", &unknown), 400, code).await;
    assert!(description.contains("tip"), "{description}");
    scene.ask(&asking("urn:open", &unknown)).await;
    let shapeless = r#"[{"type":"payment","actions":"pay"}]"#;
    scene.refused(&asking("urn:open", shapeless), 400, code).await;
    let described = scene.get("authorization-details-types/payment").await;
    assert_eq!(described["apis"][0]["schema"]["title"], "Payment");
}
