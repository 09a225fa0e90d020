//! `tls_client_auth` and `self_signed_tls_client_auth` (RFC 8705 2). The handshake proved that the
//! client holds the certificate's key; here it is judged whose certificate it is.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use waxseal_protocol::jose::Jwk;
use x509_parser::extensions::GeneralName;
use x509_parser::objects::{oid_registry, oid2abbrev};
use x509_parser::prelude::{FromDer as _, X509Certificate};
use x509_parser::public_key::PublicKey;
use x509_parser::x509::SubjectPublicKeyInfo;

use super::{client_of, failed, failed_because};
use crate::directory::{AuthMethod, Client, Entry, TlsClientName};
use crate::http::{CallContext, OAuthError, Parameters, PeerCertificate};
use crate::state::AppState;

/// The authorities whose certificates clients may authenticate with.
#[derive(Debug, Clone)]
pub(crate) struct CertificateAuthorities(Arc<dyn ClientCertVerifier>);

impl CertificateAuthorities {
    pub(crate) fn load(path: &Path) -> Result<Self, String> {
        let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_file_iter(path).map_err(|error| failed(&error))? {
            roots.add(certificate.map_err(|error| failed(&error))?).map_err(|error| failed(&error))?;
        }
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build();
        verifier.map(Self).map_err(|error| failed(&error))
    }

    fn vouches_for(&self, certificate: &PeerCertificate, now: UnixTime) -> Result<(), String> {
        let leaf = certificate.leaf().ok_or("there is no certificate")?;
        let verified = self.0.verify_client_cert(leaf, certificate.intermediates(), now);
        verified.map(|_| ()).map_err(|error| error.to_string())
    }
}

pub(super) async fn check(
    state: &AppState,
    context: &CallContext,
    parameters: &Parameters,
) -> Result<Arc<Entry<Client>>, OAuthError> {
    // RFC 8705 2: the client_id parameter says whose certificate it should be.
    let id = parameters.get("client_id").ok_or_else(failed)?;
    let client = client_of(state, id)?;
    let certificate = context.certificate.as_ref().ok_or_else(failed)?;
    match client.auth_method {
        Some(AuthMethod::TlsClientAuth) => {
            let authorities = state.certificate_authorities.as_ref().ok_or_else(failed)?;
            let seconds = u64::try_from(state.clock.now().as_second()).unwrap_or_default();
            let now = UnixTime::since_unix_epoch(std::time::Duration::from_secs(seconds));
            authorities.vouches_for(certificate, now).map_err(|error| failed_because(&error))?;
            let name = client.tls_client_name.as_ref().ok_or_else(failed)?;
            if carries(certificate, name).unwrap_or_default() { Ok(client) } else { Err(failed()) }
        }
        Some(AuthMethod::SelfSignedTlsClientAuth) => {
            let key = public_key(certificate).ok_or_else(failed)?;
            if holds_key(state, &client, &key).await { Ok(client) } else { Err(failed()) }
        }
        _ => Err(failed()),
    }
}

/// Whether the certificate carries exactly the registered name.
fn carries(certificate: &PeerCertificate, name: &TlsClientName) -> Option<bool> {
    let (_, parsed) = X509Certificate::from_der(certificate.leaf()?).ok()?;
    if let TlsClientName::SubjectDn(expected) = name {
        return Some(same_name(&subject(&parsed)?, expected));
    }
    let alternatives = parsed.subject_alternative_name().ok()??;
    Some(alternatives.value.general_names.iter().any(|found| match (found, name) {
        (GeneralName::DNSName(found), TlsClientName::SanDns(expected)) => found.eq_ignore_ascii_case(expected),
        (GeneralName::URI(found), TlsClientName::SanUri(expected))
        | (GeneralName::RFC822Name(found), TlsClientName::SanEmail(expected)) => found == expected,
        (GeneralName::IPAddress(found), TlsClientName::SanIp(expected)) => match expected {
            std::net::IpAddr::V4(expected) => *found == expected.octets(),
            std::net::IpAddr::V6(expected) => *found == expected.octets(),
        },
        _ => false,
    }))
}

