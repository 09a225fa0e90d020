//! `POST /bc-authorize`: authenticate the client, run the checks, store, then notify.

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use waxseal_protocol::ciba::AuthenticationResponse;
use waxseal_protocol::device::{Consent, ConsentClient, RequestedDetails};
use waxseal_protocol::ids::{AuthReqId, ConsentId, random_token};
use waxseal_protocol::json::Json as ExactJson;
use waxseal_store::model::{BackchannelRequest, RequestState};

use super::checks::{self, CheckedRequest};
use super::open_requests;
use crate::client_auth::{AuthenticatedClient, authenticate};
use crate::notify;
use crate::oauth_error::{OAuthError, no_store};
use crate::parameters::Parameters;
use crate::state::AppState;

pub(crate) async fn authorize(
    State(state): State<AppState>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = Parameters::form(&headers, &body)?;
    let client = authenticate(&state.config, &headers, &parameters)?;
    let checked = checks::run(&state.config, &parameters)?;
    let devices = notify::reachable(&state, &checked.user_id).await?;
    open_requests::check(&state, &client.id, &checked.user_id).await?;

    let auth_req_id = AuthReqId::generate();
    let mut request = new_request(&state, &client, checked, &auth_req_id)?;
    // The request is durable before the client hears of it, and before any device does.
    request.sequence = state.store.insert_request(&request).await?;
    tracing::info!(
        consent.id = %request.consent_id, client.id = %request.client_id,
        "Stored backchannel request {}", request.consent_id
    );
    notify::look(&state, &request, devices);

    let answer = AuthenticationResponse {
        auth_req_id,
        expires_in: request.expires_at.duration_since(request.created_at).as_secs().unsigned_abs(),
        interval: request.interval.as_secs(),
    };
    Ok(no_store(Json(answer).into_response()))
}

fn new_request(
    state: &AppState,
    client: &AuthenticatedClient<'_>,
    checked: CheckedRequest,
    auth_req_id: &AuthReqId,
) -> Result<BackchannelRequest, OAuthError> {
    let created_at = state.clock.now();
    let expires_at = created_at.saturating_add(checked.expiry).map_err(|error| OAuthError::internal(&error))?;
    let consent = Consent {
        id: ConsentId::generate(),
        requested_details: RequestedDetails {
            audience: checked.audience.clone(),
            scope: checked.scope.clone(),
            binding_message: checked.binding_message.map(|message| message.as_str().to_owned()),
            authorization_details: checked.authorization_details,
        },
        created_at,
        expires_at,
        client: Some(ConsentClient { client_id: client.id.clone(), name: client.client.name.clone() }),
        user_id: Some(checked.user_id.clone()),
    };
    // What is stored is what is served; its digest is over the canonical form of this text.
    let text = serde_json::to_string(&consent).map_err(|error| OAuthError::internal(&error))?;
    let exact = ExactJson::parse(&text).map_err(|error| OAuthError::internal(&error))?;
    Ok(BackchannelRequest {
        sequence: 0,
        consent_id: consent.id,
        auth_req_id_sha256: auth_req_id.sha256(),
        client_id: client.id.clone(),
        user_id: checked.user_id,
        audience: checked.audience,
        scope: checked.scope.join(" "),
        consent_sha256: exact.sha256(),
        consent: text,
        challenge: random_token::<32>(),
        interval: state.config.lifetimes.poll_interval,
        created_at,
        expires_at,
        state: RequestState::Pending,
    })
}
