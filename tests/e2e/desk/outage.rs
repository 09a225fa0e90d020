//! The connection is gone for long: the person is told, once.

use std::sync::Arc;
use std::time::Duration;

use e2e::{HANNA, TestServer, device_with_clock, wait_for};
use tokio::sync::broadcast::Receiver;
use waxseal_device::commands::EnrollInput;
use waxseal_device::{Device, DeviceEvent};
use waxseal_protocol::{Clock as _, ManualClock, SystemClock};

/// How many outages were told of since the last time.
fn told(events: &mut Receiver<DeviceEvent>) -> usize {
    std::iter::from_fn(|| events.try_recv().ok()).filter(|event| matches!(event, DeviceEvent::Outage { .. })).count()
}

/// Tries to connect, in vain, so often that what is to be told was told.
async fn in_vain(device: &Device, events: &mut Receiver<DeviceEvent>) -> usize {
    for _ in 0..2 {
        let mut heard = device.events();
        device.retry();
        while heard.recv().await.unwrap() != DeviceEvent::Changed {}
    }
    told(events)
}

#[tokio::test]
async fn an_outage_that_lasts_is_told_of_once() {
    let clock = Arc::new(ManualClock::new(SystemClock::new().now()));
    let mut server = TestServer::start().await;
    let folder = server.folder.path().join("desk");
    let device = device_with_clock(&folder, &server.authority(), Arc::<ManualClock>::clone(&clock));
    let text = server.ticket(HANNA).await.link;
    device.enroll(EnrollInput { text, server: None, device_name: "desk".to_owned() }).await.unwrap();
    let online = |device: &Device| device.snapshot().accounts[0].connection.is_online();
    wait_for(&device, online).await;
    let mut events = device.events();

    server.stop().await;
    wait_for(&device, |device| !online(device)).await;
    clock.advance(Duration::from_mins(4));
    assert_eq!(in_vain(&device, &mut events).await, 0, "it may mend itself");
    clock.advance(Duration::from_mins(2));
    assert_eq!(in_vain(&device, &mut events).await, 1);
    clock.advance(Duration::from_hours(3));
    assert_eq!(in_vain(&device, &mut events).await, 0, "once");

    server.restart().await;
    device.retry();
    wait_for(&device, online).await;
    server.stop().await;
    wait_for(&device, |device| !online(device)).await;
    clock.advance(Duration::from_mins(6));
    device.retry();
    let again = async { while !matches!(events.recv().await.unwrap(), DeviceEvent::Outage { .. }) {} };
    tokio::time::timeout(Duration::from_secs(20), again).await.expect("the next outage is another one");
}
