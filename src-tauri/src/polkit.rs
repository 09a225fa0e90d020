//! On Linux, polkit verifies the person: its agent asks for their password in a window of its own.
//!
//! The actions are ours, described by `polkit/app.waxseal.policy`. What the agent shows is what that file
//! says: polkit lets only root pass on more, so that no program puts words into its mouth.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::Mutex;
use waxseal_device::{Availability, Purpose, UserVerifier, Verification};
use zbus::zvariant::Value;
use zbus::{Connection, Message};

const SERVICE: &str = "org.freedesktop.PolicyKit1";
const PATH: &str = "/org/freedesktop/PolicyKit1/Authority";
const INTERFACE: &str = "org.freedesktop.PolicyKit1.Authority";
/// polkit may ask.
const ALLOW_USER_INTERACTION: u32 = 1;
/// How long polkit may take for what it knows by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// The system's polkit.
#[derive(Debug, Default)]
pub(crate) struct Polkit {
    /// The one connection. It is looked over by one call at a time, however many a page makes: the bus
    /// lets a person have some hundreds.
    connection: Mutex<Option<Connection>>,
    /// Whether nobody asked the last time that somebody should have.
    nobody_asked: AtomicBool,
}

/// What the person has to be allowed.
fn action(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Approve => "app.waxseal.approve",
        Purpose::AskLess => "app.waxseal.ask-less",
    }
}

/// What polkit says about an action.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Answer {
    authorized: bool,
    /// Whether asking would help.
    challenge: bool,
    dismissed: bool,
}

#[async_trait]
impl UserVerifier for Polkit {
    async fn availability(&self) -> Availability {
        match self.ready(action(Purpose::Approve)).await {
            Ok(_) if self.nobody_asked.load(Ordering::Relaxed) => {
                Availability::Unavailable { reason: NO_AGENT.to_owned() }
            }
            Ok(_) => Availability::Available,
            Err(Verification::Unavailable { reason }) => Availability::Unavailable { reason },
            Err(Verification::Failed { reason }) => Availability::Failed { reason },
            Err(_) => Availability::Forbidden,
        }
    }

    async fn verify(&self, purpose: Purpose) -> Verification {
        let action = action(purpose);
        let connection = match self.ready(action).await {
            Ok(connection) => connection,
            Err(answer) => return answer,
        };
        let question = Question::new(connection);
        let answer = check(&question.connection, action, ALLOW_USER_INTERACTION, &question.id).await;
        question.answered();
        // It would ask, and did not: there is nobody to do it.
        let nobody = matches!(answer, Ok(Answer { authorized: false, dismissed: false, challenge: true }));
        self.nobody_asked.store(nobody, Ordering::Relaxed);
        match answer {
            Ok(_) if nobody => unavailable(NO_AGENT),
            Ok(Answer { authorized: true, .. }) => Verification::Verified,
            Ok(Answer { dismissed: true, .. }) => Verification::Dismissed,
            Ok(_) => Verification::Refused,
            Err(error) => explained(&error),
        }
    }
}

impl Polkit {
    /// A connection over which polkit would ask, or what it says without asking.
    async fn ready(&self, action: &str) -> Result<Connection, Verification> {
        let looking = async {
            let mut kept = self.connection.lock().await;
            // One that broke is made anew.
            if let Some(connection) = kept.take()
                && let Ok(answer) = check(&connection, action, 0, "").await
            {
                *kept = Some(connection.clone());
                return Ok((connection, answer));
            }
            let connection = Connection::system().await?;
            let answer = check(&connection, action, 0, "").await?;
            *kept = Some(connection.clone());
            Ok::<_, zbus::Error>((connection, answer))
        };
        match tokio::time::timeout(PATIENCE, looking).await {
            Err(_) => Err(failed("polkit does not answer.")),
            Ok(Err(error)) => Err(explained(&error)),
            // A yes to which nobody typed anything says nothing about who sits here.
            Ok(Ok((_, Answer { authorized: true, .. }))) => Err(unavailable(UNASKED)),
            Ok(Ok((connection, Answer { challenge: true, .. }))) => Ok(connection),
            Ok(Ok(_)) => Err(Verification::Forbidden),
        }
    }
}

