//! Which way a person is reached: the client's channels in their order, the first that can be used
//! (Auth0's `async_approval_notification_channels`).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_store::model::Device;

use crate::config::Compatibility;
use crate::directory::{Client, User};
use crate::http::OAuthError;
use crate::state::AppState;

/// A way to reach a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChannelName {
    /// On their enrolled devices.
    GuardianPush,
    /// By a link in a mail.
    Email,
}

impl ChannelName {
    /// The name in a registration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GuardianPush => "guardian-push",
            Self::Email => "email",
        }
    }
}

/// How a person is reached.
#[derive(Debug)]
pub(crate) enum Reached {
    Devices,
    Mail { to: String },
}

impl Reached {
    pub(crate) fn channel(&self) -> ChannelName {
        match self {
            Self::Devices => ChannelName::GuardianPush,
            Self::Mail { .. } => ChannelName::Email,
        }
    }
}

/// Chooses the channel; `needs_two` says that two people have to approve. A person who cannot be reached cannot be asked; Auth0's SDKs look for the
/// text.
pub(crate) async fn select(
    state: &AppState,
    client: &Client,
    user: &User,
    expiry: Duration,
    needs_two: bool,
) -> Result<Reached, OAuthError> {
    let mut reasons = Vec::new();
    for channel in &client.channels {
        let found = match channel {
            ChannelName::GuardianPush => push(state, user, expiry, needs_two).await?,
            ChannelName::Email if needs_two => Err("What takes two people is not asked by mail".to_owned()),
            ChannelName::Email => mail(state, user),
        };
        match found {
            Ok(reached) => return Ok(reached),
            Err(reason) => reasons.push(format!("{}: {reason}", channel.as_str())),
        }
    }
    if reasons.is_empty() {
        reasons.push("The client has no notification channels".to_owned());
    }
    let text = format!("No eligible notification channels were found. {}", reasons.join(". "));
    Err(unreachable(state, text))
}

/// The error of a request that nobody could answer.
pub(crate) fn unreachable(state: &AppState, text: String) -> OAuthError {
    match state.config.compatibility {
        Compatibility::Auth0 => OAuthError::invalid_request(text),
        Compatibility::Strict => OAuthError::forbidden(text),
    }
}

/// Whether a device can be one of two that decide: it signs what it shows, and its answers are taken.
pub(crate) fn can_share_a_decision(state: &AppState, device: &Device) -> bool {
    device.binds_content() && (state.config.allow_test_keys || !device.test_key)
}

async fn push(
    state: &AppState,
    user: &User,
    expiry: Duration,
    needs_two: bool,
) -> Result<Result<Reached, String>, OAuthError> {
    if !state.config.channels.guardian_push {
        return Ok(Err("Push notifications not enabled on tenant".to_owned()));
    }
    if let Some(max) = state.config.channels.push_max.filter(|max| expiry > *max) {
        return Ok(Err(format!("requested_expiry is more than {} seconds", max.as_secs())));
    }
    let devices = state.devices.of_user(state.store.as_ref(), &user.id).await?;
    if devices.is_empty() {
        return Ok(Err("User does not have push notifications set up".to_owned()));
    }
    if needs_two && !devices.iter().any(|device| can_share_a_decision(state, device)) {
        return Ok(Err("User does not have a device that signs what it shows, which a request for two people \
                       needs"
            .to_owned()));
    }
    Ok(Ok(Reached::Devices))
}

fn mail(state: &AppState, user: &User) -> Result<Reached, String> {
    if state.mailer.is_none() {
        return Err("Email notifications are not configured".to_owned());
    }
    match &user.email {
        Some(email) if user.email_verified => Ok(Reached::Mail { to: email.clone() }),
        Some(_) => Err("User does not have a verified email address".to_owned()),
        None => Err("User does not have an email address".to_owned()),
    }
}
