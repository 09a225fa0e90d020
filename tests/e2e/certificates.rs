//! Clients with certificates (RFC 8705), beyond what the conformance plan asks: whose certificate
//! counts, and what tokens are bound to.

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::{Certificate, Client, Identity, StatusCode};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use serde_json::{Value, json};

use crate::fapi_ciba::authority::{Authority, KeyedCertificate, subject};
use crate::receiver::Receiver;
use crate::scene::{Pair, Reply, Scene, Setup, claims, client, inline, with, without};

/// A second port, which asks for certificates.
pub(crate) const TOP: &str = "mtls_listen = \"127.0.0.1:MTLS\"\nallow_private_network = true";
/// What makes a client's tokens bound.
const BOUND: &str = "tls_client_certificate_bound_access_tokens = true";

/// A URL of the port that asks for certificates.
pub(crate) fn url(scene: &Scene, path: &str) -> String {
    format!("{}{path}", scene.server.config.mtls.as_ref().unwrap().url)
}

/// Somebody who shows a certificate.
pub(crate) fn holder(scene: &Scene, certificate: &KeyedCertificate) -> Client {
    let trusted = std::fs::read(scene.server.authority()).unwrap();
    let pem = format!("{}{}", certificate.certificate, certificate.private_key);
    let identity = Identity::from_pem(pem.as_bytes()).unwrap();
    let trusted = Certificate::from_pem_bundle(&trusted).unwrap();
    Client::builder().tls_certs_merge(trusted).identity(identity).build().unwrap()
}

/// A client that authenticates by a certificate of its own.
pub(crate) fn self_signed(id: &str, keys: &str) -> String {
    let method = "token_endpoint_auth_method = \"self_signed_tls_client_auth\"";
    format!("\n[[clients]]\nclient_id = \"{id}\"\n{method}\n{keys}\n")
}

/// The key of a certificate in the registration.
fn jwks(certificate: &KeyedCertificate) -> String {
    format!("jwks = {}", inline(&json!({"keys": [certificate.public_key]})))
}

/// A client that authenticates by a certificate of the authority.
fn certified(id: &str) -> String {
    let subject = subject(id);
    let method = "token_endpoint_auth_method = \"tls_client_auth\"";
    format!("\n[[clients]]\nclient_id = \"{id}\"\n{method}\ntls_client_auth_subject_dn = \"{subject}\"\n")
}

/// A server that trusts an authority.
async fn scene(authority: &Authority, tables: &str) -> Scene {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("authority.pem");
    std::fs::write(&path, &authority.pem).unwrap();
    let tables = format!("[tls]\nclient_ca = '{}'\n{tables}", path.display());
    Scene::new(Setup { top: TOP, tables, ..Setup::default() }).await
}

/// A token request that fails for its grant alone, once the client is known.
pub(crate) fn request(id: &str) -> Vec<Pair> {
    vec![
        ("client_id", id.to_owned()),
        ("grant_type", "urn:openid:params:grant-type:ciba".to_owned()),
        ("auth_req_id", "unknown".to_owned()),
    ]
}

/// Calls the token endpoint at the port for certificates.
pub(crate) async fn call(scene: &Scene, http: &Client, form: &[Pair]) -> Reply {
    Reply::of(http.post(url(scene, "oauth/token")).form(form)).await
}

/// `x5t#S256` (RFC 8705 3.1), computed from the certificate alone.
fn thumbprint(certificate: &KeyedCertificate) -> String {
    let der = CertificateDer::from_pem_slice(certificate.certificate.as_bytes()).unwrap();
    URL_SAFE_NO_PAD.encode(digest(&SHA256, &der))
}

/// Tokens for a client that shows a certificate and no secret.
async fn tokens(scene: &Scene, http: &Client, id: &str) -> Value {
    let form = without(&scene.request(id), "client_secret");
    let asked = Reply::of(http.post(url(scene, "bc-authorize")).form(&form)).await.ok();
    scene.approve().await;
    let form = with(&request(id), "auth_req_id", asked["auth_req_id"].as_str().unwrap());
    call(scene, http, &form).await.ok()
}

