use serde_json::json;
use waxseal_protocol::{ManualClock, Secret};

use super::*;

fn approvals(max_open: usize) -> Approvals {
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

fn remember(approvals: &Approvals, payee: &str) -> (watch::Sender<State>, ApprovalId) {
    let (sender, state) = watch::channel(State::Pending);
    let id = ApprovalId::generate();
    approvals.remember(Arc::new(Approval {
        id: id.clone(),
        asked: asked(payee),
        binding_message: "7KQ-M3R".to_owned(),
        made_at: Duration::ZERO,
        lives: Duration::from_mins(5),
        state,
    }));
    (sender, id)
}

#[test]
fn a_person_is_not_asked_the_same_twice_at_a_time() {
    let approvals = approvals(5);
    let (answer, id) = remember(&approvals, "ACME");
    let again = approvals.may_open(&asked("ACME")).unwrap_err();
    assert_eq!(again.code, Code::AlreadyOpen);
    assert!(again.message.contains(&id.to_string()) && again.next.contains("7KQ-M3R"), "{again:?}");
    approvals.may_open(&asked("Other Ltd")).unwrap();
    answer.send_replace(State::Failed(Failure::denied()));
    approvals.may_open(&asked("ACME")).unwrap();
}

#[test]
fn a_model_cannot_open_more_requests_than_it_may() {
    let approvals = approvals(2);
    let (first, _) = remember(&approvals, "one");
    let (_second, _) = remember(&approvals, "two");
    assert_eq!(approvals.may_open(&asked("three")).unwrap_err().code, Code::TooManyOpen);
    first.send_replace(State::Failed(Failure::expired()));
    approvals.may_open(&asked("three")).unwrap();
}

#[test]
fn answers_are_forgotten_before_the_memory_is_full_and_open_requests_never() {
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
    approvals.find(&open).unwrap();
    approvals.find(ended.last().unwrap()).unwrap();
    let gone = approvals.find(&ended[0]).unwrap_err();
    assert_eq!(gone.code, Code::UnknownApproval);
    assert!(gone.next.contains("not approved"));
}

#[tokio::test]
async fn a_wish_is_judged_before_any_server_is_asked() {
    let approvals = Arc::new(approvals(5));
    let nothing = approvals.ask(Wish::default()).await.unwrap_err();
    assert_eq!(nothing.code, Code::InvalidArguments);
    let stranger = Wish { user: Some("auth0|eve".to_owned()), ..Wish::default() };
    assert_eq!(approvals.ask(stranger).await.unwrap_err().code, Code::NotAllowed);
    let fine = Wish {
        described: Described { action_type: Some("payment".to_owned()), ..Described::default() },
        ..Wish::default()
    };
    let unreachable = approvals.ask(fine).await.unwrap_err();
    assert_eq!(unreachable.code, Code::Unavailable, "{unreachable:?}");
    assert!(approvals.made().is_empty(), "nothing was opened");
}
