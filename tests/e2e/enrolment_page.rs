//! The page an enrolment begins at.

use e2e::{HANNA, RawDevice};
use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::operator::Operator;
use crate::scene::Scene;

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    text.split_once(before).unwrap().1.split_once(after).unwrap().0
}

#[tokio::test]
async fn a_link_leads_to_codes_until_a_device_is_enrolled() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let ticket = operator.call(Method::POST, "guardian/enrollments/ticket", &json!({"user_id": HANNA})).await.ok();
    let url = ticket["ticket_url"].as_str().unwrap();
    let id = ticket["ticket_id"].as_str().unwrap();
    assert!(id.starts_with("gten_"));

    // Looking at it, as mail scanners do, uses nothing up.
    for _ in 0..2 {
        let response = scene.http.get(url).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
        assert!(policy.starts_with("default-src 'none'"), "{policy}");
        assert!(response.text().await.unwrap().contains("Hanna Herwitz"));
    }
    let code = async || {
        let response = scene.http.post(scene.url("guardian/enroll")).form(&[("ticket", id)]).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    };
    let (status, page) = code().await;
    assert_eq!(status, StatusCode::OK);
    assert!(page.contains("<svg"), "a picture to scan");
    let first = between(&page, "enrollment_tx_id=", "&amp;").to_owned();
    let second = between(&code().await.1, "enrollment_tx_id=", "&amp;").to_owned();
    assert_ne!(first, second);
    let device: &RawDevice = &scene.device.with_new_key(Some("another desk"));
    assert_eq!(device.enroll_with(&second, "WAXSEAL").await.0, StatusCode::CREATED);

    let over = scene.http.get(url).send().await.unwrap();
    assert_eq!(over.status(), StatusCode::NOT_FOUND);
    assert_eq!(code().await.0, StatusCode::NOT_FOUND);
    let other = scene.device.with_new_key(Some("a third desk"));
    assert_eq!(other.enroll_with(&first, "WAXSEAL").await.0, StatusCode::UNAUTHORIZED, "the other code is over too");
}

#[tokio::test]
async fn what_is_no_link_is_a_page_that_says_so() {
    let scene = Scene::plain().await;
    for query in ["", "?ticket=", "?ticket=gten_unknown", "?ticket=%3Cscript%3Ealert(1)%3C/script%3E"] {
        let response = scene.http.get(scene.url(&format!("guardian/enroll{query}"))).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{query}");
        let page = response.text().await.unwrap();
        assert!(page.contains("This link is over") && !page.contains("<script"), "{page}");
    }
}
