//! Polls that wait for the answer (CIBA Core 10.1, RFC 7240 4.3): `Prefer: wait=N`.

use std::time::Duration;

use reqwest::RequestBuilder;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::scene::{Pair, Reply, Scene};

/// A wait that is not over when the answer has to be here.
const LONG: u64 = 25;
const SOON: Duration = Duration::from_secs(10);

fn poll(scene: &Scene, form: &[Pair], handle: &str, seconds: u64) -> RequestBuilder {
    preferring(scene, form, handle, &format!("wait={seconds}"))
}

fn preferring(scene: &Scene, form: &[Pair], handle: &str, preference: &str) -> RequestBuilder {
    let mut form: Vec<Pair> = form.iter().filter(|(name, _)| name.starts_with("client_")).cloned().collect();
    form.push(("grant_type", "urn:openid:params:grant-type:ciba".to_owned()));
    form.push(("auth_req_id", handle.to_owned()));
    let call = scene.http.post(scene.url("oauth/token")).header("prefer", preference);
    call.form(&form)
}

#[tokio::test]
async fn the_decision_ends_the_wait() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    for approved in [true, false] {
        let handle = scene.ask(&form).await;
        let waiting = timeout(SOON, Reply::of(poll(&scene, &form, &handle, LONG)));
        let decision = async {
            if approved {
                scene.approve().await;
            } else {
                scene.deny().await;
            }
        };
        let (reply, ()) = tokio::join!(waiting, decision);
        let reply = reply.expect("the answer comes with the decision");
        if approved {
            assert!(reply.ok()["access_token"].is_string());
        } else {
            reply.refusal(400, "access_denied");
        }
    }
}

#[tokio::test]
async fn a_wait_that_is_over_says_pending() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    let handle = scene.ask(&form).await;
    let started = Instant::now();
    let reply = timeout(SOON, Reply::of(poll(&scene, &form, &handle, 1))).await.expect("it ends");
    reply.refusal(400, "authorization_pending");
    assert!(started.elapsed() >= Duration::from_millis(900), "it waited");
    // And the request can still be approved.
    scene.approve().await;
    timeout(SOON, Reply::of(poll(&scene, &form, &handle, LONG))).await.unwrap().ok();
}

#[tokio::test]
async fn what_is_decided_needs_no_wait() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    let handle = scene.ask(&form).await;
    scene.approve().await;
    timeout(SOON, Reply::of(poll(&scene, &form, &handle, LONG))).await.unwrap().ok();
    timeout(SOON, Reply::of(poll(&scene, &form, &handle, LONG))).await.unwrap().refusal(400, "invalid_grant");
    timeout(SOON, Reply::of(poll(&scene, &form, "unknown", LONG))).await.unwrap().refusal(400, "invalid_grant");
}

#[tokio::test]
async fn a_preference_nobody_understands_is_none() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    for preference in ["wait=soon", "wait=-1", "wait=0", "respond-async", ""] {
        let handle = scene.ask(&form).await;
        let reply = timeout(SOON, Reply::of(preferring(&scene, &form, &handle, preference))).await;
        reply.expect("it does not wait").refusal(400, "authorization_pending");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_waiters_exactly_one_gets_tokens() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    let handle = scene.ask(&form).await;
    let mut waiters = JoinSet::new();
    for _ in 0..4 {
        waiters.spawn(timeout(SOON, Reply::of(poll(&scene, &form, &handle, LONG))));
        // Each comes a while after the last, or it would be too fast.
        scene.get("healthz").await;
        scene.clock.advance(Duration::from_secs(2));
    }
    scene.approve().await;
    let mut tokens = 0;
    while let Some(reply) = waiters.join_next().await {
        let reply = reply.unwrap().expect("everybody is released");
        if reply.status.is_success() {
            tokens += 1;
        } else {
            let error = reply.body["error"].as_str().unwrap();
            assert!(["invalid_grant", "slow_down"].contains(&error), "{}", reply.text);
        }
    }
    assert_eq!(tokens, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_several_at_once_exactly_one_gets_tokens() {
    let scene = Scene::plain().await;
    let form = scene.request("bank-agent");
    for _ in 0..3 {
        let handle = scene.ask(&form).await;
        scene.approve().await;
        let mut calls = JoinSet::new();
        for _ in 0..6 {
            calls.spawn(Reply::of(poll(&scene, &form, &handle, LONG)));
        }
        let replies = calls.join_all().await;
        let good = replies.iter().filter(|reply| reply.status.is_success()).count();
        assert_eq!(good, 1);
        for reply in replies.iter().filter(|reply| !reply.status.is_success()) {
            reply.refusal(400, "invalid_grant");
        }
    }
}
