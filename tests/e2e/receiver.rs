//! A client's notification endpoint: it keeps what comes, and answers what the test wants.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use waxseal_protocol::ManualClock;

/// How it answers one call.
#[derive(Debug, Clone)]
pub(crate) enum Reaction {
    /// With a status.
    Status(StatusCode),
    /// With a redirect to another path of its own.
    Redirect,
    /// Not at all.
    Silence,
}

/// One call.
#[derive(Debug)]
pub(crate) struct Hit {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: HeaderMap,
    /// The body as it came.
    pub(crate) text: String,
    pub(crate) body: Value,
}

/// The endpoint.
#[derive(Debug)]
pub(crate) struct Receiver {
    /// Where it is.
    pub(crate) url: String,
    hits: mpsc::UnboundedReceiver<Hit>,
    reactions: Arc<Mutex<VecDeque<Reaction>>>,
}

impl Receiver {
    pub(crate) async fn start() -> Self {
        Self::at(0).await
    }

    /// On a port that a server knows already.
    pub(crate) async fn at(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        let url = format!("http://{}/told", listener.local_addr().unwrap());
        let (sender, hits) = mpsc::unbounded_channel();
        let reactions = Arc::new(Mutex::new(VecDeque::new()));
        let planned = Arc::clone(&reactions);
        let answer = move |method: Method, uri: Uri, headers: HeaderMap, body: Bytes| {
            let text = String::from_utf8(body.to_vec()).unwrap();
            let body = serde_json::from_str(&text).unwrap_or(Value::Null);
            let reaction = planned.lock().unwrap().pop_front().unwrap_or(Reaction::Status(StatusCode::NO_CONTENT));
            // A test that is over listens no more.
            sender.send(Hit { method, path: uri.path().to_owned(), headers, text, body }).ok();
            react(reaction)
        };
        let router = Router::new().fallback(answer);
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, hits, reactions }
    }

    /// Plans the answers to the next calls. After them, it takes everything.
    pub(crate) fn plan(&self, reactions: impl IntoIterator<Item = Reaction>) {
        self.reactions.lock().unwrap().extend(reactions);
    }

    /// The next call.
    pub(crate) async fn next(&mut self) -> Hit {
        let next = tokio::time::timeout(Duration::from_secs(20), self.hits.recv()).await;
        next.expect("a call comes").expect("it listens")
    }

    /// The next call, while time passes. When the server noted a failure cannot be seen from here,
    /// so time passes in steps.
    pub(crate) async fn next_while_time_passes(&mut self, clock: &ManualClock) -> Hit {
        for _ in 0..4 {
            clock.advance(Duration::from_secs(10));
            if let Ok(hit) = tokio::time::timeout(Duration::from_secs(7), self.hits.recv()).await {
                return hit.expect("it listens");
            }
        }
        panic!("no call came");
    }

    /// Whether a call came that nobody asked about.
    pub(crate) fn has_more(&mut self) -> bool {
        self.hits.try_recv().is_ok()
    }
}

async fn react(reaction: Reaction) -> Response {
    match reaction {
        Reaction::Status(status) => status.into_response(),
        Reaction::Redirect => (StatusCode::PERMANENT_REDIRECT, [("location", "/elsewhere")]).into_response(),
        Reaction::Silence => std::future::pending().await,
    }
}
