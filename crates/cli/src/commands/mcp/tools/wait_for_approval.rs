//! `wait_for_approval`: waiting for the person's answer.

use std::time::Duration;

use rmcp::model::{CallToolResult, JsonObject, Tool};
use rmcp::service::{RequestContext, RoleServer};
use serde::Deserialize;
use serde_json::json;

use super::super::answer;
use super::super::approval::ApprovalId;
use super::super::approvals::Approvals;
use super::super::caller::Caller;
use super::super::failure::Failure;
use super::waiting;

pub(super) const NAME: &str = "wait_for_approval";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    approval: ApprovalId,
    wait_seconds: Option<u64>,
}

pub(super) fn tool() -> Tool {
    let input = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["approval"],
        "properties": {"approval": super::approval_schema(), "wait_seconds": waiting::schema()}
    });
    super::only_looks(super::described(NAME, "Wait for an approval", DESCRIPTION, input, answer::schema()))
}

pub(super) async fn call(
    approvals: &Approvals,
    caller: &Caller,
    arguments: JsonObject,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResult, Failure> {
    let Arguments { approval, wait_seconds } = super::arguments(&tool(), arguments)?;
    let approval = approvals.find(&approval, caller).await?;
    let limit = wait_seconds.map_or(approvals.policy.wait, Duration::from_secs);
    Ok(waiting::wait(approvals, &approval, limit, context).await)
}

const DESCRIPTION: &str = "\
Waits until the person answers, the time is over, or wait_seconds have passed; in the last case the state is pending, \
and you call it again. Tell the person the code first. Cancelling this call ends only the waiting: the request stays \
open, and you can wait for it again.";
