//! `POST /bc-authorize`: authenticate the client, run the checks, store, then notify.

use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use waxseal_protocol::ciba::AuthenticationResponse;
use waxseal_protocol::device::{Approver, Consent, ConsentClient, FourEyes, RequestedDetails};
use waxseal_protocol::ids::{AuthReqId, DeviceId, RequestNames};
use waxseal_protocol::json::Json as ExactJson;
use waxseal_protocol::{ErrorCode, Secret, Timestamp};
use waxseal_store::model::{AuditEvent, BackchannelRequest, DeliveryMode, EventKind, RequestFacts, RequestState};

use super::checks::{self, CheckedRequest};
use super::request_object;
use crate::client_auth::{AuthenticatedClient, authenticate};
use crate::directory::GrantType;
use crate::http::{CallContext, OAuthError, Parameters, no_store};
use crate::notify::{self, ApprovalMail, Reached, Selected};
use crate::state::AppState;

/// When to come back where what waits is others', and so nobody's to know.
const WHEN_NOT_KNOWN: Duration = Duration::from_secs(30);

pub(crate) async fn authorize(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let _place = state.enter().ok_or_else(OAuthError::busy)?;
    let received_at = state.clock.now();
    let form = Parameters::form(&context.headers, &body)?;
    let client = authenticate(&state, &context, &form).await?;
    match ask(&state, &context, &client, form, received_at).await {
        Ok(answer) => Ok(no_store(Json(answer).into_response())),
        Err(error) => {
            if !error.is_internal() {
                let event = AuditEvent::new(received_at, EventKind::CibaStartFailed).client(client.id());
                state.note(event.details(error.for_audit()));
            }
            Err(error)
        }
    }
}

async fn ask(
    state: &AppState,
    context: &CallContext,
    client: &AuthenticatedClient,
    form: Parameters,
    received_at: Timestamp,
) -> Result<AuthenticationResponse, OAuthError> {
    if !client.client.may_use(GrantType::Ciba) {
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, "This client may not use CIBA."));
    }
    let parameters = request_object::resolve(state, client, form).await?;
    let checked = checks::run(state, context, client, &parameters).await?;
    let needs_two = !checked.second_approvers.is_empty();
    let wanted = notify::Wanted { expiry: checked.expiry, needs_two, acr: &checked.acr_wishes };
    let Selected { reached, acr } = notify::select(state, &client.client, &checked.user, wanted).await?;
    let (request, auth_req_id) = new_request(state, client, &checked, &reached, acr, received_at)?;
    state.open.admit(&request, &state.config.limits, received_at).map_err(|reached| {
        let text = format!("{} requests {} wait. Try again when one has ended.", reached.waiting, reached.whose);
        let some_time = received_at.saturating_add(WHEN_NOT_KNOWN).unwrap_or(received_at);
        let reset = reached.next_expiry.unwrap_or(some_time);
        let wait = Duration::try_from(reset.duration_since(received_at)).unwrap_or_default();
        OAuthError::too_many(text, reached.waiting, wait, reset)
    })?;
    // Counted last, so that a request which another limit refuses costs the person nothing.
    if matches!(reached, Reached::Devices)
        && let Err((whose, wait)) = take_pushes(state, &request)
    {
        state.open.close(&request.auth_req_id_sha256);
        let reset = received_at.saturating_add(wait).unwrap_or(received_at);
        let text = format!("This {whose} has been asked too often in the last minute.");
        return Err(OAuthError::too_many(text, state.pushes.limit(), wait, reset));
    }
    let event = AuditEvent::new(received_at, EventKind::CibaStartSucceeded)
        .client(&request.client_id)
        .user(&request.user_id)
        .consent(&request.consent_id)
        .details(details(&request, checked.named_by.as_ref()));
    // The request is durable before the client hears of it, and before any device does.
    let handle = request.auth_req_id_sha256.clone();
    let request = match state.store.insert_request(request, event).await {
        Ok(request) => request,
        Err(error) => {
            state.open.close(&handle);
            return Err(error.into());
        }
    };
    state.open.stored(&handle, request.sequence);
    tracing::debug!(
        consent.id = %request.consent_id, client.id = %request.client_id,
        "Stored backchannel request {}", request.consent_id
    );
    match reached {
        Reached::Devices => notify::look(state, &request, None).await,
        Reached::Mail { to } => send_mail(state, client, &checked, &request, to),
    }
    Ok(AuthenticationResponse {
        auth_req_id,
        expires_in: checked.expiry.as_secs(),
        // CIBA Core 7.3: there is nothing to poll in push mode.
        interval: (request.facts.mode != DeliveryMode::Push).then_some(request.interval.as_secs()),
    })
}

