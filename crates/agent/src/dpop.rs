//! Proofs that the client holds the key its tokens are bound to (RFC 9449 4).

use std::sync::PoisonError;

use reqwest::RequestBuilder;
use serde::Serialize;
use waxseal_protocol::ids::{random_token, sha256_base64url};
use waxseal_protocol::jose::NumericDate;

use crate::client::Client;
use crate::error::AgentError;

#[derive(Serialize)]
struct Proof<'a> {
    htm: &'a str,
    htu: &'a str,
    jti: String,
    iat: NumericDate,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ath: Option<String>,
}

impl Client {
    /// The `DPoP` header for a call of an API with a token of this client: `method` and `url` are the
    /// call's, the URL without query. `nonce` is the API's own, from its `DPoP-Nonce` header, if it
    /// sent one. `None` when the client has no DPoP key.
    ///
    /// # Errors
    /// [`AgentError::Key`]: the key cannot sign.
    pub fn dpop_proof(
        &self,
        method: &str,
        url: &str,
        access_token: &str,
        nonce: Option<String>,
    ) -> Result<Option<String>, AgentError> {
        self.proof(method, url, nonce, Some(sha256_base64url(access_token.as_bytes())))
    }

    /// Adds the proof that the token endpoint asks for.
    pub(crate) fn with_proof(
        &self,
        call: RequestBuilder,
        method: &str,
        url: &str,
    ) -> Result<RequestBuilder, AgentError> {
        let nonce = self.0.dpop_nonce.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(match self.proof(method, url, nonce, None)? {
            Some(proof) => call.header("dpop", proof),
            None => call,
        })
    }

    pub(crate) fn keep_nonce(&self, nonce: String) {
        *self.0.dpop_nonce.lock().unwrap_or_else(PoisonError::into_inner) = Some(nonce);
    }

    fn proof(
        &self,
        htm: &str,
        htu: &str,
        nonce: Option<String>,
        ath: Option<String>,
    ) -> Result<Option<String>, AgentError> {
        let Some(key) = &self.0.dpop_key else { return Ok(None) };
        let iat = NumericDate::new(self.now());
        Ok(Some(key.sign_proof(&Proof { htm, htu, jti: random_token::<16>(), iat, nonce, ath })?))
    }
}
