//! A publisher, what it signs, and what devices make of it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, ready_item, wait_for};
use serde_json::json;
use tempfile::TempDir;
use waxseal_agent::ApprovalRequest;
use waxseal_details::trust::TemplatePack;
use waxseal_device::commands::{TemplateView, TemplatesOfAccount};
use waxseal_device::{Device, ItemView};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::jose::SigningKey;
use waxseal_protocol::{Clock as _, SystemClock};
use waxseal_server::Config;

use crate::scene::jwks;

/// What an agent of Acme asks for.
pub(super) const ORDER: &str = r#"[{"type":"acme_payment","sum":"12.50","currency":"EUR","to":"Ada","note":"thanks"}]"#;

/// Shows the sum and the recipient as rows.
pub(super) const FIRST: &str = "---\ntype: acme_payment\ntemplate_version: 1.0.0\nrisk_floor: high\n\
    verb: 'Acme pays {{money sum currency=currency}} to {{identity to}}'\naction: Pay\n\
    critical: [/sum, /currency, /to]\n---\n\
    {{#group}}{{money sum currency=currency label=\"Sum\"}}{{identity to label=\"Recipient\"}}{{/group}}\n";

/// Says nothing of the recipient any more, so that it stands under Other details.
pub(super) fn second() -> String {
    FIRST
        .replace("1.0.0", "2.0.0")
        .replace(" to {{identity to}}'", "'")
        .replace("{{identity to label=\"Recipient\"}}", "")
}

/// A publisher, its packs, and a server that serves them.
pub(super) struct Publisher {
    pub(super) key: SigningKey,
    pub(super) packs: TempDir,
    pub(super) server: TestServer,
}

impl Publisher {
    /// A server with a first pack, for an API whose type has neither a built-in template nor a
    /// schema.
    pub(super) async fn start() -> Self {
        let (key, packs) = (SigningKey::generate().unwrap(), tempfile::tempdir().unwrap());
        let server = TestServer::start_configured(Arc::new(SystemClock::new()), |ports| {
            let issuer = format!("https://localhost:{}/", ports.main);
            let pack = pack(&issuer, 1, &[FIRST]).sign(&key).unwrap();
            configured(&e2e::configuration(ports.main), &packs, &key, &[pack])
        })
        .await;
        Self { key, packs, server }
    }

    pub(super) fn pack(&self, version: u64, sources: &[&str]) -> TemplatePack {
        pack(self.server.issuer(), version, sources)
    }

    pub(super) fn signed(&self, version: u64, sources: &[&str]) -> String {
        self.pack(version, sources).sign(&self.key).unwrap()
    }

    /// The server starts again, with other packs.
    pub(super) async fn publish(&mut self, packs: &[String]) {
        self.publish_as(&self.key.clone(), packs).await;
    }

    /// The same, by somebody who took the server over and configured another key.
    pub(super) async fn publish_as(&mut self, key: &SigningKey, packs: &[String]) {
        let text = configured(&e2e::configuration(self.server.config.listen.port()), &self.packs, key, packs);
        self.server.config = Config::parse(&text, &self.server.folder.path().join("waxseal.toml")).unwrap();
        self.server.stop().await;
        self.server.restart().await;
    }

    pub(super) async fn device(&self) -> Device {
        let device = self.server.device(HANNA, "desk").await;
        wait_for(&device, |device| version(device).is_some()).await;
        device
    }

    /// The device ends and starts again.
    pub(super) async fn restarted(&self, device: Device) -> Device {
        device.stop();
        drop(device);
        // What was running ends when its turn comes.
        tokio::task::yield_now().await;
        device_at(&self.server.folder.path().join("desk"), &self.server.authority())
    }

    /// An agent of Acme asks Hanna.
    pub(super) async fn ask(&self) {
        let request = ApprovalRequest::new(HANNA).audience("urn:acme").binding_message("Order");
        let agent = self.server.agent().await;
        agent.ask(&request.authorization_details(ORDER).unwrap()).await.unwrap();
    }

    /// What a device shows of a new order.
    pub(super) async fn shown(&self, device: &Device) -> ItemView {
        self.ask().await;
        ready_item(device).await
    }

    /// The same, opened by the person, and answered.
    pub(super) async fn denied(&self, device: &Device) -> String {
        let item = self.shown(device).await;
        device.open_request("main", &item.id()).unwrap();
        device.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
        text(&item)
    }
}

pub(super) fn pack(issuer: &str, version: u64, sources: &[&str]) -> TemplatePack {
    let now = SystemClock::new().now();
    let expires_at = now + Duration::from_hours(24 * 90);
    TemplatePack::new(issuer, version, now, expires_at, sources.iter().copied()).unwrap()
}

/// A configuration with packs, which are written into a folder.
pub(super) fn configured(base: &str, folder: &TempDir, key: &SigningKey, packs: &[String]) -> String {
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

pub(super) fn of_account(device: &Device) -> TemplatesOfAccount {
    device.templates().accounts.remove(0)
}

/// The version of the installed pack.
pub(super) fn version(device: &Device) -> Option<u64> {
    of_account(device).pack.map(|pack| pack.version)
}

pub(super) fn template(device: &Device, detail_type: &str) -> TemplateView {
    let templates = of_account(device).templates;
    templates.into_iter().find(|template| template.detail_type.text == detail_type).unwrap()
}

pub(super) fn text(item: &ItemView) -> String {
    item.card.as_ref().unwrap().to_text()
}

pub(super) fn warning(device: &Device) -> Option<String> {
    device.snapshot().accounts.remove(0).template_warning
}
