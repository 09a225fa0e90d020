//! What a person does at the device, without its window: the core is asked as the page asks it.

mod a01_push_bombing;
mod a12_changed_content;
mod a13_replay;
mod a15_clock_skew;
mod a18_unattended;
mod a23_misbinding;
mod a24_silence;
mod a26_compromised_page;
mod arrivals;
mod batch;
mod devices;
mod disown;
mod friction;
mod history;
mod interrupted;
mod occupied;
mod one_time_code;
mod outage;
mod practice;
mod unverifiable;
mod user_code;
mod verification;

use std::time::Duration;

use waxseal_device::commands::DecideInput;
use waxseal_device::decision::{Gesture, PageSignal, Readiness};
use waxseal_device::{Device, DeviceError, RequestId};
use waxseal_protocol::device::DecisionOutcome;

/// The window that the person looks at.
pub(crate) const WINDOW: &str = "main";

/// Opens a request as a person does who has time: in a window with the focus, read to its end, with
/// the pointer moved, until Approve is armed.
pub(crate) async fn attend(device: &Device, id: &RequestId) -> String {
    device.window_focus(WINDOW, true);
    let view = device.open_request(WINDOW, id).expect("opens").view_token;
    read(device, &view).await;
    view
}

/// Reads what a view shows until Approve is armed.
pub(crate) async fn read(device: &Device, view: &str) {
    device.observe(view, PageSignal::CriticalSeen { seen: true }).expect("is open");
    device.observe(view, PageSignal::PointerMoved).expect("is open");
    // As each page does, to say beforehand where nobody asks for the password.
    device.approves_unverified(view).await;
    while let Readiness::ArmedIn { millis } = device.readiness(view).expect("is open") {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
    assert_eq!(device.readiness(view), Ok(Readiness::Armed));
}

/// Approves with a click, and with a code if there is one.
pub(crate) async fn approve(device: &Device, view: &str, code: Option<&str>) -> Result<(), DeviceError> {
    device
        .decide(DecideInput {
            view_token: view.to_owned(),
            outcome: DecisionOutcome::Approved,
            gesture: Gesture::Pointer,
            reason: None,
            code: code.map(ToOwned::to_owned),
        })
        .await
}

/// Denies or reports with a click.
pub(crate) async fn refuse(device: &Device, view: &str, outcome: DecisionOutcome) -> Result<(), DeviceError> {
    device
        .decide(DecideInput {
            view_token: view.to_owned(),
            outcome,
            gesture: Gesture::Pointer,
            reason: None,
            code: None,
        })
        .await
}
