//! Updates: a real server on loopback, packages signed with a key made by the test, and the real app that
//! fetches, verifies, offers and installs them.

mod installing;
mod publisher;

use e2e::{Desk, Keyring, TestServer};
use serde_json::{Value as Json, json};

use crate::app::{App, call, enroll, set_the_desk};
use publisher::Publisher;

/// As large as it takes to see it come in parts.
fn package() -> Vec<u8> {
    b"!<arch>\ndebian-binary of a test. ".repeat(20_000)
}

/// A desk whose app gets its updates from a publisher.
async fn at_a_desk(publisher: &Publisher) -> App {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    subscribe(&mut desk, publisher);
    open(server, desk).await
}

fn subscribe(desk: &mut Desk, publisher: &Publisher) {
    desk.set("WAXSEAL_UPDATE_URL", publisher.url());
    desk.set("WAXSEAL_UPDATE_KEY", publisher.key());
}

async fn open(server: TestServer, desk: Desk) -> App {
    let app = App::open(server, desk).await;
    app.see("Connected").await;
    app
}

/// Goes to a screen, whatever the rail says beside its name.
async fn about(app: &App) {
    app.go("Settings").await;
    app.find("//aside//button[starts-with(normalize-space(), 'About')]").await.click().await.unwrap();
}

/// Looks for an update as the page does, and says what came of it.
async fn look(app: &App) -> Json {
    call(app, "look_for_update", json!({})).await["answer"].clone()
}

