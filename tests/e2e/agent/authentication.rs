//! Every way the SDK has to prove which client it is, and the keys that tokens are bound to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use waxseal_agent::{AgentError, Algorithm, Authentication, Client, ClientCertificate, SigningKey};

use super::{builder, request, secret_post};
use crate::certificates::{TOP, self_signed};
use crate::fapi_ciba::authority::{Authority, KeyedCertificate, subject};
use crate::scene::{Reply, Scene, Setup, claims, client, inline, jwks, secret_of};

/// A client with a method and more lines.
fn registered(id: &str, method: &str, lines: &str) -> String {
    format!("\n[[clients]]\nclient_id = \"{id}\"\ntoken_endpoint_auth_method = \"{method}\"\n{lines}\n")
}

fn certificate(of: &KeyedCertificate) -> ClientCertificate {
    ClientCertificate::from_pem(format!("{}{}", of.certificate, of.private_key).as_bytes()).unwrap()
}

/// Asks, has it approved, and returns the claims of the token.
async fn token(scene: &Scene, client: &Client) -> Value {
    let pending = client.ask(&request()).await.unwrap();
    scene.approve().await;
    let tokens = client.wait(&pending).await.unwrap();
    claims(&json!(tokens.access_token))
}

#[tokio::test]
async fn a_secret_proves_it_in_each_of_the_three_ways() {
    let methods = ["client_secret_basic", "client_secret_post", "client_secret_jwt"];
    let id = |method: &str| format!("{method}:an+agent%20of-many-words");
    let tables: String = methods
        .iter()
        .map(|method| client(&id(method), &format!("token_endpoint_auth_method = \"{method}\"")))
        .collect();
    let scene = Scene::with(tables).await;
    for method in methods {
        let with = |secret: &str| match method {
            "client_secret_basic" => Authentication::SecretBasic(secret.into()),
            "client_secret_post" => Authentication::SecretPost(secret.into()),
            _ => Authentication::SecretJwt(secret.into()),
        };
        let id = id(method);
        let good = builder(&scene, &id, with(&secret_of(&id))).discover().await.unwrap();
        assert_eq!(token(&scene, &good).await["client_id"], id);
        let wrong = builder(&scene, &id, with("wrong")).discover().await.unwrap();
        let error = wrong.ask(&request()).await.unwrap_err();
        assert!(matches!(error, AgentError::InvalidClient { .. }), "{method}: {error}");
    }
    // The method is held to the one that is registered.
    let id = id("client_secret_jwt");
    let by_post = builder(&scene, &id, Authentication::SecretPost(secret_of(&id).into())).discover().await.unwrap();
    assert!(matches!(by_post.ask(&request()).await.unwrap_err(), AgentError::InvalidClient { .. }));
}

#[tokio::test]
async fn a_key_proves_it_with_every_algorithm_from_pem_and_from_jwk() {
    let keys = Algorithm::ALL.map(|algorithm| SigningKey::generate_for(algorithm).unwrap());
    let id = |key: &SigningKey| format!("robot-{}", key.algorithm());
    let tables: String =
        keys.iter().map(|key| registered(&id(key), "private_key_jwt", &format!("jwks = {}", jwks(&[key])))).collect();
    let scene = Scene::with(tables).await;
    for key in &keys {
        let pem = format!(
            "-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n",
            STANDARD.encode(key.pkcs8().expose())
        );
        // The key's name in the registration, and none: both find it.
        let unnamed = SigningKey::read(&pem, Some(key.algorithm())).unwrap();
        for key in [key.clone(), unnamed] {
            let agent = builder(&scene, &id(&key), Authentication::PrivateKeyJwt(key)).discover().await.unwrap();
            assert_eq!(token(&scene, &agent).await["client_id"], agent.client_id());
        }
    }
    let stranger = SigningKey::generate().unwrap();
    let agent = builder(&scene, "robot-ES256", Authentication::PrivateKeyJwt(stranger)).discover().await.unwrap();
    assert!(matches!(agent.ask(&request()).await.unwrap_err(), AgentError::InvalidClient { .. }));
}

