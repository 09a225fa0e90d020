//! People and clients that are blocked or removed: what they had stops working at once.

use std::sync::Arc;

use e2e::RawDevice;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use waxseal_protocol::ManualClock;
use waxseal_protocol::ciba::LoginHint;

use crate::operator::{Operator, in_path};
use crate::receiver::Receiver;
use crate::scene::{Pair, credentials, with};

const MIA: &str = "auth0|mia";

/// An operator who made Mia, and her device.
async fn mia() -> (Operator, RawDevice) {
    let operator = Operator::new().await;
    make_mia(&operator).await;
    let device = operator.scene.enroll(MIA).await;
    (operator, device)
}

async fn make_mia(operator: &Operator) {
    let body = json!({"connection": "db", "user_id": "mia", "email": "mia@example.com"});
    let reply = operator.call(Method::POST, "users", &body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.text);
}

async fn change_mia(operator: &Operator, method: Method, body: &Value) {
    let reply = operator.call(method, &format!("users/{}", in_path(MIA)), body).await;
    assert!(reply.status.is_success(), "{}", reply.text);
}

fn asking(operator: &Operator) -> Vec<Pair> {
    let hint = LoginHint::iss_sub(operator.scene.server.issuer(), &MIA.into());
    let form = with(&operator.scene.request("bank-agent"), "login_hint", hint);
    with(&form, "scope", "openid email transfer:create offline_access")
}

#[tokio::test]
async fn a_blocked_person_decides_nothing_and_their_tokens_rest() {
    let (operator, device) = mia().await;
    let scene = &operator.scene;
    let form = asking(&operator);
    let handle = scene.ask(&form).await;
    scene.decide(&device, |_| {}).await;
    let tokens = scene.redeem(&form, &handle).await.ok();
    let approved = scene.ask(&form).await;
    scene.decide(&device, |_| {}).await;
    let waiting = scene.ask(&form).await;
    let notification = device.pending().await.remove(0);

    change_mia(&operator, Method::PATCH, &json!({"blocked": true})).await;

    scene.refused(&form, 400, "unknown_user_id").await;
    let answer = device.resolve(&notification, &device.approval(&notification, "any")).await;
    assert_eq!(answer.0, StatusCode::FORBIDDEN, "{}", answer.1);
    scene.redeem(&form, &approved).await.refusal(400, "access_denied");
    scene.redeem(&form, &waiting).await.refusal(400, "authorization_pending");
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(scene.introspect("bank-agent", access).await, json!({"active": false}));
    let userinfo = scene.http.get(scene.url("userinfo")).bearer_auth(access).send().await.unwrap();
    assert_eq!(userinfo.status(), StatusCode::UNAUTHORIZED);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    assert_eq!(scene.introspect("bank-agent", refresh).await, json!({"active": false}));
    scene.refresh("bank-agent", refresh, &[]).await.refusal(400, "invalid_grant");

    // Unblocked, everything is as it was: nothing was used up.
    change_mia(&operator, Method::PATCH, &json!({"blocked": false})).await;
    scene.redeem(&form, &approved).await.ok();
    scene.refresh("bank-agent", refresh, &[]).await.ok();
}

