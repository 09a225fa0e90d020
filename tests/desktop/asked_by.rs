//! Who may ask the person: the code that agents must give, and one-time codes, in the window.

use fantoccini::Locator;
use waxseal_agent::{ApprovalRequest, Approver};
use waxseal_device::commands::UserCodeView;

use crate::app::App;

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_set_and_removed_under_accounts_and_is_on_no_page_afterwards() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let laptop = app.server.device(e2e::HANNA, "Laptop").await;
    let account = laptop.snapshot().accounts.remove(0).id;
    app.go("Accounts").await;
    app.see("No code is set.").await;
    app.press("Set code").await;
    let field = app.find("//form//input").await;
    field.send_keys("12").await.unwrap();
    app.press("Save code").await;
    app.find("//form//input[@aria-invalid='true']").await;
    field.send_keys("34 blue heron").await.unwrap();
    app.press("Save code").await;
    app.find("//*[contains(normalize-space(text()), 'The code was set.')]").await;
    app.desk.screenshot("user-code-set");
    assert_eq!(laptop.user_code(&account).await, Ok(UserCodeView { is_set: true, changeable: true }));
    assert!(!app.page.source().await.unwrap().contains("blue heron"));
    app.press("Remove code").await;
    app.press("Remove it now").await;
    app.find("//*[contains(normalize-space(text()), 'The code was removed.')]").await;
    assert_eq!(laptop.user_code(&account).await, Ok(UserCodeView { is_set: false, changeable: true }));
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_picture_of_a_one_time_code_is_read_from_the_screen_and_asks_this_person() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    app.go("Accounts").await;
    // What the server is asked for moves the page when it comes.
    app.see("No code is set.").await;
    app.press("Show a one-time code").await;
    let drawn = app.find("//dialog[@open]//*[local-name()='svg' and @role='img']").await;
    app.look().await;
    let picture = drawn.screenshot().await.unwrap();
    app.desk.screenshot("one-time-code");
    // The reader of the app's own core stands for a kiosk's.
    let reader = app.server.device(e2e::OMAR, "Kiosk").await;
    let text = reader.read_qr_code(picture).await.expect("the code is large enough to be read");
    let request = ApprovalRequest::of(Approver::LoginHintToken(text)).scope("openid").binding_message("W4SCT");
    app.server.agent().await.ask(&request).await.unwrap();
    app.press("Done").await;
    assert!(app.page.find(Locator::XPath("//dialog[@open]")).await.is_err());
    app.go("Inbox").await;
    app.headline().await;
    assert!(reader.snapshot().items.is_empty(), "nobody else is asked");
    app.close().await;
}
