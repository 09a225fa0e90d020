//! Native notifications: they bring a person to the request and can do nothing else.

use e2e::HANNA;

use crate::app::App;

#[tokio::test(flavor = "multi_thread")]
async fn a_forged_click_only_opens_the_request_and_the_outcome_withdraws_it() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    let displayed = || app.desk.output("dunstctl", &["count", "displayed"]);
    app.desk.poll("the notification", || (displayed() == "1").then_some(())).await;
    app.desk.screenshot("notification");

    // Any process on the session bus can pretend to be the notification service.
    for action in ["approve", "not_me"] {
        app.desk.output(
            "gdbus",
            &[
                "emit",
                "--session",
                "--object-path",
                "/org/freedesktop/Notifications",
                "--signal",
                "org.freedesktop.Notifications.ActionInvoked",
                "uint32 1",
                &format!("'{action}'"),
            ],
        );
    }
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    app.see("Connected").await;
    assert_eq!(app.headline().await, "Send $2,500.00 USD to Hanna Herwitz");

    app.armed().await;
    app.click("deny").await;
    app.find("//*[@role='status']//*[starts-with(normalize-space(.), 'Denied at')]").await;
    app.desk.poll("its withdrawal", || (displayed() == "0").then_some(())).await;
    app.close().await;
}
