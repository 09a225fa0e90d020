//! Messages of the OAuth side (OpenID Connect CIBA Core 1.0).

mod binding_message;
mod hints;
mod response;

pub use binding_message::{Alphabet, BindingMessage, BindingMessageError};
pub use hints::{LoginHint, LoginHintError};
pub use response::{AuthenticationResponse, DEFAULT_INTERVAL, OAuthErrorBody};

/// The grant type of CIBA Core 10.1.
pub const GRANT_TYPE: &str = "urn:openid:params:grant-type:ciba";
