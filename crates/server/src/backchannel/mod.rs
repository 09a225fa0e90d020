//! `POST /bc-authorize`: who is asked, what is asked, and how the client will learn of it.

pub(crate) mod authorize;
mod checks;
pub(crate) mod decide;
pub(crate) mod delivery;
mod endpoint_authority;
mod open_requests;
mod pace;
mod request_object;
pub(crate) mod standing;

pub(crate) use endpoint_authority::EndpointHosts;
pub(crate) use open_requests::{OpenRequests, Poll};
