//! Plays a script on a device, and tells what happens.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::time::sleep;
use waxseal_protocol::ids::DeviceId;

use super::decide::decide;
use super::event::{AccountLine, EndReason, Event, EventLine, RequestLine, SCHEMA_VERSION};
use super::faults::{Fault, Overheard};
use super::rules::{Plan, Reply, Script};
use crate::channel::ConnectionState;
use crate::core::Core;
use crate::device::Device;
use crate::error::ErrorCode;
use crate::event::DeviceEvent;
use crate::history::HistoryOutcome;
use crate::inbox::{ItemState, ItemView};
use crate::request_id::RequestId;

/// How soon an answer that did not arrive is given again; each time twice as long.
const FIRST_RETRY: Duration = Duration::from_millis(200);
const LONGEST_RETRY: Duration = Duration::from_secs(10);
/// How often a request that changes under the answer is read again.
const MAX_CHANGES: u32 = 5;

/// When a player stops by itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Limits {
    /// When so many requests are over.
    pub count: Option<usize>,
    /// When this time has passed.
    pub timeout: Option<Duration>,
}

/// How it stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Played {
    /// Why.
    pub reason: EndReason,
    /// How the last request ended, if one did.
    pub last: Option<HistoryOutcome>,
    /// How many requests are over.
    pub closed: usize,
}

/// A device that runs, with or without a script. Without one it only tells.
#[derive(Debug)]
pub struct Player<'a> {
    device: Device,
    events: Receiver<DeviceEvent>,
    script: Option<&'a Script>,
    used: Vec<u32>,
    overheard: Arc<Overheard>,
    connections: HashMap<DeviceId, ConnectionState>,
    seen: HashSet<RequestId>,
    awaiting: HashSet<RequestId>,
    closed: HashSet<RequestId>,
    last: Option<HistoryOutcome>,
}

impl<'a> Player<'a> {
    /// Takes a device over, from its very start on: what it heard before is made up for.
    pub fn new(device: &Device, script: Option<&'a Script>) -> Self {
        Self {
            events: device.events(),
            device: device.clone(),
            script,
            used: vec![0; script.map_or(0, Script::len)],
            overheard: Arc::default(),
            connections: HashMap::new(),
            seen: HashSet::new(),
            awaiting: HashSet::new(),
            closed: HashSet::new(),
            last: None,
        }
    }

    /// Runs until a limit is reached or the device is enrolled nowhere any more.
    pub async fn play(mut self, limits: Limits, mut sink: impl FnMut(EventLine)) -> Played {
        let device = self.device.clone();
        let mut tell = |event| sink(EventLine { version: SCHEMA_VERSION, at: device.core.clock().now(), event });
        let (sender, mut told) = unbounded_channel();
        let mut playing = FuturesUnordered::new();
        let up = async {
            match limits.timeout {
                Some(time) => sleep(time).await,
                None => std::future::pending().await,
            }
        };
        tokio::pin!(up);
        let accounts = AccountLine::all(&device.snapshot(), |id| device.has_test_key(id));
        tell(Event::Started { accounts });
        self.connections(&mut tell);
        for (id, plan) in self.catch_up(&mut tell) {
            playing.push(play(device.clone(), id, plan, Arc::clone(&self.overheard), sender.clone()));
        }
        let reason = loop {
            if limits.count.is_some_and(|count| self.closed.len() >= count) {
                break EndReason::Count;
            }
            let event = tokio::select! {
                // What was told of an answer stands before what it led to.
                biased;
                Some(event) = told.recv() => {
                    tell(event);
                    continue;
                }
                Some(()) = playing.next() => continue,
                event = self.events.recv() => event,
                () = &mut up => break EndReason::Timeout,
            };
            let plans = match event {
                Ok(DeviceEvent::Arrived { request }) => self.arrived(&request, &mut tell).into_iter().collect(),
                Ok(DeviceEvent::Closed { request, outcome }) => {
                    self.over(request, outcome, &mut tell);
                    Vec::new()
                }
                Ok(DeviceEvent::Changed) => {
                    self.connections(&mut tell);
                    if self.device.snapshot().accounts.is_empty() {
                        tell(Event::Removed);
                        break EndReason::Removed;
                    }
                    self.awaiting(&mut tell);
                    Vec::new()
                }
                Ok(
                    DeviceEvent::HistoryChanged
                    | DeviceEvent::Outage { .. }
                    | DeviceEvent::Ended { .. }
                    | DeviceEvent::Announce { .. },
                ) => Vec::new(),
                Err(RecvError::Lagged(_)) => self.catch_up(&mut tell),
                Err(RecvError::Closed) => break EndReason::Interrupted,
            };
            for (id, plan) in plans {
                playing.push(play(device.clone(), id, plan, Arc::clone(&self.overheard), sender.clone()));
            }
        };
        Played { reason, last: self.last, closed: self.closed.len() }
    }

    /// Everything that is in the inbox and was not told of.
    fn catch_up(&mut self, tell: &mut impl FnMut(Event)) -> Vec<(RequestId, Plan)> {
        self.connections(tell);
        let mut plans = Vec::new();
        for item in self.device.snapshot().items {
            match &item.state {
                ItemState::Closed { outcome, .. } if self.seen.contains(&item.id()) => {
                    self.over(item.id(), *outcome, tell);
                }
                ItemState::Checking | ItemState::Closed { .. } => {}
                _ => plans.extend(self.arrived(&item.id(), tell)),
            }
        }
        plans
    }

