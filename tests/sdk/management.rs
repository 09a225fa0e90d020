//! `ManagementClient` of the `auth0` package.

use serde_json::{Value, json};
use waxseal_protocol::device::DecisionOutcome;

use crate::scene::Scene;

async fn completed(scene: &Scene, scenario: &str) -> Value {
    let outcome = scene.run("management-client").node("management", scenario).await;
    assert_eq!(outcome["outcome"], "completed", "{scenario}: {outcome}");
    outcome
}

#[tokio::test]
async fn people_clients_and_apis_are_made_changed_and_removed() {
    let scene = Scene::new().await;
    let users = completed(&scene, "users").await;
    assert!(users["created"]["user_id"].as_str().unwrap().starts_with("auth0|sdk-"), "{users}");
    assert_eq!(users["fields"], json!({"name": "Ada Lovelace"}));
    assert_eq!((&users["updated"]["name"], &users["updated"]["blocked"]), (&json!("Ada King"), &json!(true)));
    assert_eq!(users["found"], json!([users["created"]["user_id"]]));
    assert_eq!(users["deleted"], true);

    let clients = completed(&scene, "clients").await;
    assert!(clients["created"]["client_secret"].is_string(), "{clients}");
    assert!(clients["fetched"]["client_secret"].is_null(), "a secret is shown once: {clients}");
    assert_eq!(clients["updated"]["async_approval_notification_channels"], json!(["guardian-push", "email"]));
    assert_eq!((&clients["rotated"], &clients["deleted"]), (&json!(true), &json!(true)));

    let servers = completed(&scene, "resource-servers").await;
    assert_eq!(servers["byIdentifier"]["id"], servers["created"]["id"], "{servers}");
    assert_eq!(servers["updated"]["authorization_details"], json!([{"type": "purchase"}, {"type": "return"}]));
    assert_eq!(servers["deleted"], true);

    let grants = completed(&scene, "client-grants").await;
    assert_eq!(grants["listed"], json!([grants["created"]["id"]]), "{grants}");
    assert_eq!(grants["remaining"], json!([]));
}

#[tokio::test]
async fn lists_have_pages_and_refusals_their_classes() {
    let scene = Scene::new().await;
    let paging = completed(&scene, "paging").await;
    assert_eq!((&paging["allSeen"], &paging["repeated"]), (&json!(true), &json!(0)), "{paging}");
    let refusals = completed(&scene, "refusals").await;
    for (name, status) in [("notFound", 404), ("conflict", 409), ("badRequest", 400), ("unauthorized", 401)] {
        assert_eq!(refusals[name]["status"], status, "{name}: {refusals}");
    }
}

#[tokio::test]
async fn devices_are_listed_and_removed_and_logs_are_read() {
    let scene = Scene::new().await;
    let _person = scene.person(DecisionOutcome::Approved).await;
    scene.run("post-client").node("openid-client", "post").await;
    let logs = completed(&scene, "logs").await;
    let types: Vec<&str> = logs["types"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(types.contains(&"ciba_exchange_succeeded"), "{logs}");
    assert_eq!(logs["fetched"]["log_id"], logs["newest"]["log_id"]);
    let enrollments = completed(&scene, "enrollments").await;
    assert!(
        enrollments["ticket"]["ticket_url"].as_str().unwrap().contains("/guardian/enroll?ticket="),
        "{enrollments}"
    );
    assert_eq!(enrollments["listed"].as_array().unwrap().len(), 1);
    assert_eq!((&enrollments["deleted"], &enrollments["remaining"]), (&json!(true), &json!([])));
}
