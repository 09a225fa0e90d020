//! Enrolment tickets: what an operator hands to a person so that a device can enrol.

use waxseal_protocol::ids::{UserId, random_token, sha256_base64url};
use waxseal_protocol::{Clock, Timestamp};
use waxseal_store::model::EnrollmentTicket;
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

/// Why no ticket was issued.
#[derive(Debug, thiserror::Error)]
pub enum TicketError {
    /// Nobody of that id in the configuration.
    #[error("there is no user {0}\nhint: add it to [[users]] in the configuration")]
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

/// Issues a single-use ticket for a user.
pub async fn issue(
    config: &Config,
    store: &dyn Store,
    clock: &dyn Clock,
    user: &UserId,
) -> Result<IssuedTicket, TicketError> {
    if !config.users.contains_key(user) {
        return Err(TicketError::UnknownUser(user.clone()));
    }
    let code = random_token::<24>();
    let life = config.lifetimes.enrollment_ticket;
    let expires_at = clock.now().saturating_add(life).map_err(|error| TimeOverflow(error.to_string()))?;
    let ticket = EnrollmentTicket { sha256: sha256_base64url(code.as_bytes()), user_id: user.clone(), expires_at };
    store.insert_ticket(&ticket).await?;

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

/// The label of an `otpauth` URI: a path segment, so blanks are `%20` and not `+`.
fn percent_encoded(text: &str) -> String {
    let form = serde_urlencoded::to_string([("", text)]).unwrap_or_default();
    form.trim_start_matches('=').replace('+', "%20").replace("%3A", ":")
}
