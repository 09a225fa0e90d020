//! How much work one rendering may be. The engine cannot be interrupted, so everything in a
//! template that repeats asks here first. Work is counted and not timed: the same request looks the
//! same on a busy machine.

use std::sync::atomic::{AtomicUsize, Ordering};

use waxseal_protocol::json::Json;

/// Steps of one rendering. The largest request has 500 leaves in 64 KiB, which is some 2,500 steps
/// if a template shows each of them once.
const MAX_STEPS: usize = 16_384;
/// Text of this length is one more step.
pub(super) const BYTES_PER_STEP: usize = 64;

/// What is left of one rendering's work.
#[derive(Debug, Default)]
pub(super) struct Budget(AtomicUsize);

impl Budget {
    /// Whether there is room for showing a value, with all that is in it.
    pub(super) fn show(&self, value: &Json) -> bool {
        self.spend(weight(value))
    }

    /// Whether there is room for so many steps.
    pub(super) fn spend(&self, steps: usize) -> bool {
        self.0.fetch_add(steps, Ordering::Relaxed).saturating_add(steps) <= MAX_STEPS
    }
}

fn weight(value: &Json) -> usize {
    1 + match value {
        Json::String(text) => text.len() / BYTES_PER_STEP,
        Json::Array(elements) => elements.iter().map(weight).sum(),
        Json::Object(members) => members.iter().map(|(key, value)| key.len() / BYTES_PER_STEP + weight(value)).sum(),
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    }
}
