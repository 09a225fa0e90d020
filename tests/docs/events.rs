//! `docs/reference/audit-events.md`, written from the kinds themselves: what they mean stands beside them in
//! the source, and what their details hold is said here.

use std::fmt::Write as _;

use waxseal_store::model::EventKind;

use crate::source::{hold, variants};

const HEAD: &str = "\
# Audit events

Written from the code by `cargo xtask gen`.

Every event says when it was (`at`) and what (`type`), and names the client, the person, the device and the request that it is about by `client_id`, `user_id`, `device_id` and `consent_id`, as far as there is one.
No event holds what was approved, a token or a code: it holds digests, and the [receipt](decision-and-receipt.md) of a request holds the rest.
`waxseal audit export --type TYPE` prints them, and [`GET /api/v2/logs`](protocol-oauth.md#management-api) in the shape of Auth0's logs, where `details.body` of a request tells the audience, the scope and the person as Auth0's does.
Types marked with \\* are Auth0's and mean what they mean there.

| type | what happened | in `details` |
|---|---|---|
";

const TAIL: &str = "
`gd_send_pn` is written when a device acknowledges a request that the channel carried to it, or reads it from its list, once for each device; a server that was restarted writes it again for what still waits.
A request without one reached no device of the person while it waited.
Auth0's `gd_send_pn_failure` and `gd_start_auth` are not written: there is no push provider that could fail, and `ciba_start_succeeded` is the start.
";

#[test]
fn the_event_reference_is_what_the_code_says() {
    let mut written = HEAD.to_owned();
    for (name, meaning) in variants("crates/store/src/model/audit_event.rs", "pub enum EventKind") {
        let kind: EventKind = serde_json::from_value(name.as_str().into()).unwrap();
        assert_eq!(kind.as_str(), name, "the code is what is written");
        let (whose, details) = about(kind);
        writeln!(written, "| `{name}`{} | {meaning} | {details} |", if whose == Whose::Auth0 { "\\*" } else { "" })
            .unwrap();
    }
    written.push_str(TAIL);
    hold("docs/reference/audit-events.md", &written);
}

#[derive(PartialEq, Eq)]
enum Whose {
    Auth0,
    Ours,
}

/// Whose type it is, and what its details hold. A new kind does not compile until somebody says it.
fn about(kind: EventKind) -> (Whose, &'static str) {
    use Whose::{Auth0, Ours};

    const DECISION: &str = "`consent_sha256`, `decision_sha256`, `narrowed`; `uv` if the system asked for the person, \
        `test_key` if the device's key is a tester's, `person` and `first_approval` where it takes two";
    const TOKENS: &str = "`audience`";
    const DELIVERY: &str = "`mode`, `attempts`, `result`";
    const ERROR: &str = "`error`, `message`";
    match kind {
        EventKind::CibaStartSucceeded => (
            Auth0,
            "`audience`, `scope`, `notification_channel`, `consent_sha256`; `second_approvers` where it takes two, \
             `one_time_code` if a device's code named the person",
        ),
        EventKind::CibaStartFailed | EventKind::CibaExchangeFailed => (Auth0, ERROR),
        EventKind::CibaExchangeSucceeded => (Auth0, "`audience`, `notification_channel`"),
        EventKind::RichConsentsAccessError | EventKind::GdAuthFailed => (Auth0, "`error`"),
        EventKind::GdAuthSucceed | EventKind::GdAuthRejected => (Auth0, DECISION),
        EventKind::GdAuthFirstApproval | EventKind::GdAuthReported => (Ours, DECISION),
        EventKind::GdAuthDisowned => (Ours, "`approved_by`, `redeemed`, `statement_sha256`"),
        EventKind::GdEnrollmentComplete => (Auth0, "`test_key` if it is a tester's device"),
        EventKind::GdSendPn | EventKind::GdUnenroll | EventKind::GdUpdateDeviceAccount => (Auth0, ""),
        EventKind::GdUserCodeChanged => (Ours, "`set`"),
        EventKind::GdTicketIssued => (Ours, "`kind`"),
        EventKind::Sertft => (Auth0, TOKENS),
        EventKind::Fertft => (Auth0, "`reason`"),
        EventKind::Seccft => (Auth0, "`audience`, `scope`"),
        EventKind::Srrt => (Auth0, "`token`: `refresh_token` or `access_token`"),
        EventKind::CibaDeliverySucceeded | EventKind::CibaDeliveryFailed => (Ours, DELIVERY),
        EventKind::Sapi => (Auth0, "`operation`, `kind`, `id`"),
        EventKind::KeyCreated => {
            (Ours, "`kid`, `alg`; `previous_kid`, `previous_revoked` when it replaces one; or `use`")
        }
        EventKind::ServerStarted => (Ours, "`version`"),
    }
}
