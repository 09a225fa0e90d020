//! What the tests of the OAuth side have in common: a server with its people, clients and an API, a
//! client without an SDK, and a person whose device says what the test wants it to say.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::{Answer, HANNA, OMAR, Ports, RawDevice, TestServer};
use reqwest::header::HeaderMap;
use reqwest::{Certificate, Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{JwkSet, SigningKey, decode_unverified};
use waxseal_protocol::{Clock, ManualClock, SystemClock};
use waxseal_server::Mailer;
use waxseal_store::Store as _;

/// One parameter of a form.
pub(crate) type Pair = (&'static str, String);

/// What a server has beyond people, clients and API that are always there.
#[derive(Debug, Default)]
pub(crate) struct Setup {
    /// Lines before the first table. `MTLS` stands for the port for certificates.
    pub(crate) top: &'static str,
    /// The lines of `[limits]`. Without any, people can be asked as often as a test likes.
    pub(crate) limits: &'static str,
    /// Tables after the others. `ISSUER` stands for the issuer.
    pub(crate) tables: String,
    /// Who sends mails.
    pub(crate) mailer: Option<Arc<dyn Mailer>>,
}

/// A server, its clock, an HTTP client, and Hanna's device.
pub(crate) struct Scene {
    pub(crate) server: TestServer,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) http: Client,
    pub(crate) device: RawDevice,
}

impl Scene {
    /// A server with nothing but the usual.
    pub(crate) async fn plain() -> Self {
        Self::new(Setup::default()).await
    }

    /// A server with more tables.
    pub(crate) async fn with(tables: impl Into<String>) -> Self {
        Self::new(Setup { tables: tables.into(), ..Setup::default() }).await
    }

    pub(crate) async fn new(setup: Setup) -> Self {
        let clock = Arc::new(ManualClock::new(SystemClock::new().now()));
        let configuration = |ports| configuration(ports, &setup);
        let mailer = setup.mailer.clone();
        let server = TestServer::start_mailing(Arc::<ManualClock>::clone(&clock), mailer, configuration).await;
        let pem = std::fs::read(server.authority()).unwrap();
        let http = Client::builder().tls_certs_merge(Certificate::from_pem_bundle(&pem).unwrap()).build().unwrap();
        let device = RawDevice::enroll(&server, Arc::<ManualClock>::clone(&clock), HANNA, "WAXSEAL").await;
        Self { server, clock, http, device }
    }

    /// Another person's device.
    pub(crate) async fn enroll(&self, user: &str) -> RawDevice {
        RawDevice::enroll(&self.server, Arc::<ManualClock>::clone(&self.clock), user, "WAXSEAL").await
    }

    /// Now, in seconds.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.issuer())
    }

    /// A good request of a client to Hanna for the sample API.
    pub(crate) fn request(&self, client: &str) -> Vec<Pair> {
        let hint = json!({"format": "iss_sub", "iss": self.server.issuer(), "sub": HANNA}).to_string();
        let mut form = credentials(client);
        form.extend([
            ("login_hint", hint),
            ("scope", "openid transfer:create".to_owned()),
            ("audience", "urn:my-api".to_owned()),
            ("binding_message", "1234ABCD".to_owned()),
        ]);
        form
    }

    /// A request as one signed object of its client (CIBA Core 7.1.1).
    pub(crate) fn signed(&self, key: &SigningKey, form: &[Pair]) -> Vec<Pair> {
        let id = &form.iter().find(|(name, _)| *name == "client_id").unwrap().1;
        let now = self.now();
        let mut object = json!({
            "iss": id, "aud": self.server.issuer(), "jti": random_token::<12>(), "iat": now, "nbf": now, "exp": now + 60,
        });
        for (name, value) in form.iter().filter(|(name, _)| !name.starts_with("client_")) {
            object[*name] = json!(value);
        }
        with(&credentials(id), "request", key.sign("JWT", &object).unwrap())
    }

    pub(crate) async fn post(&self, path: &str, form: &[Pair]) -> Reply {
        Reply::of(self.http.post(self.url(path)).form(form)).await
    }

    /// Reads something that needs no token.
    pub(crate) async fn get(&self, path: &str) -> Value {
        Reply::of(self.http.get(self.url(path))).await.ok()
    }

    /// Sends a request and returns its handle.
    pub(crate) async fn ask(&self, form: &[Pair]) -> String {
        let body = self.post("bc-authorize", form).await.ok();
        body["auth_req_id"].as_str().unwrap().to_owned()
    }

    /// Sends a request that has to be refused, and returns the description.
    #[track_caller]
    pub(crate) fn refused(
        &self,
        form: &[Pair],
        status: u16,
        error: &'static str,
    ) -> impl Future<Output = String> + use<> {
        let place = std::panic::Location::caller();
        let call = self.http.post(self.url("bc-authorize")).form(form);
        async move { Reply::of(call).await.refusal_at(status, error, place) }
    }

    /// Calls the token endpoint for a handle, with the `client_…` parameters of a form.
    pub(crate) async fn redeem(&self, form: &[Pair], handle: &str) -> Reply {
        self.redeem_with(form, handle, &[]).await
    }

    /// The same with more parameters.
    pub(crate) async fn redeem_with(&self, form: &[Pair], handle: &str, more: &[Pair]) -> Reply {
        let mut form: Vec<Pair> = form.iter().filter(|(name, _)| name.starts_with("client_")).cloned().collect();
        form.push(("grant_type", "urn:openid:params:grant-type:ciba".to_owned()));
        form.push(("auth_req_id", handle.to_owned()));
        form.extend_from_slice(more);
        self.post("oauth/token", &form).await
    }

    /// Asks Hanna, lets her approve, and returns the token response.
    pub(crate) async fn tokens(&self, form: &[Pair]) -> Value {
        let handle = self.ask(form).await;
        self.approve().await;
        self.redeem(form, &handle).await.ok()
    }

    /// Exchanges a refresh token.
    pub(crate) async fn refresh(&self, client: &str, token: &str, more: &[Pair]) -> Reply {
        let mut form = credentials(client);
        form.extend([("grant_type", "refresh_token".to_owned()), ("refresh_token", token.to_owned())]);
        form.extend_from_slice(more);
        self.post("oauth/token", &form).await
    }

    /// What a client learns about a token.
    pub(crate) async fn introspect(&self, client: &str, token: &str) -> Value {
        let mut form = credentials(client);
        form.push(("token", token.to_owned()));
        self.post("oauth/introspect", &form).await.ok()
    }

    /// Hanna approves what waits for her last.
    pub(crate) async fn approve(&self) {
        let (status, body) = self.decide(&self.device, |_| {}).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    }

    /// Hanna denies what waits for her last.
    pub(crate) async fn deny(&self) {
        let denial = |claims: &mut Value| {
            claims["auth0_guardian_accepted"] = json!(false);
            claims["waxseal"]["outcome"] = json!("denied");
        };
        let (status, body) = self.decide(&self.device, denial).await;
        assert_eq!(status, StatusCode::NO_CONTENT, "{body}");
    }

    /// Sends an approval of what waits last, after a change to its claims.
    pub(crate) async fn decide(&self, device: &RawDevice, change: impl FnOnce(&mut Value)) -> Answer {
        let notification = device.pending().await.pop().expect("something waits");
        let id = notification["txlnkid"].as_str().unwrap().into();
        let request = self.server.store.request_by_consent_id(&id).await.unwrap().unwrap();
        let mut claims = device.approval(&notification, &request.consent_sha256);
        change(&mut claims);
        device.resolve(&notification, &claims).await
    }

    /// The server's public keys.
    pub(crate) async fn keys(&self) -> JwkSet {
        serde_json::from_value(self.get(".well-known/jwks.json").await).unwrap()
    }
}

