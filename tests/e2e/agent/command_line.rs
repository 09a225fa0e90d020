//! `waxseal agent ask`, `check` and `wait`, as shells and pipelines run them.

use std::process::{Output, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use e2e::{HANNA, OMAR, waxseal};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use waxseal_agent::SigningKey;

use super::{asked, asked_then};
use crate::scene::{Scene, client, jwks, secret_of};

/// `waxseal agent …` as the client `bank-agent`.
fn agent(scene: &Scene, arguments: &[&str]) -> Command {
    let mut command = Command::new(waxseal());
    command
        .arg("agent")
        .args(arguments)
        .env("WAXSEAL_ISSUER", scene.server.issuer())
        .env("WAXSEAL_AUTHORITY", scene.server.authority())
        .env("WAXSEAL_CLIENT_ID", "bank-agent")
        .env("WAXSEAL_CLIENT_SECRET", secret_of("bank-agent"))
        .env("WAXSEAL_AUDIENCE", "urn:my-api")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    command
}

const ASK: [&str; 5] = ["ask", "--user", HANNA, "--binding-message", "1234ABCD"];

fn ask<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&ASK[..], more].concat()
}

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    fn json(&self) -> Value {
        assert_eq!(self.out.lines().count(), 1, "one object: {}{}", self.out, self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

async fn run(scene: &Scene, arguments: &[&str]) -> Said {
    Said::of(agent(scene, arguments).output().await.unwrap())
}

/// Runs it while the person answers.
async fn answered(scene: &Scene, command: &mut Command, approved: bool) -> Said {
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (output, ()) = tokio::join!(child.wait_with_output(), asked_then(scene, approved));
    Said::of(output.unwrap())
}

#[tokio::test]
async fn fields_become_details_and_are_granted_as_they_were_written() {
    let scene = Scene::plain().await;
    let fields = [
        "--type",
        "note",
        "--field",
        "service=shop",
        "--field",
        "version.to=1.2",
        "--field",
        "commits:=18",
        "--field",
        "price:=1234567890123456789.10",
        "--field",
        "regions.0=eu",
        "--wait",
        "--output",
        "details",
    ];
    let said = answered(&scene, &mut agent(&scene, &ask(&fields)), true).await;
    assert_eq!(said.code, 0, "{}", said.err);
    assert_eq!(
        said.out.trim(),
        r#"[{"type":"note","service":"shop","version":{"to":"1.2"},"commits":18,"price":1234567890123456789.10,"regions":["eu"]}]"#
    );
    for (fields, code, reason) in [
        (&["--type", "note", "--field", "a=1", "--field", "a=2"][..], 1, "--field a: it is set twice"),
        (&["--type", "note", "--field", "a:=x"], 2, "is no JSON"),
        (&["--field", "a=1"], 2, "--type"),
        (&["--type", "telepathy"], 1, "telepathy"),
        (&["--no-wait", "--wait"], 2, "cannot be used with"),
    ] {
        let said = run(&scene, &ask(fields)).await;
        assert_eq!((said.code, said.err.contains(reason)), (code, true), "{fields:?}: {}", said.err);
    }
    assert!(scene.device.pending().await.is_empty(), "nobody was asked");
}

#[tokio::test]
async fn each_outcome_has_its_exit_code_in_every_form() {
    let scene = Scene::plain().await;
    for (form, starts) in [("token", "ey"), ("header", "Authorization: Bearer ey"), ("none", "")] {
        let said = answered(&scene, &mut agent(&scene, &ask(&["--output", form])), true).await;
        assert_eq!(said.code, 0, "{}", said.err);
        assert!(said.out.starts_with(starts) && said.out.is_empty() == (form == "none"), "{form}: {}", said.out);
        assert!(said.err.contains("Approved."), "{}", said.err);
    }
    let said = answered(&scene, &mut agent(&scene, &ask(&["--json"])), true).await;
    let value = said.json();
    assert_eq!(
        (&value["outcome"], &value["claims"]["sub"], said.err.as_str()),
        (&json!("approved"), &json!(HANNA), "")
    );
    for json in [false, true] {
        let said = answered(&scene, &mut agent(&scene, &ask(if json { &["--json"] } else { &[] })), false).await;
        assert_eq!(said.code, 3, "{}", said.err);
        if json {
            assert_eq!(said.json()["outcome"], "denied");
        } else {
            assert!(
                said.err.ends_with("error: the person denied the request\n") && said.out.is_empty(),
                "{}",
                said.err
            );
        }
    }
}

#[tokio::test]
async fn what_fails_says_why_and_what_to_do() {
    let scene = Scene::plain().await;
    let nobody = ["ask", "--user", OMAR, "--binding-message", "1234ABCD"];
    let said = run(&scene, &nobody).await;
    assert_eq!(said.code, 1);
    assert!(said.err.contains("the person cannot be reached") && said.err.contains("\nhint: enrol"), "{}", said.err);
    let said = run(&scene, &[&nobody[..], &["--json"]].concat()).await;
    assert_eq!(
        (said.code, &said.json()["outcome"], &said.json()["reason"]),
        (1, &json!("failed"), &json!("no_channel"))
    );

    let said = Said::of(agent(&scene, &ask(&[])).env("WAXSEAL_CLIENT_SECRET", "wrong").output().await.unwrap());
    assert!(said.code == 1 && said.err.contains("\nhint: check id, secret and key"), "{}", said.err);
    let said = Said::of(agent(&scene, &ask(&[])).env_remove("WAXSEAL_AUTHORITY").output().await.unwrap());
    assert!(said.code == 1 && said.err.contains("\nhint: trust the server's authority"), "{}", said.err);
    let said = Said::of(agent(&scene, &ask(&[])).env_remove("WAXSEAL_CLIENT_SECRET").output().await.unwrap());
    assert!(said.code == 1 && said.err.contains("no credentials\nhint: "), "{}", said.err);
    let two = run(&scene, &ask(&["--email", "hanna@example.com"])).await;
    assert_eq!(two.code, 2, "{}", two.err);
}

/// One step of a pipeline asks, another waits; each is a process of its own.
#[tokio::test]
async fn a_handle_goes_from_one_process_to_the_next() {
    let scene = Scene::plain().await;
    let said = run(&scene, &ask(&["--no-wait"])).await;
    assert_eq!(said.code, 0, "{}", said.err);
    let handle = said.out.trim().to_owned();
    assert_eq!(said.json()["client_id"], "bank-agent");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("handle.json");
    std::fs::write(&path, &handle).unwrap();
    let file = format!("@{}", path.display());
    let said = run(&scene, &["check", &file, "--json"]).await;
    assert_eq!((said.code, &said.json()["outcome"]), (5, &json!("pending")));
    let kept: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_ne!(kept["next_poll_at"], said_json(&handle)["next_poll_at"], "the file is kept current");

    let said = run(&scene, &["check", &handle, "--client-id", "other-agent"]).await;
    assert!(said.code == 1 && said.err.contains("the request was made at"), "{}", said.err);
    scene.clock.advance(Duration::from_secs(2));
    scene.approve().await;
    let said = run(&scene, &["wait", &file]).await;
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.starts_with("ey"));
    let said = run(&scene, &["check", &handle]).await;
    assert!(said.code == 1 && said.err.contains("fetched already"), "{}", said.err);
    let said = run(&scene, &["wait", "1c266114"]).await;
    assert!(
        said.code == 1 && said.err.contains("this is no handle") && said.err.contains("\nhint: waxseal agent ask"),
        "{}",
        said.err
    );
}

fn said_json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

#[tokio::test]
async fn a_wait_that_is_given_up_says_how_to_go_on() {
    let scene = Scene::plain().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("handle.json").display().to_string();
    let said = run(&scene, &ask(&["--timeout", "1", "--handle", &path])).await;
    assert_eq!(said.code, 5, "{}", said.err);
    assert!(said.err.contains(&format!("To go on waiting: waxseal agent wait @{path}")), "{}", said.err);
    scene.approve().await;
    scene.clock.advance(Duration::from_secs(2));
    let said = run(&scene, &["wait", &format!("@{path}")]).await;
    assert_eq!(said.code, 0, "{}", said.err);
}

/// Ctrl-C, and what a pipeline sends to a step that it cancels.
#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_wait_says_how_to_go_on() {
    let scene = Scene::plain().await;
    for signal in ["INT", "TERM"] {
        let mut child = agent(&scene, &ask(&[])).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        while !lines.next_line().await.unwrap().expect("it waits").starts_with("Waiting") {}
        asked(&scene).await;
        send(&child, signal).await;
        let mut handle = None;
        while let Some(line) = lines.next_line().await.unwrap() {
            let rest = line.strip_prefix("To go on waiting: waxseal agent wait '");
            handle = handle.or(rest.map(|rest| rest.trim_end_matches('\'').to_owned()));
        }
        assert_eq!(child.wait().await.unwrap().code(), Some(5), "{signal}");
        scene.approve().await;
        scene.clock.advance(Duration::from_secs(2));
        let said = run(&scene, &["wait", &handle.expect("a handle is printed")]).await;
        assert_eq!(said.code, 0, "{}", said.err);
    }
}

