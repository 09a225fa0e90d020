//! A device that knows what waits for it.

use std::time::Duration;

use anyhow::bail;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::timeout;
use waxseal_device::{ConnectionState, Device, ItemState, ItemView};

use super::settings::DeviceArguments;
use crate::output;

/// How long the connections may take.
const PATIENCE: Duration = Duration::from_secs(15);

/// Starts a device and waits until it has the list of what waits, with every request in it fetched.
/// `None` when an account is not connected for a reason that may pass, which is said.
pub(super) async fn connected(arguments: &DeviceArguments) -> anyhow::Result<Option<Device>> {
    let device = arguments.start()?;
    let enrolled = !device.snapshot().accounts.is_empty();
    if !enrolled {
        bail!("this device is not enrolled\nhint: waxseal device enroll LINK");
    }
    let listed = timeout(PATIENCE, until(&device, is_listed)).await.is_ok();
    let snapshot = device.snapshot();
    if snapshot.accounts.is_empty() {
        bail!("this device was removed at the server\nhint: enrol it again");
    }
    if snapshot.lock.locked {
        bail!("this device is locked\nhint: unlock it in the app that locked it");
    }
    if listed {
        return Ok(Some(device));
    }
    let reason = snapshot.accounts.into_iter().find_map(|account| match account.connection {
        ConnectionState::Offline { reason, .. } | ConnectionState::NoKey { reason } => Some(reason),
        ConnectionState::Connecting => Some(format!("{} does not answer.", account.host)),
        ConnectionState::Online { .. } => None,
    });
    output::error(&reason.unwrap_or_else(|| "The details of a request could not be fetched.".to_owned()));
    Ok(None)
}

/// Nothing is on its way any more. An account without its key never will be.
fn is_listed(device: &Device) -> bool {
    let snapshot = device.snapshot();
    let online = snapshot.accounts.iter().all(|account| account.connection.is_online());
    snapshot.accounts.is_empty() || (online && !snapshot.items.iter().any(|item| item.state == ItemState::Checking))
}

/// Waits until something holds, looking again after every event of the device.
pub(super) async fn until(device: &Device, holds: impl Fn(&Device) -> bool) {
    let mut events = device.events();
    while !holds(device) {
        if let Err(RecvError::Closed) = events.recv().await {
            return;
        }
    }
}

/// What still waits for an answer, what expires first on top.
pub(super) fn open_items(device: &Device) -> Vec<ItemView> {
    device.snapshot().items.into_iter().filter(|item| item.state.is_open()).collect()
}

/// The one open request whose id is `text` or starts with it, of one account if that is named.
pub(super) fn find(device: &Device, text: &str, account: Option<&str>) -> anyhow::Result<Option<ItemView>> {
    let of_account = |item: &ItemView| account.is_none_or(|account| item.account_id.as_str() == account);
    let starts = |item: &ItemView| !text.is_empty() && item.consent_id.as_str().starts_with(text);
    let mut found: Vec<ItemView> =
        open_items(device).into_iter().filter(|item| of_account(item) && starts(item)).collect();
    if found.iter().any(|item| item.consent_id.as_str() == text) {
        found.retain(|item| item.consent_id.as_str() == text);
    }
    let Some(first) = found.pop() else { return Ok(None) };
    if found.is_empty() {
        return Ok(Some(first));
    }
    if found.iter().any(|item| item.consent_id != first.consent_id) {
        bail!("several requests start with {text}\nhint: give more of the id");
    }
    found.push(first);
    // As they were enrolled, not as their requests came.
    let accounts = device.snapshot().accounts.into_iter();
    let asked = accounts.filter(|account| found.iter().any(|item| item.account_id == account.id));
    let accounts: Vec<String> = asked.map(|account| format!("{} ({})", account.id, account.user_id)).collect();
    bail!("several accounts of this device are asked {text}\nhint: name one with --account: {}", accounts.join(", "))
}
