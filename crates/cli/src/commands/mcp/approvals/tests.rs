use rmcp::transport::streamable_http_server::SessionManager as _;
use rmcp::transport::streamable_http_server::session::local::LocalSessionManager;
use serde_json::json;
use waxseal_protocol::{ManualClock, Secret};

use super::super::approval::tests::handle;
use super::*;

pub(in super::super) fn approvals(max_open: usize) -> Approvals {
    let secret = Secret::new("s".to_owned());
    let connection = Connection::new("http://127.0.0.1:1/", "agent".to_owned(), &secret, None).unwrap();
    let policy = Policy { users: vec!["auth0|hanna".to_owned()], max_open, ..Policy::default() };
    let clock = Arc::new(ManualClock::new(jiff::Timestamp::UNIX_EPOCH));
    Approvals::new(connection, policy, clock, CancellationToken::new())
}

fn asked(payee: &str) -> Asked {
    let fields = Some(json!({"payee": payee}));
    let described = Described { action_type: Some("payment".to_owned()), fields, authorization_details: None };
    let details = described.details().unwrap();
    Asked { user: "auth0|hanna".to_owned(), audience: None, scope: String::new(), details }
}

fn host() -> Caller {
    Caller { owner: Owner::Host, sessions: None }
}

fn remember(approvals: &Approvals, payee: &str) -> (watch::Sender<State>, ApprovalId) {
    remember_of(approvals, &Owner::Host, payee)
}

pub(in super::super) fn remember_of(
    approvals: &Approvals,
    owner: &Owner,
    payee: &str,
) -> (watch::Sender<State>, ApprovalId) {
    let (sender, state) = watch::channel(State::Pending);
    let id = ApprovalId::generate();
    approvals.remember(Arc::new(Approval {
        id: id.clone(),
        owner: owner.clone(),
        asked: asked(payee),
        binding_message: "7KQ-M3R".to_owned(),
        made_at: Duration::ZERO,
        lives: Duration::from_mins(5),
        handle: handle(),
        told: AtomicBool::default(),
        state,
    }));
    (sender, id)
}

#[test]
fn a_person_is_not_asked_the_same_twice_at_a_time() {
    let approvals = approvals(5);
    let (answer, id) = remember(&approvals, "ACME");
    let again = approvals.may_open(&asked("ACME"), &Owner::Host).unwrap_err();
    assert_eq!(again.code, Code::AlreadyOpen);
    assert!(again.message.contains(&id.to_string()) && again.next.contains("7KQ-M3R"), "{again:?}");
    approvals.may_open(&asked("Other Ltd"), &Owner::Host).unwrap();
    answer.send_replace(State::Failed(Failure::denied()));
    approvals.may_open(&asked("ACME"), &Owner::Host).unwrap();
}

#[test]
fn a_model_cannot_open_more_requests_than_it_may() {
    let approvals = approvals(2);
    let (first, _) = remember(&approvals, "one");
    let (_second, _) = remember(&approvals, "two");
    assert_eq!(approvals.may_open(&asked("three"), &Owner::Host).unwrap_err().code, Code::TooManyOpen);
    first.send_replace(State::Failed(Failure::expired()));
    approvals.may_open(&asked("three"), &Owner::Host).unwrap();
}

#[tokio::test]
async fn answers_are_forgotten_before_the_memory_is_full_and_open_requests_never() {
    let approvals = approvals(5);
    let (_sender, open) = remember(&approvals, "open");
    let ended: Vec<_> = (0..REMEMBERED + 50)
        .map(|number| {
            let (sender, id) = remember(&approvals, &format!("payee {number}"));
            sender.send_replace(State::Failed(Failure::denied()));
            id
        })
        .collect();
    assert!(approvals.made().len() <= REMEMBERED + 1);
    approvals.find(&open, &host()).await.unwrap();
    approvals.find(ended.last().unwrap(), &host()).await.unwrap();
    let gone = approvals.find(&ended[0], &host()).await.unwrap_err();
    assert_eq!(gone.code, Code::UnknownApproval);
    assert!(gone.next.contains("not approved"));
}

