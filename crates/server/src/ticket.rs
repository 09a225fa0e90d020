//! Enrolment tickets: what an operator hands to a person so that a device can enrol.

use std::time::Duration;

use serde_json::json;
use waxseal_protocol::ids::{UserId, random_token, sha256_base64url};
use waxseal_protocol::{Clock, Timestamp};
use waxseal_store::model::{AuditEvent, EnrollmentTicket, EventKind, TicketKind};
use waxseal_store::{Store, StoreError};

use crate::config::Config;

/// A ticket and the ways to hand it over.
#[derive(Debug, Clone)]
pub struct IssuedTicket {
    /// The ticket itself: the pasted code.
    pub code: String,
    /// Our link, to be pasted into the app.
    pub link: String,
    /// Guardian's link, which is what QR codes carry.
    pub otpauth: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// A link to a page that shows the way to an enrolment (Auth0's management tickets).
#[derive(Debug, Clone)]
pub(crate) struct IssuedPage {
    /// `gten_…`
    pub(crate) id: String,
    /// The page.
    pub(crate) url: String,
}

/// Why no ticket was issued.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// Nobody of that id.
    #[error(
        "there is no user {0}\nhint: add it to [[users]] in the configuration, or make it through the Management API"
    )]
    UnknownUser(UserId),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The clock is at the end of time.
    #[error("the expiry cannot be computed: {0}")]
    Time(#[from] TimeOverflow),
}

/// A time beyond what can be written.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct TimeOverflow(String);

/// Issues a single-use ticket for a user. Whether there is such a user is the caller's to know.
pub async fn issue(
    config: &Config,
    store: &dyn Store,
    clock: &dyn Clock,
    user: &UserId,
) -> Result<IssuedTicket, TicketError> {
    issue_with(config, store, clock, user, None).await
}

/// Issues a ticket that an enrolment page shows.
pub(crate) async fn issue_below(
    config: &Config,
    store: &dyn Store,
    clock: &dyn Clock,
    user: &UserId,
    parent_sha256: String,
) -> Result<IssuedTicket, TicketError> {
    issue_with(config, store, clock, user, Some(parent_sha256)).await
}

async fn issue_with(
    config: &Config,
    store: &dyn Store,
    clock: &dyn Clock,
    user: &UserId,
    parent_sha256: Option<String>,
) -> Result<IssuedTicket, TicketError> {
    let code = random_token::<24>();
    let life = config.lifetimes.enrollment_ticket;
    let expires_at = keep(store, clock, user, &code, TicketKind::Device, parent_sha256, life).await?;
    let base_url = config.url("appliance-mfa");
    let query = |pairs: &[(&str, &str)]| serde_urlencoded::to_string(pairs).unwrap_or_default();
    let parameters = query(&[("enrollment_tx_id", &code), ("base_url", &base_url)]);
    let label: String = percent_encoded(&format!("{}:{user}", config.name));
    Ok(IssuedTicket {
        link: format!("waxseal://enroll?{parameters}"),
        otpauth: format!("otpauth://totp/{label}?{parameters}"),
        code,
        expires_at,
    })
}

/// Issues a link to an enrolment page for a user.
pub(crate) async fn issue_page(
    config: &Config,
    store: &dyn Store,
    clock: &dyn Clock,
    user: &UserId,
) -> Result<IssuedPage, TicketError> {
    let id = format!("gten_{}", random_token::<24>());
    let life = config.lifetimes.enrollment_page;
    keep(store, clock, user, &id, TicketKind::Page, None, life).await?;
    let query = serde_urlencoded::to_string([("ticket", &id)]).unwrap_or_default();
    Ok(IssuedPage { url: config.url(&format!("guardian/enroll?{query}")), id })
}

async fn keep(
    store: &dyn Store,
    clock: &dyn Clock,
    user: &UserId,
    code: &str,
    kind: TicketKind,
    parent_sha256: Option<String>,
    life: Duration,
) -> Result<Timestamp, TicketError> {
    let now = clock.now();
    let expires_at = now.saturating_add(life).map_err(|error| TimeOverflow(error.to_string()))?;
    let sha256 = sha256_base64url(code.as_bytes());
    let ticket = EnrollmentTicket { sha256, kind, parent_sha256, user_id: user.clone(), expires_at };
    let event = AuditEvent::new(now, EventKind::GdTicketIssued).user(user).details(json!({"kind": kind.as_str()}));
    store.insert_ticket(&ticket, event).await?;
    Ok(expires_at)
}

/// The label of an `otpauth` URI: a path segment, so blanks are `%20` and not `+`.
fn percent_encoded(text: &str) -> String {
    let form = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
    form.trim_start_matches('=').replace('+', "%20").replace("%3A", ":")
}