/// RFC 8705 2: a certificate says who it is for only with a name beside it.
#[tokio::test]
async fn a_certificate_without_a_client_id_is_nobodys() {
    let authority = Authority::new();
    let (by_authority, own) = (authority.client("certified"), KeyedCertificate::self_signed("own"));
    let scene = scene(&authority, &(certified("certified") + &self_signed("own", &jwks(&own)))).await;
    for (id, certificate) in [("certified", &by_authority), ("own", &own)] {
        let http = holder(&scene, certificate);
        call(&scene, &http, &request(id)).await.refusal(400, "invalid_grant");
        for form in [without(&request(id), "client_id"), with(&request(id), "client_id", "")] {
            call(&scene, &http, &form).await.refusal(401, "invalid_client");
        }
        let form = without(&without(&scene.request(id), "client_secret"), "client_id");
        Reply::of(http.post(url(&scene, "bc-authorize")).form(&form)).await.refusal(401, "invalid_client");
    }
}

/// RFC 8705 7.4: whoever makes a certificate can write any name into it.
#[tokio::test]
async fn only_the_configured_authority_vouches_for_a_name() {
    let authority = Authority::new();
    let scene = scene(&authority, &certified("certified")).await;
    let accepted = authority.client("certified");
    call(&scene, &holder(&scene, &accepted), &request("certified")).await.refusal(400, "invalid_grant");

    let insider = authority.client("insider");
    let mut forged = insider.as_authority("insider").client("certified");
    forged.certificate += &insider.certificate;
    let stranger = Authority::new();
    let mut with_its_authority = stranger.client("certified");
    with_its_authority.certificate += &stranger.pem;
    for (certificate, why) in [
        (stranger.client("certified"), "of an authority by the same name"),
        (with_its_authority, "with that authority's own certificate"),
        (KeyedCertificate::self_signed("certified"), "of nobody"),
        (forged, "of somebody who has a certificate, but is no authority"),
    ] {
        let reply = call(&scene, &holder(&scene, &certificate), &request("certified")).await;
        assert_eq!((reply.status.as_u16(), &reply.body["error"]), (401, &json!("invalid_client")), "{why}");
    }

    // Without an authority, nobody is vouched for.
    let scene = Scene::new(Setup { top: TOP, tables: certified("certified"), ..Setup::default() }).await;
    call(&scene, &holder(&scene, &accepted), &request("certified")).await.refusal(401, "invalid_client");
}

/// RFC 8705 6.5: only a handshake proves that somebody holds a certificate's key.
#[tokio::test]
async fn no_header_stands_for_a_certificate() {
    let authority = Authority::new();
    let (by_authority, own) = (authority.client("certified"), KeyedCertificate::self_signed("own"));
    let tables = certified("certified") + &self_signed("own", &format!("{}\n{BOUND}", jwks(&own)));
    let scene = scene(&authority, &tables).await;
    let token = tokens(&scene, &holder(&scene, &own), "own").await["access_token"].as_str().unwrap().to_owned();
    for (id, certificate) in [("certified", &by_authority), ("own", &own)] {
        let der = CertificateDer::from_pem_slice(certificate.certificate.as_bytes()).unwrap();
        let base64 = STANDARD.encode(&der);
        let escaped: String = url::form_urlencoded::byte_serialize(certificate.certificate.as_bytes()).collect();
        let escaped = escaped.replace('+', "%20");
        let envoy = format!("Hash={};Subject=\"{}\";Cert=\"{escaped}\"", thumbprint(certificate), subject(id));
        for value in [format!(":{base64}:"), base64, escaped, envoy] {
            for name in [
                "Client-Cert",
                "X-Client-Cert",
                "X-SSL-Cert",
                "X-SSL-Client-Cert",
                "SSL-Client-Cert",
                "SSL_CLIENT_CERT",
                "X-ARR-ClientCert",
                "X-Amzn-Mtls-Clientcert",
                "X-Forwarded-Client-Cert",
                "X-Forwarded-Tls-Client-Cert",
                "X-Tls-Client-Cert",
            ] {
                let headers = |call: reqwest::RequestBuilder| {
                    let call = call.header("X-SSL-Client-Verify", "SUCCESS").header("X-SSL-Client-S-DN", subject(id));
                    call.header("X-SSL-Client-SHA256", thumbprint(certificate)).header(name, &value)
                };
                for url in [scene.url("oauth/token"), url(&scene, "oauth/token")] {
                    let reply = Reply::of(headers(scene.http.post(&url)).form(&request(id))).await;
                    assert_eq!(
                        (reply.status.as_u16(), &reply.body["error"]),
                        (401, &json!("invalid_client")),
                        "{name}"
                    );
                }
                let reply = Reply::of(headers(scene.http.get(url(&scene, "userinfo"))).bearer_auth(&token)).await;
                assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{name}: {}", reply.text);
            }
        }
        // The handshake does.
        call(&scene, &holder(&scene, certificate), &request(id)).await.refusal(400, "invalid_grant");
    }
    let reply = Reply::of(holder(&scene, &own).get(url(&scene, "userinfo")).bearer_auth(&token)).await;
    assert_eq!(reply.ok()["sub"], e2e::HANNA);
}

