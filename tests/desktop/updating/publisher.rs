//! Whoever ships a build: a key of their own, packages signed with it, and a server that offers them.

use std::io::Cursor;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use minisign::KeyPair;
use serde_json::{Value as Json, json};

/// What the server says.
#[derive(Debug, Default)]
struct Shelf {
    manifest: Mutex<(u16, Vec<u8>)>,
    package: Mutex<Vec<u8>>,
    /// Breaks off in the middle of a package.
    breaks_off: Mutex<bool>,
    fetched: AtomicUsize,
}

pub(crate) struct Publisher {
    key: KeyPair,
    shelf: Arc<Shelf>,
    address: String,
}

impl Publisher {
    /// Opens the server, on which nothing is yet.
    pub(crate) async fn open() -> Self {
        let shelf = Arc::new(Shelf { manifest: Mutex::new((204, Vec::new())), ..Shelf::default() });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/latest.json", get(manifest)).route("/package", get(package));
        let router = router.with_state(Arc::clone(&shelf));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { key: KeyPair::generate_unencrypted_keypair().unwrap(), shelf, address }
    }

    /// Where the manifest is.
    pub(crate) fn url(&self) -> String {
        format!("{}/latest.json", self.address)
    }

    /// The public key, as `tauri signer generate` writes it.
    pub(crate) fn key(&self) -> String {
        STANDARD.encode(self.key.pk.to_box().unwrap().to_string())
    }

    /// A signature over a package for a version, as `tauri signer sign` writes it.
    pub(crate) fn sign(&self, package: &[u8], version: &str) -> String {
        let comment = format!("timestamp:1700000000\tfile:waxseal.deb\tversion:{version}");
        let signature = minisign::sign(Some(&self.key.pk), &self.key.sk, Cursor::new(package), Some(&comment), None);
        STANDARD.encode(signature.unwrap().to_string())
    }

    /// Offers a package, rightly signed.
    pub(crate) fn offer(&self, version: &str, package: &[u8], notes: &str) {
        self.offer_signed(version, package, notes, &self.sign(package, version));
    }

    /// Offers a package with some signature.
    pub(crate) fn offer_signed(&self, version: &str, package: &[u8], notes: &str, signature: &str) {
        let target = format!("linux-{}", std::env::consts::ARCH);
        let url = format!("{}/package", self.address);
        self.answer(&json!({
            "version": version,
            "notes": notes,
            "pub_date": "2026-11-20T09:00:00Z",
            "platforms": { target: { "url": url, "signature": signature } },
        }));
        *self.shelf.package.lock().unwrap() = package.to_vec();
        *self.shelf.breaks_off.lock().unwrap() = false;
    }

    /// Answers with a manifest.
    pub(crate) fn answer(&self, manifest: &Json) {
        self.answer_bytes(200, manifest.to_string().into_bytes());
    }

    /// Answers with anything.
    pub(crate) fn answer_bytes(&self, status: u16, bytes: Vec<u8>) {
        *self.shelf.manifest.lock().unwrap() = (status, bytes);
    }

    /// Breaks off in the middle of the package.
    pub(crate) fn break_off(&self) {
        *self.shelf.breaks_off.lock().unwrap() = true;
    }

    /// How often the package was asked for.
    pub(crate) fn fetched(&self) -> usize {
        self.shelf.fetched.load(Ordering::SeqCst)
    }
}

async fn manifest(State(shelf): State<Arc<Shelf>>) -> Response {
    let (status, bytes) = shelf.manifest.lock().unwrap().clone();
    (StatusCode::from_u16(status).unwrap(), bytes).into_response()
}

async fn package(State(shelf): State<Arc<Shelf>>) -> Response {
    shelf.fetched.fetch_add(1, Ordering::SeqCst);
    let bytes = shelf.package.lock().unwrap().clone();
    if !*shelf.breaks_off.lock().unwrap() {
        return bytes.into_response();
    }
    let length = bytes.len();
    let half = bytes[..length / 2].to_vec();
    let broken = || std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    let parts = stream::iter([Ok(half), Err(broken())]);
    ([(header::CONTENT_LENGTH, length)], Body::from_stream(parts)).into_response()
}
