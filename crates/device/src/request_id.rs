//! Which request, of which account.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_protocol::ids::{ConsentId, DeviceId};

/// A request as one account is asked it.
///
/// A consent id alone says too little: what takes two people comes under one id to the accounts of both, and
/// two servers may use one id. Each account has a card of its own, and an answer with its own key.
///
/// ```
/// use waxseal_device::RequestId;
///
/// let json = r#"{"account_id":"dev_1","consent_id":"cns_1"}"#;
/// let id: RequestId = serde_json::from_str(json).unwrap();
/// assert_eq!(id, RequestId { account_id: "dev_1".into(), consent_id: "cns_1".into() });
/// assert_eq!(serde_json::to_string(&id).unwrap(), json);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RequestId {
    /// The account that is asked. Its id is unlike that of any other account on this device.
    #[ts(type = "string")]
    pub account_id: DeviceId,
    /// The consent, as the account's server calls it.
    #[ts(type = "string")]
    pub consent_id: ConsentId,
}

impl std::fmt::Display for RequestId {
    /// For logs: the consent, and the account.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} at {}", self.consent_id, self.account_id)
    }
}
