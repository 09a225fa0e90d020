//! The requests that wait, as far as polls and limits need them: a poll of a pending request costs
//! no look into the store, a limit costs no counting, and whoever waits for an outcome is woken by
//! it.
//!
//! Nothing in here is the only copy: it is read from the store at the start, and a request that is
//! not in it is looked up there.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, UserId};
use waxseal_store::OpenRequest;
use waxseal_store::model::BackchannelRequest;

use super::pace::Pace;
use crate::config::Limits;

/// The requests that wait.
#[derive(Debug, Default)]
pub(crate) struct OpenRequests(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    by_handle: HashMap<Arc<str>, Entry>,
    expiries: BinaryHeap<Reverse<(Timestamp, Arc<str>)>>,
    of_user: HashMap<UserId, usize>,
    of_client: HashMap<ClientId, usize>,
    of_client_and_user: HashMap<(ClientId, UserId), usize>,
}

#[derive(Debug)]
struct Entry {
    client_id: ClientId,
    user_id: UserId,
    expires_at: Timestamp,
    pace: Pace,
    changed: Option<Arc<Notify>>,
}

/// Why a request is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LimitReached {
    /// How many wait already.
    pub(crate) waiting: usize,
    /// For whom.
    pub(crate) whose: &'static str,
    /// When the next one expires: there may be room then.
    pub(crate) next_expiry: Option<Timestamp>,
}

/// What a poll finds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Poll {
    /// It still waits.
    Pending,
    /// It still waits, and the client has to keep this interval from now on.
    TooFast(Duration),
    /// It is not here: the store knows.
    AskTheStore,
}

impl OpenRequests {
    /// Takes in what waited when the server started.
    pub(crate) fn start_with(&self, open: Vec<OpenRequest>) {
        let mut inner = self.lock();
        for request in open {
            let pace = Pace::new(request.interval);
            inner.insert(&request.auth_req_id_sha256, request.client_id, request.user_id, request.expires_at, pace);
        }
    }

