//! The program's own words: errors with their place, and exit codes.

use std::process::Command;

use e2e::{HANNA, ServeProcess, configuration, waxseal};

pub(crate) fn run(arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = Command::new(waxseal()).args(arguments).env("WAXSEAL_KEY_PASSPHRASE", "test").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_bad_configuration_is_named_by_key_and_line() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.toml");
    std::fs::write(&path, configuration(8443).replace("https://", "http://")).unwrap();
    let (code, _, errors) = run(&["check-config", "--config", path.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("waxseal.toml:1: issuer: has to start with https://"), "{errors}");
    std::fs::write(&path, configuration(8443)).unwrap();
    let (code, _, errors) = run(&["check-config", "--config", path.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    assert!(!errors.contains("error"), "{errors}");
}

/// RFC 9396 2.1 and 5.
#[test]
fn a_type_that_two_apis_describe_differently_is_a_warning_and_so_is_one_without_a_schema() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.toml");
    let other = "[[apis]]\nidentifier = \"urn:other\"\n\
                 authorization_details = [{ type = \"note\", schema = { type = \"object\" } }]\n";
    std::fs::write(&path, configuration(8443) + other).unwrap();
    let (code, _, errors) = run(&["check-config", "--config", path.to_str().unwrap()]);
    assert_eq!(code, Some(0));
    let warning = "warning: the type \"note\" is not the same for urn:my-api and urn:other";
    assert!(errors.starts_with(warning), "{errors}");
    assert!(errors.contains("\nwarning: the type \"note\" of urn:my-api has no schema"), "{errors}");
}

#[test]
fn a_missing_configuration_is_named() {
    let (code, _, errors) = run(&["serve", "--config", "/nowhere/waxseal.toml"]);
    assert_eq!(code, Some(1));
    assert!(errors.starts_with("error: cannot read /nowhere/waxseal.toml"), "{errors}");
    assert!(errors.contains("\nhint: "), "{errors}");
}

/// Each would keep in memory what the other changes.
#[tokio::test]
async fn a_data_folder_is_for_one_server() {
    let mut server = ServeProcess::start().await;
    let folder = server.folder.path().to_owned();
    let second = folder.join("second.toml");
    std::fs::write(&second, configuration(e2e::free_port())).unwrap();
    let (code, _, errors) = run(&["serve", "--config", second.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    let told = format!("error: another server uses the data directory {}", folder.join("data").display());
    assert!(errors.contains(&told) && errors.contains("\nhint: "), "{errors}");
    let config = server.config();
    let (code, _, errors) = run(&["ticket", "--config", config.to_str().unwrap(), "--user", HANNA]);
    assert_eq!(code, Some(0), "a ticket is made beside the server: {errors}");
    // However it ends, it holds nothing.
    server.kill();
    server.restart().await;
}

/// Another version would change the tables under the one that runs.
#[test]
fn a_second_server_opens_no_database() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.toml");
    std::fs::write(&path, configuration(e2e::free_port())).unwrap();
    let data = folder.path().join("data");
    let first = waxseal_server::DataLock::take(&data).unwrap();
    let (code, _, errors) = run(&["serve", "--config", path.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("another server uses"), "{errors}");
    let left: Vec<_> = std::fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["serve.lock"]);
    drop(first);
}

#[tokio::test]
async fn a_port_in_use_and_a_damaged_database_are_named_and_nothing_is_touched() {
    let server = ServeProcess::start().await;
    let config = server.config();
    let (code, _, errors) = run(&["serve", "--config", config.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("is already in use"), "{errors}");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("waxseal.toml");
    std::fs::write(&path, configuration(0).replace(":0/", ":1/")).unwrap();
    let database = folder.path().join("data/waxseal.db");
    std::fs::create_dir_all(database.parent().unwrap()).unwrap();
    std::fs::write(&database, "somebody's notes, and quite a lot of them").unwrap();
    let (code, _, errors) = run(&["serve", "--config", path.to_str().unwrap()]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("is damaged or no database"), "{errors}");
    assert_eq!(std::fs::read_to_string(&database).unwrap(), "somebody's notes, and quite a lot of them");
}

#[tokio::test]
async fn ask_and_answer_from_two_shells() {
    let server = ServeProcess::start().await;
    let config = server.config();
    let (code, link, _) = run(&["ticket", "--config", config.to_str().unwrap(), "--user", HANNA]);
    assert_eq!(code, Some(0));
    let (code, _, errors) = run(&["ticket", "--config", config.to_str().unwrap(), "--user", "nobody"]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("there is no user nobody\nhint: "), "{errors}");

    let state = server.folder.path().join("desk");
    let (state, authority) = (state.to_str().unwrap().to_owned(), server.authority().display().to_string());
    let device = ["--state", &state, "--authority", &authority, "--key-file"];
    let (code, out, errors) = run(&[&["device", "enroll", link.trim()][..], &device].concat());
    assert_eq!((code, errors.as_str()), (Some(0), ""), "{out}");
    let (code, _, errors) = run(&[&["device", "enroll", link.trim()][..], &device].concat());
    assert_eq!(code, Some(1));
    assert!(errors.contains("unknown, used or expired"), "{errors}");

    let agent = |details: &str| {
        let mut command = Command::new(waxseal());
        command
            .args(["agent", "ask", "--json", "--client-id", "bank-agent", "--user", HANNA, "--audience", "urn:my-api"])
            .args(["--issuer", &server.issuer, "--authority", &authority, "--details", details])
            .env("WAXSEAL_CLIENT_SECRET", "test-secret-of-the-bank-agent");
        command
    };
    for (answer, exit) in [("approve", 0), ("deny", 3)] {
        let mut device = Command::new(waxseal())
            .args([&["device", "run", "--json", "--count", "1", "--answer", answer][..], &device].concat())
            .env("WAXSEAL_KEY_PASSPHRASE", "test")
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let output = agent(e2e::TRANSFER).output().unwrap();
        assert_eq!(output.status.code(), Some(exit), "{}", String::from_utf8_lossy(&output.stdout));
        let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(printed["outcome"] == "approved", exit == 0);
        assert!(device.wait().unwrap().success());
    }
    let output = agent(r#"[{"type":"unknown"}]"#).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let (_, history, _) = run(&[&["device", "history"][..], &device].concat());
    assert_eq!(history.lines().count(), 2, "{history}");
    assert!(history.contains("Denied"), "{history}");

    let out = server.folder.path().join("out").display().to_string();
    let (code, exported, errors) = run(&[&["device", "export-history", "--json", "--to", &out][..], &device].concat());
    assert_eq!(code, Some(0), "{errors}");
    let exported: serde_json::Value = serde_json::from_str(&exported).unwrap();
    let path = exported["path"].as_str().unwrap();
    let (code, verified, errors) = run(&["device", "verify-history", "--json", path]);
    assert_eq!(code, Some(0), "{errors}");
    let verified: serde_json::Value = serde_json::from_str(&verified).unwrap();
    assert_eq!(verified["records"], 2);
    let (code, _, errors) = run(&["device", "verify-history", "--key", "another", path]);
    assert_eq!(code, Some(1), "{errors}");
    let forged = std::fs::read_to_string(path).unwrap().replacen("denied", "approved", 1);
    std::fs::write(path, forged).unwrap();
    let (code, _, errors) = run(&["device", "verify-history", path]);
    assert_eq!(code, Some(1));
    assert!(errors.contains("changed after it was signed"), "{errors}");
}

#[tokio::test]
async fn the_audit_chain_is_checked_and_a_changed_event_is_found() {
    let mut server = ServeProcess::start().await;
    let config = server.config();
    let config = config.to_str().unwrap();
    run(&["ticket", "--config", config, "--user", HANNA]);
    server.kill();
    let (code, out, errors) = run(&["audit", "verify", "--json", "--config", config]);
    assert_eq!(code, Some(0), "{errors}");
    let report: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(report["intact"], true);
    let hash = report["hash"].as_str().unwrap();
    assert_eq!(run(&["audit", "verify", "--contains", hash, "--config", config]).0, Some(0));
    assert_eq!(run(&["audit", "verify", "--contains", "another", "--config", config]).0, Some(1));
    let (_, lines, _) = run(&["audit", "export", "--type", "gd_ticket_issued", "--config", config]);
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(lines.contains(HANNA));
    let (code, _, errors) = run(&["audit", "export", "--type", "gd_tickets_issued", "--config", config]);
    assert!(code == Some(2) && errors.contains("`gd_ticket_issued`"), "{errors}");

    let database = server.folder.path().join("data/waxseal.db");
    let change = "update audit_events set body = replace(body, 'ticket', 'tickets') where kind = 'gd_ticket_issued'";
    e2e::change_database(&database, change);
    let (code, out, _) = run(&["audit", "verify", "--config", config]);
    assert_eq!(code, Some(1));
    assert!(out.contains("The chain is broken at event"), "{out}");
}