/// What is kept of an update.
fn kept(app: &App) -> Vec<String> {
    let entries = std::fs::read_dir(app.desk.path("device/update")).into_iter().flatten();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_comes_by_itself_and_waits_for_the_request_that_is_open() {
    let publisher = Publisher::open().await;
    let notes = "<img src=x onerror=\"document.title='taken'\"> \u{202e}Approve everything\u{200b} 承認";
    publisher.offer("0.2.0", &package(), notes);
    let app = at_a_desk(&publisher).await;
    app.find("//nav//button[contains(normalize-space(), 'An update is ready')]").await;
    about(&app).await;
    app.see("Version 0.2.0 is ready").await;
    app.find("//p[@class and contains(., '<img src=x onerror') and contains(., '⟦U+202E⟧Approve everything')]").await;
    assert_eq!(app.page.title().await.unwrap(), "Waxseal", "notes are text");
    app.desk.screenshot("update-ready");
    assert_eq!(kept(&app), ["package", "update.json"]);
    assert_eq!(std::fs::read(app.desk.path("device/update/package")).unwrap(), package());

    // A request is open: nothing is installed, by whatever way it is asked for.
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.see("Waits for 1 open request").await;
    app.find("//button[normalize-space()='Install and restart' and @disabled]").await;
    app.desk.screenshot("update-waits");
    let asked = call(&app, "install_update", json!({})).await["answer"].clone();
    assert_eq!((&asked["state"]["kind"], &asked["problem"]), (&json!("ready"), &Json::Null), "{asked}");
    assert_eq!(asked["waits_for"], json!({"requests": 1, "other": false}));
    app.go("Inbox").await;
    app.headline().await;
    app.look().await;
    app.click("deny").await;
    app.outcome("Denied at").await;
    about(&app).await;
    app.find("//button[normalize-space()='Install and restart' and not(@disabled)]").await;
    assert_eq!(publisher.fetched(), 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_signed_for_what_it_says_is_thrown_away() {
    let publisher = Publisher::open().await;
    let other = Publisher::open().await;
    let app = at_a_desk(&publisher).await;
    let package = package();
    let refused = async |because: &str, kind: &str| {
        let view = look(&app).await;
        assert_eq!(view["problem"]["kind"], kind, "{because}: {view}");
        assert_ne!(view["state"]["kind"], "ready", "{because}");
        assert_eq!(kept(&app), [] as [String; 0], "{because}");
    };
    publisher.offer_signed("0.2.0", &package, "", &other.sign(&package, "0.2.0"));
    refused("somebody else's key", "not_signed").await;
    publisher.offer_signed("0.9.0", &package, "", &publisher.sign(&package, "0.2.0"));
    refused("an old package as a new version", "not_signed").await;
    publisher.offer_signed("0.2.0", &[&package[..], b"x"].concat(), "", &publisher.sign(&package, "0.2.0"));
    refused("a byte more", "not_signed").await;
    publisher.offer_signed("0.2.0", &package, "", "");
    refused("no signature", "not_signed").await;
    publisher.offer("0.2.0", &package, "");
    publisher.break_off();
    refused("half a package", "unreachable").await;
    about(&app).await;
    app.find("//*[@role='alert' and contains(., 'could not be reached')]").await;
    app.desk.screenshot("update-unreachable");

    publisher.offer("0.2.0", &package, "");
    app.press("Look for updates").await;
    app.see("Version 0.2.0 is ready").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_newer_is_an_update_and_a_server_that_fails_changes_nothing() {
    let publisher = Publisher::open().await;
    let app = at_a_desk(&publisher).await;
    let package = package();
    for version in ["0.1.0", "0.0.9", "0.1.0-rc.1"] {
        publisher.offer(version, &package, "");
        assert_eq!(look(&app).await["state"]["kind"], "latest", "{version}");
    }
    publisher.offer("0.2.0", &package, "first");
    assert_eq!(look(&app).await["state"]["offer"]["version"], "0.2.0");
    assert_eq!(publisher.fetched(), 1);
    let large = json!({"version": "0.3.0", "notes": "x".repeat(300_000), "platforms": {}}).to_string();
    for (what, status, body, kind) in [
        ("an error", 500, "no", "unreachable"),
        ("a page", 200, "<html>", "unusable"),
        ("half a manifest", 200, r#"{"version": "0.3.0"}"#, "unusable"),
        ("no version", 200, r#"{"version": "newest", "platforms": {}}"#, "unusable"),
        (
            "another system",
            200,
            r#"{"version": "0.3.0", "platforms": {"windows-x86_64": {"url": "https://u.example/a", "signature": "a"}}}"#,
            "not_for_here",
        ),
        ("too much", 200, large.as_str(), "unusable"),
    ] {
        publisher.answer_bytes(status, body.as_bytes().to_vec());
        let view = look(&app).await;
        assert_eq!(view["problem"]["kind"], kind, "{what}: {view}");
        assert_eq!(view["state"]["offer"]["version"], "0.2.0", "{what}: what was fetched before stays");
    }
    // Taken back by whoever offered it.
    publisher.answer_bytes(204, Vec::new());
    assert_eq!(look(&app).await["state"]["kind"], "latest");
    assert_eq!(kept(&app), [] as [String; 0]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fetched_update_outlives_a_restart_and_is_verified_again() {
    let publisher = Publisher::open().await;
    publisher.offer("0.2.0", &package(), "");
    let app = at_a_desk(&publisher).await;
    app.find("//nav//button[contains(normalize-space(), 'An update is ready')]").await;
    let (server, desk) = app.end().await;
    publisher.answer_bytes(500, Vec::new());
    let app = open(server, desk).await;
    app.find("//nav//button[contains(normalize-space(), 'An update is ready')]").await;
    assert_eq!(publisher.fetched(), 1, "it is not fetched again");

    // Somebody puts another package in its place.
    let (server, desk) = app.end().await;
    std::fs::write(desk.path("device/update/package"), b"!<arch>\ndebian-binary of somebody else").unwrap();
    let app = open(server, desk).await;
    about(&app).await;
    app.find("//*[@role='alert' and contains(., 'could not be reached')]").await;
    assert_eq!(kept(&app), [] as [String; 0]);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_to_look_themselves_is_left_alone_and_a_locked_page_learns_nothing() {
    let publisher = Publisher::open().await;
    publisher.offer("0.2.0", &package(), "");
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    std::fs::write(desk.path("device/desktop.json"), r#"{"update_mode": "manual"}"#).unwrap();
    subscribe(&mut desk, &publisher);
    let app = open(server, desk).await;
    about(&app).await;
    app.see("No update was looked for yet.").await;
    assert_eq!(publisher.fetched(), 0);
    app.press("Look for updates").await;
    app.see("Version 0.2.0 is ready").await;

    call(&app, "set_passphrase", json!({"current": null, "next": "correct horse"})).await;
    call(&app, "lock", json!({})).await;
    app.find("//h1[contains(normalize-space(), 'locked')]").await;
    for command in ["update_view", "look_for_update", "install_update"] {
        assert_eq!(call(&app, command, json!({})).await["error"]["code"], "locked", "{command}");
    }
    assert!(!app.page.source().await.unwrap().contains("0.2.0"));
    // The plugin's own commands are nobody's.
    for command in ["plugin:updater|check", "plugin:updater|download_and_install"] {
        let answer = call(&app, command, json!({"onEvent": "x"})).await;
        assert!(answer["error"].as_str().is_some_and(|error| error.contains("not allowed")), "{answer}");
    }
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_without_a_channel_says_where_its_updates_come_from() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    about(&app).await;
    app.see("Updates come with your system’s packages.").await;
    assert_eq!(look(&app).await["state"], json!({"kind": "off"}));
    app.close().await;
}
