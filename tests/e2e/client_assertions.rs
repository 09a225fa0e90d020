//! Clients that sign who they are: `private_key_jwt` and `client_secret_jwt` (RFC 7523, OpenID
//! Connect Core 9, CIBA Core 7.1).

use serde_json::{Value, json};
use waxseal_protocol::ids::random_token;
use waxseal_protocol::jose::{Algorithm, SigningKey};

use crate::scene::{Pair, Reply, Scene, client, hs256, jwks, secret_of, signed_with, unsigned, with};

const BY_KEY: &str = "token_endpoint_auth_method = \"private_key_jwt\"";
const BY_SECRET: &str = "token_endpoint_auth_method = \"client_secret_jwt\"";

/// A client that signs with a key.
fn signer(id: &str, key: &SigningKey, more: &str) -> String {
    format!("\n[[clients]]\nclient_id = \"{id}\"\n{BY_KEY}\njwks = {}\n{more}\n", jwks(&[key]))
}

fn assertion_claims(scene: &Scene, client: &str) -> Value {
    json!({
        "iss": client, "sub": client, "aud": scene.server.issuer(), "jti": random_token::<12>(),
        "iat": scene.now(), "exp": scene.now() + 60,
    })
}

/// A token request that fails for its grant alone, once the client is known.
fn request(assertion: &str) -> Vec<Pair> {
    vec![
        ("grant_type", "urn:openid:params:grant-type:ciba".to_owned()),
        ("auth_req_id", "unknown".to_owned()),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer".to_owned()),
        ("client_assertion", assertion.to_owned()),
    ]
}

async fn call(scene: &Scene, assertion: &str) -> Reply {
    scene.post("oauth/token", &request(assertion)).await
}

/// A server with one client that signs with a P-256 key.
async fn scene() -> (Scene, SigningKey) {
    let key = SigningKey::generate().unwrap();
    (Scene::with(signer("robot", &key, "")).await, key)
}

#[tokio::test]
async fn every_algorithm_authenticates() {
    let keys = Algorithm::ALL.map(|algorithm| SigningKey::generate_for(algorithm).unwrap());
    let id = |key: &SigningKey| format!("robot-{}", key.algorithm());
    let tables: String = keys.iter().map(|key| signer(&id(key), key, "")).collect();
    let scene = Scene::with(tables).await;
    for key in &keys {
        let assertion = key.sign("JWT", &assertion_claims(&scene, &id(key))).unwrap();
        call(&scene, &assertion).await.refusal(400, "invalid_grant");
    }
}

#[tokio::test]
async fn the_audience_is_the_issuer_or_an_endpoint() {
    let (scene, key) = scene().await;
    let issuer = scene.server.issuer().to_owned();
    let sign = |audience: &Value| {
        let mut claims = assertion_claims(&scene, "robot");
        claims["aud"] = audience.clone();
        key.sign("JWT", &claims).unwrap()
    };
    for audience in [
        json!(issuer),
        json!(issuer.trim_end_matches('/')),
        json!(scene.url("oauth/token")),
        json!(scene.url("bc-authorize")),
        json!([issuer]),
        json!(["https://elsewhere.example/", scene.url("oauth/token")]),
    ] {
        call(&scene, &sign(&audience)).await.refusal(400, "invalid_grant");
        // The same at the authentication endpoint (CIBA Core 7.1), with an assertion of its own.
        scene.post("bc-authorize", &request(&sign(&audience))).await.refusal(400, "invalid_request");
    }
    for audience in [json!("https://elsewhere.example/"), json!(""), json!([]), json!("robot"), Value::Null] {
        call(&scene, &sign(&audience)).await.refusal(401, "invalid_client");
    }
}

