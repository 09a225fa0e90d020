//! Looking at an enrolment before it is made.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::core::capitalized;
use crate::device::Device;
use crate::enrollment::EnrollmentLink;
use crate::error::{DeviceError, ErrorCode};
use crate::keys::Protection;

/// What a person checks before enrolling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct EnrollmentReview {
    /// The server's host; international names as A-labels.
    pub host: String,
    /// Where the key would be kept.
    pub protection: Protection,
    /// Users already enrolled at this server from this device.
    pub enrolled_users: Vec<String>,
    /// A name to start from.
    pub device_name: String,
}

impl Device {
    /// Reads a link or a code and says what it would do. Nothing is sent anywhere.
    pub fn review_enrollment(&self, text: &str, server: Option<&str>) -> Result<EnrollmentReview, DeviceError> {
        let link = parse(text, server)?;
        let accounts = self.core.accounts.at(&link);
        Ok(EnrollmentReview {
            host: link.host(),
            protection: self.core.vault.protection(),
            enrolled_users: accounts.into_iter().map(|account| account.user_id.to_string()).collect(),
            device_name: host_name(),
        })
    }
}

pub(super) fn parse(text: &str, server: Option<&str>) -> Result<EnrollmentLink, DeviceError> {
    EnrollmentLink::parse(text, server)
        .map_err(|error| DeviceError::new(ErrorCode::InvalidLink, format!("{}.", capitalized(&error.to_string()))))
}

/// The machine's name, as a first suggestion.
fn host_name() -> String {
    let from_file = std::fs::read_to_string("/etc/hostname").ok();
    let name = std::env::var("COMPUTERNAME").ok().or(from_file).or_else(|| std::env::var("HOSTNAME").ok());
    name.map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .unwrap_or_else(|| "This computer".to_owned())
}
