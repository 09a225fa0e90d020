//! Two answers to one request at once. A rehearsal has all of a request but its server, so that nothing here
//! waits for anything but the test.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::tz::TimeZone;
use tokio::sync::{Semaphore, watch};
use waxseal_details::Language;
use waxseal_protocol::clock::ManualClock;
use waxseal_protocol::device::UserVerification;
use waxseal_protocol::{Secret, Timestamp};

use super::*;
use crate::decision::PageSignal;
use crate::device::Settings;
use crate::keys::PassphraseFile;
use crate::verification::{Availability, Purpose, UserVerifier, Verification};

const WINDOW: &str = "main";
/// The code of a rehearsal.
const CODE: &str = "2149";

/// A system that confirms as often as the test lets it.
#[derive(Debug)]
struct System {
    asked: watch::Sender<u32>,
    confirms: Semaphore,
}

#[async_trait]
impl UserVerifier for System {
    async fn availability(&self) -> Availability {
        Availability::Available
    }

    async fn verify(&self, _purpose: Purpose) -> Verification {
        self.asked.send_modify(|asked| *asked += 1);
        self.confirms.acquire().await.unwrap().forget();
        Verification::Verified
    }
}

struct Desk {
    _folder: tempfile::TempDir,
    device: Device,
    system: Arc<System>,
    request: RequestId,
    view: String,
}

impl Desk {
    /// A rehearsal on screen, with Approve armed.
    fn new(confirms: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH));
        let system = Arc::new(System { asked: watch::Sender::new(0), confirms: Semaphore::new(confirms) });
        let passphrase = Secret::new("test".to_owned());
        let device = Device::start(Settings {
            state_folder: folder.path().join("state"),
            vault: Arc::new(PassphraseFile::new(&folder.path().join("keys"), passphrase)),
            verifier: Some(Arc::<System>::clone(&system)),
            authority: None,
            language: Language::English,
            time_zone: TimeZone::UTC,
            clock: Arc::<ManualClock>::clone(&clock),
        });
        let device = device.unwrap();
        let request = device.practice().unwrap();
        device.window_focus(WINDOW, true);
        let view = device.open_request(WINDOW, &request).unwrap().view_token;
        device.observe(&view, PageSignal::CriticalSeen { seen: true }).unwrap();
        device.observe(&view, PageSignal::PointerMoved).unwrap();
        clock.advance(Duration::from_secs(2));
        Self { _folder: folder, device, system, request, view }
    }

    fn core(&self) -> &Core {
        &self.device.core
    }

    fn state(&self) -> ItemState {
        self.core().inbox().get(&self.request).unwrap().state.clone()
    }

    async fn answer(device: Device, view: String, outcome: DecisionOutcome) -> Result<(), DeviceError> {
        let code = (outcome == DecisionOutcome::Approved).then(|| CODE.to_owned());
        device.decide(DecideInput { view_token: view, outcome, gesture: Gesture::Pointer, reason: None, code }).await
    }

    fn answering(&self, outcome: DecisionOutcome) -> impl Future<Output = Result<(), DeviceError>> + use<> {
        Self::answer(self.device.clone(), self.view.clone(), outcome)
    }
}

fn code_of<T>(result: Result<T, DeviceError>) -> ErrorCode {
    result.map(drop).unwrap_err().code
}

#[tokio::test]
async fn of_two_approvals_at_once_one_is_asked_about_and_given() {
    let desk = Desk::new(0);
    let first = tokio::spawn(desk.answering(DecisionOutcome::Approved));
    desk.system.asked.subscribe().wait_for(|asked| *asked == 1).await.unwrap();
    for second in [DecisionOutcome::Approved, DecisionOutcome::Denied, DecisionOutcome::Reported] {
        assert_eq!(code_of(desk.answering(second).await), ErrorCode::NotDecidable, "{second:?}");
    }
    assert_eq!(desk.state(), ItemState::Verifying);
    desk.system.confirms.add_permits(2);
    first.await.unwrap().unwrap();
    assert_eq!(*desk.system.asked.borrow(), 1);
    assert!(matches!(desk.state(), ItemState::Closed { outcome: HistoryOutcome::Approved, .. }));
}

#[tokio::test]
async fn nothing_comes_between_the_systems_word_and_the_answer() {
    let desk = Desk::new(2);
    let core = desk.core();
    let target = core.only_target(&desk.view).unwrap();
    let seen = target.sha256.as_deref();
    // The instant in which the system has answered and nothing is sent yet.
    let (uv, asked) = core.verify_user(&desk.view, &target).await.unwrap();
    assert_eq!((uv, desk.state()), (UserVerification::Os, ItemState::Verifying));
    assert_eq!(code_of(desk.answering(DecisionOutcome::Denied).await), ErrorCode::NotDecidable);
    assert_eq!(code_of(desk.answering(DecisionOutcome::Approved).await), ErrorCode::NotDecidable);
    assert_eq!(*desk.system.asked.borrow(), 1, "nobody is asked about what was confirmed");

    let answer = Answer { uv, ..DecisionOutcome::Approved.into() };
    let begun = begin(core, &desk.request, seen, answer, asked).unwrap();
    assert_eq!(desk.state(), ItemState::Sending);
    assert_eq!(code_of(begin(core, &desk.request, seen, answer, None)), ErrorCode::NotDecidable);
    give(core, begun, answer, &Honest).await.unwrap();
    assert!(matches!(desk.state(), ItemState::Closed { outcome: HistoryOutcome::Approved, .. }));
}

#[tokio::test]
async fn what_leaves_the_screen_in_that_instant_is_not_signed() {
    let desk = Desk::new(2);
    let core = desk.core();
    let target = core.only_target(&desk.view).unwrap();
    let (_, asked) = core.verify_user(&desk.view, &target).await.unwrap();
    desk.device.window_closed(WINDOW);
    let begun = begin(core, &desk.request, target.sha256.as_deref(), DecisionOutcome::Approved.into(), asked);
    assert_eq!(code_of(begun), ErrorCode::NotVerified);
    assert_eq!(desk.state(), ItemState::Ready, "it can be answered again");
    desk.answering(DecisionOutcome::Approved).await.unwrap();
}
