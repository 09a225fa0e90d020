//! Keys that a client publishes at a `jwks_uri`: fetched when needed, kept, and looked at again
//! when an assertion names a key that is not among them.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::task::JoinSet;
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::SigningKey;

use crate::certificates::{self, holder};
use crate::fapi_ciba::authority::KeyedCertificate;
use crate::scene::{Reply, Scene, Setup};

/// A client's key server.
struct KeyServer {
    url: String,
    fetched: Arc<AtomicUsize>,
    keys: Arc<Mutex<Value>>,
    down: Arc<AtomicBool>,
}

impl KeyServer {
    async fn start(keys: &[&SigningKey]) -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
        let (fetched, keys) = (Arc::new(AtomicUsize::new(0)), Arc::new(Mutex::new(set(keys))));
        let down = Arc::new(AtomicBool::new(false));
        let (counter, shown, failing) = (Arc::clone(&fetched), Arc::clone(&keys), Arc::clone(&down));
        let answer = move || {
            counter.fetch_add(1, Ordering::SeqCst);
            let body = shown.lock().unwrap().to_string();
            let status = if failing.load(Ordering::SeqCst) { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
            async move { (status, body) }
        };
        let router = Router::new().route("/jwks.json", get(answer));
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { url, fetched, keys, down }
    }

    fn publish(&self, keys: &[&SigningKey]) {
        *self.keys.lock().unwrap() = set(keys);
    }

    fn fetched(&self) -> usize {
        self.fetched.load(Ordering::SeqCst)
    }
}

fn set(keys: &[&SigningKey]) -> Value {
    json!({"keys": keys.iter().map(|key| key.public()).collect::<Vec<_>>()})
}

async fn scene(server: &KeyServer) -> Scene {
    let method = "token_endpoint_auth_method = \"private_key_jwt\"";
    let tables = format!("[[clients]]\nclient_id = \"robot\"\n{method}\njwks_uri = \"{}\"\n", server.url);
    Scene::new(Setup { top: "allow_private_network = true", tables, ..Setup::default() }).await
}

/// A call with an assertion of the robot, signed by a key.
fn call(scene: &Scene, key: &SigningKey) -> reqwest::RequestBuilder {
    let claims = json!({
        "iss": "robot", "sub": "robot", "aud": scene.server.issuer(), "jti": random_token::<12>(),
        "iat": scene.now(), "exp": scene.now() + 60,
    });
    let assertion = key.sign("JWT", &claims).unwrap();
    scene.http.post(scene.url("oauth/token")).form(&[
        ("grant_type", "urn:openid:params:grant-type:ciba"),
        ("auth_req_id", "unknown"),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", assertion.as_str()),
    ])
}

async fn accepts(scene: &Scene, key: &SigningKey) {
    Reply::of(call(scene, key)).await.refusal(400, "invalid_grant");
}

async fn refuses(scene: &Scene, key: &SigningKey) {
    Reply::of(call(scene, key)).await.refusal(401, "invalid_client");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn keys_are_fetched_once_however_many_ask() {
    let key = SigningKey::generate().unwrap();
    let server = KeyServer::start(&[&key]).await;
    let scene = scene(&server).await;
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        calls.spawn(Reply::of(call(&scene, &key)));
    }
    while let Some(reply) = calls.join_next().await {
        reply.unwrap().refusal(400, "invalid_grant");
    }
    accepts(&scene, &key).await;
    assert_eq!(server.fetched(), 1);
}

/// Anybody can name a key that nobody has.
#[tokio::test]
async fn a_stranger_s_key_keeps_no_client_waiting_whose_key_is_known() {
    let key = SigningKey::generate().unwrap();
    let (asked, hangs) = (Arc::new(tokio::sync::Notify::new()), Arc::new(AtomicBool::new(false)));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    let (told, hanging, shown) = (Arc::clone(&asked), Arc::clone(&hangs), set(&[&key]).to_string());
    let answer = async move || {
        told.notify_one();
        if hanging.load(Ordering::SeqCst) {
            std::future::pending::<()>().await;
        }
        shown
    };
    let router = Router::new().route("/jwks.json", get(answer));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let server = KeyServer { url, fetched: Arc::default(), keys: Arc::default(), down: Arc::default() };
    let scene = scene(&server).await;
    accepts(&scene, &key).await;
    asked.notified().await;

    hangs.store(true, Ordering::SeqCst);
    scene.clock.advance(Duration::from_secs(11));
    let stranger = tokio::spawn(Reply::of(call(&scene, &SigningKey::generate().unwrap())));
    asked.notified().await;
    accepts(&scene, &key).await;
    assert!(!stranger.is_finished(), "who named another key still waits");
    stranger.abort();
}

