//! A server with clients for every kind of SDK, a person at their device, and the drivers.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{HANNA, TestServer, wait_for};
use serde_json::Value;
use tokio::process::Command;
use waxseal_device::Device;
use waxseal_protocol::SystemClock;
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::jose::{Algorithm, Jwk, SigningKey};

pub(crate) const AUDIENCE: &str = "sample-shop-api";
pub(crate) const SECRET: &str = "test-secret-of-the-sdk-clients";

/// What stands around a driver.
pub(crate) struct Scene {
    pub(crate) server: TestServer,
    key: SigningKey,
}

/// One run of a driver.
pub(crate) struct Run<'a> {
    client: &'a str,
    environment: BTreeMap<&'a str, String>,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with_configuration(configuration).await
    }

    /// The server of `examples/demo`, on a port of its own.
    pub(crate) async fn demo() -> Self {
        let demo =
            std::fs::read_to_string(root().join("examples/demo/waxseal.toml")).expect("the demo's configuration");
        Self::with_configuration(|port, _| demo.replace("8443", &port.to_string())).await
    }

    async fn with_configuration(configuration: impl Fn(u16, &Jwk) -> String) -> Self {
        let key = SigningKey::generate_for(Algorithm::RS256).unwrap();
        let configuration = |ports: e2e::Ports| configuration(ports.main, key.public());
        let server = TestServer::start_configured(Arc::new(SystemClock::new()), configuration).await;
        Self { server, key }
    }

    /// The server as Auth0's SDKs name it: host and port.
    pub(crate) fn domain(&self) -> &str {
        self.server.issuer().trim_start_matches("https://").trim_end_matches('/')
    }

    /// A run by one of the clients.
    pub(crate) fn run<'a>(&'a self, client: &'a str) -> Run<'a> {
        let domain = self.domain().to_owned();
        let authority = self.server.authority().display().to_string();
        let mut environment = BTreeMap::from([
            ("AUTH0_DOMAIN", domain),
            ("AUTH0_CLIENT_ID", client.to_owned()),
            ("SHOP_API_AUDIENCE", AUDIENCE.to_owned()),
            ("WAXSEAL_USER", HANNA.to_owned()),
            ("NODE_EXTRA_CA_CERTS", authority.clone()),
            ("SSL_CERT_FILE", authority.clone()),
            ("REQUESTS_CA_BUNDLE", authority),
        ]);
        if client == "key-client" {
            let pem = STANDARD.encode(self.key.pkcs8().expose());
            let lines: Vec<_> = pem.as_bytes().chunks(64).map(String::from_utf8_lossy).collect();
            let pem = format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"));
            environment.insert("CLIENT_JWK", pem);
        } else {
            environment.insert("AUTH0_CLIENT_SECRET", SECRET.to_owned());
        }
        Run { client, environment }
    }

    /// A person at their device, who answers everything in the same way after reading for a
    /// moment.
    pub(crate) async fn person(&self, outcome: DecisionOutcome) -> Person {
        let device = self.server.device(HANNA, "desk").await;
        let answering = tokio::spawn({
            let device = device.clone();
            async move {
                loop {
                    let item = e2e::next_ready_item(&device).await;
                    tokio::time::sleep(Duration::from_millis(300)).await;
                    device.decide_unattended(&item.id(), outcome).await.expect("the answer is taken");
                }
            }
        });
        Person { device, answering }
    }

    /// A person who has a device and does not look at it.
    pub(crate) async fn absent_person(&self) -> Device {
        self.server.device(HANNA, "desk").await
    }
}

/// Answers until dropped.
pub(crate) struct Person {
    pub(crate) device: Device,
    answering: tokio::task::JoinHandle<()>,
}

impl Drop for Person {
    fn drop(&mut self) {
        self.answering.abort();
    }
}

