//! Tokens bound to a key by DPoP (RFC 9449), and each check of section 4.3.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};
use waxseal_protocol::ids::{random_token, sha256_base64url};
use waxseal_protocol::jose::{Algorithm, SigningKey};
use waxseal_store::SqliteStore;

use crate::receiver::Receiver;
use crate::scene::{Pair, Reply, Scene, Setup, claims, client, hs256, signed_with, unsigned, with};

/// A client with a DPoP key and the nonce it was given last.
struct Prover {
    scene: Scene,
    key: SigningKey,
    nonce: String,
}

impl Prover {
    async fn new() -> Self {
        Self::at(Scene::with(client("bound-agent", "dpop_bound_access_tokens = true")).await).await
    }

    async fn at(scene: Scene) -> Self {
        let mut this = Self { scene, key: SigningKey::generate().unwrap(), nonce: String::new() };
        let mut claims = this.claims("POST", "oauth/token");
        claims.as_object_mut().unwrap().remove("nonce");
        let reply = this.redeem(&this.approved().await, &[this.sign(&claims)]).await;
        reply.refusal(400, "use_dpop_nonce");
        this.nonce = only_nonce(&reply);
        this
    }

    fn claims(&self, method: &str, path: &str) -> Value {
        json!({
            "htm": method, "htu": self.scene.url(path), "jti": random_token::<12>(), "iat": self.scene.now(),
            "nonce": self.nonce,
        })
    }

    fn sign(&self, claims: &Value) -> String {
        self.key.sign_proof(claims).unwrap()
    }

    fn proof(&self) -> String {
        self.sign(&self.claims("POST", "oauth/token"))
    }

    /// A proof for `/userinfo` with a token.
    fn proof_with(&self, token: &str) -> Value {
        with_ath(self.claims("GET", "userinfo"), token)
    }

    /// An approved request of a client.
    async fn approved(&self) -> String {
        let handle = self.scene.ask(&self.scene.request("bank-agent")).await;
        self.scene.approve().await;
        handle
    }

    async fn redeem(&self, handle: &str, proofs: &[String]) -> Reply {
        self.post(&self.scene.request("bank-agent"), handle, proofs).await
    }

    async fn post(&self, form: &[Pair], handle: &str, proofs: &[String]) -> Reply {
        let mut form: Vec<Pair> = form.iter().filter(|(name, _)| name.starts_with("client_")).cloned().collect();
        form.push(("grant_type", "urn:openid:params:grant-type:ciba".to_owned()));
        form.push(("auth_req_id", handle.to_owned()));
        let call = self.scene.http.post(self.scene.url("oauth/token"));
        let call = proofs.iter().fold(call, |call, proof| call.header("DPoP", proof));
        Reply::of(call.form(&form)).await
    }

    async fn token(&self) -> String {
        let reply = self.redeem(&self.approved().await, &[self.proof()]).await;
        reply.ok()["access_token"].as_str().unwrap().to_owned()
    }

    async fn userinfo(&self, scheme: &str, token: &str, proof: Option<String>) -> Reply {
        let call = self.scene.http.get(self.scene.url("userinfo"));
        let call = call.header("authorization", format!("{scheme} {token}"));
        Reply::of(proof.into_iter().fold(call, |call, proof| call.header("DPoP", proof))).await
    }
}

fn with_ath(mut claims: Value, token: &str) -> Value {
    claims["ath"] = json!(sha256_base64url(token.as_bytes()));
    claims
}

