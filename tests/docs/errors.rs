//! `docs/reference/errors.md`, written from the codes themselves: what they mean stands beside them
//! in the source, their status is asked of them, and what to do is said here.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use waxseal_device::ErrorCode as DeviceCode;
use waxseal_protocol::ErrorCode;
use waxseal_protocol::device::DecisionRefusal;

use crate::house::root;
use crate::source::{hold, variants};

const HEAD: &str = "\
# Errors

Written from the code by `cargo xtask gen`.

## OAuth side

`{\"error\": \"…\", \"error_description\": \"…\"}`, and `interval` with `slow_down`.
Match on `error`; the description is for people and changes.
The [Management API](protocol-oauth.md#management-api) has Auth0's body, `{statusCode, error, message, errorCode}`.

| code | status | what it means | what to do |
|---|---|---|---|
";

const DEVICE_SIDE: &str = "
A denial at the token endpoint has the status 400; `access_denied` at `/bc-authorize` has 403.

## Device side

`{\"statusCode\": …, \"errorCode\": \"…\", \"error\": \"…\", \"message\": \"…\"}`, as Guardian's SDKs read it.

| code | status | message |
|---|---|---|
";

const DEVICE: &str = "
`already_decided` and `already_approved` carry `outcome`, `by`, `person`, `by_this_device` and `at` beside these members.

## The device's own

What the desktop app and `waxseal device` name when a command fails.
With `--json`, it is the `code` of a `refused` event.

| code | what it means | what to do |
|---|---|---|
";

#[test]
fn the_error_reference_is_what_the_code_says() {
    let mut written = HEAD.to_owned();
    for (name, meaning) in variants("crates/protocol/src/error_code.rs", "pub enum ErrorCode") {
        let code: ErrorCode = serde_json::from_value(name.as_str().into()).unwrap();
        writeln!(written, "| `{name}` | {} | {meaning} | {} |", code.status(), remedy(code)).unwrap();
    }
    written.push_str(DEVICE_SIDE);
    for ((code, status), message) in guardian() {
        writeln!(written, "| `{code}` | {status} | {message} |").unwrap();
    }
    written.push_str(DEVICE);
    for (name, meaning) in variants("crates/device/src/error.rs", "pub enum ErrorCode") {
        let code: DeviceCode = serde_json::from_value(name.as_str().into()).unwrap();
        writeln!(written, "| `{name}` | {meaning} | {} |", device_remedy(code)).unwrap();
    }
    hold("docs/reference/errors.md", &written);
}

/// What a client does about a code. A new code does not compile until somebody says it.
fn remedy(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::InvalidRequest => "Correct the parameter that the description names.",
        ErrorCode::InvalidClient => "Check the client's id, its secret or key, and its registered method.",
        ErrorCode::InvalidGrant => "Ask anew: an `auth_req_id` and a refresh token work once.",
        ErrorCode::UnauthorizedClient => "Add the grant to the client's `grant_types`.",
        ErrorCode::UnsupportedGrantType => "Use one of `grant_types_supported` of discovery.",
        ErrorCode::InvalidScope => "Ask for scopes that the API has, and `openid` where it is needed.",
        ErrorCode::InvalidAuthorizationDetails => {
            "Correct the place that the description names; the type's schema is in its metadata document."
        }
        ErrorCode::UnknownUserId => "Check the hint: it names nobody, or two people.",
        ErrorCode::InvalidBindingMessage => "Shorten it, or leave out the characters that the server does not take.",
        ErrorCode::ExpiredLoginHintToken => "Get a new token.",
        ErrorCode::MissingUserCode => "Ask the person for their user code and send it.",
        ErrorCode::InvalidUserCode => "Ask the person again; after too many wrong codes, wait a quarter of an hour.",
        ErrorCode::InvalidTarget => "Use the `identifier` of a configured API.",
        ErrorCode::InvalidDpopProof => "Make a new proof for this method, URL and time.",
        ErrorCode::UseDpopNonce => "Repeat the call with the nonce of the `DPoP-Nonce` header in the proof.",
        ErrorCode::InvalidToken => "Get a new access token.",
        ErrorCode::InsufficientScope => "Get a token with the scope that `WWW-Authenticate` names.",
        ErrorCode::TransactionFailed => "Ask anew.",
        ErrorCode::AuthorizationPending => "Poll again after the interval.",
        ErrorCode::SlowDown => "Poll again after the new `interval`.",
        ErrorCode::ExpiredToken => "Nobody answered in time; ask anew if it is still wanted.",
        ErrorCode::AccessDenied => "The person or a rule refused: do not do it, and do not ask again by yourself.",
        ErrorCode::TooManyRequests | ErrorCode::TemporarilyUnavailable => "Wait as long as `Retry-After` says.",
        ErrorCode::ServerError => "Give the operator the id in the description; it is in the log.",
    }
}

