//! The requests that wait, as far as polls and limits need them: a poll of a pending request costs
//! no look into the store, a limit costs no counting, and whoever waits for an outcome is woken by
//! it.
//!
//! Nothing in here is the only copy: it is read from the store at the start, and a request that is
//! not in it is looked up there.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use waxseal_protocol::Timestamp;
use waxseal_protocol::ids::{ClientId, ConsentId, UserId};
use waxseal_store::model::BackchannelRequest;
use waxseal_store::{OpenRequest, Store, StoreError};

use super::pace::Pace;
use crate::config::Limits;

/// The requests that wait.
#[derive(Debug, Default)]
pub(crate) struct OpenRequests {
    inner: Mutex<Inner>,
    /// How far the store was read. Held while reading, so that it is read once.
    read_to: tokio::sync::Mutex<i64>,
}

#[derive(Debug, Default)]
struct Inner {
    by_handle: HashMap<Arc<str>, Entry>,
    expiries: BinaryHeap<Reverse<(Timestamp, Arc<str>)>>,
    /// Handles by their arrival, so that one of many is taken out without looking at the others.
    of_user: HashMap<UserId, BTreeMap<u64, Arc<str>>>,
    arrivals: u64,
    of_client: HashMap<ClientId, usize>,
    of_client_and_user: HashMap<(ClientId, UserId), usize>,
}

#[derive(Debug)]
struct Entry {
    consent_id: ConsentId,
    /// 0 until it is stored.
    sequence: i64,
    /// Its place among all that came in here; set as it is taken in.
    arrival: u64,
    /// Taken in here, and taken out by whatever ends it. Of one that came from elsewhere, only the
    /// store knows whether it still waits.
    own: bool,
    client_id: ClientId,
    /// Who can answer it; the person who is asked comes first.
    approvers: Vec<UserId>,
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
    /// When the next one of the person expires, if that is what the limit counts: there may be room then.
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
    /// Reads from the store what came in elsewhere: before the server started, or at another node.
    pub(crate) async fn catch_up(&self, store: &dyn Store, now: Timestamp) -> Result<(), StoreError> {
        let mut read_to = self.read_to.lock().await;
        for request in store.open_after(*read_to, now).await? {
            *read_to = request.sequence;
            self.lock().take_in(request);
        }
        Ok(())
    }

    /// The requests that wait for a person, oldest first as far as they came in here.
    pub(crate) fn of_user(&self, user: &UserId) -> Vec<ConsentId> {
        let inner = self.lock();
        inner.waiting_for(user).map(|entry| entry.consent_id.clone()).collect()
    }

    /// Who asked a person for something, while it waits.
    pub(crate) fn client_of(&self, user: &UserId, id: &ConsentId) -> Option<ClientId> {
        let inner = self.lock();
        inner.waiting_for(user).find(|entry| entry.consent_id == *id).map(|entry| entry.client_id.clone())
    }

    /// The highest sequence number among what waits for a person, or 0.
    pub(crate) fn highest_sequence(&self, user: &UserId) -> i64 {
        self.lock().waiting_for(user).map(|entry| entry.sequence).max().unwrap_or(0)
    }