/// The parts of the subject's distinguished name, as key and value, in the order of the
/// certificate.
fn subject(certificate: &X509Certificate<'_>) -> Option<Vec<(String, String)>> {
    let attributes = certificate.subject().iter_attributes();
    attributes
        .map(|attribute| {
            let key = oid2abbrev(attribute.attr_type(), oid_registry())
                .map_or_else(|_| attribute.attr_type().to_id_string(), str::to_uppercase);
            Some((key, attribute.as_str().ok()?.to_owned()))
        })
        .collect()
}

/// Compares distinguished names part by part, in either order: RFC 4514 writes the last part
/// first, OpenSSL's old form the first part first.
fn same_name(found: &[(String, String)], expected: &str) -> bool {
    let mut expected = name_parts(expected);
    if found == expected {
        return true;
    }
    expected.reverse();
    found == expected
}

/// Splits a name as RFC 4514 writes it: a backslash takes the meaning from the character after it.
fn name_parts(name: &str) -> Vec<(String, String)> {
    let mut parts = Vec::new();
    let (mut key, mut value, mut in_value) = (String::new(), String::new(), false);
    let mut characters = name.chars().chain([',']);
    while let Some(c) = characters.next() {
        match c {
            '\\' => value.extend(characters.next()),
            '=' if !in_value => in_value = true,
            ',' | '+' => {
                parts.push((key.trim().to_uppercase(), value.trim().to_owned()));
                (key, value, in_value) = (String::new(), String::new(), false);
            }
            c if in_value => value.push(c),
            c => key.push(c),
        }
    }
    parts
}

/// The certificate's key as a JWK.
fn public_key(certificate: &PeerCertificate) -> Option<Jwk> {
    let (_, parsed) = X509Certificate::from_der(certificate.leaf()?).ok()?;
    jwk(parsed.public_key())
}

/// A public key in PEM, or the key of a certificate in PEM, as a JWK.
pub(crate) fn jwk_of_pem(pem: &str) -> Option<Jwk> {
    let (_, pem) = x509_parser::pem::parse_x509_pem(pem.as_bytes()).ok()?;
    if pem.label == "CERTIFICATE" {
        let (_, parsed) = X509Certificate::from_der(&pem.contents).ok()?;
        return jwk(parsed.public_key());
    }
    let (_, key) = SubjectPublicKeyInfo::from_der(&pem.contents).ok()?;
    jwk(&key)
}

