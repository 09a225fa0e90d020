//! What `POST /bc-authorize` accepts and refuses, rule by rule (CIBA Core 7.1, 7.2 and 13), beyond
//! whom it asks and what it asks for.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::routing::get;
use serde_json::json;
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{Algorithm, SigningKey};

use crate::scene::{Pair, Reply, Scene, Setup, claims, client, credentials, jwks, with, without};

const ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

#[tokio::test]
async fn the_scope_is_given_known_and_has_openid() {
    let scene = Scene::plain().await;
    let good = scene.request("bank-agent");
    scene.refused(&without(&good, "scope"), 400, "invalid_request").await;
    let description = scene.refused(&with(&good, "scope", "transfer:create"), 400, "invalid_request").await;
    assert_eq!(description, "openid scope must be requested");
    let description = scene.refused(&with(&good, "scope", "openid transfer:delete"), 400, "invalid_scope").await;
    assert!(description.contains("transfer:delete"), "{description}");
    for scope in ["openid", "transfer:read openid transfer:create", "openid profile email offline_access"] {
        scene.ask(&with(&good, "scope", scope)).await;
    }
}

#[tokio::test]
async fn a_strict_server_says_invalid_scope_without_openid() {
    let scene = Scene::new(Setup { top: "compatibility = \"strict\"", ..Setup::default() }).await;
    let form = with(&scene.request("bank-agent"), "scope", "transfer:create");
    scene.refused(&form, 400, "invalid_scope").await;
}

#[tokio::test]
async fn the_audience_is_a_known_api_or_none() {
    let scene = Scene::plain().await;
    let good = with(&scene.request("bank-agent"), "scope", "openid");
    let audience_of = async |form: &[Pair]| claims(&scene.tokens(form).await["access_token"])["aud"].clone();
    let userinfo = json!(scene.url("userinfo"));
    // `@auth0/ai` sends an empty one, `auth0-ai` for Python the text None.
    assert_eq!(audience_of(&without(&good, "audience")).await, userinfo);
    assert_eq!(audience_of(&with(&good, "audience", "")).await, userinfo);
    assert_eq!(audience_of(&with(&good, "audience", "None")).await, userinfo);
    let by_resource = with(&without(&good, "audience"), "resource", "urn:my-api");
    assert_eq!(audience_of(&by_resource).await, json!("urn:my-api"));
    assert_eq!(audience_of(&with(&good, "resource", "urn:my-api")).await, json!("urn:my-api"));

    let description = scene.refused(&with(&good, "audience", "urn:nowhere"), 400, "invalid_request").await;
    assert_eq!(description, "Service not found: urn:nowhere");
    let elsewhere = with(&without(&good, "audience"), "resource", "urn:nowhere");
    scene.refused(&elsewhere, 400, "invalid_target").await;
    scene.refused(&with(&good, "resource", "urn:another"), 400, "invalid_target").await;
    // A scope is one of its API.
    let scoped = with(&without(&good, "audience"), "scope", "openid transfer:create");
    scene.refused(&scoped, 400, "invalid_scope").await;
}

#[tokio::test]
async fn the_binding_message_is_short_plain_text() {
    let scene = Scene::plain().await;
    let good = scene.request("bank-agent");
    for message in ["1234", "Confirm payment of 2500", "a+b-c_d.e,f:g#h", &"x".repeat(64)] {
        scene.ask(&with(&good, "binding_message", message)).await;
    }
    scene.ask(&without(&good, "binding_message")).await;
    for message in ["$5", "ok?", "a\nb", "<b>", "p\u{430}y", "\u{202e}abc", "\u{1f4b8}", &"x".repeat(65)] {
        scene.refused(&with(&good, "binding_message", message), 400, "invalid_binding_message").await;
    }
}

#[tokio::test]
async fn the_rules_of_binding_messages_are_the_operators() {
    let rules = "[binding_message]\nrequired = true\nmax_length = 300\nalphabet = \"printable\"\n";
    let scene = Scene::with(rules).await;
    let good = scene.request("bank-agent");
    for message in ["Pay 5 \u{20ac} \u{1f4b8}?", &"\u{4eba}".repeat(300)] {
        scene.ask(&with(&good, "binding_message", message)).await;
    }
    let description = scene.refused(&without(&good, "binding_message"), 400, "invalid_request").await;
    assert_eq!(description, "binding_message is required");
    for message in ["a\u{7}b", &"x".repeat(301)] {
        scene.refused(&with(&good, "binding_message", message), 400, "invalid_binding_message").await;
    }
}

