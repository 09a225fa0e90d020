//! TLS: certificates from files, or an authority of our own for one machine.

use std::io;
use std::path::{Path, PathBuf};

use axum_server::tls_rustls::RustlsConfig;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};

use crate::config::{Config, Tls};

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
    Unusable(io::Error),
}

/// The certificate of the embedded authority: what clients and devices have to trust.
pub fn authority_path(config: &Config) -> PathBuf {
    config.data_dir.join("tls").join("authority.pem")
}

/// The TLS set-up of a configuration; `None` behind a proxy.
pub(crate) async fn load(config: &Config) -> Result<Option<RustlsConfig>, TlsError> {
    // Fails only if a provider is installed already, which then is the same one.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    match &config.tls {
        Tls::Proxy => Ok(None),
        Tls::Files { certificate, private_key } => {
            RustlsConfig::from_pem_file(certificate, private_key).await.map(Some).map_err(TlsError::Unusable)
        }
        Tls::Embedded => {
            let (certificate, key) = embedded(config)?;
            RustlsConfig::from_pem(certificate.into_bytes(), key.into_bytes())
                .await
                .map(Some)
                .map_err(TlsError::Unusable)
        }
    }
}

/// A fresh server certificate by the authority in the data directory, which is made if missing.
fn embedded(config: &Config) -> Result<(String, String), TlsError> {
    let certificate_path = authority_path(config);
    let key_path = certificate_path.with_file_name("authority.key");
    let folder = config.data_dir.join("tls");
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
    if !names.contains(&host) {
        names.insert(0, host.clone());
    }
    let mut params = CertificateParams::new(names)?;
    params.distinguished_name.push(DnType::CommonName, host);
    params.extended_key_usages.push(ExtendedKeyUsagePurpose::ServerAuth);
    params.use_authority_key_identifier_extension = true;
    let server_key = KeyPair::generate()?;
    let certificate = params.signed_by(&server_key, &authority)?;
    Ok((certificate.pem(), server_key.serialize_pem()))
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