/// A status, a body and headers.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    /// The body as it came.
    pub(crate) text: String,
    /// The body read; `null` when it is no JSON.
    pub(crate) body: Value,
}

impl Reply {
    pub(crate) async fn of(call: RequestBuilder) -> Self {
        let response = call.send().await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let text = response.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Self { status, headers, text, body }
    }

    /// The body of a success.
    #[track_caller]
    pub(crate) fn ok(self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.body
    }

    /// The description of an error. Its body has nothing but what CIBA Core 13 names, in the
    /// characters of RFC 6749 5.2.
    #[track_caller]
    pub(crate) fn refusal(&self, status: u16, error: &str) -> String {
        self.refusal_at(status, error, std::panic::Location::caller())
    }

    fn refusal_at(&self, status: u16, error: &str, place: &std::panic::Location<'_>) -> String {
        let (found, text) = (self.status.as_u16(), &self.text);
        assert_eq!((found, self.body["error"].as_str()), (status, Some(error)), "{place}: {text}");
        let names = self.body.as_object().unwrap().keys();
        let foreign: Vec<_> =
            names.filter(|name| !["error", "error_description", "error_uri"].contains(&name.as_str())).collect();
        assert!(foreign.is_empty(), "{place}: {text}");
        let description = self.body["error_description"].as_str().unwrap_or_default();
        let fits = |c: char| matches!(c, ' '..='!' | '#'..='[' | ']'..='~');
        assert!(description.chars().all(fits), "{place}: {text}");
        assert_eq!(self.headers["cache-control"], "no-store", "{place}");
        description.to_owned()
    }
}