#[tokio::test]
async fn a_wish_is_judged_before_any_server_is_asked() {
    let approvals = Arc::new(approvals(5));
    let nothing = approvals.ask(Wish::default(), &Owner::Host).await.unwrap_err();
    assert_eq!(nothing.code, Code::InvalidArguments);
    let stranger = Wish { user: Some("auth0|eve".to_owned()), ..Wish::default() };
    assert_eq!(approvals.ask(stranger, &Owner::Host).await.unwrap_err().code, Code::NotAllowed);
    let fine = Wish {
        described: Described { action_type: Some("payment".to_owned()), ..Described::default() },
        ..Wish::default()
    };
    let unreachable = approvals.ask(fine, &Owner::Host).await.unwrap_err();
    assert_eq!(unreachable.code, Code::Unavailable, "{unreachable:?}");
    assert!(approvals.made().is_empty(), "nothing was opened");
}

#[test]
fn what_one_client_asked_for_is_told_to_no_other() {
    let session = |name: &str| Owner::Session(name.into());
    for (owner, other) in
        [(session("hers"), session("eves")), (session("hers"), Owner::Unnamed), (Owner::Unnamed, Owner::Unnamed)]
    {
        let approvals = approvals(1);
        let (_sender, id) = remember_of(&approvals, &owner, "ACME");
        for payee in ["ACME", "Other Ltd"] {
            let refused = approvals.may_open(&asked(payee), &other).unwrap_err();
            let text = format!("{refused:?}");
            assert!(!text.contains(&id.to_string()) && !text.contains("7KQ-M3R"), "{other:?}: {text}");
        }
    }
    let approvals = approvals(1);
    let (_sender, id) = remember_of(&approvals, &session("hers"), "ACME");
    let own = approvals.may_open(&asked("Other Ltd"), &session("hers")).unwrap_err();
    assert!(own.message.contains(&id.to_string()), "{own:?}");
}

#[tokio::test]
async fn an_approval_is_its_sessions_while_that_lives_and_then_of_whoever_has_its_name() {
    let sessions = Arc::new(LocalSessionManager::default());
    let (hers, _hers) = sessions.create_session().await.unwrap();
    let (eves, _eves) = sessions.create_session().await.unwrap();
    let caller = |session: &Arc<str>| Caller {
        owner: Owner::Session(Arc::clone(session)),
        sessions: Some(Arc::clone(&sessions)),
    };
    let unnamed = Caller { owner: Owner::Unnamed, ..caller(&eves) };
    let approvals = approvals(5);
    let (_sender, id) = remember_of(&approvals, &Owner::Session(Arc::clone(&hers)), "ACME");
    approvals.find(&id, &caller(&hers)).await.unwrap();
    for stranger in [caller(&eves), unnamed] {
        let refused = approvals.find(&id, &stranger).await.unwrap_err();
        assert_eq!(refused.code, Code::UnknownApproval);
    }
    sessions.close_session(&hers).await.unwrap();
    approvals.find(&id, &caller(&eves)).await.unwrap();
}

#[test]
fn what_is_left_open_can_be_collected_by_somebody_else() {
    let approvals = approvals(5);
    assert_eq!(approvals.left_open(), None);
    let (_open, _) = remember(&approvals, "ACME");
    let (ended, _) = remember(&approvals, "Other Ltd");
    ended.send_replace(State::Failed(Failure::denied()));
    let text = approvals.left_open().unwrap();
    assert!(text.starts_with("Ending with 1 open requests") && text.contains("\nhint: waxseal agent wait -"), "{text}");
    let line = text.lines().last().unwrap();
    assert_eq!(serde_json::from_str::<waxseal_agent::PendingApproval>(line).unwrap(), handle());
}

#[test]
fn only_the_end_of_a_request_ends_the_following() {
    for end in [AgentError::Denied, AgentError::Expired, AgentError::Spent] {
        assert!(is_answer(&end), "{end}");
    }
    let words = || "words".to_owned();
    for fault in [
        AgentError::Malformed(words()),
        AgentError::Unreachable(words()),
        AgentError::InvalidClient { description: words() },
        AgentError::Overloaded { retry_after: None },
    ] {
        assert!(!is_answer(&fault), "{fault}");
        let next = Failure::not_collected(&fault).next;
        assert!(next.contains("not approved") && next.contains("ask the person"), "{next}");
    }
}
