//! `waxseal agent`: what goes wrong between an approval and the shell.

#![expect(clippy::unwrap_used, reason = "all of it is a test")]

use std::process::{Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::process::Command;

/// A server that approves everything at once, and counts who was asked.
struct Server {
    issuer: String,
    asked: Arc<AtomicUsize>,
}

impl Server {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}/", listener.local_addr().unwrap());
        let metadata = json!({
            "issuer": issuer, "token_endpoint": format!("{issuer}token"), "jwks_uri": format!("{issuer}jwks"),
            "backchannel_authentication_endpoint": format!("{issuer}ask"),
            "backchannel_token_delivery_modes_supported": ["poll"],
        });
        let asked = Arc::new(AtomicUsize::new(0));
        let counted = Arc::clone(&asked);
        let ask = move || {
            counted.fetch_add(1, Ordering::SeqCst);
            async { Json(json!({"auth_req_id": "1c26", "expires_in": 100, "interval": 1})) }
        };
        let token =
            async || Json(json!({"access_token": "abc", "token_type": "Bearer", "expires_in": 60, "scope": "openid"}));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(move || async move { Json::<Value>(metadata) }))
            .route("/ask", post(ask))
            .route("/token", post(token));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { issuer, asked }
    }

    async fn ask(&self, arguments: &[&str], out: Stdio) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_waxseal"));
        command.args(["agent", "ask", "--user", "auth0|hanna"]).args(arguments);
        command.env("WAXSEAL_ISSUER", &self.issuer).env("WAXSEAL_CLIENT_ID", "agent");
        command.env("WAXSEAL_CLIENT_SECRET", "secret").env("WAXSEAL_CLIENT_KEY", "").env("WAXSEAL_AUTHORITY", "");
        command.stdin(Stdio::null()).stdout(out).stderr(Stdio::piped());
        command.spawn().unwrap().wait_with_output().await.unwrap()
    }
}

fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[tokio::test]
async fn a_variable_that_is_empty_counts_as_absent() {
    let server = Server::new().await;
    let output = server.ask(&[], Stdio::piped()).await;
    assert_eq!(output.status.code(), Some(0), "{}", errors(&output));
    assert_eq!(output.stdout, b"abc\n");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_result_that_cannot_be_written_is_a_failure() {
    let server = Server::new().await;
    let full = || std::fs::File::options().write(true).open("/dev/full").unwrap().into();
    for form in ["token", "header", "json"] {
        let output = server.ask(&["--output", form], full()).await;
        let errors = errors(&output);
        assert_eq!(output.status.code(), Some(1), "{form}: {errors}");
        assert!(errors.contains("error: approved, but the token could not be written: "), "{form}: {errors}");
    }
    let output = server.ask(&["--no-wait"], full()).await;
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains(r#"waxseal agent wait '{"auth_req_id":"1c26""#), "{}", errors(&output));
}

#[tokio::test]
async fn a_handle_that_cannot_be_kept_is_noticed_before_anybody_is_asked() {
    let server = Server::new().await;
    let folder = tempfile::tempdir().unwrap();
    for path in [folder.path().to_owned(), folder.path().join("nowhere/handle.json")] {
        let output = server.ask(&["--handle", &path.display().to_string()], Stdio::piped()).await;
        assert_eq!(output.status.code(), Some(1));
        assert!(errors(&output).contains("error: cannot write "), "{}", errors(&output));
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
}
