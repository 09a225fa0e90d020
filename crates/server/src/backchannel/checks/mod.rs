//! The rules of CIBA Core 7.1 and 7.2, in the order they are applied. One rule, one file.

mod acr_values;
mod audience;
mod authorization_details;
mod binding_message;
mod device_hint;
mod hint;
mod login_hint_token;
mod notification_token;
mod request_context;
mod requested_expiry;
mod scope;
mod second_approvers;
mod user_code;

use std::sync::Arc;
use std::time::Duration;

use waxseal_protocol::Secret;
use waxseal_protocol::ciba::BindingMessage;
use waxseal_protocol::device::Approver;
use waxseal_protocol::ids::DeviceId;
use waxseal_protocol::rar::AuthorizationDetails;
use waxseal_protocol::token::Confirmation;

use self::hint::Named;
use super::endpoint_authority;
use crate::client_auth::AuthenticatedClient;
use crate::config::AcrClass;
use crate::directory::{Client, Directory, Entry, User};
use crate::http::{CallContext, OAuthError, Parameters};
use crate::state::AppState;
use crate::{subject, token};

/// A request that passed every rule.
#[derive(Debug)]
pub(super) struct CheckedRequest {
    pub(super) scope: Vec<String>,
    pub(super) user: Arc<Entry<User>>,
    /// The device whose one-time code named the person, if one did.
    pub(super) named_by: Option<DeviceId>,
    pub(super) audience: String,
    pub(super) binding_message: Option<BindingMessage>,
    pub(super) expiry: Duration,
    pub(super) authorization_details: Option<AuthorizationDetails>,
    pub(super) second_approvers: Vec<Approver>,
    pub(super) acr_wishes: Vec<AcrClass>,
    pub(super) notification_token: Option<Secret<String>>,
    pub(super) confirmation: Option<Confirmation>,
}

/// What every rule can look at.
struct Asked<'a> {
    state: &'a AppState,
    directory: &'a Directory,
    client: &'a Client,
    parameters: &'a Parameters,
}

/// Applies the rules; the first one broken decides the error.
pub(super) async fn run(
    state: &AppState,
    context: &CallContext,
    client: &AuthenticatedClient,
    parameters: &Parameters,
) -> Result<CheckedRequest, OAuthError> {
    subject::sector::check(state, &client.client).await?;
    endpoint_authority::check(state, &client.client).await?;
    let directory = state.directory();
    let asked = Asked { state, directory: &directory, client: &client.client, parameters };
    let (audience, api) = audience::check(&asked)?;
    let scope = scope::check(&asked, api)?;
    let Named { user, by_device } = hint::check(&asked).await?;
    let binding_message = binding_message::check(&asked)?;
    let expiry = requested_expiry::check(&asked)?;
    let acr_wishes = acr_values::check(&asked);
    request_context::check(&asked)?;
    let authorization_details = authorization_details::check(&asked, api)?;
    let notification_token = notification_token::check(&asked)?;
    user_code::check(&asked, &user, by_device.is_some())?;
    let second_approvers = second_approvers::check(&asked, api, authorization_details.as_ref(), &user).await?;
    let confirmation = token::binding::for_push(state, context, client).await?;
    Ok(CheckedRequest {
        scope,
        user,
        named_by: by_device,
        audience,
        binding_message,
        expiry,
        authorization_details,
        second_approvers,
        acr_wishes,
        notification_token,
        confirmation,
    })
}
