//! A one-time identifier: the person's device makes it, and whoever gets it can ask the person once, without
//! knowing who it is (CIBA Core 15). It is sent as `login_hint_token`.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::ids::DeviceId;
use crate::jose::NumericDate;

/// The `typ` of such a token. A decision, a proof and a token for an account have others, so that none can be
/// taken for another.
pub const HINT_TYPE: &str = "waxseal-hint+jwt";

/// The longest that one lives.
pub const HINT_LIFE: Duration = Duration::from_mins(2);

/// Its claims, signed by the key of the enrolment. Nothing in them names the person.
///
/// ```
/// use waxseal_protocol::device::{HintClaims, HintSubject};
/// let claims: HintClaims = serde_json::from_str(
///     r#"{"iss":"dev_0123456789abcdef","aud":"https://as.example/","iat":1800000000,"exp":1800000120,
///         "jti":"NzbL…","sub_id":{"format":"opaque","id":"dev_0123456789abcdef"}}"#,
/// )?;
/// assert_eq!(claims.sub_id, HintSubject::Opaque { id: claims.iss });
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HintClaims {
    /// The enrolment.
    pub iss: DeviceId,
    /// The issuer, which finds out whose device it is.
    pub aud: String,
    /// When it was made.
    pub iat: NumericDate,
    /// At most [`HINT_LIFE`] later.
    pub exp: NumericDate,
    /// It can be used once.
    pub jti: String,
    /// The person, as the one whose enrolment this is (RFC 9493 3.2.6).
    pub sub_id: HintSubject,
}

/// A person by an enrolment of theirs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "format", rename_all = "snake_case")]
pub enum HintSubject {
    /// By its id.
    Opaque {
        /// The enrolment: the same as `iss`.
        id: DeviceId,
    },
}
