//! Published SDKs, unmodified from their registries, against the real server and the headless
//! device's core. `cargo xtask setup` installs them.

mod auth0_ai;
mod management;
mod node;
mod python;
mod scene;
