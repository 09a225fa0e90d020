//! A7: a template that nobody vouched for, or another than the one that was vouched for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use waxseal_details::trust::{MAX_PACK_BYTES, MAX_TEMPLATES, PackError, Refused, TemplatePack, WithheldReason};
use waxseal_details::{EntryView, Known, Registry, RiskTier, TemplateOrigin};
use waxseal_protocol::jose::{Algorithm, JwsError, SigningKey};
use waxseal_protocol::json::Json;

use crate::publisher::{DAY, ENTRY, ISSUER, NOW, PAYMENT, World, at, pack};

const TYPE: &str = "waxseal-templates+jwt";

fn refused(world: &World, jws: &str) -> PackError {
    match world.offer(jws) {
        Err(Refused::Pack(error)) => error,
        other => panic!("{other:?}"),
    }
}

/// Signs claims that no honest publisher would sign.
fn sign(world: &World, claims: &Value) -> String {
    world.key.sign(TYPE, claims).unwrap()
}

fn claims(pack: &TemplatePack) -> Value {
    serde_json::to_value(pack).unwrap()
}

#[test]
fn a_foreign_key_is_refused() {
    let (world, other) = (World::new(), World::new());
    let jws = pack(1, &[PAYMENT]).sign(&other.key).unwrap();
    assert_eq!(refused(&world, &jws), PackError::Jws(JwsError::Signature));
    // Also when its header names the pinned key.
    let kid = world.key.public().kid.clone().unwrap();
    let header = URL_SAFE_NO_PAD.encode(json!({"alg": "ES256", "typ": TYPE, "kid": kid}).to_string());
    let (_, rest) = jws.split_once('.').unwrap();
    assert_eq!(refused(&world, &format!("{header}.{rest}")), PackError::Jws(JwsError::Signature));
}

#[test]
fn another_issuer_is_refused_under_the_right_key() {
    let world = World::new();
    let mut foreign = pack(1, &[PAYMENT]);
    foreign.issuer = "https://other.example/".to_owned();
    let refused = world.offer(&foreign.sign(&world.key).unwrap()).unwrap_err();
    assert!(matches!(refused, Refused::ForeignIssuer { .. }), "{refused}");
}

#[test]
fn a_publisher_shows_no_other_issuers_requests() {
    let world = World::with(&[pack(1, &[PAYMENT])]);
    let registry = Registry::for_issuer("https://other.example/", [world.installed()], at(NOW));
    assert!(registry.template("acme_payment").is_none());
    assert_eq!(registry.lapses_at(), None);
}

#[test]
fn another_kind_of_token_by_the_same_key_is_refused() {
    let world = World::new();
    let jws = world.key.sign("JWT", &pack(1, &[PAYMENT])).unwrap();
    assert!(matches!(refused(&world, &jws), PackError::Jws(JwsError::Type { .. })));
}

#[test]
fn a_source_edited_within_the_signed_pack_does_not_have_its_digest() {
    let world = World::new();
    let mut edited = claims(&pack(1, &[PAYMENT]));
    edited["templates"][0]["source"] = PAYMENT.replace("{{field payee}}\n", "").into();
    let error = refused(&world, &sign(&world, &edited));
    assert!(matches!(error, PackError::DigestMismatch { .. }), "{error}");
    assert!(Refused::Pack(error).is_suspicious());
}

#[test]
fn a_payload_edited_after_signing_is_refused() {
    let world = World::new();
    let jws = pack(1, &[PAYMENT]).sign(&world.key).unwrap();
    let parts: Vec<&str> = jws.split('.').collect();
    let edited = URL_SAFE_NO_PAD.encode(claims(&pack(2, &[PAYMENT])).to_string());
    let forged = format!("{}.{edited}.{}", parts[0], parts[2]);
    assert_eq!(refused(&world, &forged), PackError::Jws(JwsError::Signature));
}

#[test]
fn a_label_beside_the_source_has_to_be_that_of_the_source() {
    let world = World::new();
    for (member, value) in [("type", "money_transfer"), ("template_version", "9.9.9")] {
        let mut edited = claims(&pack(1, &[PAYMENT]));
        edited["templates"][0][member] = value.into();
        assert!(matches!(refused(&world, &sign(&world, &edited)), PackError::Mislabelled { .. }), "{member}");
    }
}

