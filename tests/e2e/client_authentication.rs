//! Clients with a secret prove who they are (RFC 6749 2.3.1): raw and form-encoded, by the one
//! method they registered, one method at a time.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::scene::{Pair, Reply, Scene, client, credentials, secret_of, with, without};

/// What breaks naive decoders: `%41` is no A, and `+` is no blank.
const AWKWARD: &str = "s-3+cret%41&=/:\u{e4} and more of it";

/// A token request that fails for its grant alone, once the client is known.
fn request() -> Vec<Pair> {
    vec![("grant_type", "urn:openid:params:grant-type:ciba".to_owned()), ("auth_req_id", "unknown".to_owned())]
}

/// Sends it, with an `Authorization` header if there is one.
async fn call(scene: &Scene, authorization: Option<String>, form: &[Pair]) -> Reply {
    let call = scene.http.post(scene.url("oauth/token"));
    let call = match authorization {
        Some(value) => call.header("authorization", value),
        None => call,
    };
    Reply::of(call.form(form)).await
}

async fn accepts(scene: &Scene, authorization: Option<String>, form: &[Pair]) {
    call(scene, authorization, form).await.refusal(400, "invalid_grant");
}

async fn refuses(scene: &Scene, authorization: Option<String>, form: &[Pair]) {
    let reply = call(scene, authorization, form).await;
    reply.refusal(401, "invalid_client");
    assert!(!reply.headers.contains_key("www-authenticate"), "openid-client would drop the body");
}

#[expect(clippy::unnecessary_wraps, reason = "a call may come without")]
fn basic(id: &str, secret: &str) -> Option<String> {
    Some(format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))))
}

/// As openid-client encodes it: everything but letters and digits.
fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric().then(|| char::from(byte).to_string());
    text.bytes().map(|byte| plain(byte).unwrap_or_else(|| format!("%{byte:02X}"))).collect()
}

fn body(id: &str, secret: &str) -> Vec<Pair> {
    let mut form = request();
    form.extend([("client_id", id.to_owned()), ("client_secret", secret.to_owned())]);
    form
}

#[tokio::test]
async fn basic_credentials_are_understood_raw_and_encoded() {
    let awkward = json!(AWKWARD);
    let tables = format!("[[clients]]\nclient_id = \"my-agent.v2\"\nclient_secret = {awkward}\n");
    let scene = Scene::with(tables).await;
    accepts(&scene, basic("my-agent.v2", AWKWARD), &request()).await;
    accepts(&scene, basic(&encoded("my-agent.v2"), &encoded(AWKWARD)), &request()).await;
    let by_form: String = url::form_urlencoded::byte_serialize(AWKWARD.as_bytes()).collect();
    accepts(&scene, basic("my-agent.v2", &by_form), &request()).await;
    accepts(&scene, basic("my-agent.v2", AWKWARD), &with(&request(), "client_id", "my-agent.v2")).await;
    accepts(&scene, None, &body("my-agent.v2", AWKWARD)).await;
    refuses(&scene, basic("my-agent.v2", &AWKWARD.replace("%41", "A")), &request()).await;
    refuses(&scene, basic("my-agent.v2", &AWKWARD.replace('+', " ")), &request()).await;
}

#[tokio::test]
async fn a_wrong_secret_and_an_unknown_client_are_told_apart_by_nobody() {
    let scene = Scene::plain().await;
    let secret = secret_of("bank-agent");
    refuses(&scene, None, &request()).await;
    refuses(&scene, None, &with(&request(), "client_id", "bank-agent")).await;
    let wrong = call(&scene, None, &body("bank-agent", "wrong")).await.refusal(401, "invalid_client");
    let unknown = call(&scene, None, &body("nobody", &secret)).await.refusal(401, "invalid_client");
    assert_eq!(wrong, unknown);
    for authorization in [
        basic("bank-agent", "wrong"),
        basic("bank-agent", ""),
        basic("bank-agent", &secret_of("other-agent")),
        basic("nobody", &secret),
        Some("Basic !!!".to_owned()),
        Some(format!("Basic {}", STANDARD.encode("no colon"))),
        Some(format!("Bearer {secret}")),
        Some("Basic".to_owned()),
    ] {
        refuses(&scene, authorization, &request()).await;
    }
}

#[tokio::test]
async fn the_registered_method_is_the_only_one() {
    let tables = client("by-header", "token_endpoint_auth_method = \"client_secret_basic\"")
        + &client("by-body", "token_endpoint_auth_method = \"client_secret_post\"");
    let scene = Scene::with(tables).await;
    for (id, by_header, by_body) in [("by-header", true, false), ("by-body", false, true), ("bank-agent", true, true)] {
        let secret = secret_of(id);
        if by_header {
            accepts(&scene, basic(id, &secret), &request()).await;
        } else {
            refuses(&scene, basic(id, &secret), &request()).await;
        }
        if by_body {
            accepts(&scene, None, &body(id, &secret)).await;
        } else {
            refuses(&scene, None, &body(id, &secret)).await;
        }
    }
}

#[tokio::test]
async fn two_methods_at_once_are_refused() {
    let scene = Scene::plain().await;
    let header = || basic("bank-agent", &secret_of("bank-agent"));
    let both = body("bank-agent", &secret_of("bank-agent"));
    call(&scene, header(), &both).await.refusal(400, "invalid_request");
    call(&scene, header(), &with(&both, "client_id", "other-agent")).await.refusal(400, "invalid_request");
    let assertion = with(&both, "client_assertion", "x.y.z");
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let assertion = with(&assertion, "client_assertion_type", kind);
    call(&scene, None, &assertion).await.refusal(400, "invalid_request");
    call(&scene, header(), &without(&assertion, "client_secret")).await.refusal(400, "invalid_request");
    // Another client's name beside good credentials is no good request of either.
    let reply = call(&scene, header(), &with(&request(), "client_id", "other-agent")).await;
    assert!(reply.status.is_client_error(), "{}", reply.text);
    assert_ne!(reply.body["error"], "invalid_grant");
}

#[tokio::test]
async fn every_endpoint_knows_its_caller() {
    let scene = Scene::plain().await;
    for path in ["bc-authorize", "oauth/token", "oauth/introspect", "oauth/revoke"] {
        let mut form = with(&request(), "token", "x");
        scene.post(path, &form).await.refusal(401, "invalid_client");
        form.extend(with(&credentials("bank-agent"), "client_secret", "wrong"));
        scene.post(path, &form).await.refusal(401, "invalid_client");
    }
    let tables =
        client("by-certificate", "token_endpoint_auth_method = \"self_signed_tls_client_auth\"\njwks = { keys = [] }");
    let scene = Scene::with(tables).await;
    // A secret that is lying around does not open another method.
    refuses(&scene, None, &body("by-certificate", &secret_of("by-certificate"))).await;
    refuses(&scene, None, &with(&request(), "client_id", "by-certificate")).await;
}
