//! Between Approve and the signature the operating system is asked. Here the test answers for it, at the
//! moment that it chooses; the real one is asked in `tests/desktop/verifying.rs`.

use std::sync::Arc;

use async_trait::async_trait;
use e2e::{HANNA, TestServer, ready_item, same_at, settings_at, wait_for};
use tokio::sync::{Mutex, mpsc, watch};
use tokio::task::JoinHandle;
use waxseal_agent::ApprovalRequest;
use waxseal_device::commands::{DecideInput, EnrollInput};
use waxseal_device::decision::{Gesture, PageSignal};
use waxseal_device::{
    Availability, Device, DeviceError, ErrorCode, ItemState, Purpose, RequestId, Secret, Settings, UserVerifier,
    Verification, VerificationPreference,
};
use waxseal_protocol::SystemClock;
use waxseal_protocol::device::{DecisionClaims, DecisionOutcome, UserVerification};
use waxseal_protocol::jose::{TimeRules, verify};
use waxseal_store::{EventFilter, Store as _};

use super::{WINDOW, attend, refuse};

/// A system whose questions the test answers.
#[derive(Debug)]
struct System {
    /// How many questions are open.
    open: watch::Sender<usize>,
    /// What the last one was about.
    purpose: watch::Sender<Option<Purpose>>,
    answers: Mutex<mpsc::UnboundedReceiver<Verification>>,
    availability: watch::Sender<Availability>,
}

struct Open<'a>(&'a watch::Sender<usize>);

impl Drop for Open<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

#[async_trait]
impl UserVerifier for System {
    async fn availability(&self) -> Availability {
        self.availability.borrow().clone()
    }

    async fn verify(&self, purpose: Purpose) -> Verification {
        self.purpose.send_replace(Some(purpose));
        self.open.send_modify(|open| *open += 1);
        let _open = Open(&self.open);
        let answer = self.answers.lock().await.recv().await.unwrap();
        // As polkit without an agent, which is known by its silence alone.
        if let Verification::Unavailable { reason } = &answer {
            self.availability.send_replace(Availability::Unavailable { reason: reason.clone() });
        }
        answer
    }
}

struct Desk {
    server: TestServer,
    device: Device,
    system: Arc<System>,
    answer: mpsc::UnboundedSender<Verification>,
}

impl Desk {
    async fn new() -> Self {
        let server = TestServer::start().await;
        let (answer, answers) = mpsc::unbounded_channel();
        let system = Arc::new(System {
            open: watch::Sender::new(0),
            purpose: watch::Sender::new(None),
            answers: Mutex::new(answers),
            availability: watch::Sender::new(Availability::Available),
        });
        let folder = server.folder.path().join("desk");
        let verifier: Arc<dyn UserVerifier> = Arc::<System>::clone(&system);
        let settings = settings_at(&folder, &server.authority(), Arc::new(SystemClock::new()));
        // As the desktop app starts it.
        let device = Device::start(Settings { verifier: Some(verifier), ..settings }).unwrap();
        let text = server.ticket(HANNA).await.link;
        device.enroll(EnrollInput { text, server: None, device_name: "desk".to_owned() }).await.unwrap();
        wait_for(&device, |device| device.snapshot().accounts[0].connection.is_online()).await;
        Self { server, device, system, answer }
    }

    /// A transfer on screen, and its view.
    async fn transfer(&self) -> (RequestId, String) {
        self.server.agent().await.ask(&self.server.request()).await.unwrap();
        let id = ready_item(&self.device).await.id();
        let view = attend(&self.device, &id).await;
        (id, view)
    }

    /// Approves with the code, beside what the test does.
    fn approving(&self, view: &str) -> JoinHandle<Result<(), DeviceError>> {
        let (device, view) = (self.device.clone(), view.to_owned());
        tokio::spawn(async move { super::approve(&device, &view, Some("1234ABCD")).await })
    }

    /// Waits until this many questions are open.
    async fn asked(&self, count: usize) {
        self.system.open.subscribe().wait_for(|open| *open == count).await.unwrap();
    }

    fn state(&self) -> ItemState {
        self.device.snapshot().items[0].state.clone()
    }

    async fn prefer(&self, verification: VerificationPreference) -> Result<(), DeviceError> {
        self.device.set_verification(verification).await.map(|_| ())
    }

