//! Signing keys at a clock that was ahead and is set right.

use std::sync::Arc;
use std::time::Duration;

use e2e::TestServer;
use waxseal_protocol::jose::{Algorithm, SigningKey};
use waxseal_protocol::{Clock as _, ManualClock, SystemClock};
use waxseal_server::{KeyRing, Vouching};

const OVERLAP: Duration = Duration::from_hours(24);

fn kid(key: &SigningKey) -> String {
    key.public().kid.clone().unwrap()
}

fn published(ring: &KeyRing) -> Vec<String> {
    ring.public().keys.iter().filter_map(|key| key.kid.clone()).collect()
}

#[tokio::test]
async fn keys_that_were_made_at_a_clock_ahead_are_rotated_and_revoked() {
    let server =
        TestServer::start_configured(Arc::new(SystemClock::new()), |ports| e2e::configuration(ports.main)).await;
    let now = SystemClock::new().now();
    let clock = ManualClock::new(now + Duration::from_hours(24 * 30));
    let load = async |clock: &ManualClock| {
        KeyRing::load(&server.store, clock, server.issuer(), OVERLAP, &[Algorithm::ES256]).await.unwrap()
    };
    let ring = load(&clock).await;
    let rotate = async |vouching| {
        let made = ring.rotate(&server.store, &clock, Algorithm::ES256, vouching).await.unwrap();
        assert_eq!(kid(&ring.signing().unwrap()), kid(&made), "the new key signs");
        assert_eq!(published(&ring).first(), Some(&kid(&made)), "and comes first");
        kid(&made)
    };
    let ahead = rotate(Vouching::Vouched).await;
    clock.set_wall_clock(now);
    let next = rotate(Vouching::Vouched).await;
    let stolen = rotate(Vouching::Vouched).await;
    assert_eq!(published(&load(&clock).await).first(), Some(&stolen), "also after a restart");
    assert!([&ahead, &next].into_iter().all(|kid| published(&ring).contains(kid)), "the older ones retire");
    let last = rotate(Vouching::None).await;
    clock.set_wall_clock(now - Duration::from_hours(24 * 60));
    assert_eq!(published(&load(&clock).await), [last], "what was revoked does not come back with the clock");
}
