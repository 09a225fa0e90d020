//! Asking, and remembering what was asked: few open requests, and a bounded number of answers.

use std::collections::VecDeque;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};
use waxseal_agent::{ActionType, AgentError, ApprovalRequest, Client};
use waxseal_protocol::Clock;
use waxseal_protocol::token::TokenResponse;

use super::approval::{Approval, ApprovalId, Asked, Granted, State};
use super::audience;
use super::caller::{Caller, Owner};
use super::code;
use super::connection::Connection;
use super::details::Described;
use super::failure::{Code, Failure};
use super::policy::Policy;
use crate::output;

/// Answers that are remembered. Open requests are always remembered; there are fewer of them.
const REMEMBERED: usize = 200;

/// How long past its end a request is followed: an answer is kept a little longer.
const GRACE: Duration = Duration::from_mins(2);
/// Pauses before a request is followed again, after what the agent library does not try again.
const FIRST_PAUSE: Duration = Duration::from_secs(5);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// Everything that the tools work with.
#[derive(Debug)]
pub(super) struct Approvals {
    connection: Connection,
    pub(super) policy: Policy,
    clock: Arc<dyn Clock>,
    /// Cancelled when the server ends: nobody waits any longer.
    pub(super) ending: CancellationToken,
    made: Mutex<VecDeque<Arc<Approval>>>,
    /// Held while asking, so that limits hold when a model calls several tools at once.
    asking: tokio::sync::Mutex<()>,
}

/// What a model asks for, before any limit or default.
#[derive(Debug, Default)]
pub(super) struct Wish {
    pub(super) user: Option<String>,
    pub(super) described: Described,
    pub(super) audience: Option<String>,
    pub(super) scope: Option<String>,
    pub(super) binding_message: Option<String>,
    pub(super) expiry: Option<u64>,
}

impl Approvals {
    pub(super) fn new(
        connection: Connection,
        policy: Policy,
        clock: Arc<dyn Clock>,
        ending: CancellationToken,
    ) -> Self {
        let (made, asking) = (Mutex::default(), tokio::sync::Mutex::default());
        Self { connection, policy, clock, ending, made, asking }
    }

    /// Time on the monotonic clock.
    pub(super) fn now(&self) -> Duration {
        self.clock.monotonic()
    }

    /// Asks. The person is notified when this returns, and somebody waits for the answer.
    pub(super) async fn ask(self: &Arc<Self>, wish: Wish, owner: &Owner) -> Result<Arc<Approval>, Failure> {
        let user = self.policy.user(wish.user)?;
        let scope = self.policy.scope(wish.scope)?;
        let mut asked = Asked { user, audience: None, scope, details: wish.described.details()? };
        let types = asked.types();
        if asked.details.is_none() && asked.scope.is_empty() {
            return Err(Failure::arguments("It is not said what shall be approved: `type` and `fields` are missing."));
        }
        self.policy.allows_types(types.iter().map(String::as_str))?;
        let turn = self.asking.lock().await;
        let mut client = self.connection.client().await?;
        if types.iter().any(|name| !client.action_types().contains(name)) {
            // The server may have learned a type since.
            client = self.connection.fresh_client().await?;
        }
        asked.audience = audience::of(wish.audience, &types, &client, &self.policy).await?;
        self.may_open(&asked, owner)?;
        let binding_message = wish.binding_message.unwrap_or_else(code::generate);
        let request = request(&asked, &binding_message, wish.expiry.or(self.policy.expiry))?;
        let pending = client.ask(&request).await?;
        let (sender, state) = watch::channel(State::Pending);
        let approval = Arc::new(Approval {
            id: ApprovalId::generate(),
            owner: owner.clone(),
            asked,
            binding_message,
            made_at: self.now(),
            lives: Duration::from_secs(pending.expires_in),
            handle: pending,
            told: AtomicBool::default(),
            state,
        });
        info!(approval.id = %approval.id, "Asked for {}", approval.id);
        self.remember(Arc::clone(&approval));
        drop(turn);
        tokio::spawn(Arc::clone(self).follow(client, Arc::clone(&approval), sender));
        Ok(approval)
    }

    /// An approval that was asked for here, by a client that is not another one.
    pub(super) async fn find(&self, id: &ApprovalId, caller: &Caller) -> Result<Arc<Approval>, Failure> {
        let found = self.made().iter().find(|approval| approval.id == *id).cloned();
        match found {
            Some(approval) if caller.may_see(&approval.owner).await => Ok(approval),
            _ => Err(Failure::new(
                Code::UnknownApproval,
                format!("This server knows no approval {id}."),
                "It was asked for elsewhere, before this server started, or long ago. It counts as not approved: ask anew.",
            )),
        }
    }

    /// The kinds of action that may be asked for, with what each is made of. Read anew every time.
    pub(super) async fn action_types(&self, only: Option<&str>) -> Result<Vec<ActionType>, Failure> {
        let client = self.connection.fresh_client().await?;
        let mut described = Vec::new();
        for name in client.action_types() {
            if !self.policy.is_type_allowed(name) || only.is_some_and(|only| only != name) {
                continue;
            }
            let kind = client.action_type(name).await?;
            let mut kind = kind.unwrap_or_else(|| ActionType { name: name.clone(), apis: Vec::new() });
            let described_somewhere = !kind.apis.is_empty();
            kind.apis.retain(|api| self.policy.allows_audience(&api.audience).is_ok());
            for api in &mut kind.apis {
                // The schema `true` says as much as none, and is no object as clients expect one.
                api.schema = api.schema.take().filter(serde_json::Value::is_object);
            }
            if !(described_somewhere && kind.apis.is_empty()) {
                described.push(kind);
            }
        }
        Ok(described)
    }

