//! The port that asks for client certificates (RFC 8705). Any certificate is let through the
//! handshake, which proves that the client holds its key; whose it is, client authentication
//! decides. It is a port of its own, so that browsers and other clients are never asked.

use std::io;
use std::sync::Arc;

use axum::Extension;
use axum_server::accept::Accept;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{DigitallySignedStruct, DistinguishedName, SignatureScheme};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::server::TlsStream;
use tower::Layer as _;

use crate::http::PeerCertificate;

/// Proves possession of whatever certificate is shown.
#[derive(Debug)]
pub(crate) struct AnyCertificate(WebPkiSupportedAlgorithms);

impl AnyCertificate {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self(rustls::crypto::aws_lc_rs::default_provider().signature_verification_algorithms))
    }
}

impl ClientCertVerifier for AnyCertificate {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: UnixTime,
    ) -> Result<ClientCertVerified, rustls::Error> {
        Ok(ClientCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signature, &self.0)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signature, &self.0)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.supported_schemes()
    }
}

/// Takes connections and hands each request the certificate of its connection.
#[derive(Debug, Clone)]
pub(crate) struct CertificateAcceptor(RustlsAcceptor);

impl CertificateAcceptor {
    pub(crate) fn new(config: RustlsConfig) -> Self {
        Self(RustlsAcceptor::new(config))
    }
}

impl<I, S> Accept<I, S> for CertificateAcceptor
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    S: Clone + Send + 'static,
{
    type Stream = TlsStream<I>;
    type Service = <Extension<Option<PeerCertificate>> as tower::Layer<S>>::Service;
    type Future = std::pin::Pin<Box<dyn Future<Output = io::Result<(Self::Stream, Self::Service)>> + Send>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let handshake = self.0.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = handshake.await?;
            let chain = stream.get_ref().1.peer_certificates().unwrap_or_default();
            let certificate = PeerCertificate::new(chain);
            Ok((stream, Extension(certificate).layer(service)))
        })
    }
}
