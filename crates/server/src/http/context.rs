//! What a call brings beside its body.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use rustls::pki_types::CertificateDer;
use waxseal_protocol::ids::sha256_base64url;

/// The certificate a client proved to hold, on the port that asks for one. It never comes from a
/// header, so nobody can inject one.
#[derive(Debug, Clone)]
pub(crate) struct PeerCertificate {
    chain: Arc<[CertificateDer<'static>]>,
    thumbprint: Arc<str>,
}

impl PeerCertificate {
    pub(crate) fn new(chain: &[CertificateDer<'static>]) -> Option<Self> {
        let leaf = chain.first()?;
        Some(Self { thumbprint: sha256_base64url(leaf).into(), chain: chain.into() })
    }

    /// The client's certificate.
    pub(crate) fn leaf(&self) -> Option<&CertificateDer<'static>> {
        self.chain.first()
    }

    /// What was sent along with it.
    pub(crate) fn intermediates(&self) -> &[CertificateDer<'static>] {
        self.chain.get(1..).unwrap_or_default()
    }

    /// `x5t#S256` (RFC 8705 3.1).
    pub(crate) fn thumbprint(&self) -> &str {
        &self.thumbprint
    }
}

/// Headers, path and certificate of a call.
#[derive(Debug)]
pub(crate) struct CallContext {
    pub(crate) headers: HeaderMap,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) certificate: Option<PeerCertificate>,
}

impl<S: Sync> FromRequestParts<S> for CallContext {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self {
            headers: parts.headers.clone(),
            method: parts.method.to_string(),
            // Nested routers see a shortened path; proofs are made for the whole one.
            path: parts.extensions.get::<OriginalUri>().map_or_else(|| parts.uri.path(), |uri| uri.0.path()).to_owned(),
            certificate: parts.extensions.get::<Option<PeerCertificate>>().cloned().flatten(),
        })
    }
}

impl CallContext {
    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}
