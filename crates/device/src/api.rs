//! The server, as a device calls it: Guardian's API, and the issuer's keys.

use std::sync::Arc;
use std::time::Duration;

use reqwest::{Client, StatusCode, header};
use rustls::ClientConfig;
use serde::de::DeserializeOwned;
use url::Url;
use waxseal_details::trust::{MAX_PACK_BYTES, MAX_PACKS};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{
    DecisionBody, DecisionRefusal, DeviceAccount, DeviceAccounts, DeviceTokenClaims, EnrollRequest, EnrollResponse,
    GuardianErrorBody, KeyProofClaims, KeyRotation, KeySuccession, MAX_STATEMENTS, Notification, ProofClaims,
    TemplatePacks, UserCodeChange, UserCodeClaims, UserCodeState,
};
use waxseal_protocol::ids::{ConsentId, DeviceId, random_token, sha256_base64url};
use waxseal_protocol::jose::{JwkSet, KeyError, NumericDate, SigningKey};

use crate::accounts::Account;

/// One call, from connecting to the last byte.
const TIMEOUT: Duration = Duration::from_secs(15);
/// Connecting alone.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a token that the device signs for itself lives.
const TOKEN_LIFE: Duration = Duration::from_mins(1);

/// Where the person's user code is read about and changed.
const USER_CODE: &str = "user-code";

/// The largest list of template packs.
const MAX_TEMPLATES: usize = MAX_PACKS * MAX_PACK_BYTES + 64 * 1024;

/// The largest answer about the issuer's keys.
const MAX_SUCCESSION: usize = MAX_STATEMENTS * 4 * 1024;

/// Why a call failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApiError {
    /// The server cannot be reached, or stopped in the middle.
    #[error("the server cannot be reached: {0}")]
    Unreachable(String),
    /// The certificate is not one this machine trusts.
    #[error(
        "the server's certificate is not trusted: {0}; if the server has an authority of its own, name its ca.pem in WAXSEAL_AUTHORITY"
    )]
    Certificate(String),
    /// The server refused.
    #[error("{}", .0.message)]
    Refused(GuardianErrorBody),
    /// Another answer came first.
    #[error("the request was answered before")]
    AlreadyDecided(Box<DecisionRefusal>),
    /// The server, or a proxy before it, cannot answer at the moment.
    #[error("the server cannot answer at the moment (status {0})")]
    Unavailable(u16),
    /// An answer that is not of the expected shape.
    #[error("the server's answer is not as expected: {0}")]
    Malformed(String),
    /// Signing failed.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl ApiError {
    /// Whether the same call may succeed later: the fault is in between, or passes.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable(_) | Self::Certificate(_) | Self::Unavailable(_) => true,
            Self::Refused(body) => body.status_code >= 500 || body.status_code == 429,
            Self::AlreadyDecided(_) | Self::Malformed(_) | Self::Key(_) => false,
        }
    }
}

impl From<reqwest::Error> for ApiError {
    fn from(error: reqwest::Error) -> Self {
        let mut cause: &dyn std::error::Error = &error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        let text = cause.to_string();
        if text.contains("certificate") { Self::Certificate(text) } else { Self::Unreachable(text) }
    }
}

/// Template packs as a server offers them.
#[derive(Debug)]
pub(crate) struct OfferedTemplates {
    /// The newest last.
    pub(crate) packs: Vec<String>,
    /// The server's name for all of it.
    pub(crate) etag: Option<String>,
}

/// What an answer that the server took did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolved {
    /// It decided the request.
    Decided,
    /// It is one of two approvals.
    Half,
}

/// The HTTP side of the device.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    http: Client,
}