/// Each of those who wait would hold a place of all callers for as long as the host likes, one after the other.
#[tokio::test]
async fn a_key_server_that_hangs_is_asked_once_however_many_wait() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/jwks.json", listener.local_addr().unwrap());
    let (fetched, down) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(true)));
    let server = KeyServer { url, fetched, keys: Arc::default(), down };
    let scene = scene(&server).await;
    // It takes as long as a call may, and then says nothing.
    let (counter, clock) = (Arc::clone(&server.fetched), Arc::clone(&scene.clock));
    let answer = async move || {
        counter.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(300)).await;
        clock.advance(Duration::from_secs(10));
        StatusCode::GATEWAY_TIMEOUT
    };
    let router = Router::new().route("/jwks.json", get(answer));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let key = SigningKey::generate().unwrap();
    let mut calls = JoinSet::new();
    for _ in 0..8 {
        calls.spawn(Reply::of(call(&scene, &key)));
    }
    while let Some(reply) = calls.join_next().await {
        reply.unwrap().refusal(401, "invalid_client");
    }
    assert_eq!(server.fetched(), 1);
    scene.clock.advance(Duration::from_secs(10));
    refuses(&scene, &key).await;
    assert_eq!(server.fetched(), 2, "it is asked again after a while");
}

#[tokio::test]
async fn a_new_key_is_found_and_an_old_one_is_gone() {
    let (old, new) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
    let server = KeyServer::start(&[&old]).await;
    let scene = scene(&server).await;
    accepts(&scene, &old).await;
    server.publish(&[&new]);
    // Not before a while: made-up key ids must not make a server call out at will.
    refuses(&scene, &new).await;
    refuses(&scene, &new).await;
    assert_eq!(server.fetched(), 1);
    scene.clock.advance(Duration::from_secs(30));
    accepts(&scene, &new).await;
    assert_eq!(server.fetched(), 2);
    refuses(&scene, &old).await;
}

#[tokio::test]
async fn an_outage_of_the_key_server_locks_nobody_out() {
    let key = SigningKey::generate().unwrap();
    let server = KeyServer::start(&[&key]).await;
    let scene = scene(&server).await;
    accepts(&scene, &key).await;
    server.down.store(true, Ordering::SeqCst);
    scene.clock.advance(Duration::from_hours(1));
    accepts(&scene, &key).await;
    refuses(&scene, &SigningKey::generate().unwrap()).await;
}

#[tokio::test]
async fn without_a_key_set_nobody_is_let_in() {
    let key = SigningKey::generate().unwrap();
    let server = KeyServer::start(&[&key]).await;
    let scene = scene(&server).await;
    *server.keys.lock().unwrap() = json!("no key set");
    refuses(&scene, &key).await;
    server.publish(&[&key]);
    scene.clock.advance(Duration::from_secs(30));
    accepts(&scene, &key).await;
}

/// RFC 8705 2.2.
#[tokio::test]
async fn a_certificate_is_good_while_its_key_is_published() {
    let [old, new] = [(); 2].map(|()| KeyedCertificate::self_signed("robot"));
    let server = KeyServer::start(&[]).await;
    let publish = |certificate: &KeyedCertificate| {
        *server.keys.lock().unwrap() = json!({"keys": [certificate.public_key]});
    };
    publish(&old);
    let tables = certificates::self_signed("robot", &format!("jwks_uri = \"{}\"", server.url));
    let scene = Scene::new(Setup { top: certificates::TOP, tables, ..Setup::default() }).await;
    let (by_old, by_new) = (holder(&scene, &old), holder(&scene, &new));
    let call = async |http| certificates::call(&scene, http, &certificates::request("robot")).await;
    call(&by_old).await.refusal(400, "invalid_grant");
    call(&by_new).await.refusal(401, "invalid_client");
    publish(&new);
    scene.clock.advance(Duration::from_secs(30));
    call(&by_new).await.refusal(400, "invalid_grant");
    call(&by_old).await.refusal(401, "invalid_client");
}
