//! Where nothing reaches the server but by a proxy: device and agent go through it, HTTP and the channel alike.

use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use e2e::{HANNA, TRANSFER, TestServer, configuration, waxseal};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use waxseal_protocol::SystemClock;

/// A name that only the proxy knows.
const HOST: &str = "waxseal.invalid";

/// Starts a proxy, and gives its port.
async fn proxy() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(tunnel(stream));
        }
    });
    port
}

fn command(proxy: u16, server: &TestServer, arguments: &[&str]) -> Command {
    let mut command = Command::new(waxseal());
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    for name in ["https_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"] {
        command.env_remove(name);
    }
    command.env("HTTPS_PROXY", format!("http://127.0.0.1:{proxy}"));
    command.env("WAXSEAL_AUTHORITY", server.authority());
    command.env("WAXSEAL_STATE", server.folder.path().join("desk"));
    command.env("WAXSEAL_KEY_PASSPHRASE", "test");
    command.env("WAXSEAL_ISSUER", server.issuer());
    command.env("WAXSEAL_CLIENT_ID", "bank-agent");
    command.env("WAXSEAL_CLIENT_SECRET", "test-secret-of-the-bank-agent");
    command
}

/// Reads what a tunnel shall lead to, and is that tunnel until one side ends it.
async fn tunnel(stream: TcpStream) {
    let mut stream = BufReader::new(stream);
    let mut head = Vec::new();
    let mut line = String::new();
    while stream.read_line(&mut line).await.is_ok_and(|read| read > 0) && !line.trim().is_empty() {
        head.push(std::mem::take(&mut line));
    }
    let target = head.first().and_then(|line| line.strip_prefix("CONNECT ")?.split(' ').next());
    let Some(port) = target.and_then(|target| target.strip_prefix(HOST)?.strip_prefix(':')) else { return };
    let Ok(mut server) = TcpStream::connect(format!("127.0.0.1:{port}")).await else { return };
    if stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.is_ok() {
        copy_bidirectional(&mut stream, &mut server).await.ok();
    }
}

async fn ended(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_asked_and_answers_through_a_proxy() {
    let named = |port| {
        let here = configuration(port).replace("https://localhost:", &format!("https://{HOST}:"));
        here + "[devices]\nallow_test_keys = true\n"
    };
    let server = TestServer::start_configured(Arc::new(SystemClock::new()), |ports| named(ports.main)).await;
    let proxy = proxy().await;
    let link = server.ticket(HANNA).await.link;
    let enrolled = ended(command(proxy, &server, &["device", "enroll", "--test-key", "--key-file", &link])).await;
    assert!(enrolled.status.success(), "{enrolled:?}");

    let run = ["device", "run", "--key-file", "--answer", "approve", "--once", "--timeout", "60", "--json"];
    let device = command(proxy, &server, &run).spawn().unwrap();
    let whom = ["agent", "ask", "--user", HANNA, "--audience", "urn:my-api", "--scope", "openid transfer:create"];
    let what = ["--binding-message", "1234ABCD", "--details", TRANSFER, "--json"];
    let asked = ended(command(proxy, &server, &[&whom[..], &what].concat())).await;
    let answer: Value = serde_json::from_slice(&asked.stdout).unwrap_or_else(|_| panic!("{asked:?}"));
    assert_eq!(answer["outcome"], "approved", "{answer}");
    let answered = tokio::task::spawn_blocking(move || device.wait_with_output().unwrap()).await.unwrap();
    assert!(answered.status.success(), "{answered:?}");
}