/// What a person at a device does about a code.
fn device_remedy(code: DeviceCode) -> &'static str {
    match code {
        DeviceCode::InvalidLink => "Paste the whole link, or the code together with the server's address.",
        DeviceCode::TicketRefused => "Get a new code; one enrols one device.",
        DeviceCode::AlreadyEnrolled => "Nothing; it works already.",
        DeviceCode::FateUnknown => "Answer again while it waits: only one answer counts.",
        DeviceCode::Offline => "Check the network and the server's address. The device connects again by itself.",
        DeviceCode::Untrusted => "Name the server's authority, or ask its operator.",
        DeviceCode::KeyUnavailable => "Unlock the keyring, or use a key file under a passphrase.",
        DeviceCode::Storage => "Make the device's folder writable, and free space.",
        DeviceCode::UnknownRequest => "Look at the list again.",
        DeviceCode::NotDecidable => "Nothing if it is over; what cannot be verified can be denied or reported.",
        DeviceCode::NotArmed => "Read it, then answer.",
        DeviceCode::PressAgain => "Press again to approve.",
        DeviceCode::Changed => "Read it again: what is shown now is what counts.",
        DeviceCode::AnsweredElsewhere => "Nothing; the history says where it was answered.",
        DeviceCode::Expired => "Nothing; whoever asked has to ask again.",
        DeviceCode::Refused => "Read the server's message.",
        DeviceCode::WrongCode => "Type the code that the agent shows. After three wrong ones it can only be denied.",
        DeviceCode::NotVerified => "Approve again, and type the password that the system asks for.",
        DeviceCode::VerificationUnavailable => "Look at Settings › Security, which says what is missing; try again.",
        DeviceCode::VerificationForbidden => "Ask whoever administers this computer for the rule that forbids it.",
        DeviceCode::WrongPassphrase => "Type it again.",
        DeviceCode::Locked => "Unlock the device.",
        DeviceCode::InvalidInput => "Correct what the message names.",
        DeviceCode::InvalidSample => "Correct the sample at the place that the message names.",
        DeviceCode::Revoked => "Enrol this device again, if it should be.",
    }
}

/// The codes that the device side sends, with their status and message, from where they are made.
fn guardian() -> BTreeMap<(String, u16), String> {
    let mut found = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(root().join("crates/server/src/device")).unwrap().collect();
    files.extend(std::fs::read_dir(root().join("crates/server/src/http")).unwrap());
    for file in files {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // `StatusCode::CONFLICT, "key_in_use", "Another device has this key.",`
        for made in text.split("StatusCode::").skip(1) {
            let Some((status, rest)) = made.split_once(", \"") else { continue };
            let Some((code, rest)) = rest.split_once("\", ") else { continue };
            let Some(status) = status_of(status) else { continue };
            let message = rest.strip_prefix('"').and_then(|rest| rest.split('"').next());
            found.insert((code.to_owned(), status), message.unwrap_or("Says what is wrong with it.").to_owned());
        }
        if text.contains("\"already_decided\"") {
            found.insert(("already_decided".to_owned(), 409), "The request was answered before.".to_owned());
        }
        if text.contains("DecisionRefusal::HALF") {
            let message = "It is approved by one of two people, and waits for the other one.".to_owned();
            found.insert((DecisionRefusal::HALF.to_owned(), 409), message);
        }
    }
    assert!(found.len() > 12, "{found:?}");
    found
}

fn status_of(name: &str) -> Option<u16> {
    Some(match name {
        "BAD_REQUEST" => 400,
        "UNAUTHORIZED" => 401,
        "FORBIDDEN" => 403,
        "NOT_FOUND" => 404,
        "CONFLICT" => 409,
        "GONE" => 410,
        "TOO_MANY_REQUESTS" => 429,
        "INTERNAL_SERVER_ERROR" => 500,
        "SERVICE_UNAVAILABLE" => 503,
        _ => return None,
    })
}
