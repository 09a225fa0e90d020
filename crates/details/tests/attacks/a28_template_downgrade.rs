//! A28: an older, poisoned or revoked template is put in place of the current one.

use waxseal_details::trust::{
    Accepted, Alarm, BANNER_USES, Freshness, PackError, Refused, TemplateChange, WithheldReason,
};
use waxseal_details::{EntryView, Known, Registry, RiskTier, TemplateOrigin};
use waxseal_protocol::json::Json;

use crate::publisher::{DAY, ENTRY, ISSUER, NOW, PAYMENT, World, at, pack};

fn view(world: &World, second: i64) -> EntryView {
    let registry = Registry::for_issuer(ISSUER, [world.installed()], at(second));
    EntryView::new(&Json::parse(ENTRY).unwrap(), &registry, &crate::any::display(), &Known::default())
}

fn without_payee() -> String {
    PAYMENT.replace("{{field payee}}\n", "").replace(" to {{field payee}}", "").replace("1.0.0", "2.0.0")
}

#[test]
fn an_older_version_is_refused() {
    let world = World::with(&[pack(3, &[PAYMENT])]);
    let refused = world.offer(&pack(2, &[PAYMENT]).sign(&world.key).unwrap()).unwrap_err();
    assert_eq!(refused, Refused::Downgrade { installed: 3, offered: 2 });
    assert!(refused.is_suspicious());
}

#[test]
fn the_same_version_is_accepted_with_the_same_content_only() {
    let world = World::with(&[pack(3, &[PAYMENT])]);
    // ECDSA signatures differ each time; what counts is what is signed.
    let again = pack(3, &[PAYMENT]).sign(&world.key).unwrap();
    assert_eq!(world.offer(&again), Ok(Accepted::Unchanged));
    let other = pack(3, &[&without_payee()]).sign(&world.key).unwrap();
    let refused = world.offer(&other).unwrap_err();
    assert!(matches!(refused, Refused::SameVersionOtherContent { version: 3, .. }), "{refused}");
    assert!(refused.is_suspicious());
}

#[test]
fn an_expired_pack_is_refused() {
    let world = World::new();
    let mut old = pack(3, &[PAYMENT]);
    old.issued_at = waxseal_protocol::jose::NumericDate::new(at(NOW - 90 * DAY));
    old.expires_at = waxseal_protocol::jose::NumericDate::new(at(NOW));
    let refused = world.offer(&old.sign(&world.key).unwrap());
    assert_eq!(refused, Err(Refused::Pack(PackError::Expired { expired_at: at(NOW) })));
}

#[test]
fn an_installed_pack_has_thirty_days_of_grace_and_then_the_generic_view() {
    let world = World::with(&[pack(3, &[PAYMENT])]);
    let expiry = NOW + 90 * DAY;
    for (second, freshness) in [
        (expiry - 1, Freshness::Current),
        (expiry, Freshness::Grace { until: at(expiry + 30 * DAY) }),
        (expiry + 30 * DAY - 1, Freshness::Grace { until: at(expiry + 30 * DAY) }),
        (expiry + 30 * DAY, Freshness::Lapsed { expired_at: at(expiry) }),
        // A clock that was set back makes the pack no younger than when it was accepted.
        (0, Freshness::Current),
    ] {
        assert_eq!(world.installed().freshness(at(second)), freshness, "{second}");
        let view = view(&world, second);
        let lapsed = matches!(freshness, Freshness::Lapsed { .. });
        assert_eq!(view.template_sha256.is_none(), lapsed);
        assert_eq!(view.notices.iter().any(|notice| notice.text.contains("expired on")), lapsed, "{:?}", view.notices);
    }
    let registry = Registry::for_issuer(ISSUER, [world.installed()], at(NOW));
    assert_eq!(registry.lapses_at(), Some(at(expiry + 30 * DAY)));
    let registry = Registry::for_issuer(ISSUER, [world.installed()], at(expiry + 30 * DAY));
    assert_eq!(registry.risk_floor("acme_payment"), RiskTier::High);
    assert_eq!(registry.template("acme_payment").map(|_| ()), None);
}

#[test]
fn a_revoked_template_stays_away_in_all_later_versions() {
    let old = PAYMENT;
    let new = PAYMENT.replace("1.0.0", "1.1.0");
    let revoked = vec![pack(1, &[old]).templates[0].sha256.clone()];
    let mut world = World::with(&[pack(1, &[old]), pack(2, &[&new]).revoking(revoked.clone())]);
    assert!(view(&world, NOW).template_sha256.is_some());

    // The next version forgets the revocation and brings the template back.
    world.install(&pack(3, &[old]));
    assert!(world.installed().revoked().contains(&revoked[0]));
    assert_eq!(world.installed().withheld()[0].reason, WithheldReason::Revoked);
    let view = view(&world, NOW);
    assert_eq!(view.template_sha256, None);
    assert!(view.notices[0].text.contains("was revoked"), "{:?}", view.notices);
}

