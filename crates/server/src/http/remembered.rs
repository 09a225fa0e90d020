//! What hosts answered, so that a question which needs the network is not asked for each request.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use waxseal_protocol::Clock;

use super::outgoing::OutgoingError;

/// How long a yes is good.
const GOOD_FOR: Duration = Duration::from_hours(24);
/// A host is not asked again sooner than this after a no, or after it could not be asked.
const AT_MOST_EVERY: Duration = Duration::from_secs(10);

/// What a host says to a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Yes,
    No,
    /// It could not be asked, or its answer could not be read.
    Nothing,
}

impl Said {
    /// What a document says that was read.
    pub(crate) fn of(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::No }
    }

    /// What it means that a document was not read: a host that has none does not vouch for anybody.
    pub(crate) fn of_failure(error: &OutgoingError) -> Self {
        if error.is_absence() { Self::No } else { Self::Nothing }
    }
}

/// Answers by question.
#[derive(Debug)]
pub(crate) struct Remembered<Q> {
    /// The outer lock is never held while a host is asked; the inner one makes those who have the same
    /// question wait for one answer.
    answers: Mutex<HashMap<Q, Arc<tokio::sync::Mutex<Option<Answer>>>>>,
}

#[derive(Debug, Clone, Copy)]
struct Answer {
    yes: bool,
    /// From when on the host is asked again.
    good_until: Duration,
}

impl<Q> Default for Remembered<Q> {
    fn default() -> Self {
        Self { answers: Mutex::default() }
    }
}

impl<Q: Hash + Eq + Clone> Remembered<Q> {
    /// The answer that is known, or the one that `ask` finds. An earlier yes counts until the host says no:
    /// an outage of the host locks nobody out.
    pub(crate) async fn answer(&self, question: &Q, clock: &dyn Clock, ask: impl Future<Output = Said>) -> bool {
        let place = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry(question.clone()).or_default())
        };
        let mut place = place.lock().await;
        if let Some(answer) = place.filter(|answer| clock.monotonic() < answer.good_until) {
            return answer.yes;
        }
        let (yes, good_for) = match ask.await {
            Said::Yes => (true, GOOD_FOR),
            Said::No => (false, AT_MOST_EVERY),
            Said::Nothing => (place.is_some_and(|answer| answer.yes), AT_MOST_EVERY),
        };
        // Those who waited for a host that hangs do not ask it one after the other.
        *place = Some(Answer { yes, good_until: clock.monotonic() + good_for });
        yes
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use waxseal_protocol::{ManualClock, Timestamp};

    use super::*;

    /// Asks for an answer that takes as long as a call may.
    async fn ask(answers: &Remembered<u8>, clock: &ManualClock, asked: &AtomicUsize, said: Said) -> bool {
        let host = async {
            asked.fetch_add(1, Ordering::SeqCst);
            tokio::task::yield_now().await;
            clock.advance(AT_MOST_EVERY);
            said
        };
        answers.answer(&1, clock, host).await
    }

    #[tokio::test]
    async fn those_who_come_at_once_ask_once_whatever_the_host_says() {
        for said in [Said::Yes, Said::No, Said::Nothing] {
            let (answers, clock) = (Remembered::default(), ManualClock::new(Timestamp::UNIX_EPOCH));
            let asked = AtomicUsize::new(0);
            let one = || ask(&answers, &clock, &asked, said);
            let found = tokio::join!(one(), one(), one(), one());
            let yes = said == Said::Yes;
            assert_eq!((found, asked.load(Ordering::SeqCst)), ((yes, yes, yes, yes), 1), "{said:?}");
        }
    }

    #[tokio::test]
    async fn a_yes_counts_until_the_host_says_no() {
        let (answers, clock) = (Remembered::default(), ManualClock::new(Timestamp::UNIX_EPOCH));
        let asked = AtomicUsize::new(0);
        for (said, found) in [
            (Said::Nothing, false),
            (Said::Yes, true),
            (Said::Nothing, true),
            (Said::Nothing, true),
            (Said::No, false),
            (Said::Nothing, false),
        ] {
            assert_eq!(ask(&answers, &clock, &asked, said).await, found, "{said:?}");
            clock.advance(if said == Said::Yes { GOOD_FOR } else { AT_MOST_EVERY });
        }
        assert_eq!(asked.load(Ordering::SeqCst), 6);
    }
}
