//! Every type that crosses a Waxseal wire: identifiers, JSON as it was written, JOSE, the
//! messages of the OAuth side (CIBA Core, RFC 9396) and of the device side (Guardian's shapes and
//! ours beside them), and the clock.
//!
//! This crate does no I/O. The server, the device and the agent meet only here and in
//! `waxseal-details`.
//!
//! ```
//! use waxseal_protocol::json::Json;
//!
//! let details = Json::parse(r#"[{"type":"payment","amount":2500.10}]"#)?;
//! // Numbers keep the text they were written with.
//! assert_eq!(details.to_string(), r#"[{"type":"payment","amount":2500.10}]"#);
//! # Ok::<(), waxseal_protocol::json::JsonError>(())
//! ```

pub mod ciba;
pub mod clock;
pub mod device;
pub mod error_code;
pub mod ids;
pub mod jose;
pub mod json;
pub mod metadata;
pub mod rar;
pub mod secret;
pub mod token;

pub use clock::{Clock, ManualClock, SystemClock};
pub use error_code::ErrorCode;
pub use jiff::Timestamp;
pub use secret::Secret;