/// RFC 8705 3.1 and 3.2.
#[tokio::test]
async fn a_bound_token_names_the_digest_of_its_certificate() {
    let authority = Authority::new();
    let (by_authority, own) = (authority.client("certified"), KeyedCertificate::self_signed("own"));
    let tables = format!("{}{BOUND}\n{}{BOUND}\n", certified("certified"), self_signed("own", &jwks(&own)));
    let scene = scene(&authority, &tables).await;
    for (id, certificate) in [("certified", &by_authority), ("own", &own)] {
        let http = holder(&scene, certificate);
        let tokens = tokens(&scene, &http, id).await;
        assert_eq!(tokens["token_type"], "Bearer");
        let confirmation = json!({"x5t#S256": thumbprint(certificate)});
        assert_eq!(claims(&tokens["access_token"])["cnf"], confirmation);
        let form = with(&request(id), "token", tokens["access_token"].as_str().unwrap());
        let answer = Reply::of(http.post(url(&scene, "oauth/introspect")).form(&form)).await.ok();
        assert_eq!((&answer["active"], &answer["cnf"]), (&json!(true), &confirmation));
    }
}

/// CIBA Core 5: no token request follows, so the certificate comes with the authentication request.
#[tokio::test]
async fn a_pushed_token_is_bound_to_the_certificate_of_the_request() {
    let mut receiver = Receiver::start().await;
    let endpoint = format!("backchannel_client_notification_endpoint = \"{}\"", receiver.url);
    let tables = client("told-agent", &format!("backchannel_token_delivery_mode = \"push\"\n{endpoint}\n{BOUND}"));
    let scene = Scene::new(Setup { top: TOP, tables, ..Setup::default() }).await;
    let form = with(&scene.request("told-agent"), "client_notification_token", "8d67dc78-7faa-4d41-aabd-67707b374255");
    scene.refused(&form, 400, "invalid_request").await;
    assert_eq!(scene.device.pending().await, Vec::<Value>::new(), "nobody was asked");

    let certificate = KeyedCertificate::self_signed("told-agent");
    let http = holder(&scene, &certificate);
    Reply::of(http.post(url(&scene, "bc-authorize")).form(&form)).await.ok();
    scene.approve().await;
    let body = receiver.next().await.body;
    assert_eq!(claims(&body["access_token"])["cnf"], json!({"x5t#S256": thumbprint(&certificate)}));
    let token = body["access_token"].as_str().unwrap();
    let userinfo = async |http: &Client| Reply::of(http.get(url(&scene, "userinfo")).bearer_auth(token)).await;
    assert_eq!(userinfo(&http).await.ok()["sub"], e2e::HANNA);
    let stranger = holder(&scene, &KeyedCertificate::self_signed("told-agent"));
    for http in [&scene.http, &stranger] {
        assert_eq!(userinfo(http).await.status, StatusCode::UNAUTHORIZED);
    }
}
