//! `GET …/api/channel`: the device channel, a WebSocket that says "look".

use axum::extract::State;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::time::{MissedTickBehavior, interval_at, timeout};
use waxseal_protocol::device::{CHANNEL_PROTOCOL, DeviceFrame, ServerFrame};
use waxseal_protocol::jose::NumericDate;
use waxseal_store::model::Device;

use super::arrivals::{self, Carried};
use super::audiences;
use super::auth::{SHORT_TOKEN_LIFE, by_signed_token, credentials};
use super::pending::{notifications, open_for};
use super::registry::Registered;
use crate::http::GuardianError;
use crate::state::AppState;

/// The library's default buffer costs 128 KiB per connection.
const READ_BUFFER: usize = 4 * 1024;
/// Devices only acknowledge.
const MAX_DEVICE_FRAME: usize = 16 * 1024;
/// A device that does not take a frame for this long is gone.
const SEND_TIMEOUT: std::time::Duration = std::time::Duration::from_secs(10);

pub(crate) async fn open(
    State(state): State<AppState>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, GuardianError> {
    let token = credentials(&headers, "Bearer")?;
    let (device, claims) = by_signed_token(&state, token, &audiences(&state, "channel"), SHORT_TOKEN_LIFE).await?;
    let jti = claims.jti.ok_or_else(|| GuardianError::invalid_token("The device token has no jti."))?;
    let used = format!("{}:{jti}", device.id);
    let forget_at = claims.exp.timestamp().saturating_add(SHORT_TOKEN_LIFE).unwrap_or(claims.exp.timestamp());
    if !state.store.use_jti(&used, forget_at, state.clock.now()).await? {
        return Err(GuardianError::invalid_token("The device token was used before."));
    }
    let upgrade = upgrade.protocols([CHANNEL_PROTOCOL]);
    if upgrade.selected_protocol().is_none() {
        let message = format!("The channel speaks {CHANNEL_PROTOCOL}.");
        return Err(GuardianError::new(StatusCode::BAD_REQUEST, "unknown_subprotocol", message));
    }
    Ok(upgrade
        .read_buffer_size(READ_BUFFER)
        .max_message_size(MAX_DEVICE_FRAME)
        .on_upgrade(move |socket| serve(state, device, socket)))
}

async fn serve(state: AppState, device: Device, socket: WebSocket) {
    // Registered before the list is read: a request stored in between arrives twice, never not.
    let registered = state.connections.register(&device.id);
    let number = registered.number;
    if let Err(error) = state.store.touch_device(&device.id, state.clock.now()).await {
        tracing::warn!(%error, "Could not note that device {} was heard of: {error}", device.id);
    }
    tracing::debug!(device.id = %device.id, "Device {} is connected", device.id);
    let ended = run(&state, &device, registered, socket).await;
    state.connections.unregister(&device.id, number);
    match ended {
        Ok(()) => tracing::debug!(device.id = %device.id, "Device {} is disconnected", device.id),
        Err(reason) => tracing::debug!(device.id = %device.id, reason, "Device {} is gone: {reason}", device.id),
    }
}

async fn run(state: &AppState, device: &Device, mut registered: Registered, socket: WebSocket) -> Result<(), String> {
    let (mut sink, mut stream) = socket.split();
    let heartbeat = state.config.lifetimes.heartbeat;
    let mut send = async |frame: &ServerFrame| -> Result<(), String> {
        let text = serde_json::to_string(frame).map_err(|error| error.to_string())?;
        match timeout(SEND_TIMEOUT, sink.send(Message::Text(text.into()))).await {
            Ok(sent) => sent.map_err(|error| error.to_string()),
            Err(_) => Err("it does not read".to_owned()),
        }
    };

    let mut carried = Carried::default();
    let hello = hello(state, device, &mut carried).await?;
    send(&hello).await?;
    let mut ticks = interval_at(tokio::time::Instant::now() + heartbeat, heartbeat);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut heard = true;
    loop {
        tokio::select! {
            frame = registered.frames.recv() => match frame {
                Some(frame) => {
                    send(&frame).await?;
                    match frame {
                        // One that has an approval already was carried before: this only says how far it is.
                        ServerFrame::Request { notification, .. } if notification.approvals == 0 => {
                            carried.add(&notification.txlnkid);
                        }
                        ServerFrame::Withdrawn { consent_id, .. } => carried.remove(&consent_id),
                        ServerFrame::Bye { .. } | ServerFrame::Revoked => return Ok(()),
                        _ => {}
                    }
                }
                // Too slow or replaced: it reads its list when it comes back.
                None => return send(&ServerFrame::Bye { retry_after_ms: 1_000 }).await,
            },
            message = stream.next() => match message {
                Some(Ok(Message::Text(text))) => {
                    heard = true;
                    match serde_json::from_str(&text).map_err(|error| format!("unknown frame: {error}"))? {
                        DeviceFrame::Received { consent_ids } => carried.acknowledged(state, device, &consent_ids),
                        DeviceFrame::Heartbeat => {}
                    }
                }
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => heard = true,
                Some(Ok(Message::Binary(_))) => return Err("a binary frame".to_owned()),
                Some(Ok(Message::Close(_))) | None => return Ok(()),
                Some(Err(error)) => return Err(error.to_string()),
            },
            _ = ticks.tick() => {
                if !heard {
                    return Err("it was silent for a whole heartbeat".to_owned());
                }
                heard = false;
                // A removed device learns it here if the removal happened elsewhere.
                let current = state.store.device(&device.id).await.map_err(|error| error.to_string())?;
                if current.is_none_or(|device| device.revoked_at.is_some()) {
                    return send(&ServerFrame::Revoked).await;
                }
                let now = state.clock.now();
                state.open.catch_up(state.store.as_ref(), now).await.map_err(|error| error.to_string())?;
                arrivals::forget_ended(state, device);
                let sequence = state.open.highest_sequence(&device.user_id);
                let server_time = NumericDate::new(state.clock.now());
                send(&ServerFrame::Heartbeat { sequence, server_time }).await?;
            }
        }
    }
}

async fn hello(state: &AppState, device: &Device, carried: &mut Carried) -> Result<ServerFrame, String> {
    let open = open_for(state, device).await.map_err(|error| format!("{error:?}"))?;
    let pending = notifications(state, device, &open).map_err(|error| format!("{error:?}"))?;
    arrivals::forget_ended(state, device);
    for request in &open {
        carried.add(&request.consent_id);
    }
    let sequence = state.open.highest_sequence(&device.user_id);
    Ok(ServerFrame::Hello {
        server_time: NumericDate::new(state.clock.now()),
        heartbeat_seconds: state.config.lifetimes.heartbeat.as_secs(),
        sequence,
        pending,
        consent_kid: state.keys.signing().map_err(|error| error.to_string())?.public().kid.clone(),
    })
}
