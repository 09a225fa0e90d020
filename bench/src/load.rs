//! The load: some connections, each sending one request after the other.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::Context as _;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::machine::now;

/// One request.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub(crate) path: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) body: Bytes,
    pub(crate) wait: Option<u32>,
}

impl Request {
    pub(crate) fn form(path: &'static str, pairs: &[(&str, &str)]) -> Self {
        let body = serde_urlencoded::to_string(pairs).unwrap_or_default().into();
        Self { path, content_type: "application/x-www-form-urlencoded", body, wait: None }
    }

    pub(crate) fn json(path: &'static str, body: &serde_json::Value) -> Self {
        Self { path, content_type: "application/json", body: body.to_string().into(), wait: None }
    }
}

/// A connection that is kept.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    host: String,
}

impl Connection {
    pub(crate) async fn open(address: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(address).await.with_context(|| format!("cannot connect to {address}"))?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move {
            connection.await.ok();
        });
        Ok(Self { sender, host: address.to_owned() })
    }

    pub(crate) async fn send(&mut self, request: &Request) -> anyhow::Result<(u16, Bytes)> {
        let mut call =
            hyper::Request::post(request.path).header("host", &self.host).header("content-type", request.content_type);
        if let Some(wait) = request.wait {
            call = call.header("prefer", format!("wait={wait}"));
        }
        self.sender.ready().await?;
        let response = self.sender.send_request(call.body(Full::new(request.body.clone()))?).await?;
        let status = response.status().as_u16();
        Ok((status, response.into_body().collect().await?.to_bytes()))
    }
}

/// What one run brought.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) latencies: Vec<Duration>,
    pub(crate) answers: Vec<(u16, Bytes)>,
}

/// Sends all requests over some connections and keeps the answers, in no order.
pub(crate) async fn send_all(address: &str, requests: Vec<Request>, connections: usize) -> anyhow::Result<Run> {
    let queue = Arc::new(Mutex::new(VecDeque::from(requests)));
    let mut workers = Vec::new();
    for _ in 0..connections {
        let queue = Arc::clone(&queue);
        let mut connection = Connection::open(address).await?;
        workers.push(tokio::spawn(async move {
            let mut latencies = Vec::new();
            let mut answers = Vec::new();
            loop {
                let next = queue.lock().ok().and_then(|mut queue| queue.pop_front());
                let Some(request) = next else { return anyhow::Ok((latencies, answers)) };
                let started = now();
                answers.push(connection.send(&request).await?);
                latencies.push(started.elapsed());
            }
        }));
    }
    let mut run = Run { latencies: Vec::new(), answers: Vec::new() };
    for worker in workers {
        let (latencies, answers) = worker.await??;
        run.latencies.extend(latencies);
        run.answers.extend(answers);
    }
    run.latencies.sort_unstable();
    Ok(run)
}
