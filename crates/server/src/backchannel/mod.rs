//! Asking a person: `POST /bc-authorize` (CIBA Core 7).

pub(crate) mod authorize;
mod checks;
mod open_requests;
