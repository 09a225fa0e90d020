//! Which way a person is reached: the client's channels in their order (Auth0's
//! `async_approval_notification_channels`), the first that can be used, and that fulfils what the client
//! wishes for (`acr_values`).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_store::model::Device;

use crate::config::{AcrClass, Compatibility};
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

/// What a request needs of a channel.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// How long it waits.
    pub(crate) expiry: Duration,
    /// Whether two people have to approve.
    pub(crate) needs_two: bool,
    /// The classes the client wishes for, in its order.
    pub(crate) acr: &'a [AcrClass],
}

/// How a person is reached, and which of the wished classes an answer can fulfil there, in the client's order.
#[derive(Debug)]
pub(crate) struct Selected {
    pub(crate) reached: Reached,
    pub(crate) acr: Vec<String>,
}

/// Chooses the channel: the first that fulfils the first class that one can fulfil (CIBA Core 8). Where none
/// can, or none was wished for, the first that can be used. A person who cannot be reached cannot be asked;
/// Auth0's SDKs look for the text.
pub(crate) async fn select(
    state: &AppState,
    client: &Client,
    user: &User,
    wanted: Wanted<'_>,
) -> Result<Selected, OAuthError> {
    let mut usable = Vec::new();
    let mut reasons = Vec::new();
    for channel in &client.channels {
        let found = match channel {
            ChannelName::GuardianPush => push(state, user, wanted).await?,
            ChannelName::Email if wanted.needs_two => Err("What takes two people is not asked by mail".to_owned()),
            ChannelName::Email => mail(state, user),
        };
        match found {
            Ok(way) => usable.push(way),
            Err(reason) => reasons.push(format!("{}: {reason}", channel.as_str())),
        }
        // Who wishes for nothing gets the first, and nobody has to look at the others.
        if wanted.acr.is_empty() && !usable.is_empty() {
            break;
        }
    }
    let best = wanted.acr.iter().find_map(|class| usable.iter().position(|way| way.can_fulfil(class)));
    if let Some(way) = usable.into_iter().nth(best.unwrap_or_default()) {
        // The answer may fall short of the first, and still be what another takes.
        let within_reach = wanted.acr.iter().filter(|class| way.can_fulfil(class));
        let acr = within_reach.map(|class| class.value.clone()).collect();
        return Ok(Selected { reached: way.reached, acr });
    }
    if reasons.is_empty() {
        reasons.push("The client has no notification channels".to_owned());
    }
    let text = format!("No eligible notification channels were found. {}", reasons.join(". "));
    Err(unreachable(state, text))
}

/// A way that can be used for a request.
struct Way {
    reached: Reached,
    /// Whether somebody can answer there with a signature over what was shown.
    signs_content: bool,
}

impl Way {
    fn can_fulfil(&self, class: &AcrClass) -> bool {
        class.channels.contains(&self.reached.channel()) && (self.signs_content || !class.signed_content)
    }
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

async fn push(state: &AppState, user: &User, wanted: Wanted<'_>) -> Result<Result<Way, String>, OAuthError> {
    if !state.config.channels.guardian_push {
        return Ok(Err("Push notifications not enabled on tenant".to_owned()));
    }
    if let Some(max) = state.config.channels.push_max.filter(|max| wanted.expiry > *max) {
        return Ok(Err(format!("requested_expiry is more than {} seconds", max.as_secs())));
    }
    let devices = state.devices.of_user(state.store.as_ref(), &user.id).await?;
    if devices.is_empty() {
        return Ok(Err("User does not have push notifications set up".to_owned()));
    }
    let signs_content = devices.iter().any(|device| can_share_a_decision(state, device));
    if wanted.needs_two && !signs_content {
        return Ok(Err("User does not have a device that signs what it shows, which a request for two people \
                       needs"
            .to_owned()));
    }
    Ok(Ok(Way { reached: Reached::Devices, signs_content }))
}

fn mail(state: &AppState, user: &User) -> Result<Way, String> {
    if state.mailer.is_none() {
        return Err("Email notifications are not configured".to_owned());
    }
    match &user.email {
        Some(email) if user.email_verified => {
            Ok(Way { reached: Reached::Mail { to: email.clone() }, signs_content: false })
        }
        Some(_) => Err("User does not have a verified email address".to_owned()),
        None => Err("User does not have an email address".to_owned()),
    }
}