/// Asks polkit about the owner of a connection, who is this program and nobody that could take its place.
async fn check(connection: &Connection, action: &str, flags: u32, cancellation: &str) -> zbus::Result<Answer> {
    let name = connection.unique_name().map(ToString::to_string).unwrap_or_default();
    let subject = ("system-bus-name", HashMap::from([("name", Value::from(name))]));
    let details: HashMap<&str, &str> = HashMap::new();
    let reply = call(connection, "CheckAuthorization", &(subject, action, details, flags, cancellation)).await?;
    let body = reply.body();
    let ((authorized, challenge, details),): ((bool, bool, HashMap<String, String>),) = body.deserialize()?;
    let dismissed = details.get("polkit.dismissed").is_some_and(|value| value == "true");
    Ok(Answer { authorized, challenge, dismissed })
}

async fn call<B>(connection: &Connection, method: &str, body: &B) -> zbus::Result<Message>
where
    B: serde::Serialize + zbus::zvariant::DynamicType + Sync,
{
    connection.call_method(Some(SERVICE), PATH, Some(INTERFACE), method, body).await
}

/// A question on the person's screen. Given up before its answer, it is withdrawn.
#[derive(Debug)]
struct Question {
    connection: Connection,
    id: String,
    open: bool,
}

impl Question {
    fn new(connection: Connection) -> Self {
        static ASKED: AtomicU64 = AtomicU64::new(0);
        let id = format!("question-{}", ASKED.fetch_add(1, Ordering::Relaxed));
        Self { connection, id, open: true }
    }

    fn answered(mut self) {
        self.open = false;
    }
}

impl Drop for Question {
    fn drop(&mut self) {
        if !self.open {
            return;
        }
        let (connection, id) = (self.connection.clone(), std::mem::take(&mut self.id));
        tauri::async_runtime::spawn(async move {
            if let Err(error) = call(&connection, "CancelCheckAuthorization", &(id,)).await {
                tracing::warn!(%error, "polkit's question could not be withdrawn: {error}");
            }
        });
    }
}

fn unavailable(reason: &str) -> Verification {
    Verification::Unavailable { reason: reason.to_owned() }
}

fn failed(reason: &str) -> Verification {
    Verification::Failed { reason: reason.to_owned() }
}

/// Why polkit is of no use, in a sentence. Only what no program of the person can bring about by using up
/// connections, files or time is lasting: where nothing can ask, less is asked for.
fn explained(error: &zbus::Error) -> Verification {
    const PASSING: [&str; 6] = ["LimitsExceeded", "NoReply", "Timeout", "TimedOut", "Disconnected", "NoMemory"];
    match error {
        // polkit has one error for all that it does not know.
        zbus::Error::MethodError(name, Some(text), _)
            if name.as_str() == "org.freedesktop.PolicyKit1.Error.Failed" && text.contains("is not registered") =>
        {
            unavailable("polkit does not know Waxseal's actions: the package installs them.")
        }
        zbus::Error::MethodError(name, text, _) => match name.as_str().strip_prefix("org.freedesktop.DBus.Error.") {
            Some(kind) if !PASSING.contains(&kind) => unavailable("polkit is not running."),
            _ => failed(&format!("polkit: {}.", text.as_deref().unwrap_or(name.as_str()))),
        },
        zbus::Error::Connection(error, _) if is_lasting(error.kind()) => unavailable("There is no system bus."),
        other => failed(&format!("The system bus cannot be used: {other}.")),
    }
}

/// Whether a socket is not there or not ours to use.
fn is_lasting(kind: std::io::ErrorKind) -> bool {
    use std::io::ErrorKind::{ConnectionRefused, NotFound, PermissionDenied};
    matches!(kind, NotFound | ConnectionRefused | PermissionDenied)
}

const NO_AGENT: &str = "No polkit agent asks for passwords in this session.";
const UNASKED: &str = "polkit says yes without asking, which says nothing about who sits here.";
