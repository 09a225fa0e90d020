//! The documentation, held to what it says: its commands are run, its examples checked, its test
//! vectors computed.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "all of it is a test, helpers included"
)]

mod errors;
mod events;
mod follow;
mod house;
mod named;
mod page;
mod shell;
mod source;
mod vectors;
