//! Whether a notification endpoint is under its client's authority (CIBA Core 14): its host says so, or the
//! operator.

use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};
use e2e::{configuration, waxseal};
use serde_json::json;

use crate::scene::{Pair, Reply, Scene, Setup, client, with};

const BEARER: &str = "8d67dc78-7faa-4d41-aabd-67707b374255";

/// A host that is told, and what it says of itself.
struct Host {
    url: String,
    document: Arc<Mutex<(StatusCode, String)>>,
    read: Arc<AtomicUsize>,
    told: Arc<AtomicUsize>,
}

impl Host {
    async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let document = Arc::new(Mutex::new((StatusCode::NOT_FOUND, String::new())));
        let (read, told) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let (shown, readings, tellings) = (Arc::clone(&document), Arc::clone(&read), Arc::clone(&told));
        let answer = move || {
            readings.fetch_add(1, Ordering::SeqCst);
            let document = shown.lock().unwrap().clone();
            async move { document }
        };
        let tell = move || {
            tellings.fetch_add(1, Ordering::SeqCst);
            async { StatusCode::NO_CONTENT }
        };
        let router = Router::new().route("/.well-known/waxseal-clients", get(answer)).route("/told", post(tell));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, document, read, told }
    }

    fn says(&self, status: StatusCode, document: impl ToString) {
        *self.document.lock().unwrap() = (status, document.to_string());
    }

    /// A server whose client is told at this host.
    async fn scene(&self, top: &'static str, lines: &str) -> Scene {
        let lines = format!(
            "backchannel_token_delivery_mode = \"ping\"\n\
             backchannel_client_notification_endpoint = \"{}/told\"\n{lines}",
            self.url
        );
        let tables = client("told-agent", &lines);
        Scene::new(Setup { top, tables, ..Setup::default() }).await
    }
}

const VERIFYING: &str = "allow_private_network = true\nverify_notification_endpoints = true";

fn request(scene: &Scene) -> Vec<Pair> {
    with(&scene.request("told-agent"), "client_notification_token", BEARER)
}

#[tokio::test]
async fn a_host_that_does_not_name_the_client_is_not_told() {
    let host = Host::start().await;
    let scene = host.scene(VERIFYING, "").await;
    let issuer = scene.server.issuer().to_owned();
    let other = json!([{"issuer": issuer, "client_id": "another-agent"}]);
    let elsewhere = json!([{"issuer": "https://elsewhere.example/", "client_id": "told-agent"}]);
    let good = json!([{"issuer": issuer, "client_id": "told-agent"}]);
    for (status, document) in [
        (StatusCode::NOT_FOUND, good.clone()),
        (StatusCode::OK, other),
        (StatusCode::OK, elsewhere),
        (StatusCode::OK, json!([])),
        (StatusCode::OK, json!({"issuer": issuer, "client_id": "told-agent"})),
    ] {
        host.says(status, &document);
        let description = scene.refused(&request(&scene), 400, "unauthorized_client").await;
        assert!(description.contains("/.well-known/waxseal-clients"), "{document}: {description}");
        scene.clock.advance(Duration::from_secs(11));
    }
    assert_eq!(scene.device.pending().await.len(), 0, "nobody was asked");
    assert_eq!(host.told.load(Ordering::SeqCst), 0);
    // Nobody else is kept waiting.
    scene.ask(&scene.request("bank-agent")).await;
    scene.deny().await;

    host.says(StatusCode::OK, &good);
    scene.ask(&request(&scene)).await;
    scene.approve().await;
    tokio::time::timeout(Duration::from_secs(10), async {
        while host.told.load(Ordering::SeqCst) == 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("it is told");
}

#[tokio::test]
async fn a_host_is_asked_once_a_day() {
    let host = Host::start().await;
    let scene = host.scene(VERIFYING, "").await;
    host.says(StatusCode::OK, json!([{"issuer": scene.server.issuer(), "client_id": "told-agent"}]));
    for _ in 0..3 {
        scene.ask(&request(&scene)).await;
    }
    assert_eq!(host.read.load(Ordering::SeqCst), 1);
    scene.clock.advance(Duration::from_hours(25));
    host.says(StatusCode::NOT_FOUND, "");
    scene.refused(&request(&scene), 400, "unauthorized_client").await;
    assert_eq!(host.read.load(Ordering::SeqCst), 2, "the host took its word back");
}

#[tokio::test]
async fn a_host_is_asked_once_however_many_ask_at_once() {
    let host = Host::start().await;
    let scene = host.scene(VERIFYING, "").await;
    host.says(StatusCode::SERVICE_UNAVAILABLE, "");
    let (form, url) = (request(&scene), scene.url("bc-authorize"));
    let at_once = async || {
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..8 {
            calls.spawn(Reply::of(scene.http.post(&url).form(&form)));
        }
        calls.join_all().await
    };
    for reply in at_once().await {
        reply.refusal(400, "unauthorized_client");
    }
    assert_eq!(host.read.load(Ordering::SeqCst), 1);
    scene.clock.advance(Duration::from_secs(11));
    host.says(StatusCode::OK, json!([{"issuer": scene.server.issuer(), "client_id": "told-agent"}]));
    for reply in at_once().await {
        reply.ok();
    }
    assert_eq!(host.read.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn an_outage_of_the_host_takes_no_word_back() {
    let host = Host::start().await;
    let scene = host.scene(VERIFYING, "").await;
    host.says(StatusCode::OK, json!([{"issuer": scene.server.issuer(), "client_id": "told-agent"}]));
    scene.ask(&request(&scene)).await;
    scene.clock.advance(Duration::from_hours(25));
    host.says(StatusCode::SERVICE_UNAVAILABLE, "");
    scene.ask(&request(&scene)).await;
    scene.clock.advance(Duration::from_secs(11));
    host.says(StatusCode::OK, "no list");
    scene.ask(&request(&scene)).await;
    assert_eq!(host.read.load(Ordering::SeqCst), 3, "it is asked again soon");
    scene.clock.advance(Duration::from_secs(11));
    host.says(StatusCode::OK, "[]");
    scene.refused(&request(&scene), 400, "unauthorized_client").await;
}

#[tokio::test]
async fn the_operators_word_is_enough_and_without_the_check_nothing_is_asked() {
    let host = Host::start().await;
    let confirmed = host.scene(VERIFYING, "backchannel_client_notification_endpoint_confirmed = true").await;
    confirmed.ask(&request(&confirmed)).await;
    let unchecked = host.scene("allow_private_network = true", "").await;
    unchecked.ask(&request(&unchecked)).await;
    assert_eq!(host.read.load(Ordering::SeqCst), 0);
}

#[test]
fn an_endpoint_that_nothing_vouches_for_is_a_warning() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.toml");
    let check = |top: &str, lines: &str| {
        let client = client(
            "told-agent",
            &format!(
                "backchannel_token_delivery_mode = \"ping\"\n\
                 backchannel_client_notification_endpoint = \"https://agent.example/told\"\n{lines}"
            ),
        );
        std::fs::write(&path, format!("{top}\n{}{client}", configuration(8443))).unwrap();
        let output = Command::new(waxseal()).args(["check-config", "--config"]).arg(&path).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{errors}");
        errors.contains("warning: the client told-agent is told at https://agent.example/told, and nothing says")
    };
    assert!(check("", ""));
    assert!(!check("", "backchannel_client_notification_endpoint_confirmed = true"));
    assert!(!check("verify_notification_endpoints = true", ""));
    let keys = "token_endpoint_auth_method = \"private_key_jwt\"\njwks_uri = \"https://agent.example/jwks\"";
    assert!(!check("", keys));
}