#[test]
fn a_pack_cannot_hold_what_it_revokes() {
    let world = World::new();
    let pack = pack(1, &[PAYMENT]);
    let revoked = vec![pack.templates[0].sha256.clone()];
    let jws = world.key.sign("waxseal-templates+jwt", &pack.revoking(revoked)).unwrap();
    assert!(matches!(world.offer(&jws), Err(Refused::Pack(PackError::RevokesItsOwn { .. }))));
}

#[test]
fn a_revocation_reaches_built_in_templates_and_lowers_no_tier() {
    let built_in = Registry::built_in();
    let template = built_in.template("money_transfer").unwrap();
    let weaker = "---\ntype: money_transfer\ntemplate_version: 9.0.0\nrisk_floor: low\nverb: Do it\n---\n";
    let revoked = vec![template.sha256().to_owned()];
    let mut world = World::with(&[pack(1, &[]).revoking(revoked.clone())]);
    let registry = Registry::for_issuer(ISSUER, [world.installed()], at(NOW));
    assert!(registry.template("money_transfer").is_none());
    world.install(&pack(2, &[weaker]).revoking(revoked));
    let registry = Registry::for_issuer(ISSUER, [world.installed()], at(NOW));
    assert_eq!(registry.risk_floor("money_transfer"), RiskTier::High);
    assert_eq!(registry.template("money_transfer").unwrap().critical(), template.critical());
}

#[test]
fn a_built_in_template_that_an_update_replaces_is_what_the_new_one_is_compared_with() {
    let weaker = "---\ntype: money_transfer\ntemplate_version: 9.0.0\nrisk_floor: low\nverb: Do it\n---\n";
    let mut world = World::with(&[pack(1, &[PAYMENT])]);
    let update = world.install(&pack(2, &[PAYMENT, weaker]));
    let alarms = &world.installed().banner("money_transfer").unwrap().alarms;
    assert!(alarms.contains(&Alarm::FloorLowered { before: RiskTier::High, after: RiskTier::Low }), "{alarms:?}");
    assert!(update.change.is_alarming());
    // What was there when enrolling is what the person agreed to.
    assert!(World::with(&[pack(1, &[weaker])]).installed().banner("money_transfer").is_none());
}

#[test]
fn a_template_that_points_out_less_raises_a_banner_for_three_uses() {
    let mut world = World::with(&[pack(1, &[PAYMENT])]);
    let update = world.install(&pack(2, &[&without_payee()]));
    assert!(update.change.is_alarming());
    let TemplateChange::Changed(changed) = &update.change.templates[0] else { panic!("{:?}", update.change) };
    assert_eq!(changed.newly_demoted, ["/payee"]);
    for _ in 0..BANNER_USES {
        let view = view(&world, NOW);
        assert!(view.notices.iter().any(|notice| notice.text.contains("has changed. /payee")), "{:?}", view.notices);
        assert!(world.installed.as_mut().unwrap().record_use("acme_payment"));
    }
    assert!(!view(&world, NOW).notices.iter().any(|notice| notice.text.contains("has changed")));
    assert!(!world.installed.as_mut().unwrap().record_use("acme_payment"));
}

#[test]
fn a_banner_is_not_hidden_by_a_quick_second_version() {
    let mut world = World::with(&[pack(1, &[PAYMENT]), pack(2, &[&without_payee()])]);
    world.install(&pack(3, &[&without_payee().replace("2.0.0", "3.0.0")]));
    assert_eq!(world.installed().banner("acme_payment").unwrap().uses_left, BANNER_USES);
    let lower = without_payee().replace("2.0.0", "4.0.0").replace("risk_floor: high", "risk_floor: low");
    world.install(&pack(4, &[&lower]));
    let alarms = &world.installed().banner("acme_payment").unwrap().alarms;
    assert!(alarms.contains(&Alarm::FloorLowered { before: RiskTier::High, after: RiskTier::Low }), "{alarms:?}");
    assert!(alarms.contains(&Alarm::CriticalDemoted { path: "/payee".to_owned() }), "{alarms:?}");
}

#[test]
fn leaving_for_one_version_does_not_hide_a_change() {
    let mut world = World::with(&[pack(1, &[PAYMENT])]);
    let left = world.install(&pack(2, &[]));
    assert!(matches!(left.change.templates.as_slice(), [TemplateChange::Removed { .. }]));
    let back = world.install(&pack(3, &[&without_payee()]));
    assert!(back.change.is_alarming(), "{:?}", back.change);
    assert!(world.installed().banner("acme_payment").is_some());
    // What was told once as removed is not told again.
    assert_eq!(World::with(&[pack(1, &[PAYMENT]), pack(2, &[])]).install(&pack(3, &[])).change.templates, []);
}

#[test]
fn what_a_device_stores_reads_back_the_same() {
    let world = World::with(&[pack(1, &[PAYMENT]), pack(2, &[&without_payee()])]);
    let text = serde_json::to_string(&(&world.pinned, world.installed())).unwrap();
    let (pinned, installed) = serde_json::from_str(&text).unwrap();
    assert_eq!((&world.pinned, world.installed()), (&pinned, &installed));
    let registry = Registry::for_issuer(ISSUER, [&installed], at(NOW));
    let origin = TemplateOrigin::Publisher { issuer: ISSUER.to_owned(), pack_version: 2 };
    assert_eq!(registry.origin("acme_payment"), Some(&origin));
}
