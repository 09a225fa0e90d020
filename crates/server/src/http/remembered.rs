//! What hosts answered, so that a question which needs the network is not asked for each request.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long a yes is good.
const GOOD_FOR: Duration = Duration::from_hours(24);
/// A host is not asked again sooner than this after a no.
const AT_MOST_EVERY: Duration = Duration::from_secs(10);

/// Answers by question.
#[derive(Debug)]
pub(crate) struct Remembered<Q>(Mutex<HashMap<Q, Answer>>);

#[derive(Debug, Clone, Copy)]
struct Answer {
    yes: bool,
    at: Duration,
}

impl Answer {
    fn good_for(self) -> Duration {
        if self.yes { GOOD_FOR } else { AT_MOST_EVERY }
    }
}

impl<Q> Default for Remembered<Q> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<Q: Hash + Eq + Clone> Remembered<Q> {
    /// The answer that is known, or the one that `ask` finds. The lock is not held meanwhile: two that come
    /// at once may both ask.
    pub(crate) async fn answer(&self, question: &Q, now: Duration, ask: impl Future<Output = bool>) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(question).copied();
        if let Some(answer) = known.filter(|answer| now.saturating_sub(answer.at) < answer.good_for()) {
            return answer.yes;
        }
        let yes = ask.await;
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(question.clone(), Answer { yes, at: now });
        yes
    }
}
