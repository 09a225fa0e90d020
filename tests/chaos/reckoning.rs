//! Afterwards: one outcome for each request, the same at the agent, in the server's store, in its
//! audit chain, and on every device.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Duration;

use e2e::{TestServer, device_at};
use waxseal_device::{Device, HistoryOutcome, HistoryRecord};
use waxseal_protocol::ids::{ConsentId, DeviceId};
use waxseal_store::model::{CHAIN_START, EventKind, RequestState, chain_hash};
use waxseal_store::{EventFilter, Store as _};

use crate::run::Asked;

/// A device's own record of everything.
pub(crate) struct Known {
    id: DeviceId,
    records: HashMap<ConsentId, HistoryRecord>,
}

/// Starts a device once more, without rules, and waits until it knows what became of everything.
pub(crate) async fn settled(server: &TestServer, folder: &Path) -> Known {
    let device = device_at(folder, &server.authority());
    let journal = folder.join("journal.json");
    let is_settled = || {
        let snapshot = device.snapshot();
        let online = snapshot.accounts.iter().all(|account| account.connection.is_online());
        let written = std::fs::read_to_string(&journal).unwrap_or_else(|_| "[]".to_owned());
        online && snapshot.items.iter().all(|item| !item.state.is_open()) && written == "[]"
    };
    let waiting = async {
        let mut events = device.events();
        while !is_settled() {
            // The last word may be the journal's, which no event tells of.
            tokio::time::timeout(Duration::from_millis(500), events.recv()).await.ok();
        }
    };
    let waited = tokio::time::timeout(Duration::from_mins(1), waiting).await;
    assert!(waited.is_ok(), "{}: {:#?}", folder.display(), device.snapshot());
    let known = known(&device).await;
    device.stop();
    known
}

async fn known(device: &Device) -> Known {
    assert!(device.verify_history().await.unwrap().sound, "the device's own chain");
    let history = device.history();
    let count = history.len();
    let records: HashMap<_, _> = history.into_iter().map(|record| (record.consent_id.clone(), record)).collect();
    assert_eq!(records.len(), count, "no request is in a history twice");
    Known { id: device.snapshot().accounts[0].id.clone(), records }
}

/// Compares everything, and says how often each outcome came.
pub(crate) async fn reckon(
    server: &TestServer,
    asked: &[Asked],
    devices: &[Known],
    told: &HashMap<String, Vec<String>>,
) -> BTreeMap<&'static str, usize> {
    let chain = audited(server).await;
    let mut outcomes = BTreeMap::new();
    let (mut answered, mut too_late) = (0, 0);
    for one in asked {
        let request = server.store.request_by_auth_req_id(&one.pending.auth_req_id).await.unwrap().unwrap();
        let id = &request.consent_id;
        let decided_at = request.state.decision().map(|decision| decision.decided_at);
        let lines = told.get(id.as_str()).map(|lines| lines.join("\n  ")).unwrap_or_default();
        let context = format!(
            "{id}: {} {}, decided {decided_at:?}, expires {}\n  {lines}\n",
            one.choice.left.label(),
            one.choice.right.label(),
            request.expires_at
        );
        let (outcome, agent) = match &request.state {
            RequestState::Redeemed { .. } => ("approved", "approved"),
            RequestState::Denied(_) => ("denied", "denied"),
            RequestState::Reported(_) => ("reported", "denied"),
            RequestState::Pending | RequestState::HalfApproved(_) => ("expired", "expired"),
            RequestState::Approved(_) => panic!("{context}: approved, and the agent has no token"),
        };
        assert_eq!(one.answer, agent, "{context}: the agent's answer and the server's");
        assert!(one.choice.may_end().contains(outcome), "{context}: {outcome} by nobody's good answer");
        let events = chain.get(id).cloned().unwrap_or_default();
        let expected: &[&str] = match outcome {
            "approved" => &["approved", "token"],
            "denied" => &["denied"],
            "reported" => &["reported"],
            _ => &[],
        };
        assert_eq!(events, expected, "{context}: the audit chain and the store");
        let decider = request.state.decision().map(|decision| &decision.device_id);
        for device in devices {
            match (device.records.get(id), decider == Some(&device.id)) {
                // It answered, so it knows.
                (record, true) => {
                    let record = record.unwrap_or_else(|| panic!("{context}: the device that answered forgot"));
                    let told = (word(record.outcome), record.by.as_deref());
                    assert_eq!(told, (outcome.to_owned(), None), "{context}: at the decider");
                }
                // It may have been away when the request ended; it must not think anything else.
                (Some(record), false) if record.outcome != HistoryOutcome::EndedAway => {
                    assert_eq!(word(record.outcome), outcome, "{context}: at the other device");
                }
                (_, false) => {}
            }
        }
        *outcomes.entry(outcome).or_default() += 1;
        answered += usize::from(one.choice.is_answered());
        if one.choice.is_answered() && outcome == "expired" {
            eprintln!("too late: {context}");
            too_late += 1;
        }
    }
    let known: usize = devices.iter().map(|device| device.records.len()).sum();
    eprintln!("{known} records on devices; {too_late} of {answered} good answers came too late");
    assert!(too_late * 20 <= answered, "good answers arrive");
    outcomes
}

/// What the audit chain says of each request, once it is sure that it is whole.
async fn audited(server: &TestServer) -> HashMap<ConsentId, Vec<&'static str>> {
    let mut decided: HashMap<ConsentId, Vec<&'static str>> = HashMap::new();
    let mut previous = CHAIN_START.to_owned();
    let mut place = 0;
    loop {
        let filter = EventFilter { limit: 1000, after: Some(place), ..EventFilter::default() };
        let events = server.store.events(&filter).await.unwrap();
        if events.is_empty() {
            return decided;
        }
        for event in events {
            place += 1;
            assert_eq!(event.sequence, place, "no gaps");
            assert_eq!(event.hash, chain_hash(&previous, event.sequence, &event.body), "event {place} was changed");
            previous.clone_from(&event.hash);
            let event = event.event().unwrap();
            let what = match event.kind {
                EventKind::GdAuthSucceed => "approved",
                EventKind::GdAuthRejected => "denied",
                EventKind::GdAuthReported => "reported",
                EventKind::CibaExchangeSucceeded => "token",
                _ => continue,
            };
            if what != "token" {
                assert_eq!(event.details["test_key"], true, "no person stands behind it");
            }
            decided.entry(event.consent_id.unwrap()).or_default().push(what);
        }
    }
}

/// As it is written.
fn word(outcome: HistoryOutcome) -> String {
    serde_json::to_value(outcome).unwrap().as_str().unwrap().to_owned()
}
