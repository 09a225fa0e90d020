//! The chaos run: twenty devices, a thousand requests, everything that can go wrong with an answer,
//! and in the end one outcome for each request, the same everywhere.
//!
//! `WAXSEAL_CHAOS_REQUESTS` says how many requests, `WAXSEAL_CHAOS_SEED` repeats a run's choices.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "all of it is a test"
)]

mod choices;
mod crowd;
mod reckoning;
mod run;
