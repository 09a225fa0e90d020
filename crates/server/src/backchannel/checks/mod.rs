//! The rules of CIBA Core 7.1 and 7.2, in the order they are applied. One rule, one file.

mod audience;
mod authorization_details;
mod binding_message;
mod login_hint;
mod requested_expiry;
mod scope;

use std::time::Duration;

use waxseal_protocol::ciba::BindingMessage;
use waxseal_protocol::ids::UserId;
use waxseal_protocol::rar::AuthorizationDetails;

use crate::config::Config;
use crate::oauth_error::OAuthError;
use crate::parameters::Parameters;

/// A request that passed every rule.
#[derive(Debug)]
pub(super) struct CheckedRequest {
    pub(super) scope: Vec<String>,
    pub(super) user_id: UserId,
    pub(super) audience: String,
    pub(super) binding_message: Option<BindingMessage>,
    pub(super) expiry: Duration,
    pub(super) authorization_details: Option<AuthorizationDetails>,
}

/// Applies the rules; the first one broken decides the error.
pub(super) fn run(config: &Config, parameters: &Parameters) -> Result<CheckedRequest, OAuthError> {
    let (audience, api) = audience::check(config, parameters)?;
    Ok(CheckedRequest {
        scope: scope::check(api, parameters)?,
        user_id: login_hint::check(config, parameters)?,
        binding_message: binding_message::check(parameters)?,
        expiry: requested_expiry::check(config, parameters)?,
        authorization_details: authorization_details::check(api, parameters)?,
        audience,
    })
}

#[cfg(test)]
mod tests;
