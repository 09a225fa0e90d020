//! `check_approval`: how an approval stands, without waiting.

use rmcp::model::{CallToolResult, JsonObject, Tool};
use serde::Deserialize;
use serde_json::json;

use super::super::answer::{self, Moment};
use super::super::approval::ApprovalId;
use super::super::approvals::Approvals;
use super::super::caller::Caller;
use super::super::failure::Failure;

pub(super) const NAME: &str = "check_approval";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    approval: ApprovalId,
}

pub(super) fn tool() -> Tool {
    let input = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["approval"],
        "properties": {"approval": super::approval_schema()}
    });
    super::only_looks(super::described(NAME, "Check an approval", DESCRIPTION, input, answer::schema()))
}

pub(super) async fn call(
    approvals: &Approvals,
    caller: &Caller,
    arguments: JsonObject,
) -> Result<CallToolResult, Failure> {
    let Arguments { approval } = super::arguments(&tool(), arguments)?;
    let approval = approvals.find(&approval, caller).await?;
    Ok(answer::about(&approval, approvals.now(), Moment::Waited))
}

const DESCRIPTION: &str = "\
Says at once how an approval stands. Use wait_for_approval instead when there is nothing else to do meanwhile; do not \
call this in a loop.";
