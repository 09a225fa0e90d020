//! Certificates for clients, and for who hears pings.

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use waxseal_protocol::jose::Jwk;

/// An authority of this test's own.
pub(crate) struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// Its certificate.
    pub(crate) pem: String,
}

/// A certificate and its key.
pub(crate) struct KeyedCertificate {
    /// The certificate, PEM.
    pub(crate) certificate: String,
    /// Its private key, PEM.
    pub(crate) private_key: String,
    /// Its public key.
    pub(crate) public_key: Jwk,
}

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "Authority of the plan");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Self { issuer: Issuer::new(params, key), pem }
    }

    /// A client's certificate. Its subject is [`subject`].
    pub(crate) fn client(&self, name: &str) -> KeyedCertificate {
        let key = KeyPair::generate().unwrap();
        let certificate = client_params(name).signed_by(&key, &self.issuer).unwrap().pem();
        KeyedCertificate::new(certificate, &key)
    }

    /// A certificate for `localhost`.
    pub(crate) fn server(&self) -> KeyedCertificate {
        let key = KeyPair::generate().unwrap();
        KeyedCertificate::new(self.certify_localhost(&key), &key)
    }

    /// The certificate, PEM, that makes a key one of `localhost`.
    pub(crate) fn certify_localhost(&self, key: &KeyPair) -> String {
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        params.signed_by(key, &self.issuer).unwrap().pem()
    }
}

impl KeyedCertificate {
    /// A client's certificate that nobody vouches for.
    pub(crate) fn self_signed(name: &str) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = client_params(name).self_signed(&key).unwrap().pem();
        Self::new(certificate, &key)
    }

    /// What its holder could certify, if holding a certificate made one an authority. Its name is
    /// the one it was made for.
    pub(crate) fn as_authority(&self, name: &str) -> Authority {
        let key = KeyPair::from_pem(&self.private_key).unwrap();
        Authority { issuer: Issuer::new(client_params(name), key), pem: self.certificate.clone() }
    }

    fn new(certificate: String, key: &KeyPair) -> Self {
        // SEC1 uncompressed point: 0x04, x, y.
        let point = key.public_key_raw();
        let public_key = Jwk::p256(&point[1..33], &point[33..65]);
        Self { certificate, private_key: key.serialize_pem(), public_key }
    }
}

/// The subject of a client's certificate, as it is registered.
pub(crate) fn subject(name: &str) -> String {
    format!("CN={name}, O=Agents")
}

fn client_params(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.distinguished_name.push(DnType::OrganizationName, "Agents");
    params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
    params
}
