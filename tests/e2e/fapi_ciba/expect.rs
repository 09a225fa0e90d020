//! What every module asserts of acknowledgements, errors, pings and tokens.

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use e2e::HANNA;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::ids::sha256_base64url;
use waxseal_protocol::jose::{Algorithm, JoseHeader, JwkSet, Trust};

use super::client::Client;
use super::plan::{Answer, Asked, Plan};
use super::receiver::Call;
use super::resource;

const YEAR: u64 = 31_536_000;
/// The fewest characters of base64url with 128 bits.
const LENGTH_OF_128_BITS: usize = 22;

/// A good answer of the authentication endpoint (CIBA Core 7.3).
pub(super) fn acknowledgement(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert!(is_json(answer), "{answer:?}");
    let auth_req_id = answer.body["auth_req_id"].as_str().unwrap();
    assert!(auth_req_id.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c)), "{auth_req_id}");
    assert!(auth_req_id.len() >= LENGTH_OF_128_BITS, "{auth_req_id}");
    // The plan fails below 96 and warns below 160.
    assert!(entropy(auth_req_id) >= 160.0, "{auth_req_id}");
    let expires_in = answer.body["expires_in"].as_u64().unwrap();
    assert!((1..=YEAR).contains(&expires_in), "{expires_in}");
    let interval = &answer.body["interval"];
    assert!(interval.is_null() || interval.as_u64().is_some_and(|seconds| seconds <= 6 * 3600), "{interval}");
}

/// An error of either endpoint: one of `codes`, and nothing that has no place in it (RFC 6749 5.2,
/// CIBA Core 13).
pub(super) fn error(answer: &Answer, status: StatusCode, codes: &[&str]) {
    assert_eq!(answer.status, status, "{answer:?}");
    error_of_any_status(answer, codes);
}

/// An error whose status the plan leaves open.
pub(super) fn error_of_any_status(answer: &Answer, codes: &[&str]) {
    assert!(is_json(answer), "{answer:?}");
    let code = answer.body["error"].as_str().unwrap_or_default();
    assert!(codes.contains(&code), "expected one of {codes:?}: {answer:?}");
    for (name, value) in answer.body.as_object().unwrap() {
        let text = value.as_str().unwrap_or_default();
        let fits = match name.as_str() {
            "error" | "error_description" => !text.is_empty() && text.chars().all(is_description),
            "error_uri" => !text.is_empty() && text.chars().all(|c| is_description(c) && c != ' '),
            "interval" => code == "slow_down" && value.is_u64(),
            _ => false,
        };
        assert!(fits, "{name} has no place in an error: {answer:?}");
    }
}

/// An authentication that failed in a way that the plan leaves to the server: `invalid_client` with
/// 401 or 400, `invalid_request` with 400, `access_denied` with 403.
pub(super) fn refused_client(answer: &Answer) {
    error_of_any_status(answer, &["invalid_client", "invalid_request", "access_denied"]);
    let allowed: &[StatusCode] = match answer.body["error"].as_str() {
        Some("invalid_client") => &[StatusCode::UNAUTHORIZED, StatusCode::BAD_REQUEST],
        Some("invalid_request") => &[StatusCode::BAD_REQUEST],
        _ => &[StatusCode::FORBIDDEN],
    };
    assert!(allowed.contains(&answer.status), "{answer:?}");
}

/// A ping (CIBA Core 10.2).
pub(super) fn ping(call: &Call, asked: &Asked) {
    assert_eq!(call.method, "POST", "{call:?}");
    assert_eq!(call.headers["content-type"], "application/json", "{call:?}");
    let bearer = format!("Bearer {}", asked.notification_token.as_ref().unwrap());
    assert_eq!(call.headers["authorization"], bearer.as_str(), "{call:?}");
    let body: Value = serde_json::from_str(&call.body).unwrap();
    assert_eq!(body, json!({"auth_req_id": asked.auth_req_id}));
}