    /// What was signed about who answered.
    async fn evidence(&self, id: &RequestId) -> UserVerification {
        let request = self.server.store.request_by_consent_id(&id.consent_id).await.unwrap().unwrap();
        let decision = request.state.decision().unwrap();
        let rules = TimeRules::new(decision.decided_at, std::time::Duration::from_mins(1));
        let key = decision.device_key.clone().unwrap();
        verify::<DecisionClaims>(&decision.jws, &[key], "jwt", rules).unwrap().waxseal.unwrap().uv
    }
}

#[tokio::test]
async fn the_system_is_asked_after_the_code_and_before_the_signature() {
    let desk = Desk::new().await;
    let (id, view) = desk.transfer().await;
    let wrong = super::approve(&desk.device, &view, Some("00000000")).await.unwrap_err();
    assert_eq!((wrong.code, *desk.system.open.borrow()), (ErrorCode::WrongCode, 0));
    let approving = desk.approving(&view);
    desk.asked(1).await;
    assert_eq!(desk.state(), ItemState::Verifying);
    assert_eq!(desk.server.open_requests(HANNA).await, 1);
    // The system's window takes the focus, which takes nothing back.
    desk.device.window_focus(WINDOW, false);
    desk.answer.send(Verification::Verified).unwrap();
    approving.await.unwrap().unwrap();
    assert_eq!(desk.evidence(&id).await, UserVerification::Os);
    assert_eq!(*desk.system.purpose.borrow(), Some(Purpose::Approve));
    let filter = EventFilter { limit: 100, consent: Some(id.consent_id), ..EventFilter::default() };
    let events = desk.server.store.events(&filter).await.unwrap();
    let said: Vec<_> = events.iter().filter_map(|event| event.event().unwrap().details.get("uv").cloned()).collect();
    assert_eq!(said, ["os"], "the audit chain repeats it");
    assert_eq!(desk.device.history()[0].uv, Some(UserVerification::Os), "and the history keeps it");
}

#[tokio::test]
async fn what_takes_no_code_and_what_is_denied_is_not_asked_about() {
    let desk = Desk::new().await;
    let (id, view) = desk.transfer().await;
    refuse(&desk.device, &view, DecisionOutcome::Denied).await.unwrap();
    assert_eq!(desk.evidence(&id).await, UserVerification::None);
    let sign_in = ApprovalRequest::new(HANNA).scope("openid").binding_message("W4SCT");
    desk.server.agent().await.ask(&sign_in).await.unwrap();
    let id = ready_item(&desk.device).await.id();
    let view = attend(&desk.device, &id).await;
    desk.device.observe(&view, PageSignal::HoldStarted).unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(1250)).await;
    let (outcome, gesture) = (DecisionOutcome::Approved, Gesture::Hold);
    desk.device.decide(DecideInput { view_token: view, outcome, gesture, reason: None, code: None }).await.unwrap();
    assert_eq!(desk.evidence(&id).await, UserVerification::None);
}

#[tokio::test]
async fn a_no_of_the_system_leaves_the_request_as_it_was() {
    let desk = Desk::new().await;
    let (id, view) = desk.transfer().await;
    let failed = Verification::Failed { reason: "The bus is busy.".to_owned() };
    for (answer, code, says) in [
        (Verification::Refused, ErrorCode::NotVerified, "The system did not confirm that it is you."),
        (Verification::Dismissed, ErrorCode::NotVerified, "The system's question was closed."),
        (Verification::Forbidden, ErrorCode::VerificationForbidden, "A rule of this computer"),
        (failed, ErrorCode::VerificationUnavailable, "Your system cannot be asked"),
    ] {
        desk.answer.send(answer).unwrap();
        let error = desk.approving(&view).await.unwrap().unwrap_err();
        assert_eq!(error.code, code);
        assert!(error.message.starts_with(says), "{error}");
        assert_eq!(desk.state(), ItemState::Ready);
    }
    assert_eq!(desk.server.open_requests(HANNA).await, 1);
    desk.answer.send(Verification::Verified).unwrap();
    desk.approving(&view).await.unwrap().unwrap();
    assert_eq!(desk.evidence(&id).await, UserVerification::Os);
}

#[tokio::test]
async fn while_it_is_asked_nothing_else_is_answered() {
    let desk = Desk::new().await;
    let (_, view) = desk.transfer().await;
    let approving = desk.approving(&view);
    desk.asked(1).await;
    for error in [
        desk.approving(&view).await.unwrap().unwrap_err(),
        refuse(&desk.device, &view, DecisionOutcome::Denied).await.unwrap_err(),
    ] {
        assert_eq!(error.code, ErrorCode::NotDecidable, "{error}");
    }
    desk.asked(1).await;
    desk.answer.send(Verification::Verified).unwrap();
    approving.await.unwrap().unwrap();
    assert_eq!(desk.server.open_requests(HANNA).await, 0);
}

