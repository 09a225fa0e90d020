//! A15: clocks that are wrong, jump or stop.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_with_clock, ready_item, wait_for};
use jiff::SignedDuration;
use waxseal_device::commands::EnrollInput;
use waxseal_device::{Device, HistoryOutcome};
use waxseal_protocol::{Clock as _, ManualClock, SystemClock};

const LIFE_MS: i64 = 300_000;

async fn enrolled(server: &TestServer, clock: &Arc<ManualClock>) -> Device {
    let device =
        device_with_clock(&server.folder.path().join("desk"), &server.authority(), Arc::<ManualClock>::clone(clock));
    let text = server.ticket(HANNA).await.link;
    device.enroll(EnrollInput { text, server: None, device_name: "desk".to_owned() }).await.unwrap();
    wait_for(&device, |device| device.snapshot().accounts.iter().all(|one| one.connection.is_online())).await;
    device
}

fn is_close(left: i64, expected: i64) -> bool {
    (left - expected).abs() <= 3000
}

#[tokio::test]
async fn a_clock_that_is_wrong_from_the_start_changes_no_deadline() {
    for skew in [SignedDuration::from_mins(-10), SignedDuration::from_hours(2), SignedDuration::from_hours(-30)] {
        let server = TestServer::start().await;
        let clock = Arc::new(ManualClock::new(SystemClock::new().now() + skew));
        let device = enrolled(&server, &clock).await;
        server.agent().await.ask(&server.request()).await.unwrap();
        let item = ready_item(&device).await;
        assert!(is_close(item.expires_in_ms, LIFE_MS), "{skew}: {}", item.expires_in_ms);
        // And whoever looks is told.
        let ahead = device.clock_ahead_ms(&item.account_id);
        assert!((ahead - i64::try_from(skew.as_millis()).unwrap()).abs() < 3000, "{skew}: {ahead}");
    }
}

#[tokio::test]
async fn a_clock_that_is_set_while_a_request_waits_changes_nothing_and_sleep_counts() {
    let servers = Arc::new(ManualClock::new(SystemClock::new().now()));
    let server = TestServer::start_with(Arc::<ManualClock>::clone(&servers)).await;
    let clock = Arc::new(ManualClock::new(servers.now()));
    let device = enrolled(&server, &clock).await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let left = |device: &Device| device.snapshot().items[0].expires_in_ms;
    ready_item(&device).await;
    for jump in [SignedDuration::from_hours(2), SignedDuration::from_hours(-26), SignedDuration::from_mins(61)] {
        clock.set_wall_clock(clock.now() + jump);
        assert!(is_close(left(&device), LIFE_MS), "{jump}: {}", left(&device));
    }
    // Four minutes of sleep pass on the monotonic clock, and at the server.
    let sleep = |time| [&servers, &clock].map(|clock| clock.advance(time));
    sleep(Duration::from_mins(4));
    assert!(is_close(left(&device), LIFE_MS - 240_000), "{}", left(&device));
    // And then the three seconds in which the server may still say something.
    sleep(Duration::from_secs(64));
    wait_for(&device, |device| device.history().iter().any(|record| record.outcome == HistoryOutcome::Expired)).await;
}
