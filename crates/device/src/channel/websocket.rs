//! Opening the WebSocket.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::client::proxy::matcher::Matcher;
use rustls::ClientConfig;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::{HeaderValue, header};
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, error::TlsError};
use tokio_tungstenite::{Connector, MaybeTlsStream, WebSocketStream, client_async_tls_with_config};
use waxseal_protocol::Timestamp;
use waxseal_protocol::clock::parse_http_date;
use waxseal_protocol::device::{CHANNEL_PROTOCOL, GuardianErrorBody};
use waxseal_protocol::jose::SigningKey;

use super::route;
use crate::accounts::Account;
use crate::api::device_token;

/// The open channel.
pub(super) type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// Resolving, connecting, TLS and the upgrade together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest frame of the server's.
const MAX_FRAME: usize = 1024 * 1024;

/// Why the channel did not open.
#[derive(Debug)]
pub(super) struct ConnectError {
    /// A sentence for the person.
    pub(super) reason: String,
    /// What the server answered, if it did.
    pub(super) refused: Option<GuardianErrorBody>,
    /// The server's clock, if it answered.
    pub(super) server_date: Option<Timestamp>,
}

pub(super) async fn connect(
    account: &Account,
    key: &SigningKey,
    tls: &Arc<ClientConfig>,
    now: Timestamp,
) -> Result<Socket, ConnectError> {
    let plain = |reason: String| ConnectError { reason, refused: None, server_date: None };
    let url = account.api_url("channel").replacen("https://", "wss://", 1);
    let mut request = url.into_client_request().map_err(|error| plain(error.to_string()))?;
    let token = device_token(account, key, "channel", now).map_err(|error| plain(error.to_string()))?;
    let bearer = HeaderValue::try_from(format!("Bearer {token}")).map_err(|error| plain(error.to_string()))?;
    request.headers_mut().insert(header::AUTHORIZATION, bearer);
    request.headers_mut().insert(header::SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(CHANNEL_PROTOCOL));

    let config = WebSocketConfig::default().max_message_size(Some(MAX_FRAME)).max_frame_size(Some(MAX_FRAME));
    let connector = Connector::Rustls(Arc::clone(tls));
    let connecting = async {
        let stream =
            route::open(request.uri(), &Matcher::from_env()).await.map_err(|error| plain(error.to_string()))?;
        let opened = client_async_tls_with_config(request, stream, Some(config), Some(connector)).await;
        opened.map(|(socket, _)| socket).map_err(|error| explained(&account.host(), error))
    };
    match timeout(CONNECT_TIMEOUT, connecting).await {
        Ok(opened) => opened,
        Err(_) => Err(plain(format!("{} does not answer.", account.host()))),
    }
}

fn explained(host: &str, error: Error) -> ConnectError {
    let (mut refused, mut server_date) = (None, None);
    let reason = match error {
        Error::Http(response) => {
            let date = response.headers().get(header::DATE).and_then(|value| value.to_str().ok());
            server_date = date.and_then(parse_http_date);
            refused = response.body().as_deref().and_then(|body| serde_json::from_slice(body).ok());
            let answer: Option<&GuardianErrorBody> = refused.as_ref();
            answer.map_or_else(
                || format!("{host} answers with status {}.", response.status().as_u16()),
                |answer| format!("{host} refuses: {}", answer.message),
            )
        }
        Error::Io(error) if error.to_string().contains("certificate") => {
            format!("The certificate of {host} is not trusted: {error}.")
        }
        Error::Io(error) => format!("{host} cannot be reached: {error}."),
        Error::Tls(TlsError::Rustls(error)) => format!("The certificate of {host} is not trusted: {error}."),
        other => format!("{host} cannot be reached: {other}."),
    };
    ConnectError { reason, refused, server_date }
}