#[tokio::test]
async fn content_that_changes_under_the_question_is_not_signed() {
    let desk = Desk::new().await;
    let (id, view) = desk.transfer().await;
    let approving = desk.approving(&view);
    desk.asked(1).await;
    e2e::change_database(
        &desk.server.config.database(),
        "update backchannel_requests set consent = replace(consent, '2500', '9500')",
    );
    desk.answer.send(Verification::Verified).unwrap();
    assert_eq!(approving.await.unwrap().unwrap_err().code, ErrorCode::Changed);
    let request = desk.server.store.request_by_consent_id(&id.consent_id).await.unwrap().unwrap();
    assert_eq!(request.state.decision(), None);
}

/// What somebody does at a device about a view of a request.
type Step = fn(&Device, &str, &RequestId);

#[tokio::test]
async fn what_takes_the_request_from_the_screen_withdraws_the_question() {
    let desk = Desk::new().await;
    desk.device.set_passphrase(None, Some(Secret::new("correct horse".to_owned()))).await.unwrap();
    let (id, mut view) = desk.transfer().await;
    let steps: [(Step, ErrorCode); 4] = [
        (|device, view, _| device.leave_view(view), ErrorCode::NotVerified),
        (|device, _, _| device.window_closed(WINDOW), ErrorCode::NotVerified),
        (|device, _, id| drop(device.open_request(WINDOW, id).unwrap()), ErrorCode::NotVerified),
        (|device, _, _| device.lock().unwrap(), ErrorCode::Locked),
    ];
    for (step, code) in steps {
        let approving = desk.approving(&view);
        desk.asked(1).await;
        step(&desk.device, &view, &id);
        assert_eq!(approving.await.unwrap().unwrap_err().code, code);
        desk.asked(0).await;
        assert_eq!(desk.server.open_requests(HANNA).await, 1);
        if code != ErrorCode::Locked {
            view = attend(&desk.device, &id).await;
        }
    }
}

#[tokio::test]
async fn an_answer_elsewhere_withdraws_the_question() {
    let desk = Desk::new().await;
    let (id, view) = desk.transfer().await;
    let second = desk.server.device(HANNA, "second").await;
    ready_item(&second).await;
    let approving = desk.approving(&view);
    desk.asked(1).await;
    second.decide_unattended(&same_at(&second, &id.consent_id), DecisionOutcome::Denied).await.unwrap();
    assert_eq!(approving.await.unwrap().unwrap_err().code, ErrorCode::NotDecidable);
    desk.asked(0).await;
    assert_eq!(desk.evidence(&id).await, UserVerification::None);
    assert!(matches!(desk.state(), ItemState::Closed { .. }));
}

#[tokio::test]
async fn where_it_cannot_be_asked_only_who_requires_it_is_kept_from_approving() {
    let desk = Desk::new().await;
    let unavailable = || Verification::Unavailable { reason: "polkit is not running.".to_owned() };
    desk.prefer(VerificationPreference::Required).await.unwrap();
    let (id, view) = desk.transfer().await;
    desk.answer.send(unavailable()).unwrap();
    let error = desk.approving(&view).await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::VerificationUnavailable);
    assert!(error.message.ends_with("polkit is not running."), "{error}");
    assert_eq!(desk.state(), ItemState::Ready);

    // Who cannot be asked could otherwise never change it again.
    desk.answer.send(unavailable()).unwrap();
    desk.prefer(VerificationPreference::WhenAvailable).await.unwrap();
    assert!(desk.device.approves_unverified(&view).await);
    desk.answer.send(unavailable()).unwrap();
    desk.approving(&view).await.unwrap().unwrap();
    assert_eq!(desk.evidence(&id).await, UserVerification::None);
}