/// Counts the request for everybody who is asked, or for nobody, and then says who was asked too often
/// and how long to wait.
fn take_pushes(state: &AppState, request: &BackchannelRequest) -> Result<(), (&'static str, Duration)> {
    let now = state.clock.monotonic();
    let mut taken = Vec::new();
    for user in request.approvers() {
        if let Err(wait) = state.pushes.take(user, now) {
            for user in taken {
                state.pushes.give_back(user);
            }
            return Err((if *user == request.user_id { "user" } else { "request's second approver" }, wait));
        }
        taken.push(user);
    }
    Ok(())
}

/// What the audit chain says of a new request; `named_by` is the device whose one-time code named the person.
fn details(request: &BackchannelRequest, named_by: Option<&DeviceId>) -> Value {
    let mut details = json!({
        "audience": request.audience,
        "scope": request.scope,
        "notification_channel": request.facts.channel,
        "consent_sha256": request.consent_sha256,
    });
    if let Some(members) = details.as_object_mut() {
        if request.needs_two() {
            members.insert("second_approvers".to_owned(), json!(request.second_approvers));
        }
        if let Some(device) = named_by {
            members.insert("one_time_code".to_owned(), json!({"device_id": device}));
        }
    }
    details
}

fn new_request(
    state: &AppState,
    client: &AuthenticatedClient,
    checked: &CheckedRequest,
    reached: &Reached,
    acr: Vec<String>,
    created_at: Timestamp,
) -> Result<(BackchannelRequest, AuthReqId), OAuthError> {
    let expires_at = created_at.saturating_add(checked.expiry).map_err(|error| OAuthError::internal(&error))?;
    let RequestNames { consent_id, auth_req_id, challenge } = RequestNames::generate(created_at);
    let consent = Consent {
        id: consent_id,
        requested_details: RequestedDetails {
            audience: checked.audience.clone(),
            scope: checked.scope.clone(),
            binding_message: checked.binding_message.as_ref().map(|message| message.as_str().to_owned()),
            authorization_details: checked.authorization_details.clone(),
        },
        created_at,
        expires_at,
        client: Some(ConsentClient { client_id: client.id().clone(), name: client.client.name.clone() }),
        user_id: Some(checked.user.id.clone()),
        four_eyes: (!checked.second_approvers.is_empty()).then(|| FourEyes {
            person: Approver { user_id: checked.user.id.clone(), name: checked.user.name.clone() },
            second_approvers: checked.second_approvers.clone(),
        }),
    };
    // What is stored is what is served; its digest is over the canonical form of this text.
    let text = serde_json::to_string(&consent).map_err(|error| OAuthError::internal(&error))?;
    let exact = ExactJson::parse(&text).map_err(|error| OAuthError::internal(&error))?;
    let told = client.client.delivery_mode != DeliveryMode::Poll;
    let request = BackchannelRequest {
        sequence: 0,
        consent_id: consent.id,
        auth_req_id_sha256: auth_req_id.sha256(),
        client_id: client.id().clone(),
        user_id: checked.user.id.clone(),
        second_approvers: checked.second_approvers.iter().map(|approver| approver.user_id.clone()).collect(),
        audience: checked.audience.clone(),
        scope: checked.scope.join(" "),
        consent_sha256: exact.sha256(),
        consent: text,
        facts: RequestFacts {
            mode: client.client.delivery_mode,
            notification_endpoint: client
                .client
                .notification_endpoint
                .as_ref()
                .filter(|_| told)
                .map(ToString::to_string),
            notification_token: checked.notification_token.clone(),
            auth_req_id: told.then(|| Secret::new(auth_req_id.as_str().to_owned())),
            acr,
            channel: reached.channel().as_str().to_owned(),
            confirmation: checked.confirmation.clone(),
        },
        challenge,
        interval: state.config.lifetimes.poll_interval,
        created_at,
        expires_at,
        state: RequestState::Pending,
    };
    Ok((request, auth_req_id))
}

/// The client has its answer before the mail is on its way: a slow mail server is not its matter.
fn send_mail(
    state: &AppState,
    client: &AuthenticatedClient,
    checked: &CheckedRequest,
    request: &BackchannelRequest,
    to: String,
) {
    let Some(mailer) = state.mailer.clone() else { return };
    let Ok(url) = state.config.issuer.join(&format!("bc-verify?consent={}", request.consent_id)) else { return };
    let mail = ApprovalMail {
        consent_id: request.consent_id.clone(),
        to,
        name: checked.user.name.clone(),
        client_name: client.client.name.clone(),
        binding_message: checked.binding_message.as_ref().map(|message| message.as_str().to_owned()),
        url,
        expires_at: request.expires_at,
    };
    tokio::spawn(async move {
        let consent_id = mail.consent_id.clone();
        if let Err(error) = mailer.send(mail).await {
            tracing::error!(consent.id = %consent_id, %error, "Could not send the mail for {consent_id}: {error}");
        }
    });
}
