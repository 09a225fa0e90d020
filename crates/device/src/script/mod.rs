//! Scripted answers and faults for the headless device: rules in YAML say what a device answers, and
//! what goes wrong while it does.
//!
//! [`Script`] is the rules, read and checked; finding the rule for a request is a pure function of the
//! rules and the request's [`Facts`]. [`Player`] plays them on a [`Device`](crate::Device) and tells
//! what happens as [`Event`]s, one line of JSON each.
//!
//! All of this is behind the feature `script`, which the desktop app does not turn on. What breaks
//! the rules of the protocol is in `faults` alone (docs/adr/0016).

mod decide;
mod event;
mod facts;
mod faults;
mod player;
mod raw;
mod report;
mod rules;
mod skewed_clock;
mod span;

pub use event::{AccountLine, EndReason, Event, EventLine, RequestLine, SCHEMA_VERSION};
pub use facts::Facts;
pub use faults::Fault;
pub use player::{Limits, Played, Player};
pub use report::ScriptError;
pub use rules::{Plan, Reply, Rule, Script};
pub use skewed_clock::SkewedClock;

#[cfg(test)]
mod tests;
