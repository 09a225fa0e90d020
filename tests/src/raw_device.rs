//! A device without manners: it speaks the wire format by hand, so that it can break every rule.

#![expect(clippy::expect_used, reason = "a failure here is a failure of the test")]

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Certificate, StatusCode};
use serde_json::{Value, json};
use waxseal_protocol::Clock;
use waxseal_protocol::ids::{random_token, sha256_base64url};
use waxseal_protocol::jose::SigningKey;

use crate::TestServer;

/// An enrolled device whose every message is under the test's control.
#[derive(Debug, Clone)]
pub struct RawDevice {
    /// Its key.
    pub key: SigningKey,
    /// Its local identifier.
    pub identifier: String,
    /// Its enrolment.
    pub id: String,
    /// Whose device it is.
    pub user: String,
    /// The opaque device token.
    pub token: String,
    base: String,
    http: reqwest::Client,
    clock: Arc<dyn Clock>,
}

/// A status and a JSON body; `null` when there is none.
pub type Answer = (StatusCode, Value);

impl RawDevice {
    /// Enrols. `service` is `WAXSEAL`, or Guardian's `APNS` or `GCM`.
    pub async fn enroll(server: &TestServer, clock: Arc<dyn Clock>, user: &str, service: &str) -> Self {
        let pem = std::fs::read(server.authority()).expect("an authority");
        let http = reqwest::Client::builder()
            .tls_certs_merge(Certificate::from_pem_bundle(&pem).expect("a certificate"))
            .timeout(Duration::from_secs(10))
            .build()
            .expect("a client");
        let mut device = Self {
            key: SigningKey::generate().expect("a key"),
            identifier: random_token::<12>(),
            id: String::new(),
            user: user.to_owned(),
            token: String::new(),
            base: server.issuer().trim_end_matches('/').to_owned(),
            http,
            clock,
        };
        let ticket = server.ticket(user).await.code;
        let (status, body) = device.enroll_with(&ticket, service).await;
        assert_eq!(status, StatusCode::CREATED, "{body}");
        device.id = text(&body, "id");
        device.token = text(&body, "token");
        device
    }

    /// The same device with another key, and another identifier if one is given.
    #[must_use]
    pub fn with_new_key(&self, identifier: Option<&str>) -> Self {
        let mut other = self.clone();
        other.key = SigningKey::generate().expect("a key");
        if let Some(identifier) = identifier {
            identifier.clone_into(&mut other.identifier);
        }
        other
    }

    /// Sends an enrolment with a ticket.
    pub async fn enroll_with(&self, ticket: &str, service: &str) -> Answer {
        let body = json!({
            "identifier": self.identifier, "name": "Raw", "public_key": self.key.public(),
            "push_credentials": {"service": service, "token": "x"},
        });
        let call = self.http.post(self.url("enroll")).header("Authorization", format!("Ticket id=\"{ticket}\""));
        answer(call.json(&body)).await
    }

    /// A URL below the device API.
    pub fn url(&self, path: &str) -> String {
        format!("{}/appliance-mfa/api/{path}", self.base)
    }

    /// Now, in seconds.
    pub fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// The pending list, as notifications.
    pub async fn pending(&self) -> Vec<Value> {
        let token = self.signed(
            "JWT",
            &json!({
                "iss": self.id, "sub": self.user, "aud": self.url("pending"), "iat": self.now(), "exp": self.now() + 60,
            }),
        );
        let (status, body) = answer(self.http.get(self.url("pending")).bearer_auth(token)).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        body.as_array().expect("a list").clone()
    }

    /// Fetches a consent with a proof made from `proof`.
    pub async fn consent(&self, notification: &Value, change: impl FnOnce(&mut Value)) -> Answer {
        let url = format!("{}/rich-consents/{}", self.base, text(notification, "txlnkid"));
        let token = text(notification, "txtkn");
        let mut proof = json!({
            "htu": url, "htm": "GET", "ath": sha256_base64url(token.as_bytes()), "jti": random_token::<8>(), "iat": self.now(),
        });
        change(&mut proof);
        let proof = self.key.sign_proof(&proof).expect("signs");
        let call = self.http.get(url).header("Authorization", format!("MFA-DPoP {token}")).header("MFA-DPoP", proof);
        answer(call).await
    }

    /// The claims of a good approval, with the digest of the stored consent.
    pub fn approval(&self, notification: &Value, consent_sha256: &str) -> Value {
        json!({
            "iss": self.identifier, "sub": notification["c"], "aud": self.url("resolve-transaction"),
            "iat": self.now(), "exp": self.now() + 30, "jti": random_token::<8>(),
            "auth0_guardian_method": "push", "auth0_guardian_accepted": true,
            "waxseal": {"outcome": "approved", "consent_sha256": consent_sha256, "templates": [], "locale": "en", "uv": "none"},
        })
    }

    /// Sends an answer: `txtkn` of the notification, signed `claims`.
    pub async fn resolve(&self, notification: &Value, claims: &Value) -> Answer {
        self.resolve_jws(&text(notification, "txtkn"), &self.signed("JWT", claims)).await
    }

    /// Sends an answer as it is.
    pub async fn resolve_jws(&self, transaction_token: &str, jws: &str) -> Answer {
        let call = self.http.post(self.url("resolve-transaction")).bearer_auth(transaction_token);
        answer(call.json(&json!({"challenge_response": jws}))).await
    }

    /// Reads something below the device API, with a token that the device signed for it.
    pub async fn get(&self, path: &str) -> Answer {
        answer(self.http.get(self.url(path)).bearer_auth(self.token_for(path))).await
    }

    /// Puts a body there.
    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.put_with(path, &self.token_for(path), body).await
    }

    /// Puts a body there with any token.
    pub async fn put_with(&self, path: &str, token: &str, body: &Value) -> Answer {
        answer(self.http.put(self.url(path)).bearer_auth(token).json(body)).await
    }

    /// A token that the device signs for one URL.
    pub fn token_for(&self, path: &str) -> String {
        let (now, jti) = (self.now(), random_token::<8>());
        self.signed(
            "JWT",
            &json!({"iss": self.id, "sub": self.user, "aud": self.url(path), "iat": now, "exp": now + 60, "jti": jti}),
        )
    }

    /// Ends the enrolment with a token.
    pub async fn delete(&self, token: &str) -> Answer {
        let url = self.url(&format!("device-accounts/{}", self.id));
        answer(self.http.delete(url).bearer_auth(token)).await
    }

    /// Signs claims with the device's key.
    pub fn signed(&self, typ: &str, claims: &Value) -> String {
        self.key.sign(typ, claims).expect("signs")
    }
}

fn text(value: &Value, member: &str) -> String {
    value.get(member).and_then(Value::as_str).expect("a text").to_owned()
}

async fn answer(call: reqwest::RequestBuilder) -> Answer {
    let response = call.send().await.expect("an answer");
    let status = response.status();
    let bytes = response.bytes().await.expect("a body");
    (status, serde_json::from_slice(&bytes).unwrap_or(Value::Null))
}
