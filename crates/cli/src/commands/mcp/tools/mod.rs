//! The tools, one file each.

mod check_approval;
mod list_action_types;
mod request_approval;
mod wait_for_approval;
mod waiting;

use std::sync::Arc;

use rmcp::ErrorData;
use rmcp::model::{CallToolRequestParams, CallToolResult, JsonObject, Tool, ToolAnnotations};
use rmcp::service::{RequestContext, RoleServer};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::answer;
use super::approvals::Approvals;
use super::caller::Caller;
use super::failure::Failure;

/// What an MCP client lists.
pub(super) fn all() -> Vec<Tool> {
    vec![list_action_types::tool(), request_approval::tool(), check_approval::tool(), wait_for_approval::tool()]
}

/// Calls one of them. A failure is a result that the model reads; only a tool that does not exist is
/// an error of the protocol.
pub(super) async fn call(
    approvals: &Arc<Approvals>,
    caller: &Caller,
    request: CallToolRequestParams,
    context: RequestContext<RoleServer>,
) -> Result<CallToolResult, ErrorData> {
    let arguments = request.arguments.unwrap_or_default();
    let result = match &*request.name {
        list_action_types::NAME => list_action_types::call(approvals, arguments).await,
        request_approval::NAME => request_approval::call(approvals, caller, arguments, &context).await,
        check_approval::NAME => check_approval::call(approvals, caller, arguments).await,
        wait_for_approval::NAME => wait_for_approval::call(approvals, caller, arguments, &context).await,
        other => return Err(ErrorData::invalid_params(format!("there is no tool {other}"), None)),
    };
    Ok(result.unwrap_or_else(|failure| answer::refused(&failure)))
}

/// Reads the arguments of a tool. What is `null` or an empty text counts as left out: models fill in
/// forms.
fn arguments<T: DeserializeOwned>(tool: &Tool, mut given: JsonObject) -> Result<T, Failure> {
    given.retain(|_, value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty()));
    let given = Value::Object(given);
    T::deserialize(&given).map_err(|error| {
        let problems = problems(tool, &given);
        let text = if problems.is_empty() { error.to_string() } else { problems.join("; ") };
        Failure::arguments(format!("Bad arguments: {text}."))
    })
}

/// What the tool's schema says of the arguments, with places: a model finds them by that.
fn problems(tool: &Tool, given: &Value) -> Vec<String> {
    let schema = Value::Object(tool.input_schema.as_ref().clone());
    let Ok(validator) = jsonschema::validator_for(&schema) else { return Vec::new() };
    validator.iter_errors(given).map(|error| format!("{} {error}", error.instance_path()).trim().to_owned()).collect()
}

/// A tool from its parts; the schemas are JSON objects.
fn described(name: &'static str, title: &str, description: &'static str, input: Value, output: Value) -> Tool {
    let object = |schema| match schema {
        Value::Object(members) => Arc::new(members),
        _ => Arc::default(),
    };
    Tool::new(name, description, object(input)).with_title(title).with_raw_output_schema(object(output))
}

/// A tool that looks and changes nothing.
fn only_looks(tool: Tool) -> Tool {
    tool.with_annotations(ToolAnnotations::new().read_only(true).open_world(true))
}

/// The schema of the argument that names an approval.
fn approval_schema() -> Value {
    serde_json::json!({"type": "string", "pattern": "^apr_", "description": "As request_approval named it."})
}

#[cfg(test)]
mod tests;