/// FAPI 2.0 Security Profile 5.3.2.1: as one text, so that no other server can use it here.
#[tokio::test]
async fn a_client_can_be_held_to_the_issuer_as_its_audience() {
    let key = SigningKey::generate().unwrap();
    let scene = Scene::with(signer("robot", &key, "client_assertion_audience = \"issuer\"")).await;
    let issuer = scene.server.issuer().to_owned();
    let with_audience = |audience: Value| {
        let mut claims = assertion_claims(&scene, "robot");
        claims["aud"] = audience;
        key.sign("JWT", &claims).unwrap()
    };
    call(&scene, &with_audience(json!(issuer))).await.refusal(400, "invalid_grant");
    for audience in [json!([issuer]), json!(scene.url("oauth/token")), json!(issuer.trim_end_matches('/'))] {
        call(&scene, &with_audience(audience)).await.refusal(401, "invalid_client");
    }
}

#[tokio::test]
async fn every_broken_claim_is_refused() {
    let (scene, key) = scene().await;
    let now = scene.now();
    for (member, value) in [
        ("sub", json!("bank-agent")),
        ("iss", json!("bank-agent")),
        ("iss", json!("nobody")),
        ("sub", Value::Null),
        ("exp", json!(now - 60)),
        ("exp", json!(now + 3_600)),
        ("exp", json!(now + 315_360_000)),
        ("exp", Value::Null),
        ("iat", json!(now + 3_600)),
        ("nbf", json!(now + 3_600)),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("jti", json!("x".repeat(10_000))),
    ] {
        let mut claims = assertion_claims(&scene, "robot");
        claims[member] = value.clone();
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let reply = call(&scene, &key.sign("JWT", &claims).unwrap()).await;
        assert_eq!((reply.status.as_u16(), &reply.body["error"]), (401, &json!("invalid_client")), "{member} {value}");
    }
}

#[tokio::test]
async fn an_assertion_is_used_once_anywhere() {
    let key = SigningKey::generate().unwrap();
    let scene = Scene::with(signer("robot", &key, "") + &signer("twin", &key, "")).await;
    let claims = assertion_claims(&scene, "robot");
    let assertion = key.sign("JWT", &claims).unwrap();
    call(&scene, &assertion).await.refusal(400, "invalid_grant");
    call(&scene, &assertion).await.refusal(401, "invalid_client");
    scene.post("bc-authorize", &request(&assertion)).await.refusal(401, "invalid_client");
    // Another signature under the same name is the same assertion, another client's is not.
    call(&scene, &key.sign("JWT", &claims).unwrap()).await.refusal(401, "invalid_client");
    let mut twin = assertion_claims(&scene, "twin");
    twin["jti"] = claims["jti"].clone();
    call(&scene, &key.sign("JWT", &twin).unwrap()).await.refusal(400, "invalid_grant");
}

#[tokio::test]
async fn a_forged_signature_is_refused() {
    let (scene, key) = scene().await;
    let claims = assertion_claims(&scene, "robot");
    let stranger = SigningKey::generate().unwrap();
    let public = key.public();
    let own_kid = json!({"alg": "ES256", "typ": "JWT", "kid": public.kid});
    let own_key = json!({"alg": "ES256", "typ": "JWT", "jwk": stranger.public()});
    let critical = json!({"alg": "ES256", "typ": "JWT", "crit": ["b64"], "b64": false});
    let genuine = key.sign("JWT", &claims).unwrap();
    let (_, signature) = genuine.rsplit_once('.').unwrap();
    let mut changed = claims.clone();
    changed["exp"] = json!(scene.now() + 61);
    for (assertion, why) in [
        (stranger.sign("JWT", &claims).unwrap(), "another key"),
        (signed_with(&stranger, &own_kid, &claims), "another key under this one's name"),
        (signed_with(&stranger, &own_key, &claims), "a key it brought itself"),
        (signed_with(&key, &critical, &claims), "an extension nobody knows"),
        (format!("{}.", unsigned(&json!({"alg": "none", "typ": "JWT"}), &claims)), "no signature"),
        (format!("{}.{signature}", unsigned(&own_kid, &changed)), "changed afterwards"),
        (hs256(json!(public).to_string().as_bytes(), &claims), "the public key as a secret"),
        (hs256(public.x.as_deref().unwrap().as_bytes(), &claims), "a part of the public key as a secret"),
        (hs256(b"", &claims), "the empty secret"),
        (key.sign("at+jwt", &claims).unwrap(), "a token of another kind"),
        (key.sign("dpop+jwt", &claims).unwrap(), "a proof"),
        ("x.y.z".to_owned(), "no token"),
    ] {
        let reply = call(&scene, &assertion).await;
        assert_eq!((reply.status.as_u16(), &reply.body["error"]), (401, &json!("invalid_client")), "{why}");
    }
    // All of that used nothing up.
    call(&scene, &genuine).await.refusal(400, "invalid_grant");
}

