//! `waxseal mcp` with the official MCP clients: for TypeScript version 1 and version 2 of the SDK,
//! and the one for Python.

use std::time::Duration;

use e2e::{HANNA, ready_item, waxseal};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use waxseal_device::Device;
use waxseal_protocol::device::DecisionOutcome;

use crate::scene::{AUDIENCE, Run, Scene};

/// The clients, and the ways they speak.
const WAYS: [(&str, &str); 4] = [("1", "stdio"), ("1", "http"), ("2", "stdio"), ("2", "http")];

fn run<'a>(scene: &'a Scene, (client, transport): (&str, &str)) -> Run<'a> {
    scene
        .run("post-client")
        .with("WAXSEAL_BIN", &waxseal().display().to_string())
        .with("MCP_CLIENT", client)
        .with("MCP_TRANSPORT", transport)
}

/// A person who answers when somebody rings.
struct Bell(TcpListener);

impl Bell {
    async fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn port(&self) -> String {
        self.0.local_addr().unwrap().port().to_string()
    }

    async fn answer(self, device: &Device, outcome: DecisionOutcome) {
        self.0.accept().await.unwrap();
        let item = ready_item(device).await;
        device.decide_unattended(&item.id(), outcome).await.unwrap();
    }
}

fn is_code(text: &Value) -> bool {
    text.as_str().is_some_and(|text| text.len() == 7 && text.as_bytes()[3] == b'-')
}

#[tokio::test]
async fn a_client_finds_tools_with_schemas_and_the_types_of_action() {
    let scene = Scene::new().await;
    for way in WAYS {
        let outcome = run(&scene, way).node("mcp", "tools").await;
        assert_eq!(outcome["server"], "waxseal", "{way:?}");
        assert!(outcome["instructions"].as_str().unwrap().contains("request_approval"), "{way:?}");
        let tools = outcome["tools"].as_array().unwrap();
        assert_eq!(tools.len(), 4, "{way:?}: {tools:?}");
        for tool in tools {
            assert!(tool["outputSchema"].is_object() && tool["annotations"].is_object(), "{tool}");
        }
        let types = outcome["types"]["action_types"].as_array().unwrap();
        assert_eq!(
            types.iter().map(|one| &one["type"]).collect::<Vec<_>>(),
            ["deployment", "online_purchase", "purchase"]
        );
        let deployment = &outcome["one"]["action_types"][0]["apis"][0];
        assert_eq!(deployment["audience"], AUDIENCE);
        assert_eq!(deployment["schema"]["required"], json!(["type", "service", "environment", "version"]));
        assert_eq!(outcome["missing"]["error"]["code"], "invalid_details");
    }
}

#[tokio::test]
async fn an_approved_action_is_granted_as_it_was_asked_for_and_no_token_is_shown() {
    for way in WAYS {
        let scene = Scene::new().await;
        let _person = scene.person(DecisionOutcome::Approved).await;
        let outcome = run(&scene, way).node("mcp", "ask-and-wait").await;
        let (asked, waited) = (&outcome["asked"], &outcome["waited"]);
        assert_eq!((&asked["state"], &asked["isError"]), (&json!("pending"), &json!(false)), "{way:?}: {outcome}");
        assert!(is_code(&asked["binding_message"]), "{asked}");
        assert!(asked["next"].as_str().unwrap().contains(asked["binding_message"].as_str().unwrap()), "{asked}");
        assert_eq!((&waited["state"], &waited["isError"]), (&json!("approved"), &json!(false)), "{way:?}: {outcome}");
        let details = json!([{"type": "deployment", "service": "billing", "environment": "production",
            "version": {"from": "1.4.1", "to": "1.4.2"}}]);
        assert_eq!(waited["granted"]["authorization_details"], details);
        assert_eq!(waited["audience"], AUDIENCE, "it is the one API that knows the type");
        assert_eq!(waited["token"], json!({"place": "withheld"}));
        assert!(!outcome.to_string().contains("eyJ"), "no token is anywhere: {outcome}");
        assert_eq!(outcome["checked"]["state"], "approved", "it can be looked at again");
        let progress = &outcome["progress"][0];
        let message = progress["message"].as_str().unwrap();
        assert!(message.contains(asked["binding_message"].as_str().unwrap()), "{progress}");
        assert!(message.starts_with("Pending: waiting for auth0|hanna, "), "{progress}");
        assert!(progress["progress"].as_f64().unwrap() < progress["total"].as_f64().unwrap(), "{progress}");
    }
}

#[tokio::test]
async fn the_python_client_asks_and_waits_too() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let outcome = run(&scene, WAYS[0]).python("python-mcp", "mcp").await;
    assert_eq!(outcome["tools"].as_array().unwrap().len(), 4, "{outcome}");
    assert!(is_code(&outcome["asked"]["binding_message"]), "{outcome}");
    assert_eq!(outcome["waited"]["state"], "approved", "{outcome}");
    assert_eq!(outcome["waited"]["granted"]["authorization_details"][0]["service"], "billing");
    assert_eq!((&outcome["unknown"]["isError"], &outcome["unknown"]["state"]), (&json!(true), &json!("not_asked")));
    assert!(!outcome["progress"].as_array().unwrap().is_empty(), "{outcome}");
}

