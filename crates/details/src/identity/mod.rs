//! Names, accounts and hosts: whether they are what they look like.
//!
//! This follows UTS 39 (Unicode Security Mechanisms): confusable skeletons (section 4), mixed
//! scripts (5.1), the Highly Restrictive level (5.2) and mixed numbers (5.3). What is found is told
//! as a [`Suspicion`], a sentence of the host's own that holds nothing that was sent.

mod digits;
mod host;
mod script;
mod skeleton;
mod suspicion;

pub use self::host::{HostText, host};
pub use self::skeleton::{folded_skeleton, skeleton};
pub use self::suspicion::{Suspicion, suspicions};
