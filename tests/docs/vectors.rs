//! The test vectors of the protocol reference, computed with the code that runs.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use waxseal_protocol::device::{
    Consent, DecisionClaims, DeviceFrame, KeySuccessionClaims, ServerFrame, Succession, SuccessionError,
};
use waxseal_protocol::jose::{Algorithm, Jwk, SigningKey, TimeRules, Trust, verify};
use waxseal_protocol::json::Json;

use crate::house::root;

/// A vector file, as text: what is digested is what is written.
fn text(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn path(name: &str) -> PathBuf {
    root().join("tests/vectors").join(name)
}

fn vector(name: &str) -> Value {
    serde_json::from_str(&text(name)).unwrap()
}

#[test]
fn canonical_json_and_its_digest() {
    let page = std::fs::read_to_string(root().join("docs/reference/decision-and-receipt.md")).unwrap();
    for case in vector("canonical-json.json").as_array().unwrap() {
        let member = |name: &str| case[name].as_str().unwrap();
        let json = Json::parse(member("text")).unwrap();
        assert_eq!((json.canonical().as_str(), json.sha256().as_str()), (member("canonical"), member("sha256")));
        let row = format!("| `{}` | `{}` |", member("text"), member("canonical"));
        assert!(page.contains(&row), "the page has no row {row}");
    }
    for refused in vector("refused-json.json").as_array().unwrap() {
        let refused = refused.as_str().unwrap();
        assert!(Json::parse(refused).is_err(), "{refused}");
    }
}

#[test]
fn the_digest_of_a_consent() {
    let file = Json::parse(&text("consent.json")).unwrap();
    let (consent, digest) = (file.get("consent").unwrap(), file.get("sha256").unwrap().as_str().unwrap());
    assert_eq!(consent.sha256(), digest);
    let read: Consent = serde_json::from_value(vector("consent.json")["consent"].clone()).unwrap();
    assert_eq!(read.sha256().unwrap(), digest, "read and written again, it is another one");
}

#[test]
fn a_decision_verifies_by_its_key_and_names_the_consent() {
    let file = vector("decision.json");
    let public: Jwk = serde_json::from_value(file["public_key"].clone()).unwrap();
    let claims: DecisionClaims = serde_json::from_value(file["claims"].clone()).unwrap();
    let rules = TimeRules::new(claims.iat.timestamp(), std::time::Duration::from_mins(1));
    let jws = file["jws"].as_str().unwrap();
    let signed: Value = verify(jws, std::slice::from_ref(&public), "jwt", rules).unwrap();
    assert_eq!(signed, file["claims"]);
    let evidence = claims.waxseal.unwrap();
    assert_eq!(evidence.consent_sha256.as_deref(), vector("consent.json")["sha256"].as_str());

    let pkcs8 = STANDARD.decode(file["private_key_pkcs8"].as_str().unwrap()).unwrap();
    let private = SigningKey::from_pkcs8(Algorithm::ES256, &pkcs8).unwrap();
    assert_eq!(private.public(), &public);
    let again = private.sign("JWT", &file["claims"]).unwrap();
    let again: Value = verify(&again, std::slice::from_ref(&public), "jwt", rules).unwrap();
    assert_eq!(again, file["claims"]);

    let mut forged = file["claims"].clone();
    forged["waxseal"]["outcome"] = json!("denied");
    let other = SigningKey::generate().unwrap().sign("JWT", &forged).unwrap();
    assert!(verify::<Value>(&other, std::slice::from_ref(&public), "jwt", rules).is_err());
}

#[test]
fn a_key_leads_to_the_next_one_and_to_its_end() {
    let file = vector("key-succession.json");
    let issuer = file["issuer"].as_str().unwrap();
    let mut pinned: Jwk = serde_json::from_value(file["pinned_key"].clone()).unwrap();
    let mut ends = 0;
    for one in file["successions"].as_array().unwrap() {
        let statement = one["statement"].as_str().unwrap();
        let trust = Trust {
            keys: std::slice::from_ref(&pinned),
            algorithms: &[Algorithm::ES256],
            types: &[KeySuccessionClaims::TYPE],
        };
        assert_eq!(trust.claims::<Value>(statement).unwrap(), one["claims"]);
        let claims: KeySuccessionClaims = serde_json::from_value(one["claims"].clone()).unwrap();

        let pkcs8 = STANDARD.decode(one["private_key_pkcs8"].as_str().unwrap()).unwrap();
        let private = SigningKey::from_pkcs8(Algorithm::ES256, &pkcs8).unwrap();
        assert_eq!(private.public(), &pinned);
        let again = KeySuccessionClaims::sign(&private, issuer, claims.iat, claims.next_key.as_ref()).unwrap();
        assert_eq!(trust.claims::<Value>(&again).unwrap(), one["claims"]);

        let elsewhere = KeySuccessionClaims::check(statement, &pinned, "https://elsewhere.example/");
        assert_eq!(elsewhere, Err(SuccessionError::Issuer(issuer.to_owned())));
        match KeySuccessionClaims::check(statement, &pinned, issuer).unwrap() {
            Succession::Next(next) => pinned = *next,
            Succession::Revoked => ends += 1,
        }
    }
    assert_eq!((serde_json::to_value(&pinned).unwrap(), ends), (file["last_key"].clone(), 1));
}

#[test]
fn the_frames_of_the_page_are_frames() {
    let page = std::fs::read_to_string(root().join("docs/reference/channel-frames.md")).unwrap();
    let lines = |side: &str| -> Vec<Value> {
        let block = page.split(&format!("<!-- frames: {side} -->\n```json\n")).nth(1).unwrap();
        let lines = block.split("```").next().unwrap().lines();
        lines.map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{line}: {error}"))).collect()
    };
    let mut server = Vec::new();
    for line in lines("server") {
        let frame: ServerFrame = serde_json::from_value(line.clone()).unwrap();
        assert_eq!(serde_json::to_value(&frame).unwrap(), line);
        server.push(std::mem::discriminant(&frame));
    }
    server.dedup();
    // Hello, request, withdrawn, heartbeat, revoked and bye.
    assert_eq!(server.len(), 6);
    let device: Vec<Value> = lines("device");
    assert_eq!(device.len(), 2);
    for line in device {
        let frame: DeviceFrame = serde_json::from_value(line.clone()).unwrap();
        assert_eq!(serde_json::to_value(&frame).unwrap(), line);
    }
}