    /// Tells the operator, when the server ends, what people may still answer to nobody, and how to
    /// collect it.
    pub(super) fn say_what_is_left_open(&self) {
        if let Some(text) = self.left_open() {
            output::note(&text);
        }
    }

    /// A line for people, and the handle of each open request on a line of its own.
    fn left_open(&self) -> Option<String> {
        let made = self.made();
        let open = made.iter().filter(|approval| approval.is_open());
        let handles: Vec<_> = open.filter_map(|approval| serde_json::to_string(&approval.handle).ok()).collect();
        (!handles.is_empty()).then(|| {
            format!(
                "Ending with {} open requests: what people answer now is not collected.\n\
                 hint: waxseal agent wait - collects the answer to a line of these on its standard input\n{}",
                handles.len(),
                handles.join("\n")
            )
        })
    }

    /// Waits for the answer, and writes it down. Nobody cancels this: an answer can be collected
    /// once, and then it has to be here.
    async fn follow(self: Arc<Self>, client: Client, approval: Arc<Approval>, state: watch::Sender<State>) {
        let id = &approval.id;
        let (outcome, word) = match self.answer(&client, &approval).await {
            Ok(response) => (State::Approved(self.granted(id, response)), "approved"),
            Err(failure) => {
                let word = if failure.code == Code::Denied { "denied" } else { "not approved" };
                (State::Failed(failure), word)
            }
        };
        info!(approval.id = %id, "{id} is {word}");
        state.send_replace(outcome);
    }

    /// The answer. Whatever goes wrong on the way to it, the request stays open until it is over, so
    /// nobody is told to ask again before that.
    async fn answer(&self, client: &Client, approval: &Approval) -> Result<TokenResponse, Failure> {
        let mut pending = approval.handle.clone();
        let mut pause = FIRST_PAUSE;
        let over_at = approval.made_at.saturating_add(approval.lives).saturating_add(GRACE);
        loop {
            match client.wait_mut(&mut pending).await {
                Ok(response) => return Ok(response),
                Err(error) if is_answer(&error) => return Err(error.into()),
                Err(error) if self.now() >= over_at => return Err(Failure::not_collected(&error)),
                Err(error) => warn!(approval.id = %approval.id, "Still waiting for {}: {error}", approval.id),
            }
            sleep(pause).await;
            pause = pause.saturating_mul(2).min(LONGEST_PAUSE);
        }
    }

    fn granted(&self, id: &ApprovalId, mut response: TokenResponse) -> Granted {
        Granted {
            details: response.authorization_details.take(),
            scope: response.scope.clone(),
            ends_at: self.now().saturating_add(Duration::from_secs(response.expires_in)),
            token: self.policy.tokens.place(id, response),
        }
    }

    /// Whether one more may be open. The same request twice would be answered twice, or confuse.
    fn may_open(&self, asked: &Asked, owner: &Owner) -> Result<(), Failure> {
        let made = self.made();
        let open: Vec<_> = made.iter().filter(|approval| approval.is_open()).collect();
        if let Some(same) = open.iter().find(|approval| approval.asked == *asked) {
            if !same.owner.is(owner) {
                let message = "The person is being asked for exactly this already.";
                let next = "If you asked, call wait_for_approval with the approval that you were given then. If not, \
                            another client did: wait until that is over.";
                return Err(Failure::new(Code::AlreadyOpen, message, next));
            }
            let message = format!("The person is being asked for exactly this already: {}.", same.id);
            let next = format!("Tell the person the code {} and call wait_for_approval.", same.binding_message);
            return Err(Failure::new(Code::AlreadyOpen, message, next));
        }
        if open.len() < self.policy.max_open {
            return Ok(());
        }
        let yours = open.iter().filter(|approval| approval.owner.is(owner));
        let yours: Vec<_> = yours.map(|approval| approval.id.to_string()).collect();
        let mut message = format!("{} requests are open, and no more are allowed", open.len());
        if !yours.is_empty() {
            message.push_str("; yours are ");
            message.push_str(&yours.join(", "));
        }
        message.push('.');
        let next = "Wait for one of them to end: call wait_for_approval with one that you asked for, or ask later.";
        Err(Failure::new(Code::TooManyOpen, message, next))
    }

    fn remember(&self, approval: Arc<Approval>) {
        let mut made = self.made();
        made.push_back(approval);
        while made.len() > REMEMBERED {
            let Some(oldest) = made.iter().position(|approval| !approval.is_open()) else { break };
            made.remove(oldest);
        }
    }

    fn made(&self) -> std::sync::MutexGuard<'_, VecDeque<Arc<Approval>>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether an error is the end of the request, and not only of a way to its answer.
fn is_answer(error: &AgentError) -> bool {
    matches!(error, AgentError::Denied | AgentError::Expired | AgentError::Spent)
}

fn request(asked: &Asked, binding_message: &str, expiry: Option<u64>) -> Result<ApprovalRequest, Failure> {
    let mut request = ApprovalRequest::new(asked.user.as_str()).scope(&asked.scope).binding_message(binding_message);
    if let Some(audience) = &asked.audience {
        request = request.audience(audience);
    }
    if let Some(seconds) = expiry {
        request = request.expiry(Duration::from_secs(seconds));
    }
    if let Some(details) = &asked.details {
        let text = serde_json::to_string(details).map_err(|error| Failure::arguments(error.to_string()))?;
        request = request.authorization_details(&text)?;
    }
    Ok(request)
}

#[cfg(test)]
pub(super) mod tests;
