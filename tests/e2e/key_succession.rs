//! The issuer changes the key that signs consents: devices follow where the old key vouches for the
//! new one, and nowhere else.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, ready_item, wait_for};
use reqwest::{Certificate, Client, StatusCode};
use serde_json::{Value, json};
use waxseal_device::{Device, ErrorCode, ItemState, ItemView};
use waxseal_protocol::device::{DecisionOutcome, KeySuccessionClaims, MAX_STATEMENTS, VerifiedReceipt};
use waxseal_protocol::jose::{Algorithm, JoseHeader, Jwk, JwkSet, NumericDate, SigningKey};
use waxseal_protocol::{Clock as _, SystemClock, Timestamp};
use waxseal_server::KeyRing;
use waxseal_store::Store as _;
use waxseal_store::model::{AuditEvent, EventKind, KeyReplacement, StoredSigningKey};

/// A server, and a client with a token that may rotate its keys.
struct Issuer {
    server: TestServer,
    http: Client,
}

impl Issuer {
    async fn start() -> Self {
        let server = TestServer::start_configured(Arc::new(SystemClock::new()), |ports| {
            let issuer = format!("https://localhost:{}/", ports.main);
            e2e::configuration(ports.main)
                + "[[clients]]\nclient_id = \"operator\"\nclient_secret = \"secret-of-the-operator-of-it\"\n\
                   grant_types = [\"client_credentials\"]\n"
                + &format!(
                    "[[client_grants]]\nclient_id = \"operator\"\naudience = \"{issuer}api/v2/\"\n\
                     scope = [\"create:signing_keys\", \"read:signing_keys\"]\n"
                )
        })
        .await;
        let pem = std::fs::read(server.authority()).unwrap();
        let http = Client::builder().tls_certs_merge(Certificate::from_pem_bundle(&pem).unwrap()).build().unwrap();
        Self { server, http }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.server.issuer())
    }

    async fn rotate(&self, query: &str) -> (StatusCode, Value) {
        let form = [("grant_type", "client_credentials"), ("audience", &self.url("api/v2/"))];
        let secret = Some("secret-of-the-operator-of-it");
        let call = self.http.post(self.url("oauth/token")).basic_auth("operator", secret).form(&form);
        let token: Value = call.send().await.unwrap().json().await.unwrap();
        let url = self.url(&format!("api/v2/keys/signing/rotate?alg=ES256{query}"));
        let call = self.http.post(url).bearer_auth(token["access_token"].as_str().unwrap());
        let answer = call.send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    /// Makes a new key, and returns its name.
    async fn rotated(&self, query: &str) -> String {
        let (status, body) = self.rotate(query).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        body["kid"].as_str().unwrap().to_owned()
    }

    async fn keys(&self) -> JwkSet {
        self.http.get(self.url(".well-known/jwks.json")).send().await.unwrap().json().await.unwrap()
    }

    /// The names of its keys, the newest first.
    async fn published(&self) -> Vec<String> {
        self.keys().await.keys.into_iter().filter_map(|key| key.kid).collect()
    }

    /// Puts a key in the place of the one in use, as whoever has the database could.
    async fn take_over(&mut self, key: &SigningKey, statement: String) {
        let previous_kid = Some(self.published().await.remove(0));
        let now = SystemClock::new().now();
        let stored = StoredSigningKey {
            kid: key.public().kid.clone().unwrap(),
            algorithm: Algorithm::ES256,
            pkcs8: key.pkcs8().clone(),
            created_at: now,
            retired_at: None,
        };
        let replacement =
            KeyReplacement { previous_kid, retire_at: in_an_hour(), revoked: false, statement: Some(statement) };
        let event = AuditEvent::new(now, EventKind::KeyCreated);
        assert!(self.server.store.insert_signing_key(&stored, &replacement, event).await.unwrap());
        self.server.stop().await;
        self.server.restart().await;
    }

    /// Asks the person, who approves at the device, until the agent has its token.
    async fn approve_at(&self, device: &Device) {
        let agent = self.server.agent().await;
        let pending = agent.ask(&self.server.request()).await.unwrap();
        let item = ready_item(device).await;
        device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
        agent.wait(&pending).await.unwrap();
    }

    /// Asks the person, whose device cannot verify the request, and returns why.
    async fn unverifiable_at(&self, device: &Device) -> String {
        self.server.agent().await.ask(&self.server.request()).await.unwrap();
        let is = |item: &ItemView| matches!(item.state, ItemState::Unverifiable { .. });
        wait_for(device, |device| device.snapshot().items.iter().any(is)).await;
        let item = device.snapshot().items.into_iter().find(is).unwrap();
        let refused = device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::NotDecidable);
        device.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
        let ItemState::Unverifiable { reason } = item.state else { unreachable!() };
        reason
    }

    fn folder(&self) -> PathBuf {
        self.server.folder.path().join("desk")
    }

    /// The account as the device keeps it.
    fn kept(&self) -> Value {
        let accounts = std::fs::read(self.folder().join("accounts.json")).unwrap();
        serde_json::from_slice::<Value>(&accounts).unwrap()[0].take()
    }

    /// The name of the key that the device keeps.
    fn pinned(&self) -> Value {
        let mut keys: Vec<Jwk> = serde_json::from_value(self.kept()["issuer_keys"]["keys"].take()).unwrap();
        assert_eq!(keys.len(), 1);
        json!(keys.remove(0).kid)
    }

    /// Ends the device's program.
    async fn close(&self, device: Device) {
        device.stop();
        drop(device);
        e2e::wait_until_free(&self.folder()).await;
    }

    async fn open(&self) -> Device {
        let device = device_at(&self.folder(), &self.server.authority());
        wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;
        device
    }
}

