//! The process that draws a page dies; the app goes on. Without WebDriver, which takes a page that died for the end of
//! the session.

use std::time::Duration;

use e2e::{Desk, HANNA, Keyring, TestServer};
use waxseal_store::EventFilter;
use waxseal_store::Store as _;
use waxseal_store::model::EventKind;

use crate::app::{binary, enroll, set_the_desk};

/// The process that draws the one page of an app. Empty without one.
fn process(desk: &Desk, app: u32) -> String {
    desk.output("pgrep", &["--parent", &app.to_string(), "WebKitWebProces"])
}

/// Ends the process that draws the page, and waits for the next one.
async fn end_the_page(desk: &Desk, app: u32) {
    let dead = desk.poll("the page", || Some(process(desk, app)).filter(|page| !page.is_empty())).await;
    desk.output("kill", &["-KILL", &dead]);
    let another = || Some(process(desk, app)).filter(|page| !page.is_empty() && *page != dead);
    desk.poll("another page", another).await;
}

async fn notification(desk: &Desk) {
    let displayed = || (desk.output("dunstctl", &["count", "displayed"]) != "0").then_some(());
    desk.poll("the notification", displayed).await;
}

/// Denies what a window shows, by its keys.
async fn deny_in(window: &str, server: &TestServer, desk: &Desk) {
    assert_eq!(server.open_requests(HANNA).await, 1, "nothing is decided before");
    desk.output("xdotool", &["windowactivate", "--sync", window]);
    for _ in 0..20 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        desk.xdotool(&["key", "ctrl+shift+d"]);
        if server.open_requests(HANNA).await == 0 {
            break;
        }
    }
    desk.screenshot("page-came-back");
    let events = server.store.events(&EventFilter { limit: 100, ..EventFilter::default() }).await.unwrap();
    let denied = events.into_iter().any(|event| event.event().unwrap().kind == EventKind::GdAuthRejected);
    assert!(denied, "it was denied in the window");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_dies_comes_back_with_what_waits_and_can_be_answered() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let app = desk.command(binary());
    let app = desk.start(app);
    let window = desk.poll("the window", || desk.visible("^Waxseal$")).await;
    server.agent().await.ask(&server.request()).await.unwrap();
    notification(&desk).await;
    // The page was there, whatever else the machine has to do.
    tokio::time::sleep(Duration::from_secs(2)).await;
    end_the_page(&desk, app).await;
    deny_in(&window, &server, &desk).await;
}

/// The reload of `WebKit` itself leaves a window white whose page had not begun to load.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_dies_while_it_loads_comes_all_the_same() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let app = desk.command(binary());
    let app = desk.start(app);
    // It talks with the app, and has not got its first page yet. `WebKit` ends an app whose page dies earlier.
    let talks = || desk.output("ps", &["-L", "-o", "comm=", "-p", &process(&desk, app)]).contains("ReceiveQueue");
    desk.poll("the page's process", || talks().then_some(())).await;
    end_the_page(&desk, app).await;
    let window = desk.poll("the window", || desk.visible("^Waxseal$")).await;
    server.agent().await.ask(&server.request()).await.unwrap();
    notification(&desk).await;
    deny_in(&window, &server, &desk).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_popup_comes_back_as_the_popup() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let mut app = desk.command(binary());
    app.arg("--hidden");
    let app = desk.start(app);
    server.agent().await.ask(&server.request()).await.unwrap();
    notification(&desk).await;
    desk.output("dunstctl", &["action", "0"]);
    let popup = desk.poll("the popup", || desk.visible("^Waxseal request$")).await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    end_the_page(&desk, app).await;
    deny_in(&popup, &server, &desk).await;
}