#[tokio::test]
async fn a_certificate_proves_it_at_the_port_that_asks_for_one() {
    let authority = Authority::new();
    let (by_authority, own) = (authority.client("certified"), KeyedCertificate::self_signed("own"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authority.pem");
    std::fs::write(&path, &authority.pem).unwrap();
    let keys = format!("jwks = {}", inline(&json!({"keys": [own.public_key]})));
    let name = format!("tls_client_auth_subject_dn = \"{}\"", subject("certified"));
    let bound = "tls_client_certificate_bound_access_tokens = true";
    let tables = format!(
        "[tls]\nclient_ca = '{}'\n{}{}{}",
        path.display(),
        registered("certified", "tls_client_auth", &format!("{name}\n{bound}")),
        self_signed("own", &keys),
        client("bound-agent", bound),
    );
    let scene = Scene::new(Setup { top: TOP, tables, ..Setup::default() }).await;

    let tls = builder(&scene, "certified", Authentication::Tls(certificate(&by_authority))).discover().await.unwrap();
    let claims = token(&scene, &tls).await;
    assert_eq!(claims["client_id"], "certified");
    assert!(claims["cnf"]["x5t#S256"].is_string(), "{claims}");
    let own = Authentication::SelfSignedTls(certificate(&own));
    let own = builder(&scene, "own", own).discover().await.unwrap();
    assert_eq!(token(&scene, &own).await["client_id"], "own");
    let other = Authentication::Tls(certificate(&KeyedCertificate::self_signed("certified")));
    let other = builder(&scene, "certified", other).discover().await.unwrap();
    assert!(matches!(other.ask(&request()).await.unwrap_err(), AgentError::InvalidClient { .. }));

    // A client with a secret has its tokens bound to a certificate it shows beside it.
    let shown = builder(&scene, "bound-agent", secret_post("bound-agent")).certificate(certificate(&by_authority));
    let claims = token(&scene, &shown.discover().await.unwrap()).await;
    assert!(claims["cnf"]["x5t#S256"].is_string(), "{claims}");
}

#[tokio::test]
async fn a_method_the_server_does_not_have_is_said_before_anything_is_sent() {
    let scene = Scene::plain().await;
    let own = Authentication::SelfSignedTls(certificate(&KeyedCertificate::self_signed("own")));
    let error = builder(&scene, "own", own).discover().await.unwrap_err();
    assert!(matches!(error, AgentError::Configuration(_)));
    assert!(error.to_string().contains("does not support self_signed_tls_client_auth"), "{error}");
}

/// CIBA Core 7.1.1: numbers in the details reach the person as they were written.
#[tokio::test]
async fn a_signed_request_is_understood() {
    let key = SigningKey::generate().unwrap();
    let lines = format!("backchannel_authentication_request_signing_alg = \"ES256\"\njwks = {}", jwks(&[&key]));
    let scene = Scene::with(client("signing-agent", &lines)).await;
    let agent = builder(&scene, "signing-agent", secret_post("signing-agent"));
    let agent = agent.sign_requests(key).discover().await.unwrap();
    let details = r#"[{"type":"note","amount":12345678901234567.10}]"#;
    let asked = request().authorization_details(details).unwrap().expiry(super::SOON).user_code("4711");
    let pending = agent.ask(&asked).await.unwrap();
    assert_eq!(pending.expires_in, super::SOON.as_secs());
    scene.approve().await;
    let tokens = agent.wait(&pending).await.unwrap();
    assert_eq!(serde_json::to_string(&tokens.authorization_details).unwrap(), details);

    let unsigned = super::agent(&scene, "signing-agent").await;
    assert!(matches!(unsigned.ask(&request()).await.unwrap_err(), AgentError::Refused { .. }));
}

/// RFC 9449, with the nonce that the server asks for.
#[tokio::test]
async fn a_dpop_key_binds_the_token_and_proves_it_to_an_api() {
    let scene = Scene::with(client("bound-agent", "dpop_bound_access_tokens = true")).await;
    let agent = builder(&scene, "bound-agent", secret_post("bound-agent"));
    let key = SigningKey::generate().unwrap();
    let agent = agent.dpop(key.clone()).discover().await.unwrap();
    let pending = agent.ask(&request().scope("openid")).await.unwrap();
    scene.approve().await;
    let tokens = agent.wait(&pending).await.unwrap();
    assert_eq!(tokens.token_type, "DPoP");
    assert_eq!(claims(&json!(tokens.access_token))["cnf"]["jkt"], key.public().thumbprint().unwrap());

    let url = scene.url("userinfo");
    let call = |nonce: Option<String>| {
        let proof = agent.dpop_proof("GET", &url, &tokens.access_token, nonce).unwrap().unwrap();
        Reply::of(
            scene.http.get(&url).header("authorization", format!("DPoP {}", tokens.access_token)).header("dpop", proof),
        )
    };
    let reply = call(None).await;
    let nonce = reply.headers.get("dpop-nonce").map(|value| value.to_str().unwrap().to_owned());
    let reply = call(nonce).await;
    assert_eq!(reply.ok()["sub"], e2e::HANNA);
}