impl Api {
    pub(crate) fn new(tls: &Arc<ClientConfig>) -> Result<Self, ApiError> {
        let http = Client::builder()
            .tls_backend_preconfigured(ClientConfig::clone(tls))
            .timeout(TIMEOUT)
            .connect_timeout(CONNECT_TIMEOUT)
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("Waxseal/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { http })
    }

    /// `POST …/api/enroll`
    pub(crate) async fn enroll(
        &self,
        base_url: &Url,
        ticket: &str,
        request: &EnrollRequest,
    ) -> Result<EnrollResponse, ApiError> {
        let url = format!("{}/api/enroll", base_url.as_str().trim_end_matches('/'));
        let call = self.http.post(url).header(header::AUTHORIZATION, format!("Ticket id=\"{ticket}\"")).json(request);
        json(call.send().await?).await
    }

    /// The issuer's published keys. One of them is pinned, so this is asked once.
    pub(crate) async fn issuer_keys(&self, issuer: &str) -> Result<JwkSet, ApiError> {
        let url = format!("{}/.well-known/jwks.json", issuer.trim_end_matches('/'));
        json(self.http.get(url).send().await?).await
    }

    /// `GET …/api/pending`
    pub(crate) async fn pending(
        &self,
        account: &Account,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<Vec<Notification>, ApiError> {
        let token = device_token(account, key, "pending", now)?;
        json(self.http.get(account.api_url("pending")).bearer_auth(token).send().await?).await
    }

    /// `GET …/api/templates`; nothing if they are still those that the server named `etag`.
    pub(crate) async fn templates(
        &self,
        account: &Account,
        key: &SigningKey,
        etag: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<OfferedTemplates>, ApiError> {
        let token = device_token(account, key, "templates", now)?;
        let mut call = self.http.get(account.api_url("templates")).bearer_auth(token);
        if let Some(etag) = etag {
            call = call.header(header::IF_NONE_MATCH, etag);
        }
        let response = call.send().await?;
        if response.status() == StatusCode::NOT_MODIFIED {
            return Ok(None);
        }
        let response = success(response).await?;
        let etag = response.headers().get(header::ETAG).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
        let bytes = limited(response, MAX_TEMPLATES).await?;
        let TemplatePacks { packs } =
            serde_json::from_slice(&bytes).map_err(|error| ApiError::Malformed(error.to_string()))?;
        if packs.len() > MAX_PACKS {
            return Err(ApiError::Malformed(format!("{} template packs, at most {MAX_PACKS} are read", packs.len())));
        }
        Ok(Some(OfferedTemplates { packs, etag }))
    }

    /// `GET …/api/key-succession/{kid}`: the statements that lead on from a key of the issuer.
    pub(crate) async fn key_succession(
        &self,
        account: &Account,
        key: &SigningKey,
        kid: &str,
        now: Timestamp,
    ) -> Result<Vec<String>, ApiError> {
        let path = format!("key-succession/{kid}");
        let token = device_token(account, key, &path, now)?;
        let response = success(self.http.get(account.api_url(&path)).bearer_auth(token).send().await?).await?;
        let bytes = limited(response, MAX_SUCCESSION).await?;
        let KeySuccession { statements } =
            serde_json::from_slice(&bytes).map_err(|error| ApiError::Malformed(error.to_string()))?;
        if statements.len() > MAX_STATEMENTS {
            let found = statements.len();
            return Err(ApiError::Malformed(format!(
                "{found} statements about keys, at most {MAX_STATEMENTS} are read"
            )));
        }
        Ok(statements)
    }

    /// `GET /rich-consents/{id}` as a JWS.
    pub(crate) async fn consent(
        &self,
        account: &Account,
        key: &SigningKey,
        notification: &Notification,
        now: Timestamp,
    ) -> Result<String, ApiError> {
        let url = account.consent_url(notification.txlnkid.as_str());
        let proof = key.sign_proof(&ProofClaims {
            htu: url.clone(),
            htm: "GET".to_owned(),
            ath: sha256_base64url(notification.txtkn.as_bytes()),
            jti: random_token::<16>(),
            iat: NumericDate::new(now),
        })?;
        let response = self
            .http
            .get(url)
            .header(header::AUTHORIZATION, format!("MFA-DPoP {}", notification.txtkn))
            .header("MFA-DPoP", proof)
            .header(header::ACCEPT, "application/jwt")
            .send()
            .await?;
        let response = success(response).await?;
        let media_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if media_type.is_none_or(|value| !value.starts_with("application/jwt")) {
            return Err(ApiError::Malformed("the consent is not signed".to_owned()));
        }
        Ok(response.text().await?)
    }

    /// `POST …/api/resolve-transaction`
    pub(crate) async fn resolve(
        &self,
        account: &Account,
        transaction_token: &str,
        decision: String,
    ) -> Result<Resolved, ApiError> {
        let call = self
            .http
            .post(account.api_url("resolve-transaction"))
            .bearer_auth(transaction_token)
            .json(&DecisionBody { challenge_response: decision });
        let response = success(call.send().await?).await?;
        Ok(if response.status() == StatusCode::ACCEPTED { Resolved::Half } else { Resolved::Decided })
    }

    /// `POST …/api/disown/{consent id}`
    pub(crate) async fn disown(
        &self,
        account: &Account,
        key: &SigningKey,
        id: &ConsentId,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let path = format!("disown/{id}");
        let token = device_token(account, key, &path, now)?;
        success(self.http.post(account.api_url(&path)).bearer_auth(token).send().await?).await.map(|_| ())
    }

    /// `DELETE …/api/device-accounts/{id}`, of this device or of another one of the person.
    pub(crate) async fn delete_account(
        &self,
        account: &Account,
        key: &SigningKey,
        id: &DeviceId,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let token = device_token(account, key, "device-accounts", now)?;
        let url = account.api_url(&format!("device-accounts/{id}"));
        success(self.http.delete(url).bearer_auth(token).send().await?).await.map(|_| ())
    }

    /// `GET …/api/device-accounts`
    pub(crate) async fn devices(
        &self,
        account: &Account,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<Vec<DeviceAccount>, ApiError> {
        let token = device_token(account, key, "device-accounts", now)?;
        let list: DeviceAccounts =
            json(self.http.get(account.api_url("device-accounts")).bearer_auth(token).send().await?).await?;
        Ok(list.devices)
    }

    /// `PUT …/api/device-accounts/{id}/key`
    pub(crate) async fn rotate_key(
        &self,
        account: &Account,
        key: &SigningKey,
        next: &SigningKey,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let path = format!("device-accounts/{}/key", account.id);
        let token = device_token(account, key, &path, now)?;
        let proof = KeyProofClaims {
            iss: account.id.clone(),
            sub: account.user_id.clone(),
            aud: account.api_url(&path),
            iat: NumericDate::new(now),
            exp: NumericDate::new(now.saturating_add(TOKEN_LIFE).unwrap_or(Timestamp::MAX)),
            jkt: next.public().thumbprint().map_err(|error| ApiError::Malformed(error.to_string()))?,
        };
        let proof = next.sign(KeyRotation::PROOF_TYPE, &proof)?;
        let body = KeyRotation { public_key: next.public().clone(), proof };
        success(self.http.put(account.api_url(&path)).bearer_auth(token).json(&body).send().await?).await.map(|_| ())
    }
}

impl Api {
    /// `GET …/api/user-code`
    pub(crate) async fn user_code(
        &self,
        account: &Account,
        key: &SigningKey,
        now: Timestamp,
    ) -> Result<UserCodeState, ApiError> {
        let token = device_token(account, key, USER_CODE, now)?;
        json(self.http.get(account.api_url(USER_CODE)).bearer_auth(token).send().await?).await
    }

    /// `PUT …/api/user-code`: a new code, or none.
    pub(crate) async fn change_user_code(
        &self,
        account: &Account,
        key: &SigningKey,
        code: Option<&str>,
        now: Timestamp,
    ) -> Result<(), ApiError> {
        let token = device_token(account, key, USER_CODE, now)?;
        let claims = UserCodeClaims {
            iss: account.id.clone(),
            sub: account.user_id.clone(),
            aud: account.api_url(USER_CODE),
            iat: NumericDate::new(now),
            exp: NumericDate::new(now.saturating_add(TOKEN_LIFE).unwrap_or(Timestamp::MAX)),
            jti: random_token::<16>(),
            user_code: code.map(ToOwned::to_owned),
        };
        let body = UserCodeChange { statement: key.sign(UserCodeChange::TYPE, &claims)? };
        let call = self.http.put(account.api_url(USER_CODE)).bearer_auth(token).json(&body);
        success(call.send().await?).await.map(|_| ())
    }
}

/// A token the device signs about itself, for one URL below its API.
pub(crate) fn device_token(
    account: &Account,
    key: &SigningKey,
    path: &str,
    now: Timestamp,
) -> Result<String, KeyError> {
    let expiry = now.saturating_add(TOKEN_LIFE).unwrap_or(Timestamp::MAX);
    key.sign(
        "JWT",
        &DeviceTokenClaims {
            iss: account.id.clone(),
            sub: account.user_id.clone(),
            aud: account.api_url(path),
            iat: NumericDate::new(now),
            exp: NumericDate::new(expiry),
            jti: Some(random_token::<16>()),
        },
    )
}

async fn json<T: DeserializeOwned>(response: reqwest::Response) -> Result<T, ApiError> {
    let bytes = success(response).await?.bytes().await?;
    serde_json::from_slice(&bytes).map_err(|error| ApiError::Malformed(error.to_string()))
}

/// A body of at most `max` bytes.
async fn limited(mut response: reqwest::Response, max: usize) -> Result<Vec<u8>, ApiError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        if body.len() + chunk.len() > max {
            return Err(ApiError::Malformed(format!("more than {max} bytes")));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

async fn success(response: reqwest::Response) -> Result<reqwest::Response, ApiError> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let bytes = response.bytes().await?;
    if status == StatusCode::CONFLICT
        && let Ok(refusal) = serde_json::from_slice::<DecisionRefusal>(&bytes)
    {
        return Err(ApiError::AlreadyDecided(Box::new(refusal)));
    }
    match serde_json::from_slice::<GuardianErrorBody>(&bytes) {
        Ok(body) => Err(ApiError::Refused(body)),
        Err(_) if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Err(ApiError::Unavailable(status.as_u16()))
        }
        Err(_) => Err(ApiError::Malformed(format!("status {status}"))),
    }
}
