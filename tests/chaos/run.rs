//! The run itself.

use std::sync::Arc;
use std::time::Duration;

use e2e::{TestServer, waxseal};
use futures_util::StreamExt as _;
use waxseal_agent::{AgentError, ApprovalRequest, Client, PendingApproval};
use waxseal_protocol::SystemClock;

use crate::choices::{Choice, Dice, FAULTS, Move};
use crate::crowd::{Member, Told};
use crate::reckoning::{reckon, settled};

const PEOPLE: usize = 10;
/// These people's devices are processes of their own.
const WITH_PROCESSES: usize = 3;
const REQUESTS: usize = 1000;
/// How many requests wait for one person at once.
const AT_ONCE: usize = 8;
/// How long a person has: enough for a device to be killed and to come back.
const EXPIRY: Duration = Duration::from_secs(12);

/// What the agent was told.
pub(crate) struct Asked {
    pub(crate) pending: PendingApproval,
    pub(crate) choice: Choice,
    pub(crate) answer: &'static str,
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_goes_wrong_every_request_has_one_outcome_and_everybody_knows_the_same() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let requests = number("WAXSEAL_CHAOS_REQUESTS").map_or(REQUESTS, |count| usize::try_from(count).unwrap());
    let seed = number("WAXSEAL_CHAOS_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    eprintln!("{requests} requests; repeat the choices with WAXSEAL_CHAOS_SEED={seed}");
    waxseal();
    let server = TestServer::start_configured(Arc::new(SystemClock::new()), |ports| configuration(ports.main)).await;
    let told = Told::default();
    let mut members = Vec::new();
    for person in 0..PEOPLE {
        for side in ["left", "right"] {
            members.push(Member::start(&server, &user(person), side, person < WITH_PROCESSES, &told).await);
        }
    }
    let agent = server.agent().await;
    let asking = (0..PEOPLE).map(|person| {
        let mut dice = Dice::new(seed.wrapping_add(u64::try_from(person).unwrap() << 32));
        let is_process = person < WITH_PROCESSES;
        let mine = (0..requests).filter(|number| number % PEOPLE == person);
        let choices: Vec<(usize, Choice)> = mine
            .map(|number| {
                let left = Move::choose(&mut dice, is_process);
                (number, Choice { left, right: Move::choose(&mut dice, is_process) })
            })
            .collect();
        ask_all(agent.clone(), user(person), choices)
    });
    let asked: Vec<Asked> = futures_util::future::join_all(asking).await.into_iter().flatten().collect();
    assert_eq!(asked.len(), requests);

    let (mut devices, mut kills) = (Vec::new(), 0);
    for member in members {
        let folder = member.folder.clone();
        kills += member.end().await;
        // What a device does not know yet, it finds out when it is started once more.
        devices.push(settled(&server, &folder).await);
    }
    let lines = std::mem::take(&mut *told.lock().unwrap());
    let outcomes = reckon(&server, &asked, &devices, &lines.of_request).await;
    let counts = lines.counts;
    eprintln!("outcomes {outcomes:?}\nkilled {kills} times\nevents {counts:?}");
    if requests >= REQUESTS {
        for (fault, _) in FAULTS {
            assert!(counts.get(&format!("fault {fault}")).is_some_and(|count| *count > 0), "{fault} never happened");
        }
        assert!(["approved", "denied", "reported", "expired"].iter().all(|outcome| outcomes.contains_key(outcome)));
    }
}

/// Asks one person for everything, a few things at once.
async fn ask_all(agent: Client, user: String, choices: Vec<(usize, Choice)>) -> Vec<Asked> {
    let asking = choices.into_iter().map(|(number, choice)| {
        let (agent, user) = (&agent, &user);
        async move {
            let request = ApprovalRequest::new(user.as_str()).audience("urn:my-api").expiry(EXPIRY);
            let request = request.authorization_details(&choice.details(number)).unwrap();
            let pending = agent.ask(&request).await.unwrap();
            let answer = match agent.wait(&pending).await {
                Ok(_) => "approved",
                Err(AgentError::Denied) => "denied",
                Err(AgentError::Expired) => "expired",
                Err(other) => panic!("request {number} of {user}: {other}"),
            };
            Asked { pending, choice, answer }
        }
    });
    futures_util::stream::iter(asking).buffer_unordered(AT_ONCE).collect().await
}

fn user(person: usize) -> String {
    format!("chaos|{person}")
}

fn configuration(port: u16) -> String {
    let users: Vec<String> = (0..PEOPLE).map(|person| format!("[[users]]\nid = \"{}\"\n\n", user(person))).collect();
    let users = users.concat();
    format!(
        "issuer = \"https://localhost:{port}/\"\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"data\"\n\
         signing_alg = \"ES256\"\n\n\
         [lifetimes]\npoll_interval_seconds = 1\nheartbeat_seconds = 10\n\n\
         [limits]\npushes_per_user_per_minute = 0\npending_per_user = 0\npending_per_client_and_user = 0\n\
         pending_per_client = 0\npending = 0\nin_flight = 0\n\n\
         {users}[[clients]]\nclient_id = \"bank-agent\"\nclient_secret = \"test-secret-of-the-bank-agent\"\n\n\
         [[apis]]\nidentifier = \"urn:my-api\"\nauthorization_details = [{{ type = \"note\" }}]\n"
    )
}
