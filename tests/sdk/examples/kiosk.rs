//! `examples/kiosk`: a login at a machine in public, approved at the desk.

use reqwest::header::{COOKIE, HOST, ORIGIN, SET_COOKIE};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};
use waxseal_device::Device;
use waxseal_protocol::device::DecisionOutcome;

use super::program::{Example, Serving, http};
use crate::scene::Scene;

/// A browser at the kiosk, before anything is typed.
struct Browser {
    _kiosk: Serving,
    origin: String,
    cookie: String,
    http: Client,
}

impl Browser {
    async fn at(scene: &Scene) -> Self {
        let example = Example::new(scene, "kiosk").with("KIOSK_PORT", "0").with("KIOSK_EXPIRY", "60");
        Self::open(example.serve(&["node", "server.mjs"]).await).await
    }

    async fn open(kiosk: Serving) -> Self {
        let http = http();
        let page = http.get(&kiosk.url).send().await.unwrap();
        assert_eq!(page.status(), StatusCode::OK);
        assert!(page.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
        let cookie = page.headers()[SET_COOKIE].to_str().unwrap();
        assert!(cookie.contains("; HttpOnly; SameSite=Strict"), "{cookie}");
        let cookie = cookie.split(';').next().unwrap().to_owned();
        assert!(page.text().await.unwrap().contains("<title>Kiosk</title>"));
        let origin = kiosk.url.trim_end_matches('/').to_owned();
        Self { _kiosk: kiosk, origin, cookie, http }
    }

    async fn post(&self, path: &str, body: &Value) -> Response {
        let call = self.http.post(format!("{}{path}", self.origin)).json(body);
        call.header(COOKIE, &self.cookie).header(ORIGIN, &self.origin).send().await.unwrap()
    }

    async fn log_in(&self, phone_number: &str, user_code: &str) {
        let answer = self.post("/login", &json!({"phoneNumber": phone_number, "userCode": user_code})).await;
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
    }

    /// The state, once it is as wanted.
    async fn state(&self, wanted: impl Fn(&Value) -> bool) -> Value {
        let looking = async {
            let mut seen = json!(0);
            loop {
                let url = format!("{}/state?seen={seen}", self.origin);
                let answer = self.http.get(url).header(COOKIE, &self.cookie).send().await.unwrap();
                let state: Value = answer.json().await.unwrap();
                if wanted(&state) {
                    return state;
                }
                seen = state["version"].clone();
            }
        };
        tokio::time::timeout(std::time::Duration::from_secs(30), looking).await.expect("the kiosk gets there")
    }
}

async fn answer(device: &Device, outcome: DecisionOutcome) -> String {
    let item = e2e::ready_item(device).await;
    device.decide_unattended(&item.id(), outcome).await.unwrap();
    item.card.unwrap().to_text()
}

#[tokio::test]
async fn a_person_approves_the_code_at_their_desk_and_is_logged_in() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let browser = Browser::at(&scene).await;
    assert_eq!(browser.state(|_| true).await["step"], "start");
    browser.log_in("+1 206 555 0100", "2468").await;
    let asking = browser.state(|state| state["code"].is_string()).await;
    let card = answer(&device, DecisionOutcome::Approved).await;
    let code = asking["code"].as_str().unwrap();
    assert!(card.contains(&format!("Kiosk 3 code {code}")), "{card}");
    assert_eq!(browser.state(|state| state["step"] == "welcome").await["name"], "Hanna Herwitz");
    browser.post("/end", &json!({})).await;
    assert!(browser.state(|state| state["step"] == "start").await["name"].is_null());
}

