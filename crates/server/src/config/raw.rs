//! The file as it is written.

use serde::Deserialize;
use toml::Spanned;

use super::AuthMethod;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawConfig {
    pub(super) server: RawServer,
    #[serde(default)]
    pub(super) lifetimes: RawLifetimes,
    #[serde(default)]
    pub(super) users: Vec<RawUser>,
    #[serde(default)]
    pub(super) clients: Vec<RawClient>,
    #[serde(default)]
    pub(super) apis: Vec<RawApi>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawServer {
    pub(super) issuer: Spanned<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    pub(super) listen: Spanned<String>,
    pub(super) data_dir: String,
    #[serde(default)]
    pub(super) tls: Option<Spanned<RawTls>>,
}

#[derive(Debug, Deserialize)]
#[serde(tag = "mode", rename_all = "snake_case", deny_unknown_fields)]
pub(super) enum RawTls {
    Embedded,
    Files { certificate: String, private_key: String },
    Proxy,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_field_names, reason = "the unit is part of the name in the file")]
pub(super) struct RawLifetimes {
    pub(super) request_seconds: Option<Spanned<u64>>,
    pub(super) max_request_seconds: Option<Spanned<u64>>,
    pub(super) access_token_seconds: Option<Spanned<u64>>,
    pub(super) enrollment_ticket_seconds: Option<Spanned<u64>>,
    pub(super) poll_interval_seconds: Option<Spanned<u64>>,
    pub(super) heartbeat_seconds: Option<Spanned<u64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawUser {
    pub(super) id: Spanned<String>,
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawClient {
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) secret: Option<Spanned<String>>,
    pub(super) secret_sha256: Option<Spanned<String>>,
    pub(super) auth_method: Option<AuthMethod>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawApi {
    pub(super) audience: Spanned<String>,
    #[serde(default)]
    pub(super) name: Option<String>,
    #[serde(default)]
    pub(super) scopes: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) authorization_details_types: Vec<Spanned<String>>,
}
