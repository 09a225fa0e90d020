//! Published SDKs, unmodified from their registries, against the real server and the headless
//! device's core. `cargo xtask setup` installs them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is a test, helpers included"
)]

mod auth0_ai;
mod examples;
mod management;
mod node;
mod python;
mod scene;