#[tokio::test]
async fn a_person_shows_a_one_time_code_instead_of_number_and_pin() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let account = device.snapshot().accounts.remove(0).id;
    let code = device.one_time_code(&account).await.unwrap().text;
    let browser = Browser::at(&scene).await;
    let log_in = async |code: &str| {
        let answer = browser.post("/login", &json!({"oneTimeCode": code})).await;
        assert_eq!(answer.status(), StatusCode::ACCEPTED);
    };
    log_in(&format!(" {code}\n")).await;
    browser.state(|state| state["code"].is_string()).await;
    answer(&device, DecisionOutcome::Approved).await;
    assert_eq!(browser.state(|state| state["step"] == "welcome").await["name"], "Hanna Herwitz");
    for spent in [code.as_str(), "12345"] {
        browser.post("/end", &json!({})).await;
        log_in(spent).await;
        let state = browser.state(|state| state["message"].is_string()).await;
        assert_eq!(state["message"], "That code does not work. Please show a new one.");
    }
}

#[tokio::test]
async fn a_denied_and_a_forgotten_login_say_so() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let browser = Browser::at(&scene).await;
    browser.log_in("12065550100", "2468").await;
    answer(&device, DecisionOutcome::Denied).await;
    let state = browser.state(|state| state["message"].is_string()).await;
    assert_eq!(state["message"], "The login was refused on the device.");

    let example = Example::new(&scene, "kiosk").with("KIOSK_PORT", "0").with("KIOSK_EXPIRY", "2");
    let browser = Browser::open(example.serve(&["node", "server.mjs"]).await).await;
    browser.log_in("12065550100", "2468").await;
    let state = browser.state(|state| state["message"].is_string()).await;
    assert_eq!(state["message"], "Nobody answered in time.");
}

#[tokio::test]
async fn a_wrong_number_and_a_wrong_code_are_told_alike_and_ask_nobody() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let browser = Browser::at(&scene).await;
    let mut messages = Vec::new();
    for (phone_number, user_code) in [("+12065550199", "2468"), ("+12065550100", "1111"), ("+12065550100", "")] {
        browser.log_in(phone_number, user_code).await;
        messages.push(browser.state(|state| state["message"].is_string()).await["message"].clone());
        browser.post("/end", &json!({})).await;
    }
    assert_eq!(messages, vec![json!("That did not work. Please check number and PIN."); 3]);
    assert!(device.snapshot().items.is_empty());
}

#[tokio::test]
async fn a_login_that_was_given_up_is_not_completed_by_a_late_approval() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let browser = Browser::at(&scene).await;
    browser.log_in("+12065550100", "2468").await;
    browser.state(|state| state["code"].is_string()).await;
    browser.post("/end", &json!({})).await;
    answer(&device, DecisionOutcome::Approved).await;
    // The next login of the same browser is its own: the answer to the first one does not count for it.
    browser.log_in("+12065550100", "2468").await;
    browser.state(|state| state["code"].is_string()).await;
    answer(&device, DecisionOutcome::Denied).await;
    let state = browser.state(|state| state["step"] != "asking").await;
    assert_eq!(state["message"], "The login was refused on the device.");
}

#[tokio::test]
async fn pages_from_elsewhere_and_other_browsers_get_nothing() {
    let scene = Scene::demo().await;
    let device = scene.absent_person().await;
    let browser = Browser::at(&scene).await;
    let Browser { origin, cookie, http, .. } = &browser;
    let body = json!({"phoneNumber": "+12065550100", "userCode": "2468"});
    let login = || http.post(format!("{origin}/login")).json(&body);
    let status = async |call: reqwest::RequestBuilder| call.send().await.unwrap().status();
    assert_eq!(status(login().header(COOKIE, cookie)).await, StatusCode::FORBIDDEN);
    let foreign = login().header(COOKIE, cookie).header(ORIGIN, "https://evil.example");
    assert_eq!(status(foreign).await, StatusCode::FORBIDDEN);
    assert_eq!(status(login().header(ORIGIN, origin)).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(http.get(format!("{origin}/state"))).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(http.get(origin).header(HOST, "evil.example")).await, StatusCode::FORBIDDEN);
    assert_eq!(status(http.get(format!("{origin}/../server.mjs")).header(COOKIE, cookie)).await, StatusCode::NOT_FOUND);
    assert_eq!(browser.post("/login", &json!("x".repeat(5000))).await.status(), StatusCode::PAYLOAD_TOO_LARGE);
    assert!(device.snapshot().items.is_empty());
}
