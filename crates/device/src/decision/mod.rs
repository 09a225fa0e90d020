//! Deciding: when Approve is armed, and what is signed.

mod arming;
mod sign;

pub use arming::{Arming, Gesture, PageSignal, Readiness, Refusal};
pub(crate) use sign::sign;