#[tokio::test]
async fn whoever_gets_a_removed_persons_id_finds_nothing_of_theirs() {
    let (operator, device) = mia().await;
    let scene = &operator.scene;
    let form = asking(&operator);
    let handle = scene.ask(&form).await;
    scene.decide(&device, |_| {}).await;
    let tokens = scene.redeem(&form, &handle).await.ok();
    let approved = scene.ask(&form).await;
    scene.decide(&device, |_| {}).await;
    let waiting = scene.ask(&form).await;
    let ticket = scene.server.ticket(MIA).await.code;

    change_mia(&operator, Method::DELETE, &Value::Null).await;
    make_mia(&operator).await;

    let enrollments = operator.read(&format!("users/{}/enrollments", in_path(MIA))).await.ok();
    assert_eq!(enrollments, json!([]));
    let other = device.with_new_key(Some("another desk"));
    assert_eq!(other.enroll_with(&ticket, "WAXSEAL").await.0, StatusCode::UNAUTHORIZED);
    let refresh = tokens["refresh_token"].as_str().unwrap();
    scene.refresh("bank-agent", refresh, &[]).await.refusal(400, "invalid_grant");
    let fresh = RawDevice::enroll(&scene.server, Arc::<ManualClock>::clone(&scene.clock), MIA, "WAXSEAL").await;
    assert_eq!(fresh.pending().await, Vec::<Value>::new());
    scene.clock.advance(std::time::Duration::from_secs(2));
    scene.redeem(&form, &waiting).await.refusal(400, "expired_token");
    // The approval was the old Mia's.
    scene.redeem(&form, &approved).await.refusal(400, "expired_token");
}

