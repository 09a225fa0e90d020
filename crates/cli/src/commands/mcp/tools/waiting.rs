//! Waiting inside a tool call, with progress on the way.

use std::time::Duration;

use rmcp::model::{CallToolResult, ProgressNotificationParam, ProgressToken};
use rmcp::service::{RequestContext, RoleServer};
use serde_json::{Value, json};
use tokio::time::{Interval, MissedTickBehavior, interval, sleep, timeout};
use tracing::{debug, info};

use super::super::answer::{self, Moment};
use super::super::approval::{Approval, State};
use super::super::approvals::Approvals;

/// How often a client hears that somebody still waits, if it wants to.
const PROGRESS: Duration = Duration::from_secs(2);
/// The longest that one call waits.
const LONGEST: Duration = Duration::from_hours(1);

/// Waits for the answer, for at most `limit`. Whatever ends the wait, the request stays as it is.
pub(super) async fn wait(
    approvals: &Approvals,
    approval: &Approval,
    limit: Duration,
    context: &RequestContext<RoleServer>,
) -> CallToolResult {
    let mut state = approval.state.clone();
    let token = context.meta.get_progress_token();
    let mut ticks = ticks();
    let answered = async { state.wait_for(|state| !matches!(state, State::Pending)).await.is_ok() };
    let over = sleep(limit.min(LONGEST));
    tokio::pin!(answered, over);
    let moment = loop {
        tokio::select! {
            biased;
            _ = &mut answered => break Moment::Waited,
            () = context.ct.cancelled() => {
                info!(approval.id = %approval.id, "The wait for {} was cancelled; it stays open", approval.id);
                break Moment::BrokenOff;
            }
            () = approvals.ending.cancelled() => break Moment::BrokenOff,
            () = &mut over => break Moment::Waited,
            _ = ticks.tick() => {
                if let Some(token) = &token {
                    say(approvals, approval, token, context).await;
                }
            }
        }
    };
    answer::about(approval, approvals.now(), moment)
}

fn ticks() -> Interval {
    let mut ticks = interval(PROGRESS);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks
}

/// Tells the client how long it has been, of how long at most, and what the person needs.
async fn say(approvals: &Approvals, approval: &Approval, token: &ProgressToken, context: &RequestContext<RoleServer>) {
    let now = approvals.now();
    if approval.seconds_left(now) == 0 {
        // Its end is looked up at the approval server; there is no more than all of the progress.
        return;
    }
    let (user, left, code) = (&approval.asked.user, approval.seconds_left(now), &approval.binding_message);
    let progress = ProgressNotificationParam::new(token.clone(), now.saturating_sub(approval.made_at).as_secs_f64())
        .with_total(approval.lives.as_secs_f64())
        .with_message(format!("Pending: waiting for {user}, {left} s left. Code: {code}"));
    // A client that reads nothing must not keep the wait from ending.
    match timeout(PROGRESS, context.peer.notify_progress(progress)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => debug!("The client does not hear of progress: {error}"),
        Err(_) => debug!("The client does not read"),
    }
}

/// The schema of the argument that limits a wait.
pub(super) fn schema() -> Value {
    json!({
        "type": "integer",
        "minimum": 1,
        "maximum": LONGEST.as_secs(),
        "description": "How long to wait at most. Leave it out unless you know that your client waits longer."
    })
}
