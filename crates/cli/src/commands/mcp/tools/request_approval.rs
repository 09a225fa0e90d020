//! `request_approval`: asking a person.

use std::sync::Arc;
use std::time::Duration;

use rmcp::model::{CallToolResult, JsonObject, Tool, ToolAnnotations};
use rmcp::service::{RequestContext, RoleServer};
use serde::Deserialize;
use serde_json::{Value, json};

use super::super::answer::{self, Moment};
use super::super::approvals::{Approvals, Wish};
use super::super::caller::Caller;
use super::super::details::Described;
use super::super::failure::Failure;
use super::waiting;

pub(super) const NAME: &str = "request_approval";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    user: Option<String>,
    #[serde(rename = "type")]
    action_type: Option<String>,
    fields: Option<Value>,
    authorization_details: Option<Value>,
    binding_message: Option<String>,
    audience: Option<String>,
    scope: Option<String>,
    expiry_seconds: Option<u64>,
    wait: Option<bool>,
    wait_seconds: Option<u64>,
}

pub(super) fn tool() -> Tool {
    let annotations = ToolAnnotations::new().read_only(false).destructive(false).idempotent(false).open_world(true);
    super::described(NAME, "Ask for approval", DESCRIPTION, input(), answer::schema()).with_annotations(annotations)
}

pub(super) async fn call(
    approvals: &Arc<Approvals>,
    caller: &Caller,
    arguments: JsonObject,
    context: &RequestContext<RoleServer>,
) -> Result<CallToolResult, Failure> {
    let given: Arguments = super::arguments(&tool(), arguments)?;
    let wish = Wish {
        user: given.user,
        described: Described {
            action_type: given.action_type,
            fields: given.fields,
            authorization_details: given.authorization_details,
        },
        audience: given.audience,
        scope: given.scope,
        binding_message: given.binding_message,
        expiry: given.expiry_seconds,
    };
    let approval = approvals.ask(wish, &caller.owner).await?;
    if given.wait.unwrap_or(false) {
        let limit = given.wait_seconds.map_or(approvals.policy.wait, Duration::from_secs);
        return Ok(waiting::wait(approvals, &approval, limit, context).await);
    }
    Ok(answer::about(&approval, approvals.now(), Moment::Made))
}

fn input() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {
            "type": {"type": "string", "description": "The type of action, as list_action_types names it."},
            "fields": {
                "type": "object",
                "description": "What the action is made of, by the schema of its type. The person sees all of it. \
                                Write amounts as the schema says; never leave out what matters."
            },
            "authorization_details": {
                "type": "array",
                "items": {"type": "object", "required": ["type"], "properties": {"type": {"type": "string"}}},
                "description": "In place of type and fields: several entries that are approved together (RFC 9396)."
            },
            "user": {"type": "string", "description": "The id of the person who shall approve. Leave it out for the \
                                                       default."},
            "binding_message": {
                "type": "string",
                "maxLength": 64,
                "description": "A short text that the person compares. Leave it out to have a code made; give one \
                                only if you have shown it to the person already."
            },
            "audience": {"type": "string", "description": "The API that acts. Leave it out for the one that knows \
                                                           the type."},
            "scope": {"type": "string", "description": "OAuth scopes, separated by blanks, if the API needs some."},
            "expiry_seconds": {"type": "integer", "minimum": 1, "description": "How long the person has."},
            "wait": {
                "type": "boolean",
                "description": "Wait for the answer in this call. Only if the person knows the code already: they \
                                cannot type a code that they have not seen."
            },
            "wait_seconds": waiting::schema()
        }
    })
}

const DESCRIPTION: &str = "\
Asks a person to approve one action, on their own device, before you do it. Returns at once with a code in \
binding_message: tell the person the code, then call wait_for_approval. Describe the action by `type` and `fields`; \
the approval holds for exactly that.";
