//! One account's connection: connect, listen, come back.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::time::sleep;
use tokio_tungstenite::tungstenite::Message;
use waxseal_protocol::device::{DeviceFrame, ServerFrame};
use waxseal_protocol::ids::random_fraction;

use super::ConnectionState;
use super::machine::{Machine, Step};
use super::websocket::{Socket, connect};
use crate::commands::Rotation;
use crate::device::{AccountRuntime, Core};
use crate::request_id::RequestId;
use crate::templates;

/// Why a connection ended.
enum End {
    /// It is to be opened again.
    Gone(String),
    /// The enrolment is over.
    Revoked,
}

/// Keeps the account connected until its enrolment is over.
pub(crate) async fn run(core: Arc<Core>, account: Arc<AccountRuntime>) {
    let mut machine = Machine::new();
    loop {
        let Some(key) = core.key(&account).await else {
            // Nothing to be done without the key; the person is told and asks to try again.
            account.nudged().await;
            continue;
        };
        account.set_connection(&core, ConnectionState::Connecting);
        let end = match connect(account.account(), &key, core.tls(), account.server_now(&core)).await {
            Ok(socket) => {
                machine.connected(core.clock().monotonic());
                listen(&core, &account, &mut machine, socket).await
            }
            Err(error) => {
                if let Some(date) = error.server_date {
                    account.set_server_time(&core, date);
                }
                // Only a removal wipes the key: a server that does not know the device may have
                // been started over the wrong folder.
                if error.refused.as_ref().is_some_and(|body| body.error_code == "invalid_token")
                    && core.finish_rotation(&account).await == Rotation::Adopted
                {
                    continue;
                }
                let revoked = error.refused.as_ref().is_some_and(|body| body.error_code == "device_revoked");
                if revoked { End::Revoked } else { End::Gone(error.reason) }
            }
        };
        match end {
            End::Revoked => {
                core.account_revoked(&account).await;
                return;
            }
            End::Gone(reason) => {
                account.set_connection(&core, ConnectionState::Offline { since: core.clock().now(), reason });
                let wait = machine.disconnected(core.clock().monotonic(), random_fraction());
                tokio::select! {
                    () = sleep(wait) => {}
                    () = account.nudged() => {}
                }
            }
        }
    }
}

/// How soon after the machine wakes a dead connection is noticed.
const SILENCE_CHECK: Duration = Duration::from_secs(5);

async fn listen(core: &Arc<Core>, account: &Arc<AccountRuntime>, machine: &mut Machine, mut socket: Socket) -> End {
    let mut templates_due = tokio::time::interval(templates::EVERY);
    let mut fetching = FuturesUnordered::new();
    loop {
        // The clock counts the time in which the machine sleeps, and the timer does not.
        account.set_silent_after(machine.silence_deadline());
        let silence = machine.silence_deadline().saturating_sub(core.clock().monotonic());
        let message = tokio::select! {
            message = socket.next() => message,
            // The first time is at once.
            _ = templates_due.tick() => {
                fetching.push(core.refresh_templates(account).boxed());
                continue;
            }
            Some(()) = fetching.next() => continue,
            () = sleep(silence.min(SILENCE_CHECK)) => {
                if machine.silence_deadline() > core.clock().monotonic() {
                    continue;
                }
                return End::Gone("The server fell silent.".to_owned());
            }
        };
        let text = match message {
            Some(Ok(Message::Text(text))) => text,
            Some(Ok(Message::Close(_))) | None => return End::Gone("The server closed the connection.".to_owned()),
            Some(Ok(_)) => {
                machine.heard(core.clock().monotonic());
                continue;
            }
            Some(Err(error)) => return End::Gone(format!("The connection broke: {error}.")),
        };
        let frame: ServerFrame = match serde_json::from_str(&text) {
            Ok(frame) => frame,
            Err(error) => {
                // A newer server may say more than we know.
                tracing::debug!(%error, "Left out an unknown frame: {error}");
                machine.heard(core.clock().monotonic());
                continue;
            }
        };
        for step in machine.frame(frame, core.clock().monotonic()) {
            match step {
                Step::ServerTime(at) => account.set_server_time(core, at.timestamp()),
                Step::Sync(pending) => {
                    let known = core.inbox().open(&account.account().id);
                    // What is online has its list: whoever sees this state sees what waits, too.
                    core.sync(account, &known, pending);
                    account.set_connection(core, ConnectionState::Online { since: core.clock().now() });
                }
                Step::Present(notification) => core.present(account, *notification),
                Step::Withdraw { consent_id, outcome, by, at } => {
                    // A server speaks for the requests of its account alone.
                    let id = RequestId { account_id: account.account().id.clone(), consent_id };
                    core.close(&id, outcome.into(), by, at.timestamp());
                }
                Step::ReadPending => core.read_pending(account),
                Step::IssuerKey(kid) => {
                    let (core, account) = (Arc::clone(core), Arc::clone(account));
                    fetching.push(async move { core.expect_issuer_key(&account, &kid).await }.boxed());
                }
                Step::Reply(frame) => {
                    if let Err(reason) = reply(&mut socket, &frame).await {
                        return End::Gone(reason);
                    }
                }
                Step::Leave => return End::Gone("The server is restarting.".to_owned()),
                Step::Revoked => return End::Revoked,
            }
        }
    }
}

async fn reply(socket: &mut Socket, frame: &DeviceFrame) -> Result<(), String> {
    let text = serde_json::to_string(frame).map_err(|error| error.to_string())?;
    let sent = tokio::time::timeout(Duration::from_secs(10), socket.send(Message::Text(text.into()))).await;
    match sent {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("The connection broke: {error}.")),
        Err(_) => Err("The server does not read.".to_owned()),
    }
}
