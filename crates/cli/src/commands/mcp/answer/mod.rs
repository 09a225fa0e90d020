//! What a model reads: one shape for all answers about an approval.

use std::path::Path;
use std::sync::atomic::Ordering;
use std::time::Duration;

use rmcp::model::{CallToolResult, ContentBlock, MetaObject};
use serde::Serialize;
use serde_json::{Value, json};
use waxseal_protocol::rar::AuthorizationDetails;

use super::approval::{Approval, ApprovalId, Granted, State};
use super::failure::{Code, Failure};
use super::token::Token;

/// The key of a token in `_meta`.
pub(super) const TOKEN_META: &str = "waxseal/token";

#[derive(Debug, Default, Serialize)]
struct Answer<'a> {
    state: &'static str,
    next: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval: Option<&'a ApprovalId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    audience: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    binding_message: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    granted: Option<GrantedView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<TokenView<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorView<'a>>,
}

#[derive(Debug, Serialize)]
struct GrantedView<'a> {
    scope: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    authorization_details: Option<&'a AuthorizationDetails>,
}

#[derive(Debug, Default, Serialize)]
struct TokenView<'a> {
    place: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    token_type: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    seconds_left: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct ErrorView<'a> {
    code: Code,
    message: &'a str,
}

/// What to say of an approval that nobody has answered yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    /// It was made a moment ago.
    Made,
    /// It was looked at, or waited for.
    Waited,
    /// The wait was broken off.
    BrokenOff,
}

/// How an approval stands. Everything that is neither a yes nor a perhaps is an error, so that a
/// program that looks only there does nothing that was not approved.
pub(super) fn about(approval: &Approval, now: Duration, moment: Moment) -> CallToolResult {
    let state = approval.state.borrow();
    let base = Answer {
        approval: Some(&approval.id),
        user: Some(&approval.asked.user),
        audience: approval.asked.audience.as_deref(),
        binding_message: Some(&approval.binding_message),
        ..Answer::default()
    };
    match &*state {
        State::Pending => {
            let next = pending(&approval.binding_message, moment);
            let seconds_left = Some(approval.seconds_left(now));
            result(&Answer { state: "pending", next: &next, seconds_left, ..base }, false)
        }
        State::Approved(granted) => approved(granted, now, approval.told.swap(true, Ordering::Relaxed), base),
        State::Failed(failure) => result(&failed(failure, base), true),
    }
}

/// There is no approval to speak of.
pub(super) fn refused(failure: &Failure) -> CallToolResult {
    result(&failed(failure, Answer::default()), true)
}

/// A result whose text is the JSON of its structure.
pub(super) fn structured(text: String, is_error: bool) -> CallToolResult {
    let structure = serde_json::from_str(&text).unwrap_or(Value::Null);
    let mut result =
        if is_error { CallToolResult::structured_error(structure) } else { CallToolResult::structured(structure) };
    // The text has numbers as they were written; the structure may have rounded them.
    result.content = vec![ContentBlock::text(text)];
    result
}

fn approved(granted: &Granted, now: Duration, told: bool, base: Answer<'_>) -> CallToolResult {
    let seconds_left = Some(granted.ends_at.saturating_sub(now).as_secs());
    let token = match &granted.token {
        Token::Withheld => TokenView { place: "withheld", ..TokenView::default() },
        Token::File(path) => TokenView { place: "file", file: Some(path), seconds_left, ..TokenView::default() },
        Token::Lost(problem) => TokenView { place: "lost", problem: Some(problem), ..TokenView::default() },
        Token::Meta(_) => TokenView { place: "meta", seconds_left, ..TokenView::default() },
        Token::Revealed(token) => TokenView {
            place: "result",
            access_token: Some(token.token.expose()),
            token_type: Some(&token.kind),
            seconds_left,
            ..TokenView::default()
        },
    };
    let answer = Answer {
        state: "approved",
        next: match (now >= granted.ends_at, told) {
            (true, _) => "This approval is over: do nothing by it any more. If it is not done yet, ask anew.",
            (false, false) => "Do exactly what `granted` says, once. It may be less than was asked for.",
            (false, true) => {
                "You were told of this approval before: it is no second one. Do exactly what `granted` says only if \
                 you have not done it."
            }
        },
        granted: Some(GrantedView { scope: &granted.scope, authorization_details: granted.details.as_ref() }),
        token: Some(token),
        ..base
    };
    let mut result = result(&answer, false);
    if let Token::Meta(token) = &granted.token {
        let value = json!({"access_token": token.token.expose(), "token_type": token.kind, "expires_in": seconds_left});
        result.meta = Some(MetaObject(std::iter::once((TOKEN_META.to_owned(), value)).collect()));
    }
    result
}

