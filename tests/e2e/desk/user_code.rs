//! The person sets the code that agents have to give, at the desk.

use e2e::{HANNA, TestServer, refusal};
use waxseal_device::ErrorCode;
use waxseal_device::commands::UserCodeView;
use waxseal_protocol::{Clock, Secret, SystemClock};

/// A server with an agent that sends user codes.
async fn server(devices: &'static str) -> TestServer {
    let clock: std::sync::Arc<dyn Clock> = std::sync::Arc::new(SystemClock::new());
    TestServer::start_configured(clock, |ports| {
        let registered = "client_id = \"bank-agent\"\nbackchannel_user_code_parameter = true";
        let text = e2e::configuration(ports.main).replacen("client_id = \"bank-agent\"", registered, 1);
        assert!(text.contains(registered), "{text}");
        text + devices
    })
    .await
}

#[tokio::test]
async fn a_person_sets_and_removes_the_code_at_the_desk() {
    let server = server("").await;
    let desk = server.device(HANNA, "desk").await;
    let laptop = server.device(HANNA, "laptop").await;
    let account = desk.snapshot().accounts.remove(0).id;
    let on_laptop = laptop.snapshot().accounts.remove(0).id;
    assert_eq!(desk.user_code(&account).await, Ok(UserCodeView { is_set: false, changeable: true }));
    let agent = server.agent().await;
    agent.ask(&server.request()).await.unwrap();

    for wrong in ["123", " 1234", "12\n34", ""] {
        let error = desk.set_user_code(&account, Some(wrong)).await.unwrap_err();
        assert_eq!(error.code, ErrorCode::InvalidInput, "{wrong:?}");
    }
    desk.set_user_code(&account, Some("blue heron")).await.unwrap();
    assert!(laptop.user_code(&on_laptop).await.unwrap().is_set, "it is the person's, not the device's");
    assert_eq!(refusal(agent.ask(&server.request()).await).name(), "user_code");
    let wrong = server.request().user_code("4711");
    assert_eq!(refusal(agent.ask(&wrong).await).name(), "user_code");
    agent.ask(&server.request().user_code("blue heron")).await.unwrap();

    laptop.set_user_code(&on_laptop, None).await.unwrap();
    assert_eq!(desk.user_code(&account).await, Ok(UserCodeView { is_set: false, changeable: true }));
    agent.ask(&server.request()).await.unwrap();
}

#[tokio::test]
async fn a_locked_or_lonely_desk_changes_no_code() {
    let mut server = server("\n[devices]\nchange_user_code = false\n").await;
    let desk = server.device(HANNA, "desk").await;
    let account = desk.snapshot().accounts.remove(0).id;
    assert_eq!(desk.user_code(&account).await, Ok(UserCodeView { is_set: false, changeable: false }));
    let error = desk.set_user_code(&account, Some("1234")).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    assert!(error.message.contains("operator"), "{error:?}");
    let passphrase = || Secret::new("a long passphrase".to_owned());
    desk.set_passphrase(None, Some(passphrase())).await.unwrap();
    desk.lock().unwrap();
    assert_eq!(desk.set_user_code(&account, None).await.unwrap_err().code, ErrorCode::Locked);
    assert_eq!(desk.user_code(&account).await.unwrap_err().code, ErrorCode::Locked);
    assert_eq!(desk.one_time_code(&account).await.unwrap_err().code, ErrorCode::Locked);
    desk.unlock(passphrase()).await.unwrap();
    server.stop().await;
    assert_eq!(desk.user_code(&account).await.unwrap_err().code, ErrorCode::Offline);
}