impl Run<'_> {
    /// The same with a variable.
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.insert(name, value.to_owned());
        self
    }

    /// Runs a Node driver and returns the outcome it prints.
    pub(crate) async fn node(self, driver: &str, scenario: &str) -> Value {
        let folder = sdk_folder().join("node");
        assert!(folder.join("node_modules").exists(), "the SDKs are not installed; hint: cargo xtask setup");
        let mut command = Command::new("node");
        command.arg(format!("{driver}.mjs")).arg(scenario).current_dir(folder);
        self.outcome(command).await
    }

    /// Runs a Python driver and returns the outcome it prints.
    pub(crate) async fn python(self, environment: &str, scenario: &str) -> Value {
        let python = root().join("target/sdk").join(environment).join("bin/python");
        assert!(python.exists(), "the SDKs are not installed; hint: cargo xtask setup");
        let mut command = Command::new(python);
        command.arg("drivers.py").arg(scenario).current_dir(sdk_folder().join("python"));
        self.outcome(command).await
    }

    async fn outcome(self, mut command: Command) -> Value {
        command.envs(&self.environment).stdin(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(Duration::from_secs(90), command.output()).await;
        let output = output.expect("the driver ends").expect("the driver starts");
        let text = String::from_utf8(output.stdout).expect("text");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "the driver of {} failed: {text}{errors}", self.client);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{errors}"))
    }
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the repository").to_owned()
}

fn sdk_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sdk")
}

/// Waits until a device has nothing to answer any more.
pub(crate) async fn answered(device: &Device) {
    wait_for(device, |device| device.snapshot().items.iter().all(|item| !item.state.is_decidable())).await;
}

fn configuration(port: u16, key: &Jwk) -> String {
    let secret = format!("client_secret = \"{SECRET}\"");
    let member = |value: &Option<String>| value.clone().unwrap_or_default();
    let key = format!(
        "token_endpoint_auth_method = \"private_key_jwt\"\njwks = {{ keys = [{{ kty = \"RSA\", n = \"{}\", e = \"{}\" }}] }}",
        member(&key.n),
        member(&key.e)
    );
    let client = |id: &str, credentials: &str, more: &str| {
        format!(
            "[[clients]]\nclient_id = \"{id}\"\nname = \"{id}\"\n{credentials}\n{more}\n\
             grant_types = [\"urn:openid:params:grant-type:ciba\", \"refresh_token\"]\n\n"
        )
    };
    let clients = [
        client("post-client", &secret, "token_endpoint_auth_method = \"client_secret_post\""),
        client("basic-client", &secret, "token_endpoint_auth_method = \"client_secret_basic\""),
        client("any-client", &secret, ""),
        client("key-client", &key, ""),
    ]
    .concat();
    let scopes = [
        "users",
        "clients",
        "client_keys",
        "resource_servers",
        "client_grants",
        "guardian_enrollments",
        "logs",
        "guardian_enrollment_tickets",
    ];
    let verbs = ["read", "create", "update", "delete"];
    let scopes: Vec<_> =
        verbs.iter().flat_map(|verb| scopes.iter().map(move |scope| format!("\"{verb}:{scope}\""))).collect();
    format!(
        "issuer = \"https://localhost:{port}/\"\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"data\"\n\
         compatibility = \"auth0\"\n\
         [lifetimes]\npoll_interval_seconds = 1\nheartbeat_seconds = 1\n\
         [[users]]\nid = \"{HANNA}\"\nname = \"Hanna Herwitz\"\nemail = \"hanna@example.com\"\nemail_verified = true\n\n\
         {clients}\
         [[clients]]\nclient_id = \"management-client\"\n{secret}\ngrant_types = [\"client_credentials\"]\n\n\
         [[client_grants]]\nclient_id = \"management-client\"\naudience = \"https://localhost:{port}/api/v2/\"\n\
         scope = [{scopes}]\n\n\
         [[apis]]\nidentifier = \"{AUDIENCE}\"\nscopes = [\"product:buy\"]\n\
         authorization_details = [{{ type = \"purchase\" }}, {{ type = \"online_purchase\" }}, {{ type = \"deployment\" }}]\n",
        scopes = scopes.join(", ")
    )
}
