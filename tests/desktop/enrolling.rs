//! First run.

use e2e::{HANNA, Keyring};
use fantoccini::Locator;
use waxseal_store::Store as _;

use crate::app::{App, set_the_desk};

#[tokio::test(flavor = "multi_thread")]
async fn a_pasted_link_enrols_after_its_review() {
    let (server, desk) = set_the_desk(Keyring::Unlocked).await;
    let link = server.ticket(HANNA).await.link;
    let app = App::open(server, desk).await;
    app.see("Approve what agents do in your name").await;
    app.desk.screenshot("welcome");
    app.find("//textarea").await.send_keys(&link).await.unwrap();
    app.press("Continue").await;
    app.see("Check before you enrol").await;
    app.see("In the system keyring").await;
    assert_eq!(app.server.store.devices_of_user(&HANNA.into()).await.unwrap(), []);
    app.desk.screenshot("enrol-review");
    app.press("Enrol this device").await;
    app.find("//*[contains(normalize-space(text()), 'Start Waxseal when you sign in')]").await;
    app.desk.screenshot("autostart");
    app.find("//button[starts-with(normalize-space(), 'Yes')]").await.click().await.unwrap();
    app.see("This computer is enrolled").await;
    app.see("Connected").await;
    let entry = std::fs::read_dir(app.desk.path("home/.config/autostart")).unwrap().next().unwrap().unwrap();
    assert!(std::fs::read_to_string(entry.path()).unwrap().contains("--hidden"));
    app.desk.screenshot("empty");
    assert_eq!(app.server.store.devices_of_user(&HANNA.into()).await.unwrap().len(), 1);
    // The private key is in the keyring and nowhere in the app's folder.
    let id = app.server.store.devices_of_user(&HANNA.into()).await.unwrap().remove(0).id;
    let kept = app.desk.output("secret-tool", &["lookup", "service", "com.waxseal.desktop", "username", id.as_str()]);
    assert!(!kept.is_empty());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_nothing_is_enrolled_and_it_says_why() {
    refused(Keyring::Missing, "There is no keyring to keep the key in").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn with_a_locked_keyring_nothing_is_enrolled_and_it_says_why() {
    refused(Keyring::Locked, "The keyring is locked or refuses").await;
}

async fn refused(keyring: Keyring, reason: &str) {
    let (server, desk) = set_the_desk(keyring).await;
    let link = server.ticket(HANNA).await.link;
    let app = App::open(server, desk).await;
    app.find("//textarea").await.send_keys(&link).await.unwrap();
    app.press("Continue").await;
    app.press("Enrol this device").await;
    let alert = app.find("//*[@role='alert']").await.text().await.unwrap();
    assert!(alert.starts_with(reason), "{alert}");
    app.desk.screenshot("no-keyring");
    assert_eq!(app.server.store.devices_of_user(&HANNA.into()).await.unwrap(), []);
    // The single-use code was not spent on it.
    assert!(app.page.find(Locator::XPath("//button[normalize-space()='Enrol this device']")).await.is_ok());
    let sha256 = waxseal_protocol::ids::sha256_base64url(code_of(&link).as_bytes());
    let now = waxseal_protocol::Clock::now(&waxseal_protocol::SystemClock::new());
    assert_eq!(
        app.server.store.ticket_user(&sha256, waxseal_store::model::TicketKind::Device, now).await.unwrap(),
        Some(HANNA.into())
    );
    app.close().await;
}

fn code_of(link: &str) -> String {
    let url = url::Url::parse(link).unwrap();
    url.query_pairs().find(|(name, _)| name == "enrollment_tx_id").unwrap().1.into_owned()
}