    /// A request is there: it is told of once, and has its rule.
    fn arrived(&mut self, id: &RequestId, tell: &mut impl FnMut(Event)) -> Option<(RequestId, Plan)> {
        let item = item(&self.device, id).filter(|item| item.state.is_open())?;
        if !self.seen.insert(id.clone()) {
            return None;
        }
        let facts = self.device.facts(id);
        tell(Event::Request(RequestLine::new(&item, facts.as_ref())));
        if item.state == ItemState::Awaiting {
            self.awaiting.insert(id.clone());
        }
        let (script, facts) = (self.script?, facts.filter(|_| item.state.is_decidable())?);
        let interrupted = matches!(item.state, ItemState::Failed { .. });
        let found = script.find(&facts, &self.used, interrupted);
        let name = found.as_ref().and_then(|(place, _)| script.name(*place));
        tell(Event::rule(id.clone(), found.as_ref().map(|(place, plan)| (*place, plan)), name));
        let (place, plan) = found?;
        if let Some(used) = self.used.get_mut(place) {
            *used = used.saturating_add(1);
        }
        Some((id.clone(), plan))
    }

    fn over(&mut self, request: RequestId, outcome: HistoryOutcome, tell: &mut impl FnMut(Event)) {
        if !self.closed.insert(request.clone()) {
            return;
        }
        self.last = Some(outcome);
        let by = item(&self.device, &request).and_then(|item| match item.state {
            ItemState::Closed { by, person, .. } => Some((by, person)),
            _ => None,
        });
        let (by, person) = by.unwrap_or_default();
        tell(Event::Closed { request, outcome, by, person });
    }

    /// What was told of and is approved by one of two people is told of once more.
    fn awaiting(&mut self, tell: &mut impl FnMut(Event)) {
        let items = self.device.snapshot().items.into_iter().filter(|item| item.state == ItemState::Awaiting);
        for item in items.filter(|item| self.seen.contains(&item.id())) {
            let request = item.id();
            let Some(four_eyes) = item.four_eyes else { continue };
            if self.awaiting.insert(request.clone()) {
                tell(Event::Awaiting { request, four_eyes });
            }
        }
    }

    fn connections(&mut self, tell: &mut impl FnMut(Event)) {
        for account in self.device.snapshot().accounts {
            let known = self.connections.insert(account.id.clone(), account.connection.clone());
            if known.as_ref() != Some(&account.connection) {
                tell(Event::connection(account.id, account.host, &account.connection));
            }
        }
    }
}

fn item(device: &Device, id: &RequestId) -> Option<ItemView> {
    device.snapshot().items.into_iter().find(|item| item.id() == *id)
}

/// Answers one request as planned, again where that is planned, until it is answered or over.
async fn play(device: Device, id: RequestId, plan: Plan, overheard: Arc<Overheard>, tell: UnboundedSender<Event>) {
    // Nobody listens any more when the player has stopped.
    let tell = |event| {
        tell.send(event).ok();
    };
    if !plan.delay.is_zero() && !still_open_after(&device, &id, plan.delay).await {
        return;
    }
    let mut fault = plan.fault;
    if let Some(happening) = fault {
        tell(Event::Fault { request: id.clone(), fault: happening });
        if let Fault::Offline(time) = happening {
            Core::go_offline(&device.core, time);
            fault = None;
            if !plan.again {
                return;
            }
        }
    }
    let Reply::Answer(outcome, reason) = plan.reply else { return };
    let (mut wait, mut changes) = (FIRST_RETRY, 0);
    while online(&device, &id).await {
        let Err(error) = decide(&device.core, &id, outcome, reason, fault, &overheard).await else { return };
        tell(Event::refused(id.clone(), &error));
        let faulty = fault.take().is_some();
        if faulty && !plan.again {
            return;
        }
        match error.code {
            ErrorCode::Changed if changes < MAX_CHANGES => {
                changes += 1;
                if let Some(item) = item(&device, &id).filter(|item| item.state.is_open()) {
                    tell(Event::Request(RequestLine::new(&item, device.facts(&id).as_ref())));
                }
            }
            ErrorCode::Offline | ErrorCode::FateUnknown => {
                if !still_open_after(&device, &id, wait).await {
                    return;
                }
                wait = (wait * 2).min(LONGEST_RETRY);
            }
            // Another answer would be refused in the same way.
            _ if !faulty => return,
            _ => {}
        }
    }
}

/// Waits, and says whether there still is something to answer then.
async fn still_open_after(device: &Device, id: &RequestId, time: Duration) -> bool {
    let over = until(device, |device| !is_open(device, id));
    tokio::select! {
        () = sleep(time) => true,
        () = over => false,
    }
}

/// Waits until the request's account is connected; `false` when the request is over before that.
async fn online(device: &Device, id: &RequestId) -> bool {
    let connected = |device: &Device| {
        let snapshot = device.snapshot();
        snapshot.accounts.iter().any(|one| one.id == id.account_id && one.connection.is_online())
    };
    until(device, |device| !is_open(device, id) || connected(device)).await;
    is_open(device, id)
}

fn is_open(device: &Device, id: &RequestId) -> bool {
    item(device, id).is_some_and(|item| item.state.is_open())
}

/// Waits until something holds, looking again after every event of the device.
async fn until(device: &Device, holds: impl Fn(&Device) -> bool) {
    let mut events = device.events();
    while !holds(device) {
        if let Err(RecvError::Closed) = events.recv().await {
            return;
        }
    }
}
