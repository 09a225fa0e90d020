//! Journeys across server, device and agent.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is a test, helpers included"
)]

mod approval;
mod attacks;
mod command_line;
mod faults;
mod oauth;
mod races;