    /// Takes a new request in, unless a limit is reached. Counting and taking in are one step, so
    /// that requests that come at once cannot pass a limit together.
    pub(crate) fn admit(
        &self,
        request: &BackchannelRequest,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<(), LimitReached> {
        let mut inner = self.lock();
        inner.sweep(now);
        inner.check(&request.client_id, &request.user_id, limits)?;
        let pace = Pace::new(request.interval);
        let (client, user) = (request.client_id.clone(), request.user_id.clone());
        inner.insert(&request.auth_req_id_sha256, client, user, request.expires_at, pace);
        Ok(())
    }

    /// Takes out a request that is decided, redeemed or was never stored, and wakes who waits.
    pub(crate) fn close(&self, handle: &str) {
        let entry = self.lock().remove(handle);
        if let Some(changed) = entry.and_then(|entry| entry.changed) {
            changed.notify_waiters();
        }
    }

    /// A client's poll.
    pub(crate) fn poll(&self, handle: &str, client: &ClientId, now: Timestamp, monotonic: Duration) -> Poll {
        let mut inner = self.lock();
        match inner.by_handle.get_mut(handle) {
            Some(entry) if entry.client_id == *client && entry.expires_at > now => match entry.pace.poll(monotonic) {
                Ok(()) => Poll::Pending,
                Err(interval) => Poll::TooFast(interval),
            },
            _ => Poll::AskTheStore,
        }
    }

    /// A request that another node took in, or that this one forgot.
    pub(crate) fn adopt(&self, request: &BackchannelRequest) {
        let mut inner = self.lock();
        if !inner.by_handle.contains_key(request.auth_req_id_sha256.as_str()) {
            let pace = Pace::new(request.interval);
            let (client, user) = (request.client_id.clone(), request.user_id.clone());
            inner.insert(&request.auth_req_id_sha256, client, user, request.expires_at, pace);
        }
    }

    /// What is notified when a request is no longer pending. `None` when it is not here.
    pub(crate) fn changed(&self, handle: &str) -> Option<Arc<Notify>> {
        let mut inner = self.lock();
        let entry = inner.by_handle.get_mut(handle)?;
        Some(Arc::clone(entry.changed.get_or_insert_with(Arc::default)))
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn insert(&mut self, handle: &str, client_id: ClientId, user_id: UserId, expires_at: Timestamp, pace: Pace) {
        let handle: Arc<str> = handle.into();
        *self.of_user.entry(user_id.clone()).or_default() += 1;
        *self.of_client.entry(client_id.clone()).or_default() += 1;
        *self.of_client_and_user.entry((client_id.clone(), user_id.clone())).or_default() += 1;
        self.expiries.push(Reverse((expires_at, Arc::clone(&handle))));
        self.by_handle.insert(handle, Entry { client_id, user_id, expires_at, pace, changed: None });
    }

    fn remove(&mut self, handle: &str) -> Option<Entry> {
        let entry = self.by_handle.remove(handle)?;
        decrement(&mut self.of_user, &entry.user_id);
        decrement(&mut self.of_client, &entry.client_id);
        decrement(&mut self.of_client_and_user, &(entry.client_id.clone(), entry.user_id.clone()));
        Some(entry)
    }

    /// Takes out what has expired. Entries of the heap whose request is gone already cost nothing.
    fn sweep(&mut self, now: Timestamp) {
        while self.expiries.peek().is_some_and(|Reverse((expires_at, _))| *expires_at <= now) {
            let Some(Reverse((_, handle))) = self.expiries.pop() else { return };
            if let Some(changed) = self.remove(&handle).and_then(|entry| entry.changed) {
                changed.notify_waiters();
            }
        }
    }

    fn check(&self, client: &ClientId, user: &UserId, limits: &Limits) -> Result<(), LimitReached> {
        let pair = (client.clone(), user.clone());
        let counts = [
            (limits.pending_per_client_and_user, self.of_client_and_user.get(&pair), "of this client for this user"),
            (limits.pending_per_user, self.of_user.get(user), "for this user"),
            (limits.pending_per_client, self.of_client.get(client), "of this client"),
            (limits.pending, Some(&self.by_handle.len()), "at this server"),
        ];
        for (limit, waiting, whose) in counts {
            let waiting = waiting.copied().unwrap_or_default();
            if limit > 0 && waiting >= limit {
                let next_expiry = self.expiries.peek().map(|Reverse((expires_at, _))| *expires_at);
                return Err(LimitReached { waiting, whose, next_expiry });
            }
        }
        Ok(())
    }
}

fn decrement<K: std::hash::Hash + Eq>(counts: &mut HashMap<K, usize>, key: &K) {
    if let Some(count) = counts.get_mut(key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits() -> Limits {
        Limits {
            pushes_per_user_per_minute: 0,
            pending_per_user: 3,
            pending_per_client_and_user: 2,
            pending_per_client: 0,
            pending: 4,
            in_flight: 0,
            user_code_attempts: 0,
        }
    }

    fn open(handle: &str, client: &str, user: &str, expiry: i64) -> OpenRequest {
        OpenRequest {
            auth_req_id_sha256: handle.to_owned(),
            consent_id: "cns_1".into(),
            client_id: client.into(),
            user_id: user.into(),
            interval: Duration::from_secs(5),
            expires_at: at(expiry),
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn check(requests: &OpenRequests, client: &str, user: &str, now: i64) -> Option<&'static str> {
        let mut inner = requests.lock();
        inner.sweep(at(now));
        inner.check(&client.into(), &user.into(), &limits()).err().map(|reached| reached.whose)
    }

    #[test]
    fn limits_count_what_waits_and_forget_what_expired() {
        let requests = OpenRequests::default();
        requests.start_with(vec![open("a", "x", "hanna", 100), open("b", "x", "hanna", 200)]);
        assert_eq!(check(&requests, "x", "hanna", 0), Some("of this client for this user"));
        assert_eq!(check(&requests, "y", "hanna", 0), None);
        requests.start_with(vec![open("c", "y", "hanna", 200)]);
        assert_eq!(check(&requests, "z", "hanna", 0), Some("for this user"));
        requests.start_with(vec![open("d", "y", "omar", 200)]);
        assert_eq!(check(&requests, "z", "nobody", 0), Some("at this server"));
        assert_eq!(check(&requests, "z", "hanna", 100), None, "one has expired");
        requests.close("b");
        assert_eq!(check(&requests, "x", "hanna", 100), None);
    }

    #[test]
    fn polls_are_answered_here_while_it_waits() {
        let requests = OpenRequests::default();
        requests.start_with(vec![open("a", "x", "hanna", 100)]);
        let poll =
            |client: &str, now, monotonic| requests.poll("a", &client.into(), at(now), Duration::from_secs(monotonic));
        assert_eq!(poll("x", 0, 0), Poll::Pending);
        assert_eq!(poll("x", 1, 1), Poll::TooFast(Duration::from_secs(10)));
        assert_eq!(poll("x", 20, 20), Poll::Pending);
        assert_eq!(poll("other", 20, 20), Poll::AskTheStore);
        assert_eq!(poll("x", 100, 100), Poll::AskTheStore);
        requests.close("a");
        assert_eq!(poll("x", 20, 20), Poll::AskTheStore);
    }
}