/// RFC 9449 8: exactly one nonce is given.
fn only_nonce(reply: &Reply) -> String {
    let nonces: Vec<_> = reply.headers.get_all("dpop-nonce").iter().collect();
    assert_eq!(nonces.len(), 1, "{}", reply.text);
    nonces[0].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_token_is_bound_to_the_key_of_its_proof() {
    let prover = Prover::new().await;
    let reply = prover.redeem(&prover.approved().await, &[prover.proof()]).await;
    let tokens = reply.ok();
    assert_eq!(tokens["token_type"], "DPoP");
    let jkt = prover.key.public().thumbprint().unwrap();
    let access_token = tokens["access_token"].as_str().unwrap();
    assert_eq!(claims(&tokens["access_token"])["cnf"], json!({"jkt": jkt}));
    let answer = prover.scene.introspect("bank-agent", access_token).await;
    assert_eq!((&answer["token_type"], &answer["cnf"]["jkt"]), (&json!("DPoP"), &json!(jkt)));
    let reply = prover.userinfo("DPoP", access_token, Some(prover.sign(&prover.proof_with(access_token)))).await;
    assert_eq!(reply.ok()["sub"], e2e::HANNA);
}

#[tokio::test]
async fn every_algorithm_proves() {
    let mut prover = Prover::new().await;
    let metadata = prover.scene.get(".well-known/openid-configuration").await;
    for algorithm in Algorithm::ALL {
        let named = metadata["dpop_signing_alg_values_supported"].as_array().unwrap();
        assert!(named.contains(&json!(algorithm.as_str())), "{algorithm}");
        prover.key = SigningKey::generate_for(algorithm).unwrap();
        prover.token().await;
    }
}

#[tokio::test]
async fn each_broken_proof_is_refused_and_uses_nothing_up() {
    let prover = Prover::new().await;
    let handle = prover.approved().await;
    let good = || prover.claims("POST", "oauth/token");
    let changed = |member: &str, value: Value| {
        let mut claims = good();
        claims[member] = value;
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        prover.sign(&claims)
    };
    let (now, key) = (prover.scene.now(), &prover.key);
    let public = json!(key.public());
    let mut private = public.clone();
    private["d"] = json!("AAAA");
    let header = |member: &str, value: Value| {
        let mut header = json!({"alg": "ES256", "typ": "dpop+jwt", "jwk": public});
        header[member] = value;
        header
    };
    let stranger = SigningKey::generate().unwrap();
    let shared = json!({"kty": "oct", "k": "c2VjcmV0"});
    for (proofs, why) in [
        (vec![prover.proof(), prover.proof()], "1: one header only"),
        (vec!["x.y.z".to_owned()], "2: a JWT"),
        (vec![String::new()], "2: something at all"),
        (vec![changed("jti", Value::Null)], "3: jti"),
        (vec![changed("jti", json!(""))], "3: an empty jti"),
        (vec![changed("htm", Value::Null)], "3: htm"),
        (vec![changed("htu", Value::Null)], "3: htu"),
        (vec![changed("iat", Value::Null)], "3: iat"),
        (vec![signed_with(key, &header("typ", json!("JWT")), &good())], "4: typ"),
        (vec![format!("{}.", unsigned(&header("alg", json!("none")), &good()))], "5: none"),
        (vec![hs256(b"secret", &good())], "5: a shared secret"),
        (vec![signed_with(key, &header("jwk", shared), &good())], "5: a symmetric key"),
        (vec![signed_with(&stranger, &header("typ", json!("dpop+jwt")), &good())], "6: another key's signature"),
        (vec![signed_with(key, &header("jwk", Value::Null), &good())], "6: no key"),
        (vec![signed_with(key, &header("jwk", private), &good())], "7: a private key"),
        (vec![changed("htm", json!("GET"))], "8: method"),
        (vec![changed("htu", json!(prover.scene.url("bc-authorize")))], "9: another endpoint"),
        (vec![changed("htu", json!("https://elsewhere.example/oauth/token"))], "9: another server"),
        (vec![changed("iat", json!(now - 3_600))], "11: too old"),
        (vec![changed("iat", json!(now + 3_600))], "11: from the future"),
    ] {
        let reply = prover.redeem(&handle, &proofs).await;
        assert_eq!((reply.status.as_u16(), &reply.body["error"]), (400, &json!("invalid_dpop_proof")), "{why}");
    }
    for (nonce, why) in [(json!("made up"), "10: a made-up nonce"), (Value::Null, "10: no nonce")] {
        let reply = prover.redeem(&handle, &[changed("nonce", nonce)]).await;
        assert_eq!((reply.status.as_u16(), &reply.body["error"]), (400, &json!("use_dpop_nonce")), "{why}");
        only_nonce(&reply);
    }
    prover.redeem(&handle, &[prover.proof()]).await.ok();
}

#[tokio::test]
async fn a_proof_is_used_once_and_its_url_is_compared_as_one() {
    let prover = Prover::new().await;
    let once = prover.proof();
    prover.redeem(&prover.approved().await, std::slice::from_ref(&once)).await.ok();
    let handle = prover.approved().await;
    prover.redeem(&handle, &[once]).await.refusal(400, "invalid_dpop_proof");
    let mut claims = prover.claims("POST", "oauth/token?x=1#y");
    claims["htu"] = json!(claims["htu"].as_str().unwrap().replace("https://localhost", "HTTPS://LOCALHOST"));
    prover.redeem(&handle, &[prover.sign(&claims)]).await.ok();
}

#[tokio::test]
async fn an_old_nonce_is_replaced() {
    let mut prover = Prover::new().await;
    let handle = prover.approved().await;
    prover.scene.clock.advance(Duration::from_mins(10));
    let handle_is_over = prover.redeem(&handle, &[prover.proof()]).await;
    assert!(handle_is_over.status.is_client_error());
    let handle = prover.approved().await;
    let reply = prover.redeem(&handle, &[prover.proof()]).await;
    reply.refusal(400, "use_dpop_nonce");
    prover.nonce = only_nonce(&reply);
    prover.redeem(&handle, &[prover.proof()]).await.ok();
}

#[tokio::test]
async fn a_resource_wants_token_key_and_proof_together() {
    let prover = Prover::new().await;
    let token = prover.token().await;
    let other = prover.token().await;
    let stranger = SigningKey::generate().unwrap();
    let good = || prover.proof_with(&token);
    let mut without_ath = good();
    without_ath.as_object_mut().unwrap().remove("ath");
    let mut posted = good();
    posted["htm"] = json!("POST");
    for (scheme, proof, why) in [
        ("Bearer", None, "as a bearer token"),
        ("Bearer", Some(prover.sign(&good())), "as a bearer token, with a proof"),
        ("DPoP", None, "without a proof"),
        ("DPoP", Some(prover.sign(&prover.proof_with(&other))), "12: with another token's proof"),
        ("DPoP", Some(prover.sign(&without_ath)), "12: with a proof for no token"),
        ("DPoP", Some(stranger.sign_proof(&good()).unwrap()), "12: with another key"),
        ("DPoP", Some(prover.sign(&posted)), "8: with another call's proof"),
    ] {
        let reply = prover.userinfo(scheme, &token, proof).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{why}: {}", reply.text);
        assert!(reply.headers.contains_key("www-authenticate"), "{why}");
    }
    let mut fresh = good();
    fresh.as_object_mut().unwrap().remove("nonce");
    let reply = prover.userinfo("DPoP", &token, Some(prover.sign(&fresh))).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.text);
    // RFC 9449 9.
    let challenge = reply.headers["www-authenticate"].to_str().unwrap();
    assert!(challenge.starts_with("DPoP") && challenge.contains(r#"error="use_dpop_nonce""#), "{challenge}");
    only_nonce(&reply);
    let replayed = prover.sign(&good());
    prover.userinfo("DPoP", &token, Some(replayed.clone())).await.ok();
    assert_eq!(prover.userinfo("DPoP", &token, Some(replayed)).await.status, StatusCode::UNAUTHORIZED);
    // A token that is bound to nothing gains nothing by the scheme.
    let bearer = prover.scene.tokens(&prover.scene.request("bank-agent")).await;
    let bearer = bearer["access_token"].as_str().unwrap();
    let reply = prover.userinfo("DPoP", bearer, Some(prover.sign(&prover.proof_with(bearer)))).await;
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.text);
}

#[tokio::test]
async fn a_client_that_registered_for_it_gets_no_other_tokens() {
    let prover = Prover::new().await;
    let form = prover.scene.request("bound-agent");
    let handle = prover.scene.ask(&form).await;
    prover.scene.approve().await;
    prover.post(&form, &handle, &[]).await.refusal(400, "invalid_dpop_proof");
    let tokens = prover.post(&form, &handle, &[prover.proof()]).await.ok();
    assert_eq!(tokens["token_type"], "DPoP");
}

#[tokio::test]
async fn a_refreshed_token_is_bound_as_well() {
    let prover = Prover::new().await;
    let form = with(&prover.scene.request("bank-agent"), "scope", "openid offline_access");
    let handle = prover.scene.ask(&form).await;
    prover.scene.approve().await;
    let tokens = prover.redeem(&handle, &[prover.proof()]).await.ok();
    let refresh_token = tokens["refresh_token"].as_str().unwrap();
    // Nobody turns it into a bearer token.
    let reply = prover.scene.refresh("bank-agent", refresh_token, &[]).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{}", reply.text);
    let mut body = crate::scene::credentials("bank-agent");
    body.extend([("grant_type", "refresh_token".to_owned()), ("refresh_token", refresh_token.to_owned())]);
    let call = prover.scene.http.post(prover.scene.url("oauth/token")).header("DPoP", prover.proof());
    let next = Reply::of(call.form(&body)).await.ok();
    assert_eq!(next["token_type"], "DPoP");
    assert_eq!(claims(&next["access_token"])["cnf"], claims(&tokens["access_token"])["cnf"]);
}

/// CIBA Core 5: no token request follows a push, so the key is shown with the authentication request.
#[tokio::test]
async fn pushed_tokens_are_bound_to_the_key_of_the_authentication_request() {
    let mut receiver = Receiver::start().await;
    let told = |id: &str, more: &str| {
        let endpoint = format!("backchannel_client_notification_endpoint = \"{}\"", receiver.url);
        client(id, &format!("backchannel_token_delivery_mode = \"push\"\n{endpoint}\n{more}"))
    };
    let tables = told("free-agent", "") + &told("bound-agent", "dpop_bound_access_tokens = true");
    let scene = Scene::new(Setup { top: "allow_private_network = true", tables, ..Setup::default() }).await;
    let prover = Prover::at(scene).await;
    let scene = &prover.scene;
    for id in ["free-agent", "bound-agent"] {
        let form = with(&scene.request(id), "client_notification_token", "8d67dc78-7faa-4d41-aabd-67707b374255");
        let ask = async |proof: String| {
            Reply::of(scene.http.post(scene.url("bc-authorize")).header("DPoP", proof).form(&form)).await
        };
        ask(prover.proof()).await.refusal(400, "invalid_dpop_proof");
        if id == "bound-agent" {
            scene.refused(&form, 400, "invalid_dpop_proof").await;
        }
        assert_eq!(scene.device.pending().await, Vec::<Value>::new(), "nobody was asked");
        ask(prover.sign(&prover.claims("POST", "bc-authorize"))).await.ok();
        scene.approve().await;
        let body = receiver.next().await.body;
        assert_eq!(body["token_type"], "DPoP");
        let jkt = prover.key.public().thumbprint().unwrap();
        assert_eq!(claims(&body["access_token"])["cnf"], json!({"jkt": jkt}));
        let token = body["access_token"].as_str().unwrap();
        let reply = prover.userinfo("Bearer", token, None).await;
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{}", reply.text);
        prover.userinfo("DPoP", token, Some(prover.sign(&prover.proof_with(token)))).await.ok();
    }
}

/// RFC 9449 11.1.
#[tokio::test]
async fn a_used_proof_is_known_after_a_restart() {
    let mut prover = Prover::new().await;
    let proof = prover.proof();
    prover.redeem(&prover.approved().await, std::slice::from_ref(&proof)).await.ok();
    let handle = prover.approved().await;
    let server = &mut prover.scene.server;
    server.stop().await;
    server.store.close().await;
    server.store = SqliteStore::open(&server.config.database()).await.unwrap();
    server.restart().await;
    let description = prover.redeem(&handle, &[proof]).await.refusal(400, "invalid_dpop_proof");
    assert!(description.contains("used before"), "{description}");
    prover.redeem(&handle, &[prover.proof()]).await.ok();
}