/// Without a refresh token there is no grant that could be revoked.
#[tokio::test]
async fn an_access_token_of_somebody_removed_is_nobody_else_s() {
    let (operator, device) = mia().await;
    let scene = &operator.scene;
    let form = with(&asking(&operator), "scope", "openid email transfer:create");
    let handle = scene.ask(&form).await;
    scene.decide(&device, |_| {}).await;
    let tokens = scene.redeem(&form, &handle).await.ok();
    assert_eq!(tokens["refresh_token"], Value::Null);
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!(scene.introspect("bank-agent", access).await["active"], true);

    change_mia(&operator, Method::DELETE, &Value::Null).await;
    make_mia(&operator).await;

    assert_eq!(scene.introspect("bank-agent", access).await, json!({"active": false}));
    let userinfo = scene.http.get(scene.url("userinfo")).bearer_auth(access).send().await.unwrap();
    assert_eq!(userinfo.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_is_revoked_while_its_person_is_blocked_stays_so() {
    let (operator, device) = mia().await;
    let scene = &operator.scene;
    let form = with(&asking(&operator), "scope", "openid email transfer:create");
    let handle = scene.ask(&form).await;
    scene.decide(&device, |_| {}).await;
    let tokens = scene.redeem(&form, &handle).await.ok();
    let access = tokens["access_token"].as_str().unwrap();
    change_mia(&operator, Method::PATCH, &json!({"blocked": true})).await;
    let revoke = with(&credentials("bank-agent"), "token", access);
    assert_eq!(scene.post("oauth/revoke", &revoke).await.status, StatusCode::OK);
    change_mia(&operator, Method::PATCH, &json!({"blocked": false})).await;
    assert_eq!(scene.introspect("bank-agent", access).await, json!({"active": false}));
}

#[tokio::test]
async fn tokens_of_a_removed_client_and_scopes_that_were_taken_away_are_over() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let body = json!({"name": "Helper", "grant_types": ["client_credentials"]});
    let helper = operator.call(Method::POST, "clients", &body).await.body;
    let audience = scene.url("api/v2/");
    let grant = json!({"client_id": helper["client_id"], "audience": audience, "scope": ["read:users", "read:logs"]});
    let grant = operator.call(Method::POST, "client-grants", &grant).await.body;
    let form = vec![
        ("client_id", helper["client_id"].as_str().unwrap().to_owned()),
        ("client_secret", helper["client_secret"].as_str().unwrap().to_owned()),
        ("grant_type", "client_credentials".to_owned()),
        ("audience", audience),
    ];
    let token = scene.post("oauth/token", &form).await.ok()["access_token"].as_str().unwrap().to_owned();
    let status = async |path: &str| operator.call_with(&token, Method::GET, path, &Value::Null).await.status;
    assert_eq!((status("users").await, status("logs").await), (StatusCode::OK, StatusCode::OK));

    let grant = format!("client-grants/{}", grant["id"].as_str().unwrap());
    operator.call(Method::PATCH, &grant, &json!({"scope": ["read:users"]})).await.ok();
    assert_eq!((status("users").await, status("logs").await), (StatusCode::OK, StatusCode::FORBIDDEN));

    let client = format!("clients/{}", helper["client_id"].as_str().unwrap());
    operator.call(Method::DELETE, &client, &Value::Null).await;
    assert_eq!(status("users").await, StatusCode::UNAUTHORIZED);
}

/// CIBA Core 12: an approval whose tokens nobody may have any more.
#[tokio::test]
async fn a_removed_client_is_told_that_its_transaction_failed() {
    let mut receiver = Receiver::start().await;
    let operator = Operator::with("allow_private_network = true").await;
    let scene = &operator.scene;
    let body = json!({
        "name": "Told", "grant_types": ["urn:openid:params:grant-type:ciba", "refresh_token"],
        "backchannel_token_delivery_mode": "push", "backchannel_client_notification_endpoint": receiver.url,
    });
    let told = operator.call(Method::POST, "clients", &body).await.body;
    let id = told["client_id"].as_str().unwrap();
    let form = with(&scene.request("told"), "client_id", id);
    let form = with(&form, "client_secret", told["client_secret"].as_str().unwrap());
    let form = with(&form, "scope", "openid offline_access");
    let handle = scene.ask(&with(&form, "client_notification_token", "8d67dc78-7faa-4d41-aabd-67707b374255")).await;
    operator.call(Method::DELETE, &format!("clients/{id}"), &Value::Null).await;
    scene.approve().await;
    let hit = receiver.next().await;
    assert_eq!(hit.headers["authorization"], "Bearer 8d67dc78-7faa-4d41-aabd-67707b374255");
    let mut body = hit.body;
    let description = body.as_object_mut().unwrap().remove("error_description");
    assert!(description.is_some_and(|text| text.is_string()));
    assert_eq!(body, json!({"auth_req_id": handle, "error": "transaction_failed"}));
}

#[tokio::test]
async fn changes_that_come_at_once_are_all_in_effect() {
    let operator = Operator::new().await;
    make_mia(&operator).await;
    let path = format!("users/{}", in_path(MIA));
    for round in 0..10 {
        let names: Vec<String> = (0..8).map(|number| format!("a{number}")).collect();
        let bodies: Vec<Value> = names.iter().map(|name| json!({"app_metadata": {name: round}})).collect();
        let patches = bodies.iter().map(|body| operator.call(Method::PATCH, &path, body));
        for reply in futures_util::future::join_all(patches).await {
            reply.ok();
        }
        let metadata = operator.read(&path).await.ok()["app_metadata"].clone();
        assert!(names.iter().all(|name| metadata[name] == round), "one was lost: {metadata}");
    }
}

/// Many guesses in one header would pass any limit in front of the server.
#[tokio::test]
async fn a_basic_header_holds_one_guess() {
    let operator = Operator::new().await;
    let scene = &operator.scene;
    let right = &credentials("bank-agent")[1].1;
    let guesses = format!("wrong&bank-agent=also-wrong&bank-agent={right}");
    let call = scene.http.post(scene.url("oauth/introspect")).basic_auth("bank-agent", Some(guesses));
    let response = call.form(&[("token", "x")]).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
}

/// Nobody but a device's owner can write into the chain by reading.
#[tokio::test]
async fn strangers_leave_no_trace_in_the_audit_chain() {
    let operator = Operator::new().await;
    let before = operator.read("logs?include_totals=true").await.ok()["total"].clone();
    for id in ["cns_unknown".to_owned(), "A".repeat(10_000)] {
        let url = operator.scene.url(&format!("rich-consents/{id}"));
        let response = operator.scene.http.get(url).header("authorization", "MFA-DPoP forged").send().await.unwrap();
        assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    }
    assert_eq!(operator.read("logs?include_totals=true").await.ok()["total"], before);
}