#[tokio::test]
async fn the_expiry_is_the_clients_within_bounds() {
    let scene = Scene::with("[channels]\npush_max_seconds = 0\n").await;
    let good = scene.request("bank-agent");
    let expiry = async |form: &[Pair]| scene.post("bc-authorize", form).await.ok()["expires_in"].clone();
    assert_eq!(expiry(&good).await, 300);
    assert_eq!(expiry(&with(&good, "requested_expiry", "")).await, 300);
    assert_eq!(expiry(&with(&good, "requested_expiry", "1")).await, 1);
    assert_eq!(expiry(&with(&good, "requested_expiry", "259200")).await, 259_200);
    assert_eq!(expiry(&with(&good, "request_expiry", "60")).await, 60, "as some Auth0 SDKs call it");
    let both = with(&with(&good, "request_expiry", "60"), "requested_expiry", "60");
    assert_eq!(expiry(&both).await, 60);
    for text in ["0", "-1", "259201", "1.5", "1e2", "soon", "99999999999999999999999"] {
        scene.refused(&with(&good, "requested_expiry", text), 400, "invalid_request").await;
    }
    scene.refused(&with(&good, "request_expiry", "0"), 400, "invalid_request").await;
}

/// CIBA Core 7.3: looking a client's key up takes its time, and the client's time runs meanwhile.
#[tokio::test]
async fn the_expiry_counts_from_the_receipt_of_the_request() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let uri = format!("http://{}/jwks", listener.local_addr().unwrap());
    let tables = format!(
        "[[clients]]\nclient_id = \"robot\"\ntoken_endpoint_auth_method = \"private_key_jwt\"\njwks_uri = \"{uri}\"\n"
    );
    let top = "compatibility = \"strict\"\nallow_private_network = true";
    let scene = Scene::new(Setup { top, tables, ..Setup::default() }).await;
    let key = SigningKey::generate().unwrap();
    let (keys, clock) = (json!({"keys": [key.public()]}).to_string(), Arc::clone(&scene.clock));
    let slowly = async move || {
        clock.advance(Duration::from_secs(8));
        keys.clone()
    };
    let router = Router::new().route("/jwks", get(slowly));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });

    let signed = |form: &[Pair]| {
        let claims = json!({
            "iss": "robot", "sub": "robot", "aud": scene.server.issuer(), "jti": random_token::<12>(),
            "exp": scene.now() + 60,
        });
        let form = with(&without(&without(form, "client_id"), "client_secret"), "client_assertion_type", ASSERTION);
        with(&form, "client_assertion", key.sign("JWT", &claims).unwrap())
    };
    let received_at = scene.now();
    let reply = scene.post("bc-authorize", &signed(&scene.request("robot"))).await.ok();
    assert_eq!((scene.now() - received_at, &reply["expires_in"]), (8, &json!(300)), "the answer took its time");
    let handle = reply["auth_req_id"].as_str().unwrap();
    let poll = async || scene.redeem(&signed(&[]), handle).await;
    scene.clock.advance(Duration::from_secs(291));
    poll().await.refusal(400, "authorization_pending");
    scene.clock.advance(Duration::from_secs(1));
    assert_eq!(scene.now() - received_at, 300);
    poll().await.refusal(400, "expired_token");
}

#[tokio::test]
async fn the_acr_that_was_asked_for_is_in_the_id_token() {
    let scene = Scene::plain().await;
    let good = scene.request("bank-agent");
    let ours = "urn:waxseal:acr:device-key";
    let asked = with(&good, "acr_values", format!("urn:example:unknown {ours}"));
    assert_eq!(claims(&scene.tokens(&asked).await["id_token"])["acr"], ours);
    // Values nobody knows are wishes, not errors; what is not fulfilled is not claimed.
    let unknown = with(&good, "acr_values", "urn:example:unknown");
    let id_token = claims(&scene.tokens(&unknown).await["id_token"]);
    assert_ne!(id_token["acr"], "urn:example:unknown");
}

