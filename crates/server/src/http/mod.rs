//! What all endpoints share: parameters, the call's context, the two kinds of errors, calls that go
//! out, and what they answered.

mod context;
mod detached;
mod first_bytes;
mod guardian_error;
mod oauth_error;
mod outgoing;
mod parameters;
mod remembered;
mod whole_body;

pub(crate) use context::{CallContext, PeerCertificate};
pub(crate) use detached::detached;
pub(crate) use first_bytes::FirstBytes;
pub(crate) use guardian_error::GuardianError;
pub(crate) use oauth_error::{OAuthError, no_store};
pub(crate) use outgoing::Outgoing;
pub(crate) use parameters::Parameters;
pub(crate) use remembered::{Remembered, Said};
pub(crate) use whole_body::whole_body;
