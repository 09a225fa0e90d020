//! The scene of every module: a server, two clients of one variant, a person with a device, and
//! who hears pings.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, Ports, RawDevice, TestServer};
use reqwest::header::HeaderMap;
use reqwest::{RequestBuilder, StatusCode};
use serde_json::{Value, json};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::Algorithm;
use waxseal_protocol::{Clock as _, ManualClock, SystemClock};
use waxseal_store::Store as _;

use super::authority::Authority;
use super::client::{Auth, Client, Mode, Registration, http};
use super::expect;
use super::receiver::Receiver;

/// The `acr` the server knows.
pub(super) const ACR: &str = "urn:waxseal:acr:device-key";
/// The interval between two polls.
pub(super) const INTERVAL: Duration = Duration::from_secs(5);

/// A form body.
pub(super) type Form = Vec<(&'static str, String)>;

/// What the plan is run as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Variant {
    pub(super) auth: Auth,
    pub(super) mode: Mode,
}

impl Variant {
    pub(super) const ALL: [Self; 4] = [
        Self::poll(Auth::Mtls),
        Self::poll(Auth::PrivateKeyJwt),
        Self::ping(Auth::Mtls),
        Self::ping(Auth::PrivateKeyJwt),
    ];

    pub(super) const fn poll(auth: Auth) -> Self {
        Self { auth, mode: Mode::Poll }
    }

    pub(super) const fn ping(auth: Auth) -> Self {
        Self { auth, mode: Mode::Ping }
    }
}

/// What differs from the usual scene.
#[derive(Debug, Clone, Copy)]
pub(super) struct Setup {
    /// The algorithm of the second client's ID tokens.
    pub(super) id_token: Algorithm,
    /// More of the configuration.
    pub(super) more: &'static str,
}

impl Default for Setup {
    fn default() -> Self {
        Self { id_token: Algorithm::ES256, more: "" }
    }
}

/// The scene.
pub(super) struct Plan {
    pub(super) server: TestServer,
    pub(super) clock: Arc<ManualClock>,
    pub(super) first: Client,
    pub(super) second: Client,
    pub(super) receiver: Receiver,
    /// Without a certificate.
    pub(super) bare: reqwest::Client,
    device: RawDevice,
}

/// What a server said to a client.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// `null` when there is no JSON.
    pub(super) body: Value,
}

/// An acknowledged request.
pub(super) struct Asked {
    pub(super) auth_req_id: String,
    /// What a ping has to come with.
    pub(super) notification_token: Option<String>,
    /// What the server said.
    pub(super) acknowledgement: Value,
}

impl Plan {
    pub(super) async fn start(variant: Variant) -> Self {
        Self::start_with(variant, Setup::default()).await
    }

    pub(super) async fn start_with(variant: Variant, setup: Setup) -> Self {
        let Variant { auth, mode } = variant;
        let authority = Authority::new();
        let receiver = Receiver::start(&authority).await;
        let first = Registration::first(auth, mode, &authority, &receiver.url);
        let second = Registration::second(auth, mode, &receiver.url, setup.id_token);
        let folder = tempfile::tempdir().unwrap();
        let pem = folder.path().join("authority.pem");
        std::fs::write(&pem, &authority.pem).unwrap();
        let clients = first.toml() + &second.toml();
        let clock = Arc::new(ManualClock::new(SystemClock::new().now()));
        let configure = |ports| configuration(ports, &pem, setup.more, &clients);
        let server = TestServer::start_configured(Arc::<ManualClock>::clone(&clock), configure).await;
        let device = RawDevice::enroll(&server, Arc::<ManualClock>::clone(&clock), HANNA, "WAXSEAL").await;
        let trusted = std::fs::read(server.authority()).unwrap();
        Self {
            first: first.connect(&trusted),
            second: second.connect(&trusted),
            bare: http(&trusted).build().unwrap(),
            server,
            clock,
            receiver,
            device,
        }
    }

