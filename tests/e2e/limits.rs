//! How much is too much: requests that reach one person in a minute, requests that wait, and
//! bodies.

use std::time::Duration;

use e2e::OMAR;
use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::jose::SigningKey;

use crate::scene::{Pair, Reply, Scene, Setup, credentials, with};

async fn limited(limits: &'static str) -> Scene {
    Scene::new(Setup { limits, ..Setup::default() }).await
}

fn to_omar(form: &[Pair]) -> Vec<Pair> {
    with(form, "login_hint", OMAR)
}

/// RFC 6585 4, and the headers Auth0's SDKs read: integers all.
async fn too_many(scene: &Scene, form: &[Pair]) -> Reply {
    let reply = scene.post("bc-authorize", form).await;
    reply.refusal(429, "too_many_requests");
    let number = |name: &str| reply.headers[name].to_str().unwrap().parse::<i64>().unwrap();
    assert!(number("retry-after") > 0);
    assert!(number("x-ratelimit-limit") > 0);
    assert_eq!(number("x-ratelimit-remaining"), 0);
    let reset = number("x-ratelimit-reset");
    assert!((scene.now()..=scene.now() + 301).contains(&reset), "{reset}");
    reply
}

#[tokio::test]
async fn the_sixth_request_in_a_minute_does_not_reach_the_person() {
    let scene = limited("pushes_per_user_per_minute = 5").await;
    scene.enroll(OMAR).await;
    let form = scene.request("bank-agent");
    for _ in 0..5 {
        scene.ask(&form).await;
        scene.clock.advance(Duration::from_secs(1));
    }
    let reply = too_many(&scene, &form).await;
    assert_eq!(reply.headers["x-ratelimit-limit"], "5");
    assert_eq!(reply.headers["retry-after"], "55");
    assert_eq!(scene.device.pending().await.len(), 5);
    // Whoever asks, it is one person; and another person is another.
    too_many(&scene, &scene.request("other-agent")).await;
    scene.ask(&to_omar(&form)).await;
    scene.clock.advance(Duration::from_secs(55));
    scene.ask(&form).await;
    too_many(&scene, &form).await;
}

#[tokio::test]
async fn what_reaches_nobody_does_not_count() {
    let scene = limited("pushes_per_user_per_minute = 2").await;
    let form = scene.request("bank-agent");
    for _ in 0..5 {
        scene.refused(&with(&form, "binding_message", "$"), 400, "invalid_binding_message").await;
        scene.refused(&with(&form, "client_secret", "wrong"), 401, "invalid_client").await;
    }
    scene.ask(&form).await;
    scene.ask(&form).await;
    too_many(&scene, &form).await;
}

#[tokio::test]
async fn the_limit_is_five_unless_configured() {
    let scene = limited("pending = 0").await;
    let form = scene.request("bank-agent");
    for _ in 0..5 {
        scene.ask(&form).await;
    }
    too_many(&scene, &form).await;
}

#[tokio::test]
async fn one_person_is_not_buried() {
    let scene = limited("pushes_per_user_per_minute = 0\npending_per_user = 2").await;
    scene.enroll(OMAR).await;
    scene.ask(&scene.request("bank-agent")).await;
    scene.ask(&scene.request("other-agent")).await;
    // What waits for somebody else, and ends sooner, is nobody's to know.
    let short = with(&to_omar(&scene.request("bank-agent")), "requested_expiry", "60");
    scene.ask(&short).await;
    let reply = too_many(&scene, &scene.request("bank-agent")).await;
    assert_eq!(reply.headers["retry-after"], "300");
    too_many(&scene, &scene.request("other-agent")).await;
    scene.ask(&to_omar(&scene.request("bank-agent"))).await;
    // An answer makes room.
    scene.deny().await;
    scene.ask(&scene.request("bank-agent")).await;
    too_many(&scene, &scene.request("bank-agent")).await;
    // And so does time.
    scene.clock.advance(Duration::from_mins(5));
    scene.ask(&scene.request("bank-agent")).await;
}

#[tokio::test]
async fn one_client_does_not_take_everything() {
    let scene = limited("pushes_per_user_per_minute = 0\npending_per_client = 2").await;
    scene.enroll(OMAR).await;
    let form = scene.request("bank-agent");
    scene.ask(&form).await;
    scene.ask(&to_omar(&form)).await;
    too_many(&scene, &form).await;
    too_many(&scene, &to_omar(&form)).await;
    scene.ask(&scene.request("other-agent")).await;
    scene.approve().await;
    too_many(&scene, &form).await;
    scene.approve().await;
    scene.ask(&form).await;
}

#[tokio::test]
async fn one_client_does_not_bury_one_person() {
    let scene = limited("pushes_per_user_per_minute = 0\npending_per_client_and_user = 2").await;
    scene.enroll(OMAR).await;
    let form = scene.request("bank-agent");
    scene.ask(&form).await;
    scene.ask(&form).await;
    too_many(&scene, &form).await;
    scene.ask(&to_omar(&form)).await;
    scene.ask(&scene.request("other-agent")).await;
}

#[tokio::test]
async fn a_server_holds_so_many_and_knows_them_after_a_restart() {
    let mut scene = limited("pushes_per_user_per_minute = 0\npending = 3").await;
    scene.enroll(OMAR).await;
    let form = scene.request("bank-agent");
    scene.ask(&form).await;
    scene.ask(&to_omar(&form)).await;
    scene.ask(&scene.request("other-agent")).await;
    too_many(&scene, &form).await;
    scene.server.stop().await;
    scene.server.restart().await;
    too_many(&scene, &form).await;
}

