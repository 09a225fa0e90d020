//! On Linux, polkit verifies the person: its agent asks for their password in a window of its own.
//!
//! The action is ours, described by `polkit/app.waxseal.approve.policy`. What the agent shows is what
//! that file says: polkit lets only root pass on more, so that no program puts words into its mouth.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use waxseal_device::{Availability, UserVerifier, Verification};
use zbus::zvariant::Value;
use zbus::{Connection, Message};

/// What the person has to be allowed.
const ACTION: &str = "app.waxseal.approve";
const SERVICE: &str = "org.freedesktop.PolicyKit1";
const PATH: &str = "/org/freedesktop/PolicyKit1/Authority";
const INTERFACE: &str = "org.freedesktop.PolicyKit1.Authority";
/// polkit may ask.
const ALLOW_USER_INTERACTION: u32 = 1;
/// How long polkit may take for what it knows by itself.
const PATIENCE: Duration = Duration::from_secs(5);

/// The system's polkit.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Polkit;

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
        match ready().await {
            Ok(_) => Availability::Available,
            Err(Verification::Unavailable { reason }) => Availability::Unavailable { reason },
            Err(_) => Availability::Unavailable { reason: FORBIDDEN.to_owned() },
        }
    }

    async fn verify(&self) -> Verification {
        let connection = match ready().await {
            Ok(connection) => connection,
            Err(answer) => return answer,
        };
        let question = Question::new(connection);
        let answer = check(&question.connection, ALLOW_USER_INTERACTION, &question.id).await;
        question.answered();
        match answer {
            Ok(Answer { authorized: true, .. }) => Verification::Verified,
            Ok(Answer { dismissed: true, .. }) => Verification::Dismissed,
            // It would ask, and did not: there is nobody to do it.
            Ok(Answer { challenge: true, .. }) => unavailable(NO_AGENT),
            Ok(_) => Verification::Refused,
            Err(error) => unavailable(&explained(&error)),
        }
    }
}

/// A connection over which polkit would ask, or what it says without asking.
async fn ready() -> Result<Connection, Verification> {
    let looking = async {
        let connection = Connection::system().await?;
        let answer = check(&connection, 0, "").await?;
        Ok::<_, zbus::Error>((connection, answer))
    };
    match tokio::time::timeout(PATIENCE, looking).await {
        Err(_) => Err(unavailable("polkit does not answer.")),
        Ok(Err(error)) => Err(unavailable(&explained(&error))),
        // A yes to which nobody typed anything says nothing about who sits here.
        Ok(Ok((_, Answer { authorized: true, .. }))) => Err(unavailable(UNASKED)),
        Ok(Ok((connection, Answer { challenge: true, .. }))) => Ok(connection),
        Ok(Ok(_)) => Err(Verification::Refused),
    }
}

/// Asks polkit about the owner of a connection, who is this program and nobody that could take its place.
async fn check(connection: &Connection, flags: u32, cancellation: &str) -> zbus::Result<Answer> {
    let name = connection.unique_name().map(ToString::to_string).unwrap_or_default();
    let subject = ("system-bus-name", HashMap::from([("name", Value::from(name))]));
    let details: HashMap<&str, &str> = HashMap::new();
    let reply = call(connection, "CheckAuthorization", &(subject, ACTION, details, flags, cancellation)).await?;
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
        let id = format!("approve-{}", ASKED.fetch_add(1, Ordering::Relaxed));
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

/// Why polkit is of no use, in a sentence.
fn explained(error: &zbus::Error) -> String {
    match error {
        // polkit has one error for all that it does not know.
        zbus::Error::MethodError(name, Some(text), _)
            if name.as_str() == "org.freedesktop.PolicyKit1.Error.Failed" && text.contains("is not registered") =>
        {
            format!("polkit does not know the action {ACTION}: Waxseal's package installs it.")
        }
        zbus::Error::MethodError(name, _, _) if name.as_str().starts_with("org.freedesktop.DBus.Error.") => {
            "polkit is not running.".to_owned()
        }
        zbus::Error::MethodError(_, Some(text), _) => format!("polkit: {text}."),
        other => format!("The system bus cannot be used: {other}."),
    }
}

const NO_AGENT: &str = "No polkit agent asks for passwords in this session.";
const UNASKED: &str = "polkit says yes without asking, which says nothing about who sits here.";
const FORBIDDEN: &str = "An administrator's rule forbids it.";