#[test]
fn a_claim_that_appears_twice_is_refused() {
    let world = World::new();
    let payload = claims(&pack(1, &[PAYMENT])).to_string().replacen('{', "{\"other\":1,\"other\":2,", 1);
    let raw: Box<serde_json::value::RawValue> = serde_json::from_str(&payload).unwrap();
    let error = refused(&world, &world.key.sign(TYPE, &raw).unwrap());
    assert!(matches!(error, PackError::Jws(JwsError::Malformed(_))), "{error}");
}

#[test]
fn the_pack_cannot_choose_the_algorithm() {
    let key = SigningKey::generate_for(Algorithm::RS256).unwrap();
    let pinned = waxseal_details::trust::PinnedPublisher::new(ISSUER, vec![key.public().clone()]).unwrap();
    let world = World { key, pinned, installed: None };
    let jws = pack(1, &[PAYMENT]).sign(&world.key).unwrap();
    assert!(world.offer(&jws).is_ok());

    let payload = jws.split('.').nth(1).unwrap();
    let header = |alg: &str| URL_SAFE_NO_PAD.encode(json!({"alg": alg, "typ": TYPE}).to_string());
    for alg in ["none", "None", "ES256", "EdDSA", "PS256", "RS512"] {
        for signature in ["", jws.rsplit('.').next().unwrap()] {
            let forged = format!("{}.{payload}.{signature}", header(alg));
            assert!(matches!(refused(&world, &forged), PackError::Jws(_)), "{alg}");
        }
    }
    // The public key as a shared secret, in the two forms that libraries were caught with.
    let public = world.key.public();
    for secret in [serde_json::to_vec(public).unwrap(), URL_SAFE_NO_PAD.decode(public.n.as_ref().unwrap()).unwrap()] {
        let message = format!("{}.{payload}", header("HS256"));
        let hmac = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &secret);
        let signature = URL_SAFE_NO_PAD.encode(aws_lc_rs::hmac::sign(&hmac, message.as_bytes()));
        assert!(matches!(refused(&world, &format!("{message}.{signature}")), PackError::Jws(_)));
    }
}

#[test]
fn an_oversized_pack_is_refused() {
    let world = World::new();
    let long = format!("{}.{}.{}", "a".repeat(MAX_PACK_BYTES), "a", "a");
    assert!(matches!(refused(&world, &long), PackError::TooLarge { .. }));

    let sources: Vec<String> = (0..=MAX_TEMPLATES)
        .map(|index| PAYMENT.replace("type: acme_payment", &format!("type: acme_payment{index}")))
        .collect();
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let mut many = pack(1, &sources[..MAX_TEMPLATES]);
    assert!(world.offer(&many.sign(&world.key).unwrap()).is_ok());
    many.templates.extend(pack(1, &sources[MAX_TEMPLATES..]).templates);
    let error = refused(&world, &sign(&world, &claims(&many)));
    assert_eq!(error, PackError::TooManyTemplates { count: MAX_TEMPLATES + 1 });

    let mut lines = claims(&pack(1, &[PAYMENT]));
    lines["templates"][0]["source"] = format!("{PAYMENT}{}", "\n".repeat(1_000)).into();
    assert!(matches!(refused(&world, &sign(&world, &lines)), PackError::SourceTooLarge { .. }));
}

#[test]
fn times_and_versions_have_bounds() {
    let world = World::new();
    for (member, value) in [
        ("version", json!(0)),
        ("version", json!(-1)),
        ("version", json!(9_007_199_254_740_992_u64)),
        ("iat", json!(NOW + DAY)),
        ("exp", json!(NOW + 4_000 * DAY)),
        ("iss", json!("")),
        ("templates", json!("none")),
    ] {
        let mut edited = claims(&pack(1, &[PAYMENT]));
        edited[member] = value.clone();
        assert!(world.offer(&sign(&world, &edited)).is_err(), "{member} {value}");
    }
}

