//! TLS: certificates from files, or an authority of our own for one machine.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum_server::tls_rustls::RustlsConfig;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{ServerConfig, SupportedCipherSuite};

use crate::config::{Config, Tls};
use crate::mtls::AnyCertificate;

/// Why TLS cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file cannot be read or written.
    #[error("cannot use {path}: {source}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// A certificate could not be made.
    #[error("the embedded authority failed: {0}")]
    Authority(#[from] rcgen::Error),
    /// The certificate and the key do not fit.
    #[error("the certificate or its key cannot be used: {0}")]
    Unusable(String),
}

/// The certificate of the embedded authority: what clients and devices have to trust.
pub fn authority_path(config: &Config) -> PathBuf {
    config.data_dir.join("ca.pem")
}

/// The TLS set-ups of a configuration.
pub(crate) struct TlsPorts {
    /// Of the main port; `None` without TLS.
    pub(crate) main: Option<RustlsConfig>,
    /// Of the port for client certificates, if there is one.
    pub(crate) mtls: Option<RustlsConfig>,
}

/// Reads or makes the certificate and sets both ports up.
pub(crate) fn load(config: &Config) -> Result<TlsPorts, TlsError> {
    // Fails only if a provider is installed already, which then is the same one.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let (chain, key) = match &config.tls {
        Tls::Off => return Ok(TlsPorts { main: None, mtls: None }),
        Tls::Files { cert, key } => {
            let read = |path: &Path| std::fs::read(path).map_err(|source| TlsError::File { path: path.into(), source });
            (read(cert)?, read(key)?)
        }
        Tls::SelfSigned => embedded(config)?,
    };
    let unusable = |error: &dyn std::fmt::Display| TlsError::Unusable(error.to_string());
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&chain).collect();
    let chain = chain.map_err(|error| unusable(&error))?;
    let key = PrivateKeyDer::from_pem_slice(&key).map_err(|error| unusable(&error))?;
    let server_config = |verifier: Arc<dyn ClientCertVerifier>| -> Result<RustlsConfig, TlsError> {
        let builder = ServerConfig::builder_with_provider(Arc::new(provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| unusable(&error))?
            .with_client_cert_verifier(verifier)
            .with_single_cert(chain.clone(), key.clone_key());
        let mut server_config = builder.map_err(|error| unusable(&error))?;
        server_config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(RustlsConfig::from_config(Arc::new(server_config)))
    };
    Ok(TlsPorts {
        main: Some(server_config(WebPkiClientVerifier::no_client_auth())?),
        mtls: config.mtls.is_some().then(|| server_config(AnyCertificate::new())).transpose()?,
    })
}

/// FAPI-CIBA 7.9: with TLS 1.2, only the suites with RSA and AES-GCM. A certificate with an
/// elliptic key, as the embedded authority makes them, is served with TLS 1.3 alone.
fn provider() -> CryptoProvider {
    let mut provider = rustls::crypto::aws_lc_rs::default_provider();
    provider.cipher_suites.retain(|suite| match suite {
        SupportedCipherSuite::Tls12(suite) => {
            let name = format!("{:?}", suite.common.suite);
            name.contains("ECDHE_RSA") && name.contains("GCM")
        }
        SupportedCipherSuite::Tls13(_) => true,
    });
    provider
}

/// A fresh server certificate by the authority in the data directory, which is made if missing.
fn embedded(config: &Config) -> Result<(Vec<u8>, Vec<u8>), TlsError> {
    let certificate_path = authority_path(config);
    let key_path = certificate_path.with_file_name("ca.key");
    let folder = config.data_dir.clone();
    std::fs::create_dir_all(&folder).map_err(|source| TlsError::File { path: folder, source })?;
    let key = if let Some(pem) = read(&key_path)? {
        KeyPair::from_pem(&pem)?
    } else {
        let key = KeyPair::generate()?;
        write(&certificate_path, authority_params().self_signed(&key)?.pem().as_bytes(), 0o644)?;
        write(&key_path, key.serialize_pem().as_bytes(), 0o600)?;
        key
    };
    let authority = Issuer::new(authority_params(), key);
    let host = config.issuer.host_str().unwrap_or("localhost").trim_matches(['[', ']']).to_owned();
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    let mtls_host = config.mtls.as_ref().and_then(|mtls| mtls.url.host_str()).map(str::to_owned);
    for name in std::iter::once(host.clone()).chain(mtls_host) {
        if !names.contains(&name) {
            names.insert(0, name);
        }
    }
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, host);
    params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    params.use_authority_key_identifier_extension = true;
    let server_key = KeyPair::generate()?;
    let certificate = params.signed_by(&server_key, &authority)?;
    Ok((certificate.pem().into_bytes(), server_key.serialize_pem().into_bytes()))
}

fn authority_params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, "Waxseal embedded authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign, KeyUsagePurpose::DigitalSignature];
    params
}

fn read(path: &Path) -> Result<Option<String>, TlsError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(TlsError::File { path: path.to_owned(), source }),
    }
}

fn write(path: &Path, bytes: &[u8], mode: u32) -> Result<(), TlsError> {
    let failed = |source| TlsError::File { path: path.to_owned(), source };
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    let mut file = options.open(path).map_err(failed)?;
    io::Write::write_all(&mut file, bytes).and_then(|()| file.sync_all()).map_err(failed)
}
