//! Nothing without a certificate, and no weak TLS.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use e2e::{Ports, TestServer};
use rcgen::{KeyPair, PKCS_RSA_SHA256};
use reqwest::StatusCode;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use waxseal_protocol::SystemClock;

use super::authority::Authority;
use super::client::{Auth, Client};
use super::expect;
use super::plan::{Plan, Variant, send};

/// The first byte of a TLS record with an alert.
const ALERT: u8 = 21;

/// Polls without a certificate, at both ports.
async fn refused_without_certificate(plan: &Plan, client: &Client, auth_req_id: &str) {
    for url in [plan.mtls_url("oauth/token"), plan.url("oauth/token")] {
        let mut form = plan.authentication(client);
        form.extend(Plan::grant(auth_req_id));
        let answer = send(plan.bare.post(&url).form(&form)).await;
        // The plan warns of any other status.
        assert!([StatusCode::BAD_REQUEST, StatusCode::UNAUTHORIZED].contains(&answer.status), "{url}: {answer:?}");
        expect::error_of_any_status(&answer, &["invalid_client", "invalid_request", "invalid_grant"]);
    }
}

/// Module 45. It polls before anybody approved, so a request that waits is no excuse.
#[tokio::test]
async fn a_poll_without_certificate_is_refused_while_the_request_waits() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        refused_without_certificate(&plan, &plan.first, &asked.auth_req_id).await;
    }
}

/// Module 45: nor is there a token without a certificate once the person approved. The attempt uses
/// nothing up.
#[tokio::test]
async fn a_poll_without_certificate_gets_no_token() {
    for variant in Variant::ALL {
        let plan = Plan::start(variant).await;
        let asked = plan.ask(&plan.first).await;
        plan.approve().await;
        plan.hear_of(&plan.first, &asked).await;
        refused_without_certificate(&plan, &plan.first, &asked.auth_req_id).await;
        let answer = plan.poll(&plan.first, &asked.auth_req_id).await;
        expect::tokens(&plan, &plan.first, &asked, &answer).await;
    }
}

/// A client that speaks TLS 1.2 only, with the suites whose names a test chose.
fn tls12(authority: &Path, keep: impl Fn(&str) -> bool) -> reqwest::Client {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(authority).unwrap() {
        roots.add(certificate.unwrap()).unwrap();
    }
    let mut provider = rustls::crypto::aws_lc_rs::default_provider();
    provider.cipher_suites.retain(|suite| keep(&format!("{:?}", suite.suite())));
    let config = ClientConfig::builder_with_provider(Arc::new(provider))
        .with_protocol_versions(&[&rustls::version::TLS12])
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let timeout = Duration::from_secs(20);
    reqwest::Client::builder().tls_backend_preconfigured(config).timeout(timeout).build().unwrap()
}

/// The suites of FAPI-CIBA 7.9 that are not over plain Diffie-Hellman.
fn is_of_fapi(suite: &str) -> bool {
    suite.starts_with("TLS_ECDHE_RSA_WITH_AES_") && suite.contains("_GCM_")
}

/// Whether the server shakes hands.
async fn answers(http: &reqwest::Client, url: &str) -> bool {
    match http.get(url).send().await {
        Ok(response) => response.status().is_success(),
        Err(error) => {
            assert!(error.is_connect(), "{error:?}");
            false
        }
    }
}

/// Modules 3 and 45: with a certificate over an RSA key, which is what the suites of FAPI-CIBA 7.9 need.
#[tokio::test]
async fn tls_1_2_is_spoken_with_the_suites_of_fapi_alone() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new();
    let key = KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("authority.pem"), &authority.pem).unwrap();
    std::fs::write(path("cert.pem"), authority.certify_localhost(&key)).unwrap();
    std::fs::write(path("key.pem"), key.serialize_pem()).unwrap();
    let server = TestServer::start_configured(Arc::new(SystemClock::new()), |Ports { main, mtls }| {
        format!(
            "issuer = \"https://localhost:{main}/\"\nlisten = \"127.0.0.1:{main}\"\n\
             mtls_listen = \"127.0.0.1:{mtls}\"\ndata_dir = \"data\"\n\n\
             [tls]\nmode = \"files\"\ncert = '{}'\nkey = '{}'\n",
            path("cert.pem").display(),
            path("key.pem").display(),
        )
    })
    .await;
    let good = tls12(&path("authority.pem"), is_of_fapi);
    let others = tls12(&path("authority.pem"), |suite| !is_of_fapi(suite));
    for url in [server.config.issuer.as_str(), server.config.mtls.as_ref().unwrap().url.as_str()] {
        let url = format!("{url}healthz");
        assert!(answers(&good, &url).await, "{url}");
        assert!(!answers(&others, &url).await, "{url}");
    }
}

/// Module 45: whatever the certificate, no suite but those of FAPI-CIBA 7.9 below TLS 1.3. Over an
/// elliptic key there is none, so such a server speaks TLS 1.3 alone.
#[tokio::test]
async fn no_other_suite_is_spoken_over_an_elliptic_key() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let others = tls12(&plan.server.authority(), |suite| !is_of_fapi(suite));
    for url in [plan.url("healthz"), plan.mtls_url("healthz")] {
        assert!(!answers(&others, &url).await, "{url}");
        assert!(answers(&plan.bare, &url).await, "{url}");
    }
}

/// A `ClientHello` of an old version, with suites that every version knows.
fn client_hello(minor: u8) -> Vec<u8> {
    let mut hello = vec![3, minor];
    hello.extend([7; 32]);
    // No session; ECDHE and RSA with AES-128-CBC; no compression.
    hello.extend([0, 0, 4, 0xc0, 0x13, 0x00, 0x2f, 1, 0]);
    let length = u8::try_from(hello.len()).unwrap();
    let mut record = vec![22, 3, 1, 0, length + 4, 1, 0, 0, length];
    record.extend(hello);
    record
}

/// Modules 3 and 45.
#[tokio::test]
async fn tls_1_0_and_1_1_are_not_spoken() {
    let plan = Plan::start(Variant::poll(Auth::Mtls)).await;
    let config = &plan.server.config;
    for address in [config.listen, config.mtls.as_ref().unwrap().listen] {
        for minor in [1, 2] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(&client_hello(minor)).await.unwrap();
            let mut first = [0];
            // An alert, or no word at all.
            let read = tokio::time::timeout(Duration::from_secs(20), stream.read(&mut first)).await.unwrap();
            assert!(read.is_err() || first[0] == ALERT || first[0] == 0, "TLS 1.{}: {first:?}", minor - 1);
        }
    }
}
