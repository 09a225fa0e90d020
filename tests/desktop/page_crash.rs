//! The process that draws a page dies; the app goes on.

use e2e::{HANNA, Keyring};
use waxseal_store::EventFilter;
use waxseal_store::Store as _;
use waxseal_store::model::EventKind;

use crate::app::{binary, enroll, set_the_desk};

/// Without WebDriver, which takes a page that died for the end of the session.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_dies_comes_back_with_what_waits_and_can_be_answered() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let app = desk.command(binary());
    let app = desk.start(app);
    let window = desk.poll("the window", || desk.visible("^Waxseal$")).await;
    server.agent().await.ask(&server.request()).await.unwrap();
    let displayed = || (desk.output("dunstctl", &["count", "displayed"]) != "0").then_some(());
    desk.poll("the notification", displayed).await;

    let parent = app.to_string();
    let page = || desk.output("pgrep", &["--parent", &parent, "WebKitWebProces"]);
    let dead = page();
    assert!(!dead.is_empty(), "there is a process to end");
    desk.output("kill", &["-KILL", &dead]);
    desk.poll("another page", || Some(page()).filter(|page| !page.is_empty() && *page != dead)).await;
    assert_eq!(server.open_requests(HANNA).await, 1, "nothing is decided by that");

    // The window is the same one, and shows the request: its keys deny it.
    desk.output("xdotool", &["windowactivate", "--sync", &window]);
    for _ in 0..20 {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
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
