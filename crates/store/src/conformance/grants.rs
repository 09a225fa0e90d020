//! Grants: a refresh token is good once.

#![expect(clippy::expect_used, reason = "a suite for tests")]

use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::ConsentId;
use waxseal_protocol::rar::AuthorizationDetails;

use super::{at, event, requests};
use crate::model::{Grant, RefreshToken};
use crate::store::{Effects, Rotation, Store};

fn token(grant: &Grant, sha256: &str) -> RefreshToken {
    RefreshToken {
        sha256: sha256.to_owned(),
        consent_id: grant.consent_id.clone(),
        issued_at: at(1020),
        expires_at: at(5000),
        used_at: None,
    }
}

pub(super) async fn granted(store: &dyn Store) -> Grant {
    let request = requests::stored(store, "hanna").await;
    let approved = requests::decided(DecisionOutcome::Approved, "dev_a");
    let grant = Grant {
        consent_id: request.consent_id.clone(),
        client_id: request.client_id.clone(),
        user_id: request.user_id.clone(),
        audience: request.audience.clone(),
        scope: "openid offline_access".to_owned(),
        authorization_details: AuthorizationDetails::parse(r#"[{"type":"payment","amount":1.10}]"#).ok(),
        auth_time: at(1010),
        acr: None,
        confirmation: None,
        created_at: at(1020),
        expires_at: at(9000),
        revoked_at: None,
    };
    let id = &request.consent_id;
    assert!(store.transition(id, &request.state, &approved, at(1010), Effects::default()).await.expect("saves"));
    let redeemed = approved.clone().redeem(at(1020)).expect("an approval can be redeemed");
    let effects = || Effects { grant: Some((grant.clone(), token(&grant, "one"))), ..Effects::default() };
    assert!(store.transition(id, &approved, &redeemed, at(1020), effects()).await.expect("saves"));
    assert!(!store.transition(id, &approved, &redeemed, at(1020), effects()).await.expect("saves"));
    grant
}

pub(super) async fn a_refresh_token_is_used_once(store: &dyn Store) {
    let grant = granted(store).await;
    let (read, of) = store.refresh_token("one").await.expect("reads").expect("is there");
    assert_eq!((read, of), (token(&grant, "one"), grant.clone()));
    let rotate = async |used: &str, next: &str, second| {
        store.rotate_refresh_token(used, &token(&grant, next), at(second), event()).await.expect("answers")
    };
    assert_eq!(rotate("one", "two", 2000).await, Rotation::Rotated);
    assert_eq!(rotate("one", "three", 2001).await, Rotation::Refused, "used before");
    assert_eq!(rotate("two", "four", 5000).await, Rotation::Refused, "expired");
    assert_eq!(rotate("unknown", "five", 2000).await, Rotation::Refused);
    assert!(store.refresh_token("three").await.expect("reads").is_none(), "a refused one leaves nothing");
}

pub(super) async fn a_revoked_grant_takes_its_tokens_along(store: &dyn Store) {
    let grant = granted(store).await;
    assert!(store.revoke_grant(&grant.consent_id, at(2000), event()).await.expect("answers"));
    assert!(!store.revoke_grant(&grant.consent_id, at(2001), event()).await.expect("answers"));
    let rotated = store.rotate_refresh_token("one", &token(&grant, "two"), at(2002), event()).await.expect("answers");
    assert_eq!(rotated, Rotation::Refused);
    assert!(store.is_token_revoked("any", Some(&grant.consent_id)).await.expect("reads"));
}

pub(super) async fn a_revoked_token_is_known_as_such(store: &dyn Store) {
    let grant = Some(ConsentId::generate(at(1000)));
    assert!(!store.is_token_revoked("jti", grant.as_ref()).await.expect("reads"));
    store.revoke_token("jti", at(2000), event()).await.expect("saves");
    assert!(store.is_token_revoked("jti", None).await.expect("reads"));
    assert!(!store.is_token_revoked("other", grant.as_ref()).await.expect("reads"));
}