#[tokio::test]
async fn the_registered_algorithm_is_the_only_one() {
    let key = SigningKey::generate_for(Algorithm::PS256).unwrap();
    let as_rs256 = SigningKey::from_pkcs8(Algorithm::RS256, key.pkcs8().expose()).unwrap();
    // A key that names no algorithm, so that the registration decides.
    let mut public = json!(key.public());
    public.as_object_mut().unwrap().remove("alg");
    let keys = crate::scene::inline(&json!({"keys": [public]}));
    let lines = format!("{BY_KEY}\ntoken_endpoint_auth_signing_alg = \"PS256\"\njwks = {keys}");
    let scene = Scene::with(format!("[[clients]]\nclient_id = \"robot\"\n{lines}\n")).await;
    let sign = |key: &SigningKey| key.sign("JWT", &assertion_claims(&scene, "robot")).unwrap();
    call(&scene, &sign(&key)).await.refusal(400, "invalid_grant");
    call(&scene, &sign(&as_rs256)).await.refusal(401, "invalid_client");
}

#[tokio::test]
async fn what_stands_beside_the_assertion_fits_to_it() {
    let (scene, key) = scene().await;
    let sign = || key.sign("JWT", &assertion_claims(&scene, "robot")).unwrap();
    let call = async |name, value: &str| scene.post("oauth/token", &with(&request(&sign()), name, value)).await;
    call("client_id", "robot").await.refusal(400, "invalid_grant");
    call("client_id", "bank-agent").await.refusal(401, "invalid_client");
    let saml = "urn:ietf:params:oauth:client-assertion-type:saml2-bearer";
    call("client_assertion_type", saml).await.refusal(401, "invalid_client");
    call("client_assertion_type", "").await.refusal(401, "invalid_client");
}

#[tokio::test]
async fn a_client_with_a_shared_secret_signs_with_it() {
    let key = SigningKey::generate().unwrap();
    let tables = client("sharing-agent-of-many-words", BY_SECRET) + &signer("robot", &key, "");
    let scene = Scene::with(tables).await;
    let id = "sharing-agent-of-many-words";
    let secret = secret_of(id);
    let signed = |secret: &str| hs256(secret.as_bytes(), &assertion_claims(&scene, id));
    let good = signed(&secret);
    call(&scene, &good).await.refusal(400, "invalid_grant");
    call(&scene, &good).await.refusal(401, "invalid_client");
    call(&scene, &signed("wrong")).await.refusal(401, "invalid_client");
    let none = format!("{}.", unsigned(&json!({"alg": "none", "typ": "JWT"}), &assertion_claims(&scene, id)));
    call(&scene, &none).await.refusal(401, "invalid_client");
    call(&scene, &key.sign("JWT", &assertion_claims(&scene, id)).unwrap()).await.refusal(401, "invalid_client");
    // It never sends the secret itself.
    let mut form = request("");
    form.retain(|(name, _)| !name.starts_with("client_"));
    form.extend([("client_id", id.to_owned()), ("client_secret", secret)]);
    scene.post("oauth/token", &form).await.refusal(401, "invalid_client");
    // A client without such a method cannot begin to.
    let by_agent = hs256(secret_of("bank-agent").as_bytes(), &assertion_claims(&scene, "bank-agent"));
    call(&scene, &by_agent).await.refusal(401, "invalid_client");
}
