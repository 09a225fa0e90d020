//! Deciding: when Approve is armed, what it takes beside, and what is signed.

mod arming;
mod friction;
mod sign;

#[cfg(test)]
pub(crate) use arming::PRESS_AGAIN_WITHIN;
pub use arming::{Arming, Care, Gesture, PageSignal, Readiness, Refusal};
pub use friction::Friction;
pub(crate) use friction::{Hurdle, MAX_WRONG_CODES};
pub use sign::DenyReason;
pub(crate) use sign::{Answer, sign};
