//! A request arrives, is read, armed and answered; and what was not meant as an answer is none.

use std::process::{Command, Stdio};
use std::time::Duration;

use e2e::{HANNA, Keyring, TRANSFER};
use waxseal_agent::ApprovalRequest;
use waxseal_protocol::json::Json;

use crate::app::{App, binary, enroll, set_the_desk};

#[tokio::test(flavor = "multi_thread")]
async fn a_person_reads_and_approves_with_the_pointer_and_the_agent_gets_its_token() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();
    let waiting = tokio::spawn(async move { agent.wait(&pending).await });

    assert_eq!(app.headline().await, "Send $2,500.00 USD to Hanna Herwitz");
    for text in ["Bank Agent", "$2,500.00 USD", "xxxxxxxxxxx9876", "xxxxxxxxxxx1234", "urn:my-api"] {
        app.see(text).await;
    }
    // The code stands where the agent is, and here it is asked for.
    assert!(!app.page.source().await.unwrap().contains("1234ABCD"));
    app.type_code("1234ABCE").await;
    app.armed().await;
    app.click("approve").await;
    app.find("//*[@role='status' and starts-with(normalize-space(.), 'That is not the code')]").await;
    app.desk.screenshot("wrong-code");
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    // What was wrong is selected, and typed over.
    app.desk.xdotool(&["type", "--delay", "20", "1234abcd"]);
    app.armed().await;
    app.desk.screenshot("request");
    app.click("approve").await;

    let token = waiting.await.unwrap().unwrap();
    assert_eq!(Json::from(token.authorization_details.unwrap()), Json::parse(TRANSFER).unwrap());
    app.find("//*[@role='status']//*[starts-with(normalize-space(.), 'Approved at')]").await;
    app.desk.screenshot("outcome");
    app.go("History").await;
    app.find("//aside[@aria-label='History']//li//*[normalize-space()='Approved']").await;
    app.desk.screenshot("history");
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_approves_with_the_keyboard_in_two_presses() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();
    let waiting = tokio::spawn(async move { agent.wait(&pending).await });
    app.type_code("1234ABCD").await;
    app.desk.xdotool(&["key", "Return"]);
    app.armed().await;

    // Enter, also on the focused button, approves nothing.
    app.page.execute("document.querySelector('button.approve').focus()", Vec::new()).await.unwrap();
    app.desk.xdotool(&["key", "Return", "Return"]);
    app.desk.xdotool(&["key", "ctrl+shift+a"]);
    app.find("//button[starts-with(normalize-space(), 'Press again')]").await;
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    // The second press counts after 600 ms: that time is what is tested here.
    tokio::time::sleep(Duration::from_millis(800)).await;
    app.desk.xdotool(&["key", "ctrl+shift+a"]);
    assert!(waiting.await.unwrap().is_ok());
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a9_keys_and_clicks_that_arrive_as_the_window_opens_decide_nothing() {
    // Where Approve will be, measured on a first opening.
    let app = App::enrolled().await;
    let agent = app.server.agent().await;
    // A sign-in: it takes no code, which a hammering hand would hardly type.
    let request = ApprovalRequest::new(HANNA).scope("openid").binding_message("W4SCT");
    let pending = agent.ask(&request).await.unwrap();
    app.armed().await;
    let (x, y) = app.place_of("approve").await;
    let (server, mut desk) = app.end().await;

    // The second opening happens under somebody who types and clicks right there.
    desk.xdotool(&["mousemove", &x, &y]);
    desk.start(Command::new(binary()));
    desk.page_origin().await;
    for _ in 0..25 {
        let keys = ["ctrl+shift+a", "y", "e", "s", "Return", "ctrl+shift+a", "space", "Return", "ctrl+shift+a"];
        desk.xdotool(&[&["key", "--delay", "15"][..], &keys].concat());
        desk.xdotool(&["click", "--repeat", "3", "--delay", "15", "1"]);
    }
    desk.screenshot("hammered");
    assert_eq!(server.open_requests(HANNA).await, 1, "something was decided");

    // Not because nothing worked: once the person pauses, looks and moves, it does.
    let moving = async {
        for step in ["3", "-3"].iter().cycle() {
            tokio::time::sleep(Duration::from_millis(1500)).await;
            desk.xdotool(&["mousemove_relative", "--", step, "0"]);
            desk.xdotool(&["mousedown", "1"]);
            tokio::time::sleep(Duration::from_millis(1800)).await;
            desk.xdotool(&["mouseup", "1"]);
        }
    };
    let waiting = agent.wait(&pending);
    let answered = tokio::time::timeout(Duration::from_secs(30), async {
        tokio::select! {
            token = waiting => token,
            () = moving => unreachable!("the steps repeat for ever"),
        }
    });
    let answered = answered.await.unwrap();
    assert!(answered.is_ok(), "{answered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn long_requests_are_read_to_their_end_before_they_are_armed() {
    let app = App::enrolled().await;
    app.see("Connected").await;
    let leaves: Vec<String> = (0..60).map(|index| format!("\"part{index}\":\"{index}\"")).collect();
    let details = format!("[{{\"type\":\"note\",{}}}]", leaves.join(","));
    let request = app.server.request().authorization_details(&details).unwrap();
    app.server.agent().await.ask(&request).await.unwrap();
    app.see("Scroll through all details to approve").await;
    app.desk.screenshot("long");
    let (x, y) = app.place_of("approve").await;
    app.desk.xdotool(&["mousemove", &x, &y, "mousemove_relative", "3", "3", "click", "1"]);
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    app.scroll_through(40).await;
    app.type_code("1234ABCD").await;
    app.armed().await;
    app.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_start_hands_over_and_a_link_only_opens_its_review() {
    let (server, desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let app = App::open(server, desk).await;
    app.see("Connected").await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.headline().await;
    let start = async |link: &str| {
        let mut second = app.desk.command(binary());
        second.arg(link).stdout(Stdio::null()).stderr(Stdio::null());
        let ended = tokio::task::spawn_blocking(move || second.status());
        assert!(tokio::time::timeout(Duration::from_secs(20), ended).await.unwrap().unwrap().unwrap().success());
    };
    start("waxseal://decide?id=cns_1&approve=1").await;
    assert_eq!(app.headline().await, "Send $2,500.00 USD to Hanna Herwitz");
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    start("waxseal://enroll?enrollment_tx_id=x&base_url=https%3A%2F%2Flocalhost%3A1").await;
    app.see("Check before you enrol").await;
    app.close().await;
}