#[tokio::test]
async fn who_goes_without_the_systems_word_was_told_before_and_the_history_says_so() {
    let desk = Desk::new().await;
    let unavailable = || Verification::Unavailable { reason: "No agent asks.".to_owned() };
    let (id, view) = desk.transfer().await;
    assert!(!desk.device.approves_unverified(&view).await);
    desk.answer.send(unavailable()).unwrap();
    let error = desk.approving(&view).await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::VerificationUnavailable, "{error}");
    assert_eq!((desk.server.open_requests(HANNA).await, desk.state()), (1, ItemState::Ready));
    desk.answer.send(unavailable()).unwrap();
    let error = desk.approving(&view).await.unwrap().unwrap_err();
    assert_eq!(error.code, ErrorCode::VerificationUnavailable, "nothing says so yet: {error}");
    assert!(desk.device.approves_unverified(&view).await, "which the page says now");
    desk.answer.send(unavailable()).unwrap();
    desk.approving(&view).await.unwrap().unwrap();
    assert_eq!(desk.evidence(&id).await, UserVerification::None);
    assert_eq!(desk.device.history()[0].uv, Some(UserVerification::None));

    // What is refused, or answered elsewhere, has no evidence of an approval here.
    let second = desk.server.device(HANNA, "second").await;
    for outcome in [DecisionOutcome::Approved, DecisionOutcome::Denied] {
        desk.server.agent().await.ask(&desk.server.request()).await.unwrap();
        let (here, there) = (ready_item(&desk.device).await.id(), ready_item(&second).await.id());
        if outcome == DecisionOutcome::Approved {
            second.decide_unattended(&there, outcome).await.unwrap();
        } else {
            let view = attend(&desk.device, &here).await;
            refuse(&desk.device, &view, outcome).await.unwrap();
        }
        wait_for(&desk.device, |device| device.history().iter().any(|record| record.id() == here)).await;
        assert_eq!(desk.device.history()[0].uv, None, "{outcome:?}");
        wait_for(&second, |second| second.snapshot().items.iter().all(|item| !item.state.is_open())).await;
    }
    desk.prefer(VerificationPreference::Required).await.unwrap();
    assert!(!desk.device.approves_unverified("a view").await, "nothing goes out at all");
}

#[tokio::test]
async fn a26_no_page_turns_the_question_off_by_itself() {
    let desk = Desk::new().await;
    // What a page can bring about by using up the system's patience is no leave.
    let failed = Verification::Failed { reason: "The bus is busy.".to_owned() };
    for (answer, code) in [
        (Verification::Refused, ErrorCode::NotVerified),
        (Verification::Dismissed, ErrorCode::NotVerified),
        (Verification::Forbidden, ErrorCode::VerificationForbidden),
        (failed, ErrorCode::VerificationUnavailable),
    ] {
        desk.answer.send(answer).unwrap();
        let error = desk.prefer(VerificationPreference::Off).await.unwrap_err();
        assert_eq!((error.code, *desk.system.purpose.borrow()), (code, Some(Purpose::AskLess)));
        assert_eq!(desk.device.preferences().verification, VerificationPreference::WhenAvailable);
    }
    desk.answer.send(Verification::Verified).unwrap();
    desk.prefer(VerificationPreference::Off).await.unwrap();
    let (id, view) = desk.transfer().await;
    desk.approving(&view).await.unwrap().unwrap();
    assert_eq!(desk.evidence(&id).await, UserVerification::None);
    // To be asked more takes nothing.
    desk.prefer(VerificationPreference::Required).await.unwrap();
}

#[tokio::test]
async fn one_question_is_open_at_a_time_and_keeps_no_other_choice() {
    let desk = Desk::new().await;
    desk.device.set_passphrase(None, Some(Secret::new("correct horse".to_owned()))).await.unwrap();
    let (_, view) = desk.transfer().await;
    let device = desk.device.clone();
    let asking = tokio::spawn(async move { device.set_verification(VerificationPreference::Off).await });
    desk.asked(1).await;
    // Everything else is changed meanwhile, and nothing of it makes the system ask for less.
    let mut others = desk.device.preferences();
    others.verification = VerificationPreference::Off;
    others.keep_history_days = Some(7);
    desk.device.set_preferences(others).unwrap();
    assert_eq!(desk.prefer(VerificationPreference::Off).await.unwrap_err().code, ErrorCode::NotDecidable);
    assert_eq!(desk.approving(&view).await.unwrap().unwrap_err().code, ErrorCode::NotDecidable);
    assert_eq!(desk.state(), ItemState::Ready);
    let kept = desk.device.preferences();
    assert_eq!((kept.keep_history_days, kept.verification), (Some(7), VerificationPreference::WhenAvailable));
    desk.device.lock().unwrap();
    assert_eq!(asking.await.unwrap().unwrap_err().code, ErrorCode::Locked);
    desk.asked(0).await;
}
