//! The same in a terminal: the headless device, and the check of a receipt.

use std::process::Command;

use e2e::{HANNA, OMAR, TestServer, ready_item, same_at, waxseal};
use serde_json::Value;
use waxseal_device::HistoryOutcome;
use waxseal_protocol::device::DecisionOutcome;

use super::devices::{ask, record, server};
use super::{FourEyes, MIA, evidence};
use crate::command_line::run;

/// A person's device in a terminal, with a key of the test class, which needs no code.
struct Terminal {
    state: String,
    authority: String,
}

impl Terminal {
    async fn of(server: &TestServer, user: &str) -> Self {
        let state = server.folder.path().join("terminal").display().to_string();
        let terminal = Self { state, authority: server.authority().display().to_string() };
        let link = server.ticket(user).await.link;
        let (code, _, errors) = terminal.run(&["enroll", &link, "--test-key"]).await;
        assert_eq!(code, Some(0), "{errors}");
        terminal
    }

    async fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(waxseal());
        command.arg("device").args(arguments).args(["--key-file", "--state", &self.state]);
        command.args(["--authority", &self.authority]).env("WAXSEAL_KEY_PASSPHRASE", "test");
        let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.code(), text(output.stdout), text(output.stderr))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_says_who_approved_and_who_is_missing() {
    let server = server().await;
    let (hanna, omar) = (server.device(HANNA, "desk").await, Terminal::of(&server, OMAR).await);
    ask(&server).await;
    let id = ready_item(&hanna).await.consent_id;
    let (_, listed, _) = omar.run(&["pending"]).await;
    assert!(listed.contains("(0 of 2 approvals)"), "{listed}");
    let (_, shown, _) = omar.run(&["show", id.as_str()]).await;
    assert!(shown.contains("In the name of Hanna Herwitz, who has to approve it, too."), "{shown}");
    assert!(shown.contains("It waits for Hanna Herwitz and you."), "{shown}");

    let (code, said, notes) = omar.run(&["decide", id.as_str(), "--approve"]).await;
    assert_eq!(code, Some(0), "{notes}");
    assert!(said.starts_with("approved: ") && notes.contains("It waits for Hanna Herwitz."), "{said}{notes}");
    let (_, listed, _) = omar.run(&["pending"]).await;
    assert!(listed.contains("(1 of 2 approvals, waits for somebody else)"), "{listed}");
    let (code, _, errors) = omar.run(&["decide", id.as_str(), "--approve"]).await;
    assert_eq!(code, Some(22));
    assert!(errors.contains("It is approved already, and waits for another person."), "{errors}");

    hanna.decide_unattended(&same_at(&hanna, &id), DecisionOutcome::Approved).await.unwrap();
    assert_eq!(record(&hanna).await.outcome, HistoryOutcome::Approved);
    // The terminal was away, and asks what became of its approval.
    let (code, ended, _) = omar.run(&["run", "--answer", "approve", "--count", "1", "--timeout", "30"]).await;
    assert_eq!(code, Some(0), "{ended}");
    let (_, history, _) = omar.run(&["history"]).await;
    assert!(history.contains("Approved") && history.contains(" by Hanna Herwitz"), "{history}");
    assert!(history.contains("Approvals: 2 of 2, by you at "), "{history}");
}

#[tokio::test(flavor = "multi_thread")]
async fn lines_of_json_tell_of_the_first_approval() {
    let server = server().await;
    let (hanna, omar) = (server.device(HANNA, "desk").await, Terminal::of(&server, OMAR).await);
    let running = omar.run(&["run", "--json", "--answer", "approve", "--once", "--timeout", "60"]);
    let asking = async {
        let (agent, pending) = ask(&server).await;
        let id = ready_item(&hanna).await.consent_id;
        e2e::wait_for(&hanna, |hanna| !hanna.snapshot().items[0].four_eyes.as_ref().unwrap().given.is_empty()).await;
        hanna.decide_unattended(&same_at(&hanna, &id), DecisionOutcome::Approved).await.unwrap();
        agent.wait(&pending).await.unwrap();
    };
    let ((code, lines, errors), ()) = tokio::join!(running, asking);
    assert_eq!(code, Some(0), "{errors}");
    let lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let schema: Value =
        serde_json::from_str(include_str!("../../../docs/reference/device-events.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    for line in &lines {
        let errors: Vec<String> = schema.iter_errors(line).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} of {line}");
    }
    let of = |event: &str| lines.iter().find(|line| line["event"] == event).unwrap();
    assert_eq!(of("request")["four_eyes"]["person"]["text"], "Hanna Herwitz");
    assert_eq!(of("awaiting")["four_eyes"]["given"][0]["by_you"], true);
    assert_eq!((&of("closed")["outcome"], &of("closed")["person"]), (&"approved".into(), &"Hanna Herwitz".into()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_of_two_is_checked_from_the_shell() {
    let eyes = FourEyes::new().await;
    let receipt = evidence::receipt(&eyes).await;
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let keys = serde_json::to_string(&eyes.scene.keys().await).unwrap();
    let (jwks, receipt) = (file("jwks.json", &keys), file("receipt.jwt", &receipt));
    let (code, said, errors) = run(&["receipt", "verify", "--jwks", &jwks, &receipt]);
    assert_eq!(code, Some(0), "{errors}");
    let told = [
        format!("The receipt holds: approved by {HANNA} at "),
        format!("Before, approved by {MIA} at "),
        format!("For:     {HANNA}"),
    ];
    assert!(told.iter().all(|told| said.contains(told)), "{said}");
    let thumbprint = |device: &e2e::RawDevice| device.key.public().thumbprint().unwrap();
    let (hanna, mia, omar) = (thumbprint(eyes.hanna()), thumbprint(&eyes.mia), thumbprint(&eyes.omar));
    let verify = |keys: &[&str]| {
        let keys = keys.iter().flat_map(|key| ["--device-key", key]);
        run(&["receipt", "verify", "--json", "--jwks", &jwks, &receipt].into_iter().chain(keys).collect::<Vec<_>>())
    };
    let (code, said, _) = verify(&[&hanna, &mia]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!((code, &said["first_approval"]["device_key_thumbprint"]), (Some(0), &mia.as_str().into()));
    assert_eq!(verify(&[&hanna, &omar]).0, Some(1));
}
