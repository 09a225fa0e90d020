//! The examples of the SDK, run as they are.

use std::path::Path;
use std::process::Stdio;

use e2e::{HANNA, example, free_port};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::asked_then;
use crate::scene::{Scene, Setup, client, secret_of};

fn command(scene: &Scene, name: &str, id: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(example(name));
    command
        .args(arguments)
        .env("WAXSEAL_ISSUER", scene.server.issuer())
        .env("WAXSEAL_AUTHORITY", scene.server.authority())
        .env("WAXSEAL_CLIENT_ID", id)
        .env("WAXSEAL_CLIENT_SECRET", secret_of(id))
        .env("WAXSEAL_AUDIENCE", "urn:my-api")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

/// Runs it to its end and returns what it printed.
async fn printed(scene: &Scene, name: &str, arguments: &[&str]) -> String {
    let output = command(scene, name, "bank-agent", arguments).output().await.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Starts it; its lines are read one by one.
fn start(scene: &Scene, name: &str, id: &str, arguments: &[&str]) -> (Child, Lines<BufReader<ChildStdout>>) {
    let mut child = command(scene, name, id, arguments).stdout(Stdio::piped()).spawn().unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    (child, lines)
}

fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

#[tokio::test]
async fn resume_asks_in_one_process_and_waits_in_another() {
    let scene = Scene::plain().await;
    let folder = tempfile::tempdir().unwrap();
    let file = text(&folder.path().join("handle.json"));
    assert_eq!(printed(&scene, "resume", &["ask", &file, HANNA]).await, "asked; 300 s to answer\n");
    scene.approve().await;
    assert_eq!(printed(&scene, "resume", &["wait", &file]).await, "approved: payments-api v1.42.0\n");
    printed(&scene, "resume", &["ask", &file, HANNA]).await;
    scene.deny().await;
    assert_eq!(printed(&scene, "resume", &["wait", &file]).await, "denied\n");
}

#[tokio::test]
async fn shop_tool_has_three_behaviours() {
    let scene = Scene::plain().await;
    let folder = tempfile::tempdir().unwrap();
    let file = text(&folder.path().join("interrupt.json"));
    let interrupted = printed(&scene, "shop_tool", &["interrupt", HANNA, &file]).await;
    assert_eq!(interrupted, "interrupted; resume with the same order\n");
    scene.approve().await;
    scene.clock.advance(std::time::Duration::from_secs(2));
    // The second that the interrupt asks to wait has passed, as far as it knows.
    let mut interrupt: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    interrupt["pending"]["next_poll_at"] = json!("2026-01-01T00:00:00Z");
    std::fs::write(&file, interrupt.to_string()).unwrap();
    let resumed = printed(&scene, "shop_tool", &["resume", HANNA, &file]).await;
    assert_eq!(resumed, "Ordered 1 phone with a Bearer token\n");

    for (behaviour, said) in [
        ("block", &[][..]),
        (
            "callback",
            &[
                "An authorization request was sent to your device; it is good for 300 s.",
                "Thanks for approving the order.",
            ],
        ),
    ] {
        let (mut child, mut lines) = start(&scene, "shop_tool", "bank-agent", &[behaviour, HANNA]);
        asked_then(&scene, true).await;
        for line in said {
            assert_eq!(lines.next_line().await.unwrap().unwrap(), *line);
        }
        assert_eq!(lines.next_line().await.unwrap().unwrap(), "Ordered 1 phone with a Bearer token");
        assert!(child.wait().await.unwrap().success());
    }
}

#[tokio::test]
async fn ping_is_told_and_fetches() {
    let address = format!("127.0.0.1:{}", free_port());
    let lines = format!(
        "backchannel_token_delivery_mode = \"ping\"\nbackchannel_client_notification_endpoint = \"http://{address}/ping\""
    );
    let tables = client("told-agent", &lines);
    let scene = Scene::new(Setup { top: "allow_private_network = true", tables, ..Setup::default() }).await;
    let (mut child, mut lines) = start(&scene, "ping", "told-agent", &[&address, HANNA]);
    assert_eq!(lines.next_line().await.unwrap().unwrap(), "asked");
    scene.approve().await;
    assert!(lines.next_line().await.unwrap().unwrap().starts_with("approved: a token for"));
    assert!(child.wait().await.unwrap().success());
}