#[tokio::test]
async fn of_several_known_acr_values_the_clients_first_counts() {
    let top = "acr_values_supported = [\"urn:a\", \"urn:b\", \"urn:c\"]";
    let scene = Scene::new(Setup { top, ..Setup::default() }).await;
    for (asked, counts) in [
        ("urn:c urn:b", "urn:c"),
        ("urn:b urn:c", "urn:b"),
        ("urn:unknown urn:b urn:a", "urn:b"),
        ("urn:ab urn:c urn:unknown urn:a", "urn:c"),
    ] {
        let form = with(&scene.request("bank-agent"), "acr_values", asked);
        assert_eq!(claims(&scene.tokens(&form).await["id_token"])["acr"], counts, "{asked}");
    }
}

#[tokio::test]
async fn the_request_context_is_an_object() {
    let scene = Scene::plain().await;
    let good = scene.request("bank-agent");
    scene.ask(&with(&good, "request_context", r#"{"device": {"ip": "192.0.2.1"}}"#)).await;
    for context in ["[1]", "1", "\"text\"", "null", "text", "{"] {
        scene.refused(&with(&good, "request_context", context), 400, "invalid_request").await;
    }
}

/// Carl has a user code, and one client sends user codes.
async fn with_user_code() -> Scene {
    let carl = "[[users]]\nid = \"auth0|carl\"\nuser_code = \"1234\"\n";
    let scene = Scene::with(carl.to_owned() + &client("code-agent", "backchannel_user_code_parameter = true")).await;
    scene.enroll("auth0|carl").await;
    scene
}

#[tokio::test]
async fn the_user_code_is_the_persons() {
    let scene = with_user_code().await;
    let form = with(&scene.request("code-agent"), "login_hint", "auth0|carl");
    scene.refused(&form, 400, "missing_user_code").await;
    scene.refused(&with(&form, "user_code", "4321"), 400, "invalid_user_code").await;
    scene.ask(&with(&form, "user_code", "1234")).await;
    // Hanna has none, and this client is not one that sends them.
    scene.ask(&scene.request("code-agent")).await;
    scene.ask(&with(&scene.request("bank-agent"), "login_hint", "auth0|carl")).await;
}

#[tokio::test]
async fn the_user_code_cannot_be_guessed() {
    let scene = with_user_code().await;
    let form = with(&scene.request("code-agent"), "login_hint", "auth0|carl");
    let right = with(&form, "user_code", "1234");
    for code in ["0000", "0001", "0002", "0003"] {
        scene.refused(&with(&form, "user_code", code), 400, "invalid_user_code").await;
    }
    scene.ask(&right).await;
    scene.refused(&with(&form, "user_code", "0004"), 400, "invalid_user_code").await;
    scene.refused(&right, 400, "invalid_user_code").await;
    scene.clock.advance(Duration::from_mins(15));
    scene.ask(&right).await;
}

#[tokio::test]
async fn a_client_that_guesses_user_codes_locks_out_itself() {
    let scene = with_user_code().await;
    let of = |client| with(&scene.request(client), "login_hint", "auth0|carl");
    for code in ["0000", "0001", "0002", "0003", "0004", "1234"] {
        scene.refused(&with(&of("bank-agent"), "user_code", code), 400, "invalid_user_code").await;
    }
    scene.ask(&with(&of("code-agent"), "user_code", "1234")).await;
}

#[tokio::test]
async fn a_repeated_parameter_is_refused_and_an_unknown_one_ignored() {
    let scene = Scene::plain().await;
    let good = scene.request("bank-agent");
    for name in ["scope", "login_hint", "binding_message", "client_id"] {
        let mut twice = good.clone();
        let value = good.iter().find(|(one, _)| *one == name).unwrap().1.clone();
        twice.push((name, value));
        let description = scene.refused(&twice, 400, "invalid_request").await;
        assert!(description.contains(name), "{description}");
    }
    scene.ask(&with(&good, "organization", "org_1")).await;
}

#[tokio::test]
async fn only_a_posted_form_is_a_request() {
    let scene = Scene::plain().await;
    let url = scene.url("bc-authorize");
    let good = scene.request("bank-agent");
    let reply = Reply::of(scene.http.get(&url)).await;
    assert_eq!(reply.status, 405, "{}", reply.text);
    let json: serde_json::Map<_, _> = good.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    Reply::of(scene.http.post(&url).json(&json)).await.refusal(400, "invalid_request");
    let call = scene.http.post(&url).header("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
    let reply = Reply::of(call.form(&good)).await;
    assert!(reply.headers["content-type"].to_str().unwrap().starts_with("application/json"));
    reply.ok();
}

#[tokio::test]
async fn only_a_client_with_the_grant_may_ask() {
    let scene = Scene::with(client("cron-job", "grant_types = [\"client_credentials\"]")).await;
    scene.refused(&scene.request("cron-job"), 400, "unauthorized_client").await;
    scene.refused(&scene.request("unknown-agent"), 401, "invalid_client").await;
    scene.refused(&with(&scene.request("bank-agent"), "client_secret", "wrong"), 401, "invalid_client").await;
    // Who calls is found out before anything is said about the request.
    scene.refused(&[], 401, "invalid_client").await;
    scene.refused(&credentials("bank-agent"), 400, "invalid_request").await;
}

#[tokio::test]
async fn what_policy_refuses_is_forbidden() {
    let scene = Scene::new(Setup { top: "compatibility = \"strict\"", ..Setup::default() }).await;
    let omar = with(&scene.request("bank-agent"), "login_hint", e2e::OMAR);
    let description = scene.refused(&omar, 403, "access_denied").await;
    assert!(description.starts_with("No eligible notification channels were found."), "{description}");
}

/// CIBA Core 4: `backchannel_authentication_request_signing_alg`.
#[tokio::test]
async fn a_client_signs_by_the_algorithm_that_it_registered_and_otherwise_if_it_likes() {
    let key = SigningKey::generate().unwrap();
    let other = SigningKey::generate_for(Algorithm::EdDSA).unwrap();
    let rsa = SigningKey::generate_for(Algorithm::RS256).unwrap();
    let keys = format!("jwks = {}", jwks(&[&key, &other, &rsa]));
    let registered = format!("backchannel_authentication_request_signing_alg = \"ES256\"\n{keys}");
    let scene = Scene::with(client("signer", &registered) + &client("free", &keys)).await;

    let form = scene.request("signer");
    let description = scene.refused(&form, 400, "invalid_request").await;
    assert!(description.contains("has to send signed requests"), "{description}");
    scene.refused(&scene.signed(&other, &form), 400, "invalid_request").await;
    scene.ask(&scene.signed(&key, &form)).await;

    let form = scene.request("free");
    scene.ask(&form).await;
    scene.ask(&scene.signed(&key, &form)).await;
    scene.ask(&scene.signed(&other, &form)).await;
    scene.refused(&scene.signed(&rsa, &form), 400, "invalid_request").await;
}

/// CIBA Core 7.1.1 and 10.1.
#[tokio::test]
async fn an_encrypted_request_and_a_poll_without_a_handle_are_refused() {
    let scene = Scene::plain().await;
    let encrypted = with(&credentials("bank-agent"), "request", "a.b.c.d.e");
    let description = scene.refused(&encrypted, 400, "invalid_request").await;
    assert!(description.contains("encrypted"), "{description}");
    let poll = with(&credentials("bank-agent"), "grant_type", "urn:openid:params:grant-type:ciba");
    scene.post("oauth/token", &poll).await.refusal(400, "invalid_request");
}

/// RFC 9068 5, as far as names go: no API can be taken for something else that tokens name.
#[tokio::test]
async fn strict_servers_answer_userinfo_to_its_own_tokens_alone() {
    let scene = Scene::new(Setup { top: "compatibility = \"strict\"\n", ..Setup::default() }).await;
    let form = scene.request("bank-agent");
    let foreign = scene.tokens(&form).await["access_token"].as_str().unwrap().to_owned();
    let reply = Reply::of(scene.http.get(scene.url("userinfo")).bearer_auth(foreign)).await;
    reply.refusal(401, "invalid_token");
    let own = with(&without(&form, "audience"), "scope", "openid");
    let own = scene.tokens(&own).await["access_token"].as_str().unwrap().to_owned();
    Reply::of(scene.http.get(scene.url("userinfo")).bearer_auth(own)).await.ok();
}