#[test]
fn a_template_of_a_newer_language_is_withheld_and_its_revocations_count() {
    let mut world = World::new();
    let mut newer = claims(&pack(1, &[PAYMENT]));
    newer["templates"][0] = json!({
        "type": "acme_payment",
        "template_version": "1.0.0",
        "sha256": NEWER_SHA256,
        "source": "---\ntype: acme_payment\ntemplate_version: 1.0.0\nrisk_floor: high\nverb: Pay\nhologram: true\n---\n",
    });
    newer["revoked"] = json!(["gone"]);
    world.install_signed(&sign(&world, &newer));
    assert!(matches!(world.installed().withheld()[0].reason, WithheldReason::NotUnderstood(_)));
    assert!(world.installed().revoked().contains("gone"));
    let registry = Registry::for_issuer(ISSUER, [world.installed()], at(NOW));
    assert!(registry.template("acme_payment").is_none());
}

/// SHA-256 of `{"body":"","front_matter":{"hologram":true,"risk_floor":"high",
/// "template_version":"1.0.0","type":"acme_payment","verb":"Pay"}}`, without the line break.
const NEWER_SHA256: &str = "kJCtJXzD5GvDyqzDynw5RGZo_ZR4wQTBz5IYkmKzG5A";

#[test]
fn a_key_is_accepted_only_once_a_trusted_key_names_it() {
    let mut world = World::with(&[pack(1, &[PAYMENT])]);
    let (old, next) = (world.key.clone(), SigningKey::generate().unwrap());
    let by_next = pack(3, &[PAYMENT]).sign(&next).unwrap();
    assert_eq!(refused(&world, &by_next), PackError::Jws(JwsError::Signature));

    world.install(&pack(2, &[PAYMENT]).naming_next_keys(vec![next.public().clone()]));
    assert_eq!(world.pinned.next_keys(), [next.public().clone()]);
    let third = SigningKey::generate().unwrap();
    let by_third = pack(3, &[PAYMENT]).sign(&third).unwrap();
    assert_eq!(refused(&world, &by_third), PackError::Jws(JwsError::Signature));

    world.install_signed(&by_next);
    assert_eq!(world.pinned.keys(), [next.public().clone()]);
    assert_eq!(world.pinned.next_keys(), []);
    let by_old = pack(4, &[PAYMENT]).sign(&old).unwrap();
    assert_eq!(refused(&world, &by_old), PackError::Jws(JwsError::Signature));
}

#[test]
fn a_refused_pack_names_no_keys() {
    let world = World::with(&[pack(3, &[PAYMENT])]);
    let next = SigningKey::generate().unwrap();
    let old = pack(2, &[PAYMENT]).naming_next_keys(vec![next.public().clone()]);
    assert!(world.offer(&old.sign(&world.key).unwrap()).is_err());
    assert_eq!(world.pinned.next_keys(), []);
}

#[test]
fn a_local_template_is_marked_and_lowers_nothing() {
    let world = World::with(&[pack(1, &[PAYMENT])]);
    let mut registry = Registry::for_issuer(ISSUER, [world.installed()], at(NOW));
    let local =
        "---\ntype: acme_payment\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Say hello\n---\n{{field sum}}";
    registry.add_local(local).unwrap();
    assert_eq!(registry.origin("acme_payment"), Some(&TemplateOrigin::Local));
    assert_eq!(registry.risk_floor("acme_payment"), RiskTier::High);

    let view = EntryView::new(&Json::parse(ENTRY).unwrap(), &registry, &crate::any::display(), &Known::default());
    assert_eq!(view.tier, RiskTier::High);
    assert!(view.notices.iter().any(|notice| notice.text == "Your template shows this request."));
    let critical: Vec<&str> =
        view.rows().filter(|row| row.critical).flat_map(|row| &row.paths).map(String::as_str).collect();
    assert_eq!(critical, ["/sum", "/currency", "/payee"]);
}

#[test]
fn an_entry_that_its_template_does_not_fit_needs_the_most_care() {
    let mut registry = Registry::default();
    registry
        .add("---\ntype: acme_payment\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Pay\n---\n{{field missing}}")
        .unwrap();
    let view = EntryView::new(&Json::parse(ENTRY).unwrap(), &registry, &crate::any::display(), &Known::default());
    assert_eq!(view.template_sha256, None);
    assert_eq!(registry.risk_floor("acme_payment"), RiskTier::Low);
    assert_eq!(view.tier, RiskTier::High);
}