#[tokio::test]
async fn zero_is_no_limit() {
    let limits = "pushes_per_user_per_minute = 0\npending_per_user = 0\npending_per_client_and_user = 0\n\
                  pending_per_client = 0\npending = 0\nin_flight = 0\nuser_code_attempts = 0";
    let scene = limited(limits).await;
    let form = scene.request("bank-agent");
    for _ in 0..30 {
        scene.ask(&form).await;
    }
    assert_eq!(scene.device.pending().await.len(), 30);
}

/// RFC 9396 11.4: details of 64 KiB, where each byte becomes three in the form.
#[tokio::test]
async fn the_largest_details_get_through() {
    let scene = Scene::plain().await;
    let frame = r#"[{"type":"note","note":""}]"#.len();
    let details = |size: usize| {
        let mut note = "\u{e4}".repeat((size - frame) / 2);
        note += &"x".repeat(size - frame - note.len());
        json!([{"type": "note", "note": note}])
    };
    let asking = |details: &Value| with(&scene.request("bank-agent"), "authorization_details", details.to_string());
    let largest = details(64 * 1024);
    assert_eq!(largest.to_string().len(), 65_536);
    let tokens = scene.tokens(&asking(&largest)).await;
    assert_eq!(tokens["authorization_details"], largest);
    let token = tokens["access_token"].as_str().unwrap();
    assert_eq!(scene.introspect("bank-agent", token).await["authorization_details"], largest);
    scene.refused(&asking(&details(64 * 1024 + 1)), 400, "invalid_authorization_details").await;
}

#[tokio::test]
async fn a_body_beyond_all_limits_is_refused_everywhere() {
    let scene = Scene::plain().await;
    let long = [("x", "x".repeat(1_000_000))];
    for path in ["bc-authorize", "oauth/token", "oauth/introspect", "oauth/revoke"] {
        let response = scene.http.post(scene.url(path)).form(&long).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE, "{path}");
    }
    let body = json!({"challenge_response": "x".repeat(1_000_000)});
    let call = scene.http.post(scene.url("appliance-mfa/api/resolve-transaction")).json(&body);
    assert_eq!(call.send().await.unwrap().status(), StatusCode::PAYLOAD_TOO_LARGE);
}

/// One call at a time, and one that takes long because a client's keys do not come.
#[tokio::test]
async fn a_server_that_is_busy_says_so_at_every_endpoint_and_waiting_is_no_work() {
    let keys = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let method = "token_endpoint_auth_method = \"private_key_jwt\"";
    let uri = format!("jwks_uri = \"http://{}/jwks\"", keys.local_addr().unwrap());
    let tables = format!("[[clients]]\nclient_id = \"slow\"\n{method}\n{uri}\n");
    let limits = "pushes_per_user_per_minute = 0\nin_flight = 1";
    let scene = Scene::new(Setup { top: "allow_private_network = true", limits, tables, ..Setup::default() }).await;
    let form = scene.request("bank-agent");
    let tokens = scene.tokens(&with(&form, "scope", "openid")).await;
    let access = tokens["access_token"].as_str().unwrap().to_owned();

    // A poll that is held leaves room for others. It comes while the others do, so one of them may take its
    // place in that instant; then it is tried anew.
    let token = with(&credentials("bank-agent"), "token", access.as_str());
    let poll = |handle: String| {
        let mut poll = credentials("bank-agent");
        poll.push(("grant_type", "urn:openid:params:grant-type:ciba".to_owned()));
        poll.push(("auth_req_id", handle));
        poll
    };
    let mut held_and_others_served = false;
    for _ in 0..20 {
        let handle = scene.ask(&form).await;
        let held = scene.http.post(scene.url("oauth/token")).header("prefer", "wait=20").form(&poll(handle));
        let held = tokio::spawn(Reply::of(held));
        let mut served = 0;
        for _ in 0..50 {
            let status = scene.post("oauth/introspect", &token).await.status;
            served = if status == StatusCode::OK { served + 1 } else { 0 };
        }
        scene.approve().await;
        held_and_others_served = served > 10 && held.await.unwrap().status == StatusCode::OK;
        if held_and_others_served {
            break;
        }
    }
    assert!(held_and_others_served);

    let key = SigningKey::generate().unwrap();
    let claims = json!({
        "iss": "slow", "sub": "slow", "aud": scene.server.issuer(), "jti": "1", "exp": scene.now() + 60,
    });
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned();
    let assertion = vec![("client_assertion_type", kind), ("client_assertion", key.sign("JWT", &claims).unwrap())];
    let mut asked = assertion;
    asked.push(("token", "x".to_owned()));
    let stuck = tokio::spawn(Reply::of(scene.http.post(scene.url("oauth/introspect")).form(&asked)));
    let (connection, _) = keys.accept().await.unwrap();
    let poll = poll("unknown".to_owned());
    for (path, form) in [
        ("bc-authorize", &form),
        ("oauth/token", &poll),
        ("oauth/introspect", &token),
        ("oauth/revoke", &token),
        ("oauth/receipt", &token),
    ] {
        let reply = scene.post(path, form).await;
        reply.refusal(503, "temporarily_unavailable");
        assert_eq!(reply.headers["retry-after"], "1", "{path}");
    }
    let userinfo = Reply::of(scene.http.get(scene.url("userinfo")).bearer_auth(&access)).await;
    userinfo.refusal(503, "temporarily_unavailable");
    drop((connection, keys));
    assert_eq!(stuck.await.unwrap().status, 401, "its keys never came");
    assert_eq!(scene.introspect("bank-agent", &access).await["active"], true);
}