/// A good token response to a poll, everything in it, and that it was the only one.
pub(super) async fn tokens(plan: &Plan, client: &Client, asked: &Asked, answer: &Answer) {
    token_response(answer);
    let claims = id_token(plan, client, answer).await;
    // Required in push mode only; but where it is, it is right (CIBA Core 10.3.1).
    let named = &claims["urn:openid:params:jwt:claim:auth_req_id"];
    assert!(named.is_null() || *named == asked.auth_req_id.as_str(), "{claims}");
    resource::works_for_the_bound_certificate_alone(plan, client, &answer.body).await;
    let again = plan.poll(client, &asked.auth_req_id).await;
    error(&again, StatusCode::BAD_REQUEST, &["invalid_grant"]);
}

/// A good token response of any grant.
pub(super) fn token_response(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    assert!(is_json(answer), "{answer:?}");
    assert!(answer.headers["cache-control"].to_str().unwrap().contains("no-store"), "{answer:?}");
    assert_eq!(answer.headers["pragma"], "no-cache", "{answer:?}");
    assert!(answer.body["token_type"].as_str().unwrap().eq_ignore_ascii_case("bearer"), "{answer:?}");
    assert!((1..=YEAR).contains(&answer.body["expires_in"].as_u64().unwrap()), "{answer:?}");
    for name in ["access_token", "refresh_token"] {
        if let Some(token) = answer.body[name].as_str() {
            assert!(token.len() >= LENGTH_OF_128_BITS && entropy(token) >= 96.0, "{name}: {token}");
            assert!(token.chars().all(|c| c.is_ascii_graphic()), "{name}: {token}");
        }
    }
    assert!(answer.body["access_token"].is_string(), "{answer:?}");
}

/// Verifies the ID token of a response and returns its claims.
pub(super) async fn id_token(plan: &Plan, client: &Client, answer: &Answer) -> Value {
    let token = answer.body["id_token"].as_str().unwrap();
    let header = JoseHeader::of(token).unwrap();
    assert!(header.kid.is_some(), "{header:?}");
    assert_eq!(header.alg, client.id_token.as_str());
    let keys: JwkSet = serde_json::from_value(plan.get(".well-known/jwks.json").await).unwrap();
    let trust = Trust { keys: &keys.keys, algorithms: &[Algorithm::PS256, Algorithm::ES256], types: &["jwt", ""] };
    let claims: Value = trust.claims(token).unwrap();
    assert_eq!(claims["iss"], plan.server.issuer());
    assert_eq!(claims["aud"], client.id.as_str());
    assert_eq!(claims["sub"], HANNA);
    let now = plan.now();
    assert!(claims["exp"].as_i64().unwrap() > now, "{claims}");
    assert!((now - 300..=now).contains(&claims["iat"].as_i64().unwrap()), "{claims}");
    for absent in ["nonce", "c_hash", "s_hash"] {
        assert!(claims[absent].is_null(), "{absent}: {claims}");
    }
    let hashes = [("at_hash", "access_token"), ("urn:openid:params:jwt:claim:rt_hash", "refresh_token")];
    for (hash, name) in hashes {
        if let Some(hash) = claims[hash].as_str() {
            assert_eq!(hash, left_half(answer.body[name].as_str().unwrap()), "{claims}");
        }
    }
    claims
}

/// Whether the body is said to be JSON.
pub(super) fn is_json(answer: &Answer) -> bool {
    let media_type = answer.headers.get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
    media_type.split(';').next().is_some_and(|name| name.trim() == "application/json") && answer.body.is_object()
}

/// %x20-21 / %x23-5B / %x5D-7E.
fn is_description(c: char) -> bool {
    matches!(c, '\u{20}'..='\u{21}' | '\u{23}'..='\u{5b}' | '\u{5d}'..='\u{7e}')
}

/// OpenID Connect Core 3.1.3.6, for algorithms with SHA-256.
fn left_half(token: &str) -> String {
    let digest = URL_SAFE_NO_PAD.decode(sha256_base64url(token.as_bytes())).unwrap();
    URL_SAFE_NO_PAD.encode(&digest[..16])
}

/// Shannon's measure over the characters, in bits for the whole text.
fn entropy(text: &str) -> f64 {
    let mut counts = HashMap::<char, f64>::new();
    for c in text.chars() {
        *counts.entry(c).or_default() += 1.0;
    }
    let length: f64 = counts.values().sum();
    counts.values().map(|count| count * (length / count).log2()).sum()
}