#[tokio::test]
async fn a_denial_is_an_error_that_says_not_to_ask_again() {
    for way in WAYS {
        let scene = Scene::new().await;
        let _person = scene.person(DecisionOutcome::Denied).await;
        let outcome = run(&scene, way).node("mcp", "ask-in-one-call").await;
        let answered = &outcome["answered"];
        assert_eq!((&answered["state"], &answered["isError"]), (&json!("denied"), &json!(true)), "{way:?}: {outcome}");
        assert_eq!(answered["error"]["code"], "denied");
        assert_eq!(answered["binding_message"], "21-49-38");
        assert!(answered["next"].as_str().unwrap().contains("do not ask again"), "{answered}");
    }
}

#[tokio::test]
async fn silence_is_an_error_and_no_approval() {
    let scene = Scene::new().await;
    let _device = scene.absent_person().await;
    for way in [("1", "stdio"), ("2", "http")] {
        let outcome = run(&scene, way).with("EXPIRY", "3").node("mcp", "ask-and-wait").await;
        let waited = &outcome["waited"];
        assert_eq!((&waited["state"], &waited["isError"]), (&json!("expired"), &json!(true)), "{way:?}: {outcome}");
        assert_eq!(outcome["checked"]["error"]["code"], "expired");
    }
}

#[tokio::test]
async fn a_cancelled_wait_leaves_the_request_open_to_be_waited_for_again() {
    for way in WAYS {
        let scene = Scene::new().await;
        let device = scene.absent_person().await;
        let bell = Bell::new().await;
        let driver = run(&scene, way).with("BELL", &bell.port()).node("mcp", "cancel");
        let (outcome, ()) = tokio::join!(driver, bell.answer(&device, DecisionOutcome::Approved));
        assert!(outcome["aborted"].as_str().unwrap().starts_with("rejected"), "{way:?}: {outcome}");
        let seconds = |index: usize| outcome["progress"][index]["progress"].as_f64().unwrap();
        assert!(seconds(1) > seconds(0), "progress goes on: {outcome}");
        let short = &outcome["short"];
        assert_eq!((&short["state"], &short["isError"]), (&json!("pending"), &json!(false)), "{way:?}: {outcome}");
        assert!(short["seconds_left"].as_u64().unwrap() < outcome["asked"]["seconds_left"].as_u64().unwrap());
        assert_eq!(outcome["again"]["error"]["code"], "already_open");
        let message = outcome["again"]["error"]["message"].as_str().unwrap();
        let is_named = message.contains(outcome["asked"]["approval"].as_str().unwrap());
        // Over HTTP, the second client speaks a version without sessions: who asked is not known.
        assert_eq!(is_named, way != ("2", "http"), "{way:?}: {message}");
        assert_eq!(outcome["waited"]["state"], "approved", "{way:?}: {outcome}");
    }
}

#[tokio::test]
async fn what_a_model_gets_wrong_is_named_with_its_place() {
    let scene = Scene::new().await;
    let _device = scene.absent_person().await;
    for way in [("1", "stdio"), ("2", "http")] {
        let outcome = run(&scene, way).node("mcp", "refusals").await;
        for (call, code, place) in [
            ("type", "invalid_details", "deployment, online_purchase, purchase"),
            ("field", "invalid_details", "version"),
            ("number", "invalid_details", "fields/price"),
            ("message", "invalid_binding_message", "binding_message"),
            ("argument", "invalid_arguments", "colour"),
            ("nothing", "invalid_arguments", "type"),
            ("user", "not_allowed", "auth0|stranger"),
            ("unknown", "unknown_approval", "apr_unknown"),
        ] {
            let answer = &outcome[call];
            assert_eq!(
                (&answer["error"]["code"], &answer["isError"]),
                (&json!(code), &json!(true)),
                "{call}: {answer}"
            );
            assert_eq!(answer["state"], "not_asked", "{call}");
            assert!(answer["text"].as_str().unwrap().contains(place), "{call}: {answer}");
        }
        assert_eq!(outcome["tool"], -32602, "a tool that does not exist is an error of the protocol");
    }
    assert_eq!(scene.server.open_requests(HANNA).await, 0, "nobody was asked");
}

#[tokio::test]
async fn a_person_without_a_device_and_a_full_queue_are_told_apart() {
    let scene = Scene::new().await;
    let way = WAYS[0];
    let outcome = run(&scene, way).node("mcp", "limits").await;
    assert_eq!(outcome["answers"][0]["error"]["code"], "no_channel", "{outcome}");
    let _device = scene.absent_person().await;
    let outcome = run(&scene, way).node("mcp", "limits").await;
    let answers = &outcome["answers"];
    assert_eq!((&answers[0]["state"], &answers[1]["state"]), (&json!("pending"), &json!("pending")), "{outcome}");
    assert_eq!(answers[2]["error"]["code"], "too_many_open", "{outcome}");
    // The approval server lets five pushes a minute through; four of them are used up by the second of these.
    let outcome = run(&scene, way).node("mcp", "limits").await;
    assert_eq!(outcome["answers"][0]["state"], "pending", "{outcome}");
    let outcome = run(&scene, way).node("mcp", "limits").await;
    assert_eq!(outcome["answers"][1]["error"]["code"], "rate_limited", "{outcome}");
}