fn jwk(key: &SubjectPublicKeyInfo<'_>) -> Option<Jwk> {
    let json = match key.parsed().ok()? {
        PublicKey::EC(point) => {
            let data = point.data();
            let (x, y) = (data.get(1..33)?, data.get(33..65)?);
            serde_json::json!({"kty": "EC", "crv": "P-256", "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y)})
        }
        PublicKey::RSA(rsa) => serde_json::json!({
            "kty": "RSA",
            "n": URL_SAFE_NO_PAD.encode(rsa.modulus),
            "e": URL_SAFE_NO_PAD.encode(rsa.exponent),
        }),
        PublicKey::Unknown(bytes) if key.algorithm.algorithm.to_id_string() == "1.3.101.112" => {
            serde_json::json!({"kty": "OKP", "crv": "Ed25519", "x": URL_SAFE_NO_PAD.encode(bytes)})
        }
        _ => return None,
    };
    serde_json::from_value(json).ok()
}

async fn holds_key(state: &AppState, client: &Client, key: &Jwk) -> bool {
    let Ok(thumbprint) = key.thumbprint() else { return false };
    state.key_sets.contains(state, client.jwks.as_ref(), client.jwks_uri.as_ref(), &thumbprint).await
}

#[cfg(test)]
mod tests {
    use rcgen::string::Ia5String;
    use rcgen::{CertificateParams, DnType, KeyPair, SanType};

    use super::*;

    /// A certificate of `agent.example` with these alternative names.
    fn certificate(names: &[SanType]) -> PeerCertificate {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "agent.example");
        params.subject_alt_names = names.to_vec();
        let certificate = params.self_signed(&KeyPair::generate().unwrap()).unwrap();
        PeerCertificate::new(&[certificate.der().clone()]).unwrap()
    }

    fn carries(certificate: &PeerCertificate, name: &TlsClientName) -> bool {
        super::carries(certificate, name).unwrap_or_default()
    }

    fn text(text: &str) -> Ia5String {
        text.try_into().unwrap()
    }

    /// RFC 8705 2.1.2.
    #[test]
    fn a_certificate_carries_each_of_its_names_and_no_other() {
        let certificate = certificate(&[
            SanType::DnsName(text("agent.example")),
            SanType::DnsName(text("*.agents.example")),
            SanType::URI(text("spiffe://example/agent")),
            SanType::IpAddress("192.0.2.7".parse().unwrap()),
            SanType::IpAddress("2001:db8::7".parse().unwrap()),
            SanType::Rfc822Name(text("agent@example.com")),
        ]);
        for name in [
            TlsClientName::SanDns("agent.example".to_owned()),
            TlsClientName::SanDns("Agent.Example".to_owned()),
            TlsClientName::SanUri("spiffe://example/agent".to_owned()),
            TlsClientName::SanIp("192.0.2.7".parse().unwrap()),
            TlsClientName::SanIp("2001:db8::7".parse().unwrap()),
            TlsClientName::SanEmail("agent@example.com".to_owned()),
        ] {
            assert!(carries(&certificate, &name), "{name:?}");
        }
        for name in [
            TlsClientName::SanDns("agent.example.com".to_owned()),
            TlsClientName::SanDns("another.agent.example".to_owned()),
            TlsClientName::SanDns("one.agents.example".to_owned()),
            TlsClientName::SanDns("example".to_owned()),
            TlsClientName::SanDns(String::new()),
            TlsClientName::SanUri("spiffe://example/agent/".to_owned()),
            TlsClientName::SanUri("spiffe://example/another".to_owned()),
            TlsClientName::SanIp("192.0.2.8".parse().unwrap()),
            TlsClientName::SanIp("::ffff:192.0.2.7".parse().unwrap()),
            TlsClientName::SanIp("2001:db8::8".parse().unwrap()),
            TlsClientName::SanEmail("another@example.com".to_owned()),
            TlsClientName::SanEmail("agent@example.com.example".to_owned()),
        ] {
            assert!(!carries(&certificate, &name), "{name:?}");
        }
    }

    /// An authority that vouches for an address did not vouch for a host of that name.
    #[test]
    fn a_name_of_one_kind_is_none_of_another() {
        let found = [
            SanType::DnsName(text("agent.example")),
            SanType::URI(text("agent.example")),
            SanType::Rfc822Name(text("agent.example")),
        ];
        let expected = [
            TlsClientName::SanDns("agent.example".to_owned()),
            TlsClientName::SanUri("agent.example".to_owned()),
            TlsClientName::SanEmail("agent.example".to_owned()),
        ];
        for (place, found) in found.iter().enumerate() {
            let certificate = certificate(std::slice::from_ref(found));
            for (other, expected) in expected.iter().enumerate() {
                assert_eq!(carries(&certificate, expected), place == other, "{found:?} {expected:?}");
            }
        }
        // Nor does the subject stand for an alternative name.
        let without = certificate(&[]);
        assert!(carries(&without, &TlsClientName::SubjectDn("CN=agent.example".to_owned())));
        assert!(!carries(&without, &TlsClientName::SanDns("agent.example".to_owned())));
        let address = certificate(&[SanType::DnsName(text("192.0.2.7"))]);
        assert!(!carries(&address, &TlsClientName::SanIp("192.0.2.7".parse().unwrap())));
    }

    #[test]
    fn names_compare_in_either_order_and_with_escapes() {
        let found: Vec<_> = [("C", "DE"), ("O", "Example, Inc."), ("CN", "agent")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
        assert!(same_name(&found, "CN=agent,O=Example\\, Inc.,C=DE"));
        assert!(same_name(&found, "c=DE, o=Example\\, Inc., cn=agent"));
        assert!(!same_name(&found, "CN=agent,O=Example, Inc.,C=DE"), "an unescaped comma ends a part");
        assert!(!same_name(&found, "CN=agent,C=DE"));
        assert!(!same_name(&found, "CN=Agent,O=Example\\, Inc.,C=DE"));
    }
}
