//! Who hears pings: an HTTPS server that records every call and answers what the test wants.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::Response;
use axum_server::tls_rustls::RustlsConfig;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::authority::Authority;

/// A running receiver.
pub(super) struct Receiver {
    /// Its URL, with a slash.
    pub(super) url: String,
    calls: tokio::sync::Mutex<UnboundedReceiver<Call>>,
    shared: Arc<Shared>,
}

struct Shared {
    calls: UnboundedSender<Call>,
    reply: Mutex<Reply>,
}

/// A call as it came in.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    pub(super) body: String,
}

/// What is answered.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) status: StatusCode,
    pub(super) location: Option<String>,
    pub(super) body: &'static str,
}

impl From<StatusCode> for Reply {
    fn from(status: StatusCode) -> Self {
        Self { status, location: None, body: "" }
    }
}

impl Receiver {
    pub(super) async fn start(authority: &Authority) -> Self {
        // Fails only if a provider is installed already, which then is the same one.
        rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
        let own = authority.server();
        let tls = RustlsConfig::from_pem(own.certificate.into_bytes(), own.private_key.into_bytes()).await.unwrap();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("https://localhost:{}/", listener.local_addr().unwrap().port());
        let (sender, calls) = mpsc::unbounded_channel();
        let shared = Arc::new(Shared { calls: sender, reply: Mutex::new(StatusCode::NO_CONTENT.into()) });
        let router = Router::new().fallback(receive).with_state(Arc::clone(&shared));
        let server = axum_server::from_tcp_rustls(listener, tls).unwrap();
        tokio::spawn(server.serve(router.into_make_service()));
        Self { url, calls: tokio::sync::Mutex::new(calls), shared }
    }

    /// What is answered from now on.
    pub(super) fn reply_with(&self, reply: impl Into<Reply>) {
        *self.shared.reply.lock().unwrap_or_else(PoisonError::into_inner) = reply.into();
    }

    /// The next call, once it is there.
    pub(super) async fn next(&self) -> Call {
        let mut calls = self.calls.lock().await;
        let call = tokio::time::timeout(Duration::from_secs(20), calls.recv()).await;
        call.expect("nobody called").expect("the receiver runs")
    }
}

async fn receive(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response {
    let reply = shared.reply.lock().unwrap_or_else(PoisonError::into_inner).clone();
    shared.calls.send(Call { method, path: uri.path().to_owned(), headers, body }).ok();
    let mut response = Response::builder().status(reply.status);
    if let Some(location) = reply.location {
        response = response.header(header::LOCATION, location);
    }
    response.body(Body::from(reply.body)).unwrap()
}
