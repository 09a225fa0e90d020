//! The headless device from a shell: looking, answering one by one, answering by rules, and what it
//! prints about all that.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use e2e::{HANNA, TestServer, device_at, ready_item, waxseal};
use serde_json::{Value, json};
use waxseal_agent::{AgentError, ApprovalRequest, Approver, PendingApproval};
use waxseal_device::commands::EnrollInput;
use waxseal_protocol::jose::SigningKey;
use waxseal_store::model::EventKind;
use waxseal_store::{EventFilter, Store as _};

/// A device that was enrolled and left its folder.
struct Shell {
    state: PathBuf,
    authority: PathBuf,
}

impl Shell {
    async fn enrolled(server: &TestServer, test_key: bool) -> Self {
        let state = server.folder.path().join("desk");
        let device = device_at(&state, &server.authority());
        let text = server.ticket(HANNA).await.link;
        let input = EnrollInput { text, server: None, device_name: "desk".to_owned() };
        if test_key {
            device.enroll_with_test_key(input).await.unwrap();
        } else {
            device.enroll(input).await.unwrap();
        }
        device.stop();
        drop(device);
        e2e::wait_until_free(&state).await;
        Self { state, authority: server.authority() }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(waxseal());
        command.arg("device").args(arguments).arg("--key-file");
        command.env("WAXSEAL_STATE", &self.state).env("WAXSEAL_AUTHORITY", &self.authority);
        command.env("WAXSEAL_KEY_PASSPHRASE", "test").stdin(Stdio::null());
        command
    }

    async fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = self.command(arguments);
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }

    fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }

    fn rules(&self, text: &str) -> String {
        let path = self.state.join("rules.yaml");
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    }
}

async fn ask(server: &TestServer, details: &str) -> PendingApproval {
    let request = server.request().authorization_details(details).unwrap().expiry(Duration::from_secs(20));
    server.agent().await.ask(&request).await.unwrap()
}

