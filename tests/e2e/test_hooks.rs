//! `waxseal serve --test-hooks`: deciding without a person, and who is kept away from it.

use std::process::Command;

use e2e::{HANNA, ServeProcess, TRANSFER, configuration, free_port, waxseal};
use reqwest::{Certificate, StatusCode};
use serde_json::{Value, json};
use waxseal_device::commands::EnrollInput;

struct Hooked {
    server: ServeProcess,
    http: reqwest::Client,
    hooks: String,
}

impl Hooked {
    async fn new() -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let server = ServeProcess::start_with(&["--test-hooks", &address]).await;
        let ticket =
            Command::new(waxseal()).args(["ticket", "--user", HANNA, "--config"]).arg(server.config()).output();
        let text = String::from_utf8(ticket.unwrap().stdout).unwrap().trim().to_owned();
        let device = e2e::device_at(&server.folder.path().join("desk"), &server.authority());
        device.enroll(EnrollInput { text, server: None, device_name: "Desk".to_owned() }).await.unwrap();
        let pem = std::fs::read(server.authority()).unwrap();
        let http = reqwest::Client::builder().tls_certs_merge(Certificate::from_pem_bundle(&pem).unwrap());
        Self { server, http: http.build().unwrap(), hooks: format!("http://{address}/approve") }
    }

    async fn post(&self, path: &str, more: &[(&str, &str)]) -> (StatusCode, Value) {
        let mut form = vec![("client_id", "bank-agent"), ("client_secret", "test-secret-of-the-bank-agent")];
        form.extend(more);
        let response = self.http.post(format!("{}{path}", self.server.issuer)).form(&form).send().await.unwrap();
        (response.status(), response.json().await.unwrap())
    }

    async fn ask(&self) -> String {
        let form = [
            ("login_hint", HANNA),
            ("scope", "openid"),
            ("audience", "urn:my-api"),
            ("authorization_details", TRANSFER),
        ];
        let (status, body) = self.post("bc-authorize", &form).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body["auth_req_id"].as_str().unwrap().to_owned()
    }

    async fn redeem(&self, handle: &str) -> (StatusCode, Value) {
        let grant = ("grant_type", "urn:openid:params:grant-type:ciba");
        self.post("oauth/token", &[grant, ("auth_req_id", handle)]).await
    }

    async fn decide(&self, handle: &str, action: &str) -> StatusCode {
        let body = json!({"auth_req_id": handle, "action": action});
        self.http.post(&self.hooks).json(&body).send().await.unwrap().status()
    }
}

#[tokio::test]
async fn it_decides_and_answers_when_the_decision_is_durable() {
    let mut hooked = Hooked::new().await;
    let (allowed, denied) = (hooked.ask().await, hooked.ask().await);
    assert_eq!(hooked.decide(&allowed, "allow").await, StatusCode::NO_CONTENT);
    assert_eq!(hooked.decide(&denied, "deny").await, StatusCode::NO_CONTENT);
    assert_eq!(hooked.decide(&allowed, "deny").await, StatusCode::CONFLICT, "decided");
    assert_eq!(hooked.decide("unknown", "allow").await, StatusCode::NOT_FOUND);
    assert!(hooked.decide(&allowed, "perhaps").await.is_client_error());
    // As the OpenID conformance suite calls it.
    let by_url = hooked.http.post(format!("{}?auth_req_id={denied}&action=allow", hooked.hooks)).send().await.unwrap();
    assert_eq!(by_url.status(), StatusCode::CONFLICT);
    hooked.server.kill();
    hooked.server.restart().await;
    let (status, tokens) = hooked.redeem(&allowed).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    assert!(tokens["authorization_details"].is_array());
    assert_eq!(hooked.redeem(&denied).await.1["error"], "access_denied");
}

/// A caller that hangs up takes nothing back, and keeps nobody waiting.
#[tokio::test]
async fn a_decision_counts_although_its_caller_is_gone() {
    let hooked = Hooked::new().await;
    for _ in 0..10 {
        let handle = hooked.ask().await;
        let body = json!({"auth_req_id": handle, "action": "allow"});
        let call = hooked.http.post(&hooked.hooks).json(&body).send();
        // However far it came, it is given up.
        tokio::time::timeout(std::time::Duration::from_micros(800), call).await.ok();
        if hooked.decide(&handle, "allow").await == StatusCode::CONFLICT {
            assert_eq!(hooked.redeem(&handle).await.0, StatusCode::OK, "decided, and still pending for the client");
        }
    }
}

#[test]
fn a_server_that_others_can_reach_does_not_start_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.toml");
    for (from, to, address) in [
        ("https://localhost:", "https://auth.example:", "127.0.0.1:0"),
        ("listen = \"127.0.0.1:", "listen = \"0.0.0.0:", "127.0.0.1:0"),
        ("listen = \"127.0.0.1:", "mtls_listen = \"0.0.0.0:0\"\nlisten = \"127.0.0.1:", "127.0.0.1:0"),
        ("", "", "0.0.0.0:0"),
    ] {
        std::fs::write(&path, configuration(free_port()).replacen(from, to, 1)).unwrap();
        let output = Command::new(waxseal()).args(["serve", "--test-hooks", address, "--config"]).arg(&path).output();
        let output = output.unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains("are refused"), "{output:?}");
    }
}
