//! TLS as a client: the operating system's authorities, and one more file if asked for.

use std::path::Path;
use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;

/// Why the extra authority cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("cannot use the authority file {path}: {reason}")]
pub struct AuthorityError {
    path: String,
    reason: String,
}

/// The set-up for HTTP and for the channel. `extra` is a PEM file of authorities trusted beside
/// the system's.
pub(crate) fn client_config(extra: Option<&Path>) -> Result<Arc<ClientConfig>, AuthorityError> {
    // Fails only if a provider is installed already, which then is the same one.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    for error in &system.errors {
        tracing::debug!(%error, "A system authority was not read: {error}");
    }
    roots.add_parsable_certificates(system.certs);
    if let Some(path) = extra {
        let failed = |reason: String| AuthorityError { path: path.display().to_string(), reason };
        let certificates = CertificateDer::pem_file_iter(path).map_err(|error| failed(error.to_string()))?;
        let mut count = 0;
        for certificate in certificates {
            let certificate = certificate.map_err(|error| failed(error.to_string()))?;
            roots.add(certificate).map_err(|error| failed(error.to_string()))?;
            count += 1;
        }
        if count == 0 {
            return Err(failed("it holds no certificate".to_owned()));
        }
    }
    Ok(Arc::new(ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()))
}