fn in_an_hour() -> Timestamp {
    SystemClock::new().now() + Duration::from_hours(1)
}

#[tokio::test]
async fn a_connected_device_verifies_what_the_new_key_signs() {
    let issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    let first = issuer.pinned();
    issuer.approve_at(&device).await;
    assert_eq!(device.snapshot().accounts[0].issuer_key_changed_at, None);

    let second = issuer.rotated("").await;
    assert_ne!(first, json!(second));
    issuer.approve_at(&device).await;
    assert_eq!(issuer.pinned(), json!(second), "it is kept");
    assert_eq!(issuer.kept()["former_issuer_keys"][0]["kid"], first);
    let account = device.snapshot().accounts.remove(0);
    assert!(account.issuer_key_changed_at.is_some() && !account.issuer_key_revoked);

    // What is on screen is asked once more when it is answered, and is by the newest key then.
    let agent = issuer.server.agent().await;
    let pending = agent.ask(&issuer.server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let third = issuer.rotated("").await;
    device.decide_unattended(&item.id(), DecisionOutcome::Approved).await.unwrap();
    agent.wait(&pending).await.unwrap();
    assert_eq!(issuer.pinned(), json!(third));
}

#[tokio::test]
async fn receipts_of_before_and_after_hold() {
    let issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    issuer.approve_at(&device).await;
    let id = device.history().remove(0).consent_id;
    let clock = SystemClock::new();
    let receipt = async || {
        let (store, name) = (&issuer.server.store, issuer.server.issuer());
        let ring = KeyRing::load(store, &clock, name, Duration::from_hours(1), &[]).await.unwrap();
        let key = ring.signing().unwrap();
        waxseal_server::receipt(store, &key, name, clock.now(), &id).await.unwrap()
    };
    let before = receipt().await;
    let keys = issuer.keys().await;
    issuer.rotated("").await;
    let after = receipt().await;
    let signer = |receipt: &str| JoseHeader::of(receipt).unwrap().kid;
    assert_ne!(signer(&before), signer(&after));
    for (receipt, keys) in [(&before, keys), (&before, issuer.keys().await), (&after, issuer.keys().await)] {
        assert!(VerifiedReceipt::check(receipt, &keys).is_ok());
    }
}

#[tokio::test]
async fn a_device_that_was_away_for_two_rotations_catches_up_and_keeps_the_key() {
    let issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    issuer.close(device).await;
    issuer.rotated("").await;
    let newest = issuer.rotated("&succession=vouched").await;

    let device = issuer.open().await;
    // The channel says which key it is, so nobody has to ask first.
    wait_for(&device, |device| device.snapshot().accounts[0].issuer_key_changed_at.is_some()).await;
    assert_eq!(issuer.pinned(), json!(newest));
    assert_eq!(issuer.kept()["former_issuer_keys"].as_array().unwrap().len(), 2);
    issuer.approve_at(&device).await;

    issuer.close(device).await;
    let device = issuer.open().await;
    issuer.approve_at(&device).await;
    assert_eq!(issuer.pinned(), json!(newest));
}

#[tokio::test]
async fn more_rotations_than_one_answer_holds_are_followed() {
    let mut issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    issuer.close(device).await;
    let stored = issuer.server.store.signing_keys(Timestamp::UNIX_EPOCH).await.unwrap().remove(0);
    let mut key = SigningKey::from_pkcs8(Algorithm::ES256, stored.pkcs8.expose()).unwrap();
    for _ in 0..=MAX_STATEMENTS {
        let next = SigningKey::generate().unwrap();
        let at = NumericDate::new(SystemClock::new().now());
        let statement = KeySuccessionClaims::sign(&key, issuer.server.issuer(), at, Some(next.public())).unwrap();
        let kept = StoredSigningKey {
            kid: next.public().kid.clone().unwrap(),
            pkcs8: next.pkcs8().clone(),
            created_at: SystemClock::new().now(),
            ..stored.clone()
        };
        let replacement = KeyReplacement {
            previous_kid: key.public().kid.clone(),
            retire_at: in_an_hour(),
            revoked: false,
            statement: Some(statement),
        };
        let event = AuditEvent::new(kept.created_at, EventKind::KeyCreated);
        assert!(issuer.server.store.insert_signing_key(&kept, &replacement, event).await.unwrap());
        key = next;
    }
    issuer.server.stop().await;
    issuer.server.restart().await;
    let device = issuer.open().await;
    issuer.approve_at(&device).await;
    assert_eq!(issuer.pinned(), json!(key.public().kid));
}

#[tokio::test]
async fn a_key_that_the_pinned_one_does_not_vouch_for_is_not_followed() {
    let mut issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    let pinned = issuer.pinned();
    let thief = SigningKey::generate().unwrap();
    let at = NumericDate::new(SystemClock::new().now());
    // Whoever has no more than the database's rows calls a key by the pinned one's name.
    let forger = SigningKey::generate().unwrap().with_kid(pinned.as_str().map(ToOwned::to_owned));
    let statement = KeySuccessionClaims::sign(&forger, issuer.server.issuer(), at, Some(thief.public())).unwrap();
    issuer.take_over(&thief, statement).await;
    let reason = issuer.unverifiable_at(&device).await;
    assert!(reason.contains("Its signature is not by localhost"), "{reason}");
    assert_eq!(issuer.pinned(), pinned);
    assert_eq!(device.snapshot().accounts[0].issuer_key_changed_at, None);
}

#[tokio::test]
async fn a_statement_for_another_issuer_is_not_followed() {
    let mut issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    let pinned = issuer.pinned();
    let stored = issuer.server.store.signing_keys(Timestamp::UNIX_EPOCH).await.unwrap().remove(0);
    let genuine = SigningKey::from_pkcs8(Algorithm::ES256, stored.pkcs8.expose()).unwrap();
    let other = SigningKey::generate().unwrap();
    let at = NumericDate::new(SystemClock::new().now());
    let elsewhere =
        KeySuccessionClaims::sign(&genuine, "https://elsewhere.example/", at, Some(other.public())).unwrap();
    issuer.take_over(&other, elsewhere).await;
    issuer.unverifiable_at(&device).await;
    assert_eq!(issuer.pinned(), pinned);
}

#[tokio::test]
async fn a_stolen_key_is_revoked_and_devices_have_to_be_enrolled_anew() {
    let issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    let stolen = issuer.pinned();
    let query = issuer.rotate("&succesion=none").await;
    assert_eq!((query.0, &query.1["errorCode"]), (StatusCode::BAD_REQUEST, &json!("invalid_query_string")));
    assert_eq!(issuer.rotate("&succession=some").await.0, StatusCode::BAD_REQUEST);
    assert_eq!(json!(issuer.published().await), json!([stolen]), "a mistyped call makes no key");

    let new = issuer.rotated("&succession=none").await;
    assert_eq!(json!(issuer.published().await), json!([new]), "the stolen one is published no more");
    let reason = issuer.unverifiable_at(&device).await;
    assert!(reason.contains("revoked the key that this device knows it by"), "{reason}");
    assert!(reason.contains("enrol this device again"), "{reason}");
    assert!(device.snapshot().accounts[0].issuer_key_revoked);

    // What it learned, it keeps: what the thief signs does not count after a restart either.
    issuer.close(device).await;
    assert_eq!(issuer.pinned(), stolen);
    let device = issuer.open().await;
    assert!(device.snapshot().accounts[0].issuer_key_revoked);

    let account = device.snapshot().accounts.remove(0).id;
    device.remove_account(&account).await.unwrap();
    issuer.close(device).await;
    let device = issuer.server.device(HANNA, "desk").await;
    assert_eq!(issuer.pinned(), json!(new));
    issuer.approve_at(&device).await;
}

#[tokio::test]
async fn what_is_on_screen_when_the_key_is_revoked_can_only_be_refused() {
    let issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    let agent = issuer.server.agent().await;
    let pending = agent.ask(&issuer.server.request()).await.unwrap();
    let id = ready_item(&device).await.id();
    issuer.rotated("&succession=none").await;
    // The next one brings the news.
    agent.ask(&issuer.server.request()).await.unwrap();
    let unverifiable = |device: &Device| {
        device.snapshot().items.iter().all(|item| matches!(item.state, ItemState::Unverifiable { .. }))
    };
    wait_for(&device, unverifiable).await;
    let error = device.decide_unattended(&id, DecisionOutcome::Approved).await.unwrap_err();
    assert!(error.message.contains("revoked the key that this device knows it by"), "{error}");
    issuer.close(device).await;
    let device = issuer.open().await;
    wait_for(&device, |device| device.snapshot().items.len() == 2 && unverifiable(device)).await;
    device.decide_unattended(&id, DecisionOutcome::Denied).await.unwrap();
    assert!(agent.wait(&pending).await.is_err());
}

#[tokio::test]
async fn the_statements_are_for_devices_alone() {
    let issuer = Issuer::start().await;
    let device = issuer.server.device(HANNA, "desk").await;
    let path = format!("api/key-succession/{}", issuer.pinned().as_str().unwrap());
    issuer.rotated("").await;
    let answer = issuer.http.get(issuer.url(&path)).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    issuer.approve_at(&device).await;
}