#[tokio::test]
async fn without_the_approval_server_the_tools_answer_and_say_so() {
    let scene = Scene::new().await;
    let outcome = run(&scene, WAYS[0]).node("mcp", "unreachable").await;
    for call in ["asked", "types"] {
        assert_eq!(outcome[call]["error"]["code"], "unavailable", "{outcome}");
        assert_eq!(outcome[call]["isError"], true);
    }
}

#[tokio::test]
async fn a_token_goes_where_the_developer_wants_it_and_nowhere_else() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().display().to_string();
    let outcome = run(&scene, WAYS[0]).with("FOLDER", &place).node("mcp", "token-file").await;
    assert_eq!((&outcome["mode"], &outcome["claims"]["aud"]), (&json!("600"), &json!(AUDIENCE)), "{outcome}");
    assert_eq!(outcome["claims"]["sub"], HANNA);
    assert!(!outcome["answered"].to_string().contains("eyJ"), "{outcome}");
    let outcome = run(&scene, WAYS[2]).node("mcp", "token-meta").await;
    assert_eq!(outcome["claims"]["sub"], HANNA, "{outcome}");
    let answered = &outcome["answered"];
    assert_eq!(answered["token"]["place"], "meta");
    assert!(!answered["text"].as_str().unwrap().contains("eyJ"), "the model does not see it: {outcome}");
}

#[tokio::test]
async fn a_client_that_comes_back_goes_on_with_what_it_asked_for() {
    for way in [("1", "http"), ("2", "http")] {
        let scene = Scene::new().await;
        let device = scene.absent_person().await;
        let bell = Bell::new().await;
        let driver = run(&scene, way).with("BELL", &bell.port()).node("mcp", "reconnect");
        let (outcome, ()) = tokio::join!(driver, bell.answer(&device, DecisionOutcome::Approved));
        assert_eq!(outcome["found"]["state"], "pending", "{way:?}: {outcome}");
        assert_eq!(outcome["waited"]["state"], "approved", "{way:?}: {outcome}");
    }
}

#[tokio::test]
async fn web_pages_other_names_and_strangers_are_turned_away() {
    let scene = Scene::new().await;
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "the-token\n").unwrap();
    let driver = run(&scene, ("1", "http")).with("BEARER_FILE", &file.path().display().to_string());
    let outcome = driver.node("mcp", "strangers").await;
    let expected = json!({"nobody": 401, "guest": 401, "owner": 200, "page": 403, "local": 403, "rebound": 403});
    assert_eq!(outcome, expected);
}

#[tokio::test]
async fn standard_output_is_the_protocols_and_its_end_ends_the_program_at_once() {
    let scene = Scene::new().await;
    let _device = scene.absent_person().await;
    let mut program = tokio::process::Command::new(waxseal())
        .args([
            "mcp",
            "--issuer",
            scene.server.issuer(),
            "--client-id",
            "post-client",
            "--user",
            HANNA,
            "--log",
            "trace",
        ])
        .arg("--authority")
        .arg(scene.server.authority())
        .env("WAXSEAL_CLIENT_SECRET", crate::scene::SECRET)
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut input = program.stdin.take().unwrap();
    let mut output = BufReader::new(program.stdout.take().unwrap()).lines();
    let initialize = json!({"jsonrpc": "2.0", "id": 1, "method": "initialize", "params":
        {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "by hand", "version": "1"}}});
    let initialized = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let fields = json!({"service": "billing", "environment": "production", "version": {"to": "2"}});
    let arguments = json!({"type": "deployment", "fields": fields, "wait": true});
    let ask = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params":
        {"name": "request_approval", "arguments": arguments, "_meta": {"progressToken": "p"}}});
    for message in [&initialize, &json!("no message"), &initialized, &ask] {
        input.write_all(format!("{message}\n").as_bytes()).await.unwrap();
    }
    // The first progress says that it waits.
    let mut lines = Vec::new();
    loop {
        let line: Value = serde_json::from_str(&output.next_line().await.unwrap().unwrap()).unwrap();
        let waits = line["method"] == "notifications/progress";
        lines.push(line);
        if waits {
            break;
        }
    }
    drop(input);
    let ended = tokio::time::timeout(Duration::from_secs(4), program.wait()).await;
    assert!(ended.expect("it ends at once").unwrap().success());
    while let Some(line) = output.next_line().await.unwrap() {
        lines.push(serde_json::from_str(&line).expect("every line is a message"));
    }
    let answer = lines.iter().find(|line| line["id"] == 2).expect("the call is answered");
    assert_eq!(answer["result"]["structuredContent"]["state"], "pending", "{answer}");
    assert!(answer["result"]["structuredContent"]["next"].as_str().unwrap().contains("can still answer"), "{answer}");
    assert_eq!(scene.server.open_requests(HANNA).await, 1, "the request stays open");
}
