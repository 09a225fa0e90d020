//! `list_action_types`: what a person can be asked about.

use rmcp::model::{CallToolResult, JsonObject, Tool};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use waxseal_agent::ActionType;

use super::super::answer;
use super::super::approvals::Approvals;
use super::super::failure::{Code, Failure};

pub(super) const NAME: &str = "list_action_types";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Arguments {
    #[serde(rename = "type")]
    only: Option<String>,
}

#[derive(Debug, Serialize)]
struct Listed {
    action_types: Vec<ActionType>,
}

pub(super) fn tool() -> Tool {
    super::only_looks(super::described(NAME, "List action types", DESCRIPTION, input(), output()))
}

pub(super) async fn call(approvals: &Approvals, arguments: JsonObject) -> Result<CallToolResult, Failure> {
    let Arguments { only } = super::arguments(&tool(), arguments)?;
    let listed = Listed { action_types: approvals.action_types(only.as_deref()).await? };
    if let (Some(name), []) = (only, listed.action_types.as_slice()) {
        let message = format!("There is no action of the type {name}, or it may not be asked for here.");
        let next = "Call list_action_types without a type to see which there are.";
        return Err(Failure::new(Code::InvalidDetails, message, next));
    }
    match serde_json::to_string(&listed) {
        Ok(text) => Ok(answer::structured(text, false)),
        Err(error) => Err(Failure::new(Code::Unavailable, error.to_string(), "Try again in a while.")),
    }
}

fn input() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": {"type": {"type": "string", "description": "Describe only this type."}}
    })
}

fn output() -> Value {
    json!({
        "type": "object",
        "properties": {
            "action_types": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["type", "apis"],
                    "properties": {
                        "type": {"type": "string", "description": "The `type` for request_approval."},
                        "apis": {
                            "type": "array",
                            "description": "The APIs that take it. Empty where the approval server does not tell.",
                            "items": {
                                "type": "object",
                                "required": ["audience"],
                                "properties": {
                                    "audience": {"type": "string"},
                                    "schema": {
                                        "type": "object",
                                        "additionalProperties": true,
                                        "description": "The JSON Schema of its fields, `type` among them."
                                    },
                                    "narrowing": {
                                        "type": "boolean",
                                        "description": "Whether the person may grant less than is asked for."
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    })
}

const DESCRIPTION: &str = "\
Lists the types of action that a person can be asked to approve, each with the JSON Schema of its fields and the API \
it is for. Call it before request_approval, unless you know the type's fields.";