/// What a program printed until it ended, and its exit code.
async fn lines(child: Child) -> (Option<i32>, Vec<Value>) {
    let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The lines of one kind.
fn of<'a>(lines: &'a [Value], event: &str) -> Vec<&'a Value> {
    lines.iter().filter(|line| line["event"] == event).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_listed_shown_and_decided_once() {
    let server = TestServer::start().await;
    let shell = Shell::enrolled(&server, true).await;
    let (code, out, errors) = shell.run(&["pending"]).await;
    assert_eq!((code, out.as_str()), (Some(0), ""), "{errors}");
    let waiting = shell.start(&["pending", "--wait", "--timeout", "20", "--json"]);
    let pending = ask(&server, e2e::TRANSFER).await;
    let (code, listed) = lines(waiting).await;
    let [request] = listed.as_slice() else { panic!("{listed:?}") };
    assert_eq!((code, &request["authorization_details"][0]["instructedAmount"]["amount"]), (Some(0), &2500.into()));
    let id = request["consent_id"].as_str().unwrap();
    let digest = request["consent_sha256"].as_str().unwrap();

    let (code, out, _) = shell.run(&["show", id.get(..12).unwrap()]).await;
    assert!(code == Some(0) && out.contains("Hanna Herwitz") && out.contains(digest), "{out}");
    let (code, _, errors) = shell.run(&["decide", id, "--approve", "--sha256", "another"]).await;
    assert_eq!(code, Some(21), "{errors}");
    assert_eq!(shell.run(&["decide", id]).await.0, Some(2), "an answer is needed");
    assert_eq!(shell.run(&["decide", id, "--approve", "--deny"]).await.0, Some(2), "and one alone");
    let (code, _, errors) = shell.run(&["decide", id, "--deny", "--reason", "not_me", "--sha256", digest]).await;
    assert_eq!(code, Some(0), "{errors}");
    let (code, _, errors) = shell.run(&["decide", id, "--approve"]).await;
    assert!(code == Some(22) && errors.contains("is over: denied"), "{errors}");
    let (code, _, errors) = shell.run(&["show", "cns_nowhere"]).await;
    assert!(code == Some(22) && errors.contains("hint: "), "{errors}");
    let denied = server.agent().await.wait(&pending).await;
    assert!(matches!(denied, Err(AgentError::Denied)), "{denied:?}");
    let request = server.store.request_by_auth_req_id(&pending.auth_req_id).await.unwrap().unwrap();
    assert_eq!(request.state.decision().unwrap().reason.as_deref(), Some("not_me"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_persons_key_takes_the_code_also_from_a_shell() {
    let server = TestServer::start().await;
    let shell = Shell::enrolled(&server, false).await;
    let pending = ask(&server, e2e::TRANSFER).await;
    let (_, out, _) = shell.run(&["pending", "--json"]).await;
    let request: Value = serde_json::from_str(&out).unwrap();
    let id = request["consent_id"].as_str().unwrap();
    for more in [&[][..], &["--code", "0000"]] {
        let (code, _, errors) = shell.run(&[&["decide", id, "--approve"], more].concat()).await;
        assert_eq!(code, Some(22), "{errors}");
    }
    assert_eq!(server.open_requests(HANNA).await, 1);
    let (code, _, errors) = shell.run(&["decide", id, "--approve", "--code", "1234-abcd"]).await;
    assert_eq!(code, Some(0), "{errors}");
    assert!(server.agent().await.wait(&pending).await.is_ok());
    let path = shell.rules("rules: []");
    let (code, _, errors) = shell.run(&["run", "--script", &path]).await;
    assert!(code == Some(1) && errors.contains("hint: waxseal device enroll --test-key"), "{errors}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_verified_is_denied_where_it_is_shown() {
    let server = TestServer::start().await;
    let shell = Shell::enrolled(&server, false).await;
    // Another key is pinned than the server signs with.
    let path = shell.state.join("accounts.json");
    let mut accounts: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    accounts[0]["issuer_keys"]["keys"] = serde_json::json!([SigningKey::generate().unwrap().public()]);
    std::fs::write(&path, accounts.to_string()).unwrap();
    let agent = server.agent().await;
    let pending = agent.ask(&server.request()).await.unwrap();

    let mut command = shell.command(&["run", "--once", "--plain"]);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let answering = tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let mut asked = BufReader::new(child.stderr.take().unwrap()).lines();
        let mut said = Vec::new();
        for (question, answer) in [("It can only be refused.", "y"), ("It can only be refused.", "n"), ("Why?", "m")] {
            said.extend(asked.by_ref().map(Result::unwrap).take_while(|line| !line.starts_with(question)));
            // What comes at once was not read.
            if question != "Why?" {
                pause();
            }
            writeln!(stdin, "{answer}").unwrap();
        }
        (child.wait().unwrap().code(), said.join("\n"))
    });
    let (code, said) = answering.await.unwrap();
    assert_eq!(code, Some(3), "{said}");
    assert!(said.contains("This request cannot be verified, so it cannot be approved."), "{said}");
    assert!(said.contains("Please answer with one of the letters in brackets."), "{said}");
    assert!(matches!(agent.wait(&pending).await, Err(AgentError::Denied)));
}

/// As long as a question takes to be read.
#[expect(clippy::disallowed_methods, reason = "on a thread of its own, which waits for a program")]
fn pause() {
    std::thread::sleep(Duration::from_secs(1));
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_answer_and_every_line_is_as_the_schema_says() {
    let server = TestServer::start().await;
    let shell = Shell::enrolled(&server, true).await;
    let rules = shell.rules(
        "version: 1\nrules:\n\
         \x20 - { name: big money, when: { type: money_transfer, amount: { above: 2499.99, currency: USD } }, answer: deny, reason: wrong_details }\n\
         \x20 - { when: { details: [{ at: /n, equals: 1 }] }, answer: approve, fault: wrong_digest }\n\
         \x20 - { when: { details: [{ at: /n, equals: 2 }] }, answer: approve, fault: drop_after, delay: 300ms }\n\
         \x20 - { when: { details: [{ at: /n, equals: 3 }] }, answer: report, fault: offline, offline_for: 1s }\n\
         \x20 - { when: { details: [{ at: /n, equals: 4 }] }, answer: approve, fault: replay }\n\
         \x20 - { when: { details: [{ at: /n, equals: 5 }] }, answer: approve, fault: skew, skew_by: -1h }\n\
         \x20 - { when: { details: [{ at: /n, equals: 6 }] }, answer: approve, fault: wrong_code }\n",
    );
    assert_eq!(shell.run(&["run", "--check", "--script", &rules]).await.0, Some(0));
    let device = shell.start(&["run", "--json", "--script", &rules, "--timeout", "12"]);
    let agent = server.agent().await;
    let transfer = ask(&server, e2e::TRANSFER).await;
    assert!(matches!(agent.wait(&transfer).await, Err(AgentError::Denied)));
    let dropped = ask(&server, r#"[{"type":"note","n":2}]"#).await;
    assert!(agent.wait(&dropped).await.is_ok(), "the answer arrived, whatever became of the receipt");
    let away = ask(&server, r#"[{"type":"note","n":3}]"#).await;
    assert!(matches!(agent.wait(&away).await, Err(AgentError::Denied)), "it is reported when the device is back");
    for n in [1, 4, 5, 6, 7] {
        ask(&server, &format!(r#"[{{"type":"note","n":{n}}}]"#)).await;
    }
    let (code, lines) = lines(device).await;
    assert_eq!(code, Some(124));
    assert_eq!(server.open_requests(HANNA).await, 5, "no attack counted, and no silence");

    let schema: Value = serde_json::from_str(include_str!("../../docs/reference/device-events.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for line in &lines {
        let errors: Vec<String> = schema.iter_errors(line).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} of {line}");
    }
    assert!(!schema.is_valid(&serde_json::json!({"version": 1, "at": "2026-11-30T00:00:00Z", "event": "closed"})));
    for event in ["started", "connection", "request", "rule", "fault", "refused", "closed", "ended"] {
        assert!(!of(&lines, event).is_empty(), "{event}");
    }
    let code_of = |n: i64| {
        let request = of(&lines, "request").into_iter().find(|line| line["authorization_details"][0]["n"] == n);
        let id = &request.unwrap()["consent_id"];
        of(&lines, "refused").into_iter().find(|line| line["consent_id"] == *id).map(|line| line["code"].clone())
    };
    assert_eq!(code_of(1).unwrap(), "changed");
    assert_eq!(code_of(2).unwrap(), "fate_unknown");
    assert_eq!(code_of(4).unwrap(), "refused");
    assert_eq!(code_of(5).unwrap(), "refused");
    assert_eq!(code_of(6).unwrap(), "wrong_code");
    assert_eq!(code_of(7), None);
    let ended = of(&lines, "ended")[0];
    assert_eq!((&ended["reason"], &ended["exit_code"], &ended["closed"]), (&"timeout".into(), &124.into(), &3.into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_device_comes_back_and_ends_by_the_outcome() {
    let server = TestServer::start().await;
    let shell = Shell::enrolled(&server, true).await;
    let agent = server.agent().await;
    for (fault, outcome) in [("kill_before", "deny"), ("kill_after", "approve")] {
        let rules = shell.rules(&format!("rules: [{{ answer: {outcome}, fault: {fault} }}, {{ answer: {outcome} }}]"));
        let run = ["run", "--json", "--once", "--timeout", "20", "--script", &rules];
        let first = shell.start(&run);
        let pending = ask(&server, r#"[{"type":"note"}]"#).await;
        let (code, told) = lines(first).await;
        // Its last lines, which tell of the fault, may go with it.
        assert_eq!((code, of(&told, "started").len(), of(&told, "ended").len()), (None, 1, 0), "by a signal: {told:?}");
        let (code, told) = lines(shell.start(&run)).await;
        let expected = if outcome == "deny" { 3 } else { 0 };
        assert_eq!(code, Some(expected), "{told:?}");
        assert_eq!(agent.wait(&pending).await.is_ok(), outcome == "approve");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_key_is_told_and_a_server_can_refuse_it() {
    let clock = || std::sync::Arc::new(waxseal_protocol::SystemClock::new());
    let server = TestServer::start().await;
    let device = device_at(&server.folder.path().join("desk"), &server.authority());
    let input = |text| EnrollInput { text, server: None, device_name: "desk".to_owned() };
    device.enroll_with_test_key(input(server.ticket(HANNA).await.link)).await.unwrap();
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let approved = waxseal_protocol::device::DecisionOutcome::Approved;
    device.decide_unattended(&item.id(), approved).await.unwrap();
    let events = server.store.events(&EventFilter { limit: 100, ..EventFilter::default() }).await.unwrap();
    let of = |kind| events.iter().map(|event| event.event().unwrap()).find(|event| event.kind == kind).unwrap();
    for kind in [EventKind::GdEnrollmentComplete, EventKind::GdAuthSucceed] {
        assert_eq!(of(kind).details["test_key"], true, "{kind:?}");
    }
    let request = server.store.request_by_consent_id(&item.consent_id).await.unwrap().unwrap();
    let claims: Value = waxseal_protocol::jose::decode_unverified(&request.state.decision().unwrap().jws).unwrap();
    assert_eq!(claims["waxseal"]["test_key"], true);

    let strict = |ports: e2e::Ports| e2e::configuration(ports.main) + "[devices]\nallow_test_keys = false\n";
    let strict = TestServer::start_configured(clock(), strict).await;
    let other = device_at(&strict.folder.path().join("desk"), &strict.authority());
    let error = other.enroll_with_test_key(input(strict.ticket(HANNA).await.link)).await.unwrap_err();
    assert!(error.message.contains("does not take test keys"), "{error}");
    assert!(other.snapshot().accounts.is_empty());
    other.enroll(input(strict.ticket(HANNA).await.link)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_key_from_before_is_refused_when_it_answers() {
    let server = TestServer::start().await;
    let device = device_at(&server.folder.path().join("desk"), &server.authority());
    let text = server.ticket(HANNA).await.link;
    let input = EnrollInput { text, server: None, device_name: "desk".to_owned() };
    device.enroll_with_test_key(input).await.unwrap();
    let mut server = server;
    server.stop().await;
    server.config.allow_test_keys = false;
    server.restart().await;
    e2e::wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let item = ready_item(&device).await;
    let approved = waxseal_protocol::device::DecisionOutcome::Approved;
    let error = device.decide_unattended(&item.id(), approved).await.unwrap_err();
    assert!(error.message.contains("does not take test keys"), "{error}");
    assert_eq!(server.open_requests(HANNA).await, 1);
}

#[test]
fn a_script_with_a_mistake_is_named_by_file_line_and_hint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rules.yaml");
    std::fs::write(&path, "rules:\n  - when:\n      clinet: bank-agent\n    answer: approve\n").unwrap();
    let check = |path: &Path| Command::new(waxseal()).args(["device", "check-script"]).arg(path).output().unwrap();
    let output = check(&path);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("rules.yaml:3: ") && errors.contains("\nhint: did you mean client?"), "{errors}");
    assert_eq!(check(Path::new("/nowhere.yaml")).status.code(), Some(1));
}

#[tokio::test]
async fn a_one_time_code_is_printed_alone_and_works_once() {
    let server = TestServer::start().await;
    let shell = Shell::enrolled(&server, false).await;
    let (code, printed, told) = shell.run(&["hint"]).await;
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("It can be used once, at localhost"), "{told}");
    let token = printed.trim_end();
    assert_eq!(token.matches('.').count(), 2, "{printed}");
    let agent = server.agent().await;
    let request = || ApprovalRequest::of(Approver::LoginHintToken(token.to_owned())).audience("urn:my-api");
    agent.ask(&request().scope("transfer:create")).await.unwrap();
    assert!(matches!(agent.ask(&request().scope("transfer:create")).await, Err(AgentError::Refused { .. })));
    let (code, json, _) = shell.run(&["hint", "--json", "--account", HANNA]).await;
    assert_eq!(code, Some(0));
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_ne!(json["text"], token);
    assert_eq!(json["expires_in_ms"], 120_000);
    let (code, printed, told) = shell.run(&["hint", "--account", "elsewhere.example"]).await;
    assert_eq!((code, printed.as_str()), (Some(1), ""));
    assert!(told.contains("there is no account \"elsewhere.example\"") && told.contains("hint: "), "{told}");
}

#[tokio::test]
async fn the_user_code_is_read_from_the_input_and_never_printed() {
    let server = TestServer::start().await;
    let shell = Shell::enrolled(&server, false).await;
    let state = async || {
        let (code, printed, told) = shell.run(&["user-code"]).await;
        assert_eq!(code, Some(0), "{told}");
        printed
    };
    let set = async |input: &'static str| {
        let mut command = shell.command(&["user-code", "--set"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let output = tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        (output.status.code(), said)
    };
    assert_eq!(state().await, "not set\n");
    let (code, said) = set("blue heron\nsecond line\n").await;
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("blue heron") && said.contains("have to give the new code"), "{said}");
    assert_eq!(state().await, "set\n");
    for (input, told) in [("\n", "there is no code in the input"), ("123\n", "from 4 to 64 characters")] {
        let (code, said) = set(input).await;
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(told), "{said}");
    }
    let (code, json, told) = shell.run(&["user-code", "--json"]).await;
    assert_eq!(code, Some(0), "{told}");
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json, json!({"is_set": true, "changeable": true}));
    let (code, _, told) = shell.run(&["user-code", "--remove"]).await;
    assert_eq!(code, Some(0), "{told}");
    assert_eq!(state().await, "not set\n");
}