    /// A request that was taken in is stored.
    pub(crate) fn stored(&self, handle: &str, sequence: i64) {
        if let Some(entry) = self.lock().by_handle.get_mut(handle) {
            entry.sequence = sequence;
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
        for user in request.approvers() {
            inner.check(&request.client_id, user, *user != request.user_id, limits)?;
        }
        inner.insert(&request.auth_req_id_sha256, Entry::of(request, true));
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
                Err(interval) => Poll::TooFast(interval),
                Ok(()) if entry.own => Poll::Pending,
                Ok(()) => Poll::AskTheStore,
            },
            _ => Poll::AskTheStore,
        }
    }

    /// A request that another node took in, or that this one forgot.
    pub(crate) fn adopt(&self, request: &BackchannelRequest) {
        let mut inner = self.lock();
        if !inner.by_handle.contains_key(request.auth_req_id_sha256.as_str()) {
            inner.insert(&request.auth_req_id_sha256, Entry::of(request, false));
        }
    }

    /// What is notified when a request is no longer pending, and when it expires. `None` when it is
    /// not here.
    pub(crate) fn changed(&self, handle: &str) -> Option<(Arc<Notify>, Timestamp)> {
        let mut inner = self.lock();
        let entry = inner.by_handle.get_mut(handle)?;
        Some((Arc::clone(entry.changed.get_or_insert_with(Arc::default)), entry.expires_at))
    }

    /// Takes out everything that waits for a person who is gone, also as the second of two.
    pub(crate) fn close_user(&self, user: &UserId) {
        let mut inner = self.lock();
        let handles = inner.of_user.get(user).cloned().unwrap_or_default();
        for handle in handles.into_values() {
            if let Some(changed) = inner.remove(&handle).and_then(|entry| entry.changed) {
                changed.notify_waiters();
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn of(request: &BackchannelRequest, own: bool) -> Self {
        Self {
            consent_id: request.consent_id.clone(),
            sequence: request.sequence,
            arrival: 0,
            own,
            client_id: request.client_id.clone(),
            approvers: request.approvers().cloned().collect(),
            expires_at: request.expires_at,
            pace: Pace::new(request.interval),
            changed: None,
        }
    }
}

impl Inner {
    fn waiting_for(&self, user: &UserId) -> impl Iterator<Item = &Entry> {
        let handles = self.of_user.get(user).into_iter().flat_map(BTreeMap::values);
        handles.filter_map(|handle| self.by_handle.get(handle))
    }

    fn take_in(&mut self, request: OpenRequest) {
        if let Some(entry) = self.by_handle.get_mut(request.auth_req_id_sha256.as_str()) {
            entry.sequence = request.sequence;
            return;
        }
        let entry = Entry {
            consent_id: request.consent_id,
            sequence: request.sequence,
            arrival: 0,
            own: false,
            client_id: request.client_id,
            approvers: std::iter::once(request.user_id).chain(request.second_approvers).collect(),
            expires_at: request.expires_at,
            pace: Pace::new(request.interval),
            changed: None,
        };
        self.insert(&request.auth_req_id_sha256, entry);
    }

    fn insert(&mut self, handle: &str, mut entry: Entry) {
        let handle: Arc<str> = handle.into();
        self.arrivals += 1;
        entry.arrival = self.arrivals;
        *self.of_client.entry(entry.client_id.clone()).or_default() += 1;
        for user in &entry.approvers {
            self.of_user.entry(user.clone()).or_default().insert(entry.arrival, Arc::clone(&handle));
            *self.of_client_and_user.entry((entry.client_id.clone(), user.clone())).or_default() += 1;
        }
        self.expiries.push(Reverse((entry.expires_at, Arc::clone(&handle))));
        self.by_handle.insert(handle, entry);
    }

    fn remove(&mut self, handle: &str) -> Option<Entry> {
        let entry = self.by_handle.remove(handle)?;
        decrement(&mut self.of_client, &entry.client_id);
        for user in &entry.approvers {
            if let Some(handles) = self.of_user.get_mut(user) {
                handles.remove(&entry.arrival);
                if handles.is_empty() {
                    self.of_user.remove(user);
                }
            }
            decrement(&mut self.of_client_and_user, &(entry.client_id.clone(), user.clone()));
        }
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

    /// Whether there is room for one more; `second` says that the person would be asked as the second of
    /// two.
    fn check(&self, client: &ClientId, user: &UserId, second: bool, limits: &Limits) -> Result<(), LimitReached> {
        let pair = (client.clone(), user.clone());
        let of_user = self.of_user.get(user).map(BTreeMap::len);
        let (of_both, of_one) = if second {
            ("of this client for a second approver", "for a second approver")
        } else {
            ("of this client for this user", "for this user")
        };
        let counts = [
            (limits.pending_per_client_and_user, self.of_client_and_user.get(&pair), of_both, true),
            (limits.pending_per_user, of_user.as_ref(), of_one, true),
            (limits.pending_per_client, self.of_client.get(client), "of this client", false),
            (limits.pending, Some(&self.by_handle.len()), "at this server", false),
        ];
        for (limit, waiting, whose, theirs) in counts {
            let waiting = waiting.copied().unwrap_or_default();
            if limit > 0 && waiting >= limit {
                // Of what waits for others, nothing is told.
                let next_expiry = self.waiting_for(user).map(|entry| entry.expires_at).min().filter(|_| theirs);
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
            user_code_changes: 0,
            user_code_attempts: 0,
            unknown_tokens_per_minute: 0,
        }
    }

    fn open(handle: &str, client: &str, user: &str, expiry: i64) -> (String, Entry) {
        let entry = Entry {
            consent_id: "cns_1".into(),
            sequence: 1,
            arrival: 0,
            own: true,
            client_id: client.into(),
            approvers: user.split(' ').map(UserId::from).collect(),
            expires_at: at(expiry),
            pace: Pace::new(Duration::from_secs(5)),
            changed: None,
        };
        (handle.to_owned(), entry)
    }

    fn take_in(requests: &OpenRequests, open: Vec<(String, Entry)>) {
        for (handle, entry) in open {
            requests.lock().insert(&handle, entry);
        }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn check(requests: &OpenRequests, client: &str, user: &str, now: i64) -> Option<&'static str> {
        let mut inner = requests.lock();
        inner.sweep(at(now));
        inner.check(&client.into(), &user.into(), false, &limits()).err().map(|reached| reached.whose)
    }

    #[test]
    fn limits_count_what_waits_and_forget_what_expired() {
        let requests = OpenRequests::default();
        take_in(&requests, vec![open("a", "x", "hanna", 100), open("b", "x", "hanna", 200)]);
        assert_eq!(check(&requests, "x", "hanna", 0), Some("of this client for this user"));
        assert_eq!(check(&requests, "y", "hanna", 0), None);
        take_in(&requests, vec![open("c", "y", "hanna", 200)]);
        assert_eq!(check(&requests, "z", "hanna", 0), Some("for this user"));
        take_in(&requests, vec![open("d", "y", "omar", 200)]);
        assert_eq!(check(&requests, "z", "nobody", 0), Some("at this server"));
        assert_eq!(check(&requests, "z", "hanna", 100), None, "one has expired");
        requests.close("b");
        assert_eq!(check(&requests, "x", "hanna", 100), None);
    }

    #[test]
    fn what_waits_for_a_person_keeps_its_order() {
        let requests = OpenRequests::default();
        let ask = |handle: &str, user: &str| {
            let (handle, entry) = open(handle, "x", user, 100);
            take_in(&requests, vec![(handle.clone(), Entry { consent_id: handle.as_str().into(), ..entry })]);
        };
        for (handle, user) in [("c", "hanna"), ("x", "omar"), ("a", "hanna"), ("b", "hanna")] {
            ask(handle, user);
        }
        let waiting = |user: &str| requests.of_user(&user.into()).iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(waiting("hanna"), ["c", "a", "b"]);
        requests.close("a");
        ask("a", "hanna");
        assert_eq!(waiting("hanna"), ["c", "b", "a"]);
        requests.close_user(&"hanna".into());
        assert_eq!((waiting("hanna").len(), waiting("omar").len()), (0, 1));
    }

    #[test]
    fn what_takes_two_waits_for_everybody_who_can_approve_it() {
        let requests = OpenRequests::default();
        take_in(&requests, vec![open("a", "x", "hanna omar", 100), open("b", "x", "hanna omar", 200)]);
        for user in ["hanna", "omar"] {
            assert_eq!(requests.of_user(&user.into()).len(), 2, "{user}");
            assert_eq!(check(&requests, "x", user, 0), Some("of this client for this user"), "{user}");
        }
        requests.close("a");
        requests.close_user(&"omar".into());
        for user in ["hanna", "omar"] {
            assert_eq!(requests.of_user(&user.into()), [], "{user}");
            assert_eq!(check(&requests, "x", user, 0), None, "{user}");
        }
    }

    #[test]
    fn polls_are_answered_here_while_it_waits() {
        let requests = OpenRequests::default();
        take_in(&requests, vec![open("a", "x", "hanna", 100)]);
        let poll =
            |client: &str, now, monotonic| requests.poll("a", &client.into(), at(now), Duration::from_secs(monotonic));
        assert_eq!(poll("x", 0, 0), Poll::Pending);
        assert_eq!(poll("x", 1, 1), Poll::TooFast(Duration::from_secs(10)));
        assert_eq!(poll("x", 20, 20), Poll::Pending);
        assert_eq!(poll("other", 20, 20), Poll::AskTheStore);
        assert_eq!(poll("x", 100, 100), Poll::AskTheStore);
        requests.close("a");
        assert_eq!(poll("x", 20, 20), Poll::AskTheStore);
        let (handle, entry) = open("b", "x", "hanna", 100);
        take_in(&requests, vec![(handle, Entry { own: false, ..entry })]);
        let elsewhere = requests.poll("b", &"x".into(), at(0), Duration::ZERO);
        assert_eq!(elsewhere, Poll::AskTheStore, "it may have been decided elsewhere");
    }
}
