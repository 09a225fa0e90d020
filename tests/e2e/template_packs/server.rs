//! What a server makes of its packs, and of built-in types.

use std::process::Command;

use e2e::{HANNA, ServeProcess, waxseal};
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use reqwest::{Certificate, Client, StatusCode};
use serde_json::{Value, json};
use waxseal_protocol::jose::SigningKey;

use super::publisher::{FIRST, configured, pack};
use crate::scene::{Reply, Scene, inline, jwks, with};

#[test]
fn a_server_does_not_start_with_a_broken_pack() {
    let (folder, key) = (tempfile::tempdir().unwrap(), SigningKey::generate().unwrap());
    let pack = pack("https://localhost:8443/", 1, &[FIRST]).sign(&SigningKey::generate().unwrap()).unwrap();
    let path = folder.path().join("waxseal.toml");
    std::fs::write(&path, configured(&e2e::configuration(8443), &folder, &key, &[pack])).unwrap();
    for command in ["serve", "check-config"] {
        let output = Command::new(waxseal()).arg(command).arg("--config").arg(&path).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        let errors = String::from_utf8(output.stderr).unwrap();
        assert!(errors.contains("waxseal.toml:1: template_packs: "), "{errors}");
        assert!(errors.contains("0.jws: is not signed by a key of template_publisher.jwks"), "{errors}");
    }
}

#[tokio::test]
async fn a_server_does_not_start_if_its_token_key_signs_templates() {
    let mut server = ServeProcess::start().await;
    let pem = std::fs::read(server.authority()).unwrap();
    let http = Client::builder().tls_certs_merge(Certificate::from_pem_bundle(&pem).unwrap()).build().unwrap();
    let keys = Reply::of(http.get(format!("{}.well-known/jwks.json", server.issuer))).await.ok();
    server.kill();
    let text = std::fs::read_to_string(server.config()).unwrap();
    std::fs::write(server.config(), format!("{text}\n[template_publisher]\njwks = {}\n", inline(&keys))).unwrap();
    let output = Command::new(waxseal()).args(["serve", "--config"]).arg(server.config()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(errors.contains("also signs tokens\nhint: "), "{errors}");
}

#[tokio::test]
async fn unchanged_packs_are_not_sent_again() {
    let key = SigningKey::generate().unwrap();
    let scene = Scene::with(format!("[template_publisher]\njwks = {}\n", jwks(&[&key]))).await;
    let ask = async |mount: &str, etag: Option<&str>| {
        let url = scene.url(&format!("{mount}/templates"));
        let claims =
            json!({"iss": scene.device.id, "sub": HANNA, "aud": url, "iat": scene.now(), "exp": scene.now() + 60});
        let call = scene.http.get(&url).bearer_auth(scene.device.signed("JWT", &claims));
        Reply::of(etag.iter().fold(call, |call, etag| call.header(IF_NONE_MATCH, *etag))).await
    };
    for mount in ["appliance-mfa/api", "api"] {
        let reply = ask(mount, None).await;
        assert_eq!(reply.headers[CONTENT_TYPE], "application/json");
        assert_eq!(reply.headers[CACHE_CONTROL], "private, no-cache");
        let etag = reply.headers[ETAG].to_str().unwrap().to_owned();
        assert_eq!(reply.ok(), json!({"packs": []}));
        for known in [etag.clone(), format!("\"another\", W/{etag}"), "*".to_owned()] {
            let reply = ask(mount, Some(&known)).await;
            assert_eq!((reply.status, reply.text.as_str()), (StatusCode::NOT_MODIFIED, ""), "{known}");
            assert_eq!(reply.headers[ETAG], etag);
        }
        assert_eq!(ask(mount, Some("\"another\"")).await.status, StatusCode::OK);
    }
    let without_token = scene.http.get(scene.url("api/templates")).send().await.unwrap();
    assert_eq!(without_token.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn the_keys_are_told_beside_guardians_members_and_only_if_there_are_some() {
    let key = SigningKey::generate().unwrap();
    for (tables, expected) in [
        (
            format!("[template_publisher]\njwks = {}\n", jwks(&[&key])),
            json!({"template_jwks": {"keys": [key.public()]}}),
        ),
        (String::new(), Value::Null),
    ] {
        let scene = Scene::with(tables).await;
        let ticket = scene.server.ticket(HANNA).await.code;
        let device = scene.device.with_new_key(Some("another"));
        let (status, body) = device.enroll_with(&ticket, "GCM").await;
        assert_eq!((status, &body["waxseal"]), (StatusCode::CREATED, &expected));
    }
}

#[tokio::test]
async fn a_built_in_type_refuses_what_its_schema_does_not_know() {
    let scene = Scene::with(
        "[[apis]]\nidentifier = \"urn:bank\"\nauthorization_details = [{ type = \"payment\" }]\n\
         [[apis]]\nidentifier = \"urn:open\"\nauthorization_details = [{ type = \"payment\", schema = true }]\n",
    )
    .await;
    let asking = |audience: &str, details: &str| {
        let form = with(&with(&scene.request("bank-agent"), "audience", audience), "scope", "openid");
        with(&form, "authorization_details", details)
    };
    let good = r#"[{"type":"payment","amount":"12.50","currency":"EUR","payee":"Ada"}]"#;
    scene.ask(&asking("urn:bank", good)).await;
    let unknown = good.replace("\"payee\"", "\"tip\":5,\"payee\"");
    let code = "invalid_authorization_details";
    let description = scene.refused(&asking("urn:bank", &unknown), 400, code).await;
    assert!(description.contains("tip"), "{description}");
    scene.ask(&asking("urn:open", &unknown)).await;
    let shapeless = r#"[{"type":"payment","actions":"pay"}]"#;
    scene.refused(&asking("urn:open", shapeless), 400, code).await;
    let described = scene.get("authorization-details-types/payment").await;
    assert_eq!(described["apis"][0]["schema"]["title"], "Payment");
}
