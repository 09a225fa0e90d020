//! A day at the desk: locking, restarting, several accounts, the record of it all, and the popup.

use std::time::Duration;

use e2e::{HANNA, Keyring, OMAR, TestServer};
use waxseal_store::Store as _;

use crate::app::{App, binary, call, enroll, set_the_desk};

const PASSPHRASE: &str = "correct horse";

#[tokio::test(flavor = "multi_thread")]
async fn a18_a_locked_desk_shows_nothing_and_unlocking_goes_on_where_it_was() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    call(&app, "set_passphrase", serde_json::json!({"current": null, "next": PASSPHRASE})).await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    // The session is locked: any screen saver says so on the bus.
    let signal = ["--session", "--type=signal", "/org/freedesktop/ScreenSaver"];
    app.desk
        .output("dbus-send", &[&signal[..], &["org.freedesktop.ScreenSaver.ActiveChanged", "boolean:true"]].concat());
    app.find("//h1[contains(normalize-space(), 'locked')]").await;
    app.desk.screenshot("locked");
    let page = app.page.source().await.unwrap();
    for secret in ["2,500", "Hanna Herwitz", "Bank Agent", HANNA] {
        assert!(!page.contains(secret), "{secret}");
    }
    assert!(page.contains("1 request waiting"));
    // A locked page gets nothing by asking directly either.
    for (command, arguments) in [("verify_history", serde_json::json!({})), ("templates", serde_json::json!({}))] {
        assert_eq!(call(&app, command, arguments).await["error"]["code"], "locked", "{command}");
    }
    assert_eq!(call(&app, "snapshot", serde_json::json!({})).await["answer"]["items"], serde_json::json!([]));

    let field = app.find("//input[@type='password']").await;
    field.send_keys("wrong horse").await.unwrap();
    app.press("Unlock").await;
    app.see("That is not the passphrase.").await;
    field.clear().await.unwrap();
    field.send_keys(PASSPHRASE).await.unwrap();
    app.press("Unlock").await;
    assert_eq!(app.headline().await, "Send $2,500.00 USD to Hanna Herwitz");
    app.type_code("1234ABCD").await;
    app.armed().await;
    app.click("approve").await;
    app.outcome("Approved at").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_finds_the_request_that_was_open() {
    let app = App::enrolled().await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    let (server, desk) = app.end().await;
    let app = App::open(server, desk).await;
    assert_eq!(app.headline().await, "Send $2,500.00 USD to Hanna Herwitz");
    app.look().await;
    app.click("deny").await;
    app.outcome("Denied at").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a25_a_link_in_the_first_start_opens_its_review_and_enrols_nobody() {
    let (server, desk) = set_the_desk(Keyring::Unlocked).await;
    let link = server.ticket(HANNA).await.link;
    let app = App::open_with(server, desk, &[&link]).await;
    app.see("Check before you enrol").await;
    app.desk.screenshot("link");
    app.look().await;
    assert_eq!(app.server.store.devices_of_user(&HANNA.into()).await.unwrap(), []);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_share_an_inbox_and_a_device_of_one_is_removed_from_here() {
    let (server, desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let bank = TestServer::start().await;
    let app = App::open(server, desk).await;
    app.see("Connected").await;
    // The second server's authority is not trusted, and says so where it is tried.
    let link = bank.ticket(OMAR).await.link;
    let refused = call(&app, "enroll", serde_json::json!({"input": {"text": link, "device_name": "Desk"}})).await;
    assert_eq!(refused["error"]["code"], "untrusted", "{refused}");
    let link = app.server.ticket(OMAR).await.link;
    call(&app, "enroll", serde_json::json!({"input": {"text": link, "device_name": "Desk"}})).await;
    let agent = app.server.agent().await;
    agent.ask(&app.server.request()).await.unwrap();
    agent.ask(&waxseal_agent::ApprovalRequest::new(OMAR).scope("openid").binding_message("W4SCT")).await.unwrap();
    app.find("//li//*[contains(normalize-space(), 'Send $2,500.00')]").await;
    app.find("//li[2]").await;
    app.desk.screenshot("two-accounts");

    let laptop = app.server.device(HANNA, "Laptop").await;
    app.go("Accounts").await;
    app.find("//*[contains(normalize-space(text()), 'Laptop')]").await;
    app.desk.screenshot("devices");
    app.find("//button[contains(normalize-space(), 'Revoke')]").await.click().await.unwrap();
    app.find("//dialog[@open]//button[contains(normalize-space(), 'Revoke')]").await.click().await.unwrap();
    let gone = e2e::wait_for(&laptop, |laptop| laptop.snapshot().accounts.is_empty());
    tokio::time::timeout(Duration::from_secs(5), gone).await.expect("within five seconds");
    app.close().await;
}

async fn deny_one_and_check_the_history(app: &App) {
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    app.look().await;
    app.click("deny").await;
    app.outcome("Denied at").await;
    app.go("History").await;
    app.press("Check the history").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_is_checked_and_leaves_the_desk_signed() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    deny_one_and_check_the_history(&app).await;
    app.find("//*[contains(normalize-space(.), '1 record')]").await;
    app.desk.screenshot("history-checked");
    let exported = call(&app, "export_history", serde_json::json!({"format": "jsonl"})).await;
    let path = exported["answer"]["path"].as_str().unwrap();
    let file = std::fs::read(path).unwrap();
    assert!(path.starts_with(app.desk.path("home").to_str().unwrap()), "{path}");
    assert_eq!(waxseal_device::verify_export(&file).unwrap().records, 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_printed_by_the_desktops_own_dialog() {
    // Without the driver: a page under automation prints nothing.
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let app = desk.command(binary());
    desk.start(app);
    let window = desk.poll("the window", || desk.visible("^Waxseal$")).await;
    desk.output("xdotool", &["windowactivate", "--sync", &window]);
    server.agent().await.ask(&server.request()).await.unwrap();
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        desk.xdotool(&["key", "ctrl+shift+d"]);
        if server.open_requests(HANNA).await == 0 {
            break;
        }
    }
    desk.xdotool(&["key", "ctrl+2"]);
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        desk.xdotool(&["key", "ctrl+p"]);
        if desk.visible("^Print$").is_some() {
            break;
        }
    }
    desk.screenshot("print");
    assert!(desk.visible("^Print$").is_some(), "the dialog came");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_practice_request_is_marked_and_sent_nowhere() {
    let app = App::enrolled().await;
    app.see("Nothing waiting").await;
    app.press("Send a practice request").await;
    app.find("//*[contains(normalize-space(text()), 'Practice')]").await;
    app.scroll_through(10).await;
    app.type_code("2149").await;
    app.armed().await;
    app.desk.screenshot("practice");
    app.click("approve").await;
    app.outcome("Approved at").await;
    assert_eq!(app.server.open_requests(HANNA).await, 0);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_notification_opens_the_popup_while_the_main_window_is_hidden() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    app.desk.xdotool(&["key", "alt+F4"]);
    app.desk.poll("the window's end", || app.desk.visible("^Waxseal$").is_none().then_some(())).await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();
    let displayed = || app.desk.output("dunstctl", &["count", "displayed"]) == "1";
    app.desk.poll("the notification", || displayed().then_some(())).await;
    assert!(app.desk.visible("^Waxseal request$").is_none(), "it does not come by itself");
    app.desk.output("dunstctl", &["action", "0"]);
    let popup = app.desk.poll("the popup", || app.desk.visible("^Waxseal request$")).await;
    app.desk.poll("its focus", || (app.desk.output("xdotool", &["getactivewindow"]) == popup).then_some(())).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    app.desk.screenshot("popup");
    // Closing it is no answer.
    app.desk.xdotool(&["key", "alt+F4"]);
    app.desk.poll("its end", || app.desk.visible("^Waxseal request$").is_none().then_some(())).await;
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    drop(pending);
    drop(app);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_opens_by_itself_leaves_the_focus_where_it_is() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let chosen = r#"{"alerts":{"open_automatically":true}}"#;
    std::fs::write(desk.path("device/preferences.json"), chosen).unwrap();
    // Somebody writes in another program.
    let mut editor = desk.command("xmessage");
    editor.args(["-name", "editor", "-title", "editor", "a letter"]);
    desk.start(editor);
    let editor = desk.poll("the editor", || desk.visible("^editor$")).await;
    let mut app = desk.command(binary());
    app.arg("--hidden");
    desk.start(app);
    desk.output("xdotool", &["windowactivate", "--sync", &editor]);
    let agent = server.agent().await;
    // The device connects when it is ready, and reads its list then.
    agent.ask(&server.request()).await.unwrap();
    desk.poll("the popup", || desk.visible("^Waxseal request$")).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    desk.screenshot("opened-by-itself");
    assert_eq!(desk.output("xdotool", &["getactivewindow"]), editor, "the focus stays");
    assert!(desk.visible("^Waxseal$").is_none(), "it started without a window");
    assert_eq!(server.open_requests(HANNA).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_that_is_cut_off_between_two_starts_is_missed() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    deny_one_and_check_the_history(&app).await;
    // The keyring of this desk vouches for the end.
    app.find("//dialog[@open]//*[contains(normalize-space(.), 'none is missing at the end')]").await;
    app.desk.screenshot("history-vouched");
    let (server, desk) = app.end().await;
    std::fs::write(desk.path("device/history.jsonl"), "").unwrap();
    let app = App::open(server, desk).await;
    app.see("The history is not whole").await;
    app.desk.screenshot("history-cut");
    app.press("Look").await;
    app.see("Records at the end were changed or left out.").await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_global_shortcut_opens_the_window_once_it_is_wanted() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    app.desk.xdotool(&["key", "alt+F4"]);
    app.desk.poll("the window's end", || app.desk.visible("^Waxseal$").is_none().then_some(())).await;
    app.desk.xdotool(&["key", "ctrl+shift+space"]);
    let on = call(&app, "set_shortcut", serde_json::json!({"on": true})).await;
    assert_eq!(on["answer"]["shortcut"], true, "{on}");
    assert!(app.desk.visible("^Waxseal$").is_none(), "nobody had wanted it");
    app.desk.xdotool(&["key", "ctrl+shift+space"]);
    app.desk.poll("the window", || app.desk.visible("^Waxseal$")).await;
    app.close().await;
}