/// A client's secret, as every client of these tests has it.
pub(crate) fn secret_of(client: &str) -> String {
    format!("test-secret-of-the-{client}")
}

/// A client's credentials in the body.
pub(crate) fn credentials(client: &str) -> Vec<Pair> {
    vec![("client_id", client.to_owned()), ("client_secret", secret_of(client))]
}

/// The form with a parameter set.
pub(crate) fn with(form: &[Pair], name: &'static str, value: impl Into<String>) -> Vec<Pair> {
    let mut form = without(form, name);
    form.push((name, value.into()));
    form
}

/// The form without a parameter.
pub(crate) fn without(form: &[Pair], name: &str) -> Vec<Pair> {
    form.iter().filter(|(one, _)| *one != name).cloned().collect()
}

/// A client's table, with more lines.
pub(crate) fn client(id: &str, lines: &str) -> String {
    let secret = secret_of(id);
    format!("\n[[clients]]\nclient_id = \"{id}\"\nname = \"{id}\"\nclient_secret = \"{secret}\"\n{lines}\n")
}

/// JSON as an inline value of TOML.
pub(crate) fn inline(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let member = |(name, value): (&String, &Value)| format!("{} = {}", json!(name), inline(value));
            format!("{{ {} }}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        Value::Array(elements) => format!("[{}]", elements.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// The public half of keys, as `jwks` of a registration.
pub(crate) fn jwks(keys: &[&SigningKey]) -> String {
    let keys: Vec<_> = keys.iter().map(|key| key.public()).collect();
    inline(&json!({"keys": keys}))
}

/// The claims of a token, unverified.
pub(crate) fn claims(token: &Value) -> Value {
    decode_unverified(token.as_str().unwrap()).unwrap()
}

/// A compact JWS before its signature.
pub(crate) fn unsigned(header: &Value, claims: &Value) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}", part(header), part(claims))
}

/// A compact JWS with any header, signed by a P-256 key.
pub(crate) fn signed_with(key: &SigningKey, header: &Value, claims: &Value) -> String {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.pkcs8().expose()).unwrap();
    let unsigned = unsigned(header, claims);
    let signature = pair.sign(&SystemRandom::new(), unsigned.as_bytes()).unwrap();
    format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
}

/// A compact JWS under a shared secret.
pub(crate) fn hs256(secret: &[u8], claims: &Value) -> String {
    let unsigned = unsigned(&json!({"alg": "HS256", "typ": "JWT"}), claims);
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret);
    let tag = aws_lc_rs::hmac::sign(&key, unsigned.as_bytes());
    format!("{unsigned}.{}", URL_SAFE_NO_PAD.encode(tag.as_ref()))
}

/// Hanna has a device, a verified e-mail address and a phone; Omar has an address that is not
/// verified.
fn configuration(ports: Ports, setup: &Setup) -> String {
    let issuer = format!("https://localhost:{}/", ports.main);
    let limits = if setup.limits.is_empty() { "pushes_per_user_per_minute = 0" } else { setup.limits };
    let grants = "grant_types = [\"urn:openid:params:grant-type:ciba\", \"refresh_token\"]";
    let text = format!(
        "issuer = \"{issuer}\"\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"data\"\nsigning_alg = \"ES256\"\n{top}\n\
         [lifetimes]\npoll_interval_seconds = 1\n\n[limits]\n{limits}\n\n\
         [[users]]\nid = \"{HANNA}\"\nname = \"Hanna Herwitz\"\nemail = \"hanna@example.com\"\nemail_verified = true\n\
         phone_number = \"+12065550100\"\n\n\
         [[users]]\nid = \"{OMAR}\"\nname = \"Omar Haddad\"\nemail = \"omar@example.com\"\n\
         {bank_agent}{other_agent}\n\
         [[apis]]\nidentifier = \"urn:my-api\"\nintrospection_clients = [\"bank-api\"]\nscopes = [\"transfer:create\", \"transfer:read\"]\n\
         authorization_details = [{{ type = \"money_transfer\" }}, {{ type = \"deployment\" }}, {{ type = \"note\" }}]\n\n{tables}",
        port = ports.main,
        top = setup.top,
        bank_agent = client("bank-agent", grants),
        other_agent = client("other-agent", grants),
        tables = setup.tables,
    );
    text.replace("ISSUER", &issuer).replace("MTLS", &ports.mtls.to_string())
}