    /// A URL of the main port.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.issuer())
    }

    /// A URL of the port that asks for certificates, as in `mtls_endpoint_aliases`.
    pub(super) fn mtls_url(&self, path: &str) -> String {
        format!("{}{path}", self.server.config.mtls.as_ref().unwrap().url)
    }

    /// Now, in seconds.
    pub(super) fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// A document of the main port.
    pub(super) async fn get(&self, path: &str) -> Value {
        let answer = send(self.bare.get(self.url(path))).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.body
    }

    /// The claims of a good request.
    pub(super) fn request(&self, client: &Client) -> Value {
        let now = self.now();
        let mut claims = json!({
            "iss": client.id, "aud": self.server.issuer(), "iat": now, "nbf": now, "exp": now + 300,
            "jti": random_token::<16>(), "scope": "openid", "login_hint": HANNA, "binding_message": "1234ABCD",
        });
        if client.mode == Mode::Ping {
            claims["client_notification_token"] = json!(random_token::<20>());
        }
        claims
    }

    /// The claims of a good client assertion.
    pub(super) fn assertion(&self, client: &Client) -> Value {
        let now = self.now();
        json!({
            "iss": client.id, "sub": client.id, "aud": self.url("oauth/token"), "iat": now, "exp": now + 60,
            "jti": random_token::<16>(),
        })
    }

    /// What a client authenticates with, beside its certificate.
    pub(super) fn authentication(&self, client: &Client) -> Form {
        match client.auth {
            Auth::Mtls => vec![("client_id", client.id.clone())],
            Auth::PrivateKeyJwt => asserted(client.sign(&self.assertion(client))),
        }
    }

    /// Sends a form to the authentication endpoint.
    pub(super) async fn authorize(&self, client: &Client, form: &Form) -> Answer {
        send(client.http.post(self.mtls_url("bc-authorize")).form(form)).await
    }

    /// Sends a signed request, however it was made.
    pub(super) async fn authorize_signed(&self, client: &Client, request: String) -> Answer {
        let mut form = self.authentication(client);
        form.push(("request", request));
        self.authorize(client, &form).await
    }

    /// Asks the person, with everything right.
    pub(super) async fn ask(&self, client: &Client) -> Asked {
        self.ask_with(client, |_| {}).await
    }

    /// Asks the person, with something of the test's choice.
    pub(super) async fn ask_with(&self, client: &Client, change: impl FnOnce(&mut Value)) -> Asked {
        let mut claims = self.request(client);
        change(&mut claims);
        let answer = self.authorize_signed(client, client.sign(&claims)).await;
        expect::acknowledgement(&answer);
        Asked::of(&claims, answer.body)
    }

    /// The parameters of a poll, without authentication.
    pub(super) fn grant(auth_req_id: &str) -> Form {
        vec![("grant_type", "urn:openid:params:grant-type:ciba".to_owned()), ("auth_req_id", auth_req_id.to_owned())]
    }

    /// Sends a form to the token endpoint.
    pub(super) async fn token(&self, client: &Client, form: &Form) -> Answer {
        send(client.http.post(self.mtls_url("oauth/token")).form(form)).await
    }

    /// Polls.
    pub(super) async fn poll(&self, client: &Client, auth_req_id: &str) -> Answer {
        let mut form = self.authentication(client);
        form.extend(Self::grant(auth_req_id));
        self.token(client, &form).await
    }

    /// Polls twice before anybody answered, as every module with a good request does.
    pub(super) async fn poll_while_pending(&self, client: &Client, asked: &Asked) {
        for _ in 0..2 {
            let answer = self.poll(client, &asked.auth_req_id).await;
            expect::error(&answer, StatusCode::BAD_REQUEST, &["authorization_pending", "slow_down"]);
            self.clock.advance(INTERVAL);
        }
    }

    /// The person approves everything that waits.
    pub(super) async fn approve(&self) {
        self.decide(|_| {}).await;
    }

    /// The person denies everything that waits.
    pub(super) async fn deny(&self) {
        self.decide(|claims| {
            claims["auth0_guardian_accepted"] = json!(false);
            claims["waxseal"]["outcome"] = json!("denied");
        })
        .await;
    }

    async fn decide(&self, change: impl Fn(&mut Value)) {
        let open = self.server.store.open_requests(&HANNA.into(), self.clock.now()).await.unwrap();
        let notifications = self.device.pending().await;
        assert!(!notifications.is_empty(), "nothing waits");
        for notification in notifications {
            let request = open.iter().find(|one| notification["txlnkid"] == one.consent_id.as_str()).unwrap();
            let mut claims = self.device.approval(&notification, &request.consent_sha256);
            change(&mut claims);
            let (status, body) = self.device.resolve(&notification, &claims).await;
            assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
        }
    }

    /// The person approves, the client hears of it in its mode, and takes its tokens.
    pub(super) async fn complete(&self, client: &Client, asked: &Asked) -> Value {
        self.approve().await;
        self.hear_of(client, asked).await;
        let answer = self.poll(client, &asked.auth_req_id).await;
        expect::tokens(self, client, asked, &answer).await;
        answer.body
    }

    /// In ping mode, waits for the ping.
    pub(super) async fn hear_of(&self, client: &Client, asked: &Asked) {
        if client.mode == Mode::Ping {
            expect::ping(&self.receiver.next().await, asked);
        }
    }
}

impl Asked {
    pub(super) fn of(claims: &Value, acknowledgement: Value) -> Self {
        Self {
            auth_req_id: acknowledgement["auth_req_id"].as_str().unwrap().to_owned(),
            notification_token: claims["client_notification_token"].as_str().map(str::to_owned),
            acknowledgement,
        }
    }
}

/// The parameters that carry a client assertion.
pub(super) fn asserted(assertion: String) -> Form {
    let name = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned();
    vec![("client_assertion_type", name), ("client_assertion", assertion)]
}

/// Makes a call.
pub(super) async fn send(call: RequestBuilder) -> Answer {
    let response = call.send().await.unwrap();
    let (status, headers) = (response.status(), response.headers().clone());
    let body = response.bytes().await.unwrap();
    Answer { status, headers, body: serde_json::from_slice(&body).unwrap_or_default() }
}

fn configuration(ports: Ports, authority: &Path, more: &str, clients: &str) -> String {
    let Ports { main, mtls } = ports;
    let authority = authority.display();
    let interval = INTERVAL.as_secs();
    format!(
        "issuer = \"https://localhost:{main}/\"\nlisten = \"127.0.0.1:{main}\"\n\
         mtls_listen = \"127.0.0.1:{mtls}\"\ndata_dir = \"data\"\ncompatibility = \"strict\"\n\
         signing_alg = \"ES256\"\nacr_values_supported = [\"{ACR}\"]\n\
         allow_private_network = true\noutgoing_ca = '{authority}'\n\n\
         [tls]\nclient_ca = '{authority}'\n\n\
         [lifetimes]\npoll_interval_seconds = {interval}\n\n\
         [limits]\npushes_per_user_per_minute = 0\n\n\
         {more}\n\
         [[users]]\nid = \"{HANNA}\"\nname = \"Hanna Herwitz\"\nemail = \"hanna@example.com\"\n\n\
         {clients}"
    )
}
