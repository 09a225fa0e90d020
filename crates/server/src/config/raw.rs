//! The file as it is written, without its users, clients and APIs: those have drafts of their own.

use serde::Deserialize;
use url::Url;
use waxseal_protocol::jose::{Algorithm, JwkSet};

use super::Compatibility;
use crate::notify::ChannelName;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawServer {
    pub(super) issuer: String,
    pub(super) name: Option<String>,
    #[serde(default = "default_listen")]
    pub(super) listen: String,
    pub(super) mtls_listen: Option<String>,
    pub(super) mtls_url: Option<Url>,
    #[serde(default = "default_data_dir")]
    pub(super) data_dir: String,
    #[serde(default)]
    pub(super) compatibility: Compatibility,
    pub(super) signing_alg: Option<Algorithm>,
    pub(super) acr_values_supported: Option<Vec<String>>,
    #[serde(default)]
    pub(super) allow_private_network: bool,
    #[serde(default)]
    pub(super) verify_notification_endpoints: bool,
    pub(super) outgoing_ca: Option<String>,
    #[serde(default = "yes")]
    pub(super) dpop_nonce: bool,
    #[serde(default)]
    pub(super) template_packs: Vec<String>,
}

fn default_listen() -> String {
    "127.0.0.1:8443".to_owned()
}

fn default_data_dir() -> String {
    "./data".to_owned()
}

fn yes() -> bool {
    true
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawTls {
    pub(super) mode: RawTlsMode,
    pub(super) cert: Option<String>,
    pub(super) key: Option<String>,
    pub(super) client_ca: Option<String>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RawTlsMode {
    #[default]
    SelfSigned,
    Files,
    Off,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[expect(clippy::struct_field_names, reason = "the unit is part of the name in the file")]
pub(super) struct RawLifetimes {
    pub(super) request_seconds: Option<u64>,
    pub(super) max_request_seconds: Option<u64>,
    pub(super) access_token_seconds: Option<u64>,
    pub(super) id_token_seconds: Option<u64>,
    pub(super) refresh_token_seconds: Option<u64>,
    pub(super) grant_seconds: Option<u64>,
    pub(super) enrollment_ticket_seconds: Option<u64>,
    pub(super) enrollment_page_seconds: Option<u64>,
    pub(super) poll_interval_seconds: Option<u64>,
    pub(super) heartbeat_seconds: Option<u64>,
    pub(super) id_token_hint_seconds: Option<u64>,
    pub(super) retention_seconds: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawLimits {
    pub(super) pushes_per_user_per_minute: Option<usize>,
    pub(super) pending_per_user: Option<usize>,
    pub(super) pending_per_client_and_user: Option<usize>,
    pub(super) pending_per_client: Option<usize>,
    pub(super) pending: Option<usize>,
    pub(super) in_flight: Option<usize>,
    pub(super) user_code_attempts: Option<usize>,
    pub(super) user_code_changes: Option<usize>,
    pub(super) unknown_tokens_per_minute: Option<usize>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawBindingMessage {
    pub(super) required: bool,
    pub(super) max_length: Option<usize>,
    pub(super) alphabet: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawChannels {
    pub(super) guardian_push: bool,
    pub(super) push_max_seconds: u64,
}

impl Default for RawChannels {
    fn default() -> Self {
        Self { guardian_push: true, push_max_seconds: 300 }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawDevices {
    pub(super) allow_test_keys: Option<bool>,
    pub(super) change_user_code: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawAcr {
    pub(super) value: String,
    pub(super) channels: Option<Vec<ChannelName>>,
    #[serde(default)]
    pub(super) signed_content: bool,
    #[serde(default)]
    pub(super) user_verification: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTrustedIssuer {
    pub(super) issuer: String,
    pub(super) jwks: Option<JwkSet>,
    pub(super) jwks_uri: Option<Url>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawTemplatePublisher {
    pub(super) jwks: Option<JwkSet>,
}
