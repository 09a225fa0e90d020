//! Native notifications: they bring a person to the request and can do nothing else.

use std::time::Duration;

use e2e::{HANNA, Keyring};
use waxseal_agent::AgentError;

use crate::app::{App, binary, enroll, set_the_desk};

/// The app with one request waiting and its notification on screen, looking at something else.
async fn notified() -> App {
    let app = App::enrolled().await;
    app.see("Connected").await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    app.desk.poll("the notification", || (displayed(&app) == "1").then_some(())).await;
    app.go("History").await;
    app.see("Nothing asked yet").await;
    app
}

fn displayed(app: &App) -> String {
    app.desk.output("dunstctl", &["count", "displayed"])
}

/// Any process on the session bus can pretend to be the notification service, and the ids of
/// notifications are small numbers.
fn forge(app: &App, action: &str) {
    let signal = ["emit", "--session", "--object-path", "/org/freedesktop/Notifications", "--signal"];
    for id in 1..5 {
        let mut gdbus = app.desk.command("gdbus");
        gdbus.args(signal).arg("org.freedesktop.Notifications.ActionInvoked");
        gdbus.args([format!("uint32 {id}"), format!("'{action}'")]);
        assert!(gdbus.status().unwrap().success());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a11_a_notification_cannot_approve_and_a_forged_click_only_opens_the_request() {
    let app = notified().await;
    app.desk.screenshot("notification");
    forge(&app, "approve");
    app.see("Nothing asked yet").await;
    assert_eq!(displayed(&app), "1", "it is as if nothing had come");
    forge(&app, "review");
    // That was heard: the request is on screen. And nothing else happened.
    assert_eq!(app.headline().await, "Send $2,500.00 USD to Hanna Herwitz");
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn not_me_only_opens_the_question_whether_to_report() {
    let app = notified().await;
    forge(&app, "not_me");
    app.see("Report this request?").await;
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_withdraws_the_notification() {
    let app = notified().await;
    app.page.execute("document.querySelector('nav button').click()", Vec::new()).await.unwrap();
    app.headline().await;
    app.look().await;
    app.click("deny").await;
    app.find("//*[@role='status']//*[starts-with(normalize-space(.), 'Denied at')]").await;
    app.desk.poll("its withdrawal", || (displayed(&app) == "0").then_some(())).await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_popup_closes_on_escape_without_an_answer_and_denies_by_its_own_keys() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let mut app = desk.command(binary());
    app.arg("--hidden");
    desk.start(app);
    let agent = server.agent().await;
    let review = async || {
        desk.poll("the notification", || (desk.output("dunstctl", &["count", "displayed"]) == "1").then_some(())).await;
        desk.output("dunstctl", &["action", "0"]);
        let popup = desk.poll("the popup", || desk.visible("^Waxseal request$")).await;
        desk.poll("its focus", || (desk.output("xdotool", &["getactivewindow"]) == popup).then_some(())).await;
        // A card that just came takes no answer.
        tokio::time::sleep(Duration::from_secs(3)).await;
    };
    let gone = async || desk.poll("its end", || desk.visible("^Waxseal request$").is_none().then_some(())).await;

    agent.ask(&server.request()).await.unwrap();
    review().await;
    desk.xdotool(&["key", "Return", "space", "Escape"]);
    gone().await;
    assert_eq!(server.open_requests(HANNA).await, 1, "it waits");

    let second = agent.ask(&server.request()).await.unwrap();
    review().await;
    desk.screenshot("popup-second");
    desk.xdotool(&["key", "ctrl+shift+d"]);
    assert!(matches!(agent.wait(&second).await, Err(AgentError::Denied)));
    assert_eq!(server.open_requests(HANNA).await, 1, "the first still waits");
}
