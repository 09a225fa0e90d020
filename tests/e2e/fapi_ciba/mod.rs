//! The OpenID conformance plan `fapi-ciba-id1-test-plan`, module by module, for the profile
//! `plain_fapi`: {mTLS, `private_key_jwt`} × {poll, ping}. Tests name their modules by the numbers
//! of our list, which is the order of the plan.
//!
//! Modules 2 and 10 belong to Open Banking Brazil. Of module 2, what is not Brazil's own is tested;
//! module 10 warns when `requested_expiry` is honoured, which modules 6 and 9 ask for.
//!
//! `plan` is the scene, `expect` is what every module asserts.

pub(crate) mod authority;
mod client;
mod client_authentication;
mod discovery;
mod expect;
mod flow;
mod holder_of_key;
mod ping;
mod plan;
mod receiver;
mod refresh;
mod request_objects;
mod requests;
mod resource;