#[cfg(unix)]
async fn send(child: &Child, signal: &str) {
    let pid = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-s", signal, &pid]).status().await.unwrap().success());
}

#[tokio::test]
async fn a_client_with_a_key_file_asks() {
    let key = SigningKey::generate().unwrap();
    let (secret, lines) =
        (client("basic-agent", "token_endpoint_auth_method = \"client_secret_basic\""), jwks(&[&key]));
    let robot = format!(
        "\n[[clients]]\nclient_id = \"robot\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\njwks = {lines}\n"
    );
    let scene = Scene::with(secret + &robot).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("key.pem");
    let body = STANDARD.encode(key.pkcs8().expose());
    std::fs::write(&path, format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n")).unwrap();
    let public = json!(key.public());
    let key = path.to_str().unwrap();
    let said = run(&scene, &["public-key", key]).await;
    assert_eq!(said.json(), json!({"keys": [public]}), "what is registered");
    let said = run(&scene, &["public-key", key, "--toml"]).await;
    assert!(said.out.starts_with("jwks = { keys = [{ ") && said.out.contains("kty = \"EC\""), "{}", said.out);
    let mut by_key = agent(&scene, &ask(&["--client-id", "robot", "--client-key", key, "--json"]));
    let said = answered(&scene, by_key.env_remove("WAXSEAL_CLIENT_SECRET"), true).await;
    assert_eq!(said.json()["claims"]["client_id"], "robot", "{}", said.err);

    // Both are there, so one has to be named.
    let said = run(&scene, &ask(&["--client-id", "robot", "--client-key", key])).await;
    assert!(said.code == 1 && said.err.contains("--auth-method"), "{}", said.err);

    let file = folder.path().join("secret");
    std::fs::write(&file, secret_of("basic-agent") + "\n").unwrap();
    let file = file.to_str().unwrap();
    let basic = ["--client-id", "basic-agent", "--auth-method", "client_secret_basic", "--client-secret-file", file];
    let mut by_basic = agent(&scene, &ask(&[&basic[..], &["--json"]].concat()));
    let said = answered(&scene, by_basic.env_remove("WAXSEAL_CLIENT_SECRET"), true).await;
    assert_eq!(said.json()["claims"]["client_id"], "basic-agent", "{}", said.err);
}