fn failed<'a>(failure: &'a Failure, base: Answer<'a>) -> Answer<'a> {
    let state = match failure.code {
        Code::Denied => "denied",
        Code::Expired => "expired",
        _ if base.approval.is_some() => "failed",
        _ => "not_asked",
    };
    let error = Some(ErrorView { code: failure.code, message: &failure.message });
    Answer { state, next: &failure.next, error, ..base }
}

fn pending(code: &str, moment: Moment) -> String {
    match moment {
        Moment::Made => format!(
            "It is not approved yet. Tell the person now: compare the code {code} with the one on your device, or type \
             it there. Then call wait_for_approval."
        ),
        Moment::Waited => format!("It is not approved yet. Call wait_for_approval again. The code is {code}."),
        Moment::BrokenOff => {
            "It is not approved. Only the waiting ended: the person can still answer, and wait_for_approval can be \
             called again."
                .to_owned()
        }
    }
}

fn result(answer: &Answer<'_>, is_error: bool) -> CallToolResult {
    match serde_json::to_string(answer) {
        Ok(text) => structured(text, is_error),
        Err(error) => CallToolResult::error(vec![ContentBlock::text(format!("The answer cannot be written: {error}"))]),
    }
}

/// The schema of every answer about an approval.
pub(super) fn schema() -> Value {
    json!({
        "type": "object",
        "required": ["state", "next"],
        "properties": {
            "state": {
                "type": "string",
                "enum": ["pending", "approved", "denied", "expired", "failed", "not_asked"],
                "description": "Only approved is a yes."
            },
            "next": {"type": "string", "description": "What to do now."},
            "approval": {"type": "string", "description": "Names this approval in check_approval and wait_for_approval."},
            "user": {"type": "string", "description": "Who is asked."},
            "audience": {"type": "string", "description": "The API it is for."},
            "binding_message": {
                "type": "string",
                "description": "The code or text that the person sees, compares and may have to type: show it to them."
            },
            "seconds_left": {"type": "integer", "minimum": 0, "description": "How long the person can still answer."},
            "granted": {
                "type": "object",
                "description": "What the person approved, which may be less than was asked for.",
                "required": ["scope"],
                "properties": {
                    "scope": {"type": "string"},
                    "authorization_details": {"type": "array", "items": {"type": "object"}}
                }
            },
            "token": {
                "type": "object",
                "description": "Where the access token is.",
                "required": ["place"],
                "properties": {
                    "place": {"type": "string", "enum": ["withheld", "file", "meta", "result", "lost"]},
                    "file": {"type": "string", "description": "A file that holds the access token and nothing else."},
                    "access_token": {"type": "string"},
                    "token_type": {"type": "string"},
                    "seconds_left": {"type": "integer", "minimum": 0},
                    "problem": {"type": "string"}
                }
            },
            "error": {
                "type": "object",
                "description": "Why there is no approval.",
                "required": ["code", "message"],
                "properties": {
                    "code": {"type": "string", "enum": Code::ALL},
                    "message": {"type": "string"}
                }
            }
        }
    })
}

#[cfg(test)]
mod tests;
