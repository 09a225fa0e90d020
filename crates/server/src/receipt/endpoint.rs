//! `POST /oauth/receipt`: the receipt of what a person approved, for the client that asked and for
//! the clients by which its API looks tokens up.
//!
//! Only approvals: why somebody said no is not the client's to know.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use waxseal_protocol::ErrorCode;
use waxseal_protocol::ids::ConsentId;
use waxseal_store::model::RequestState;

use super::{ReceiptError, of_request};
use crate::client_auth::{AuthenticatedClient, authenticate};
use crate::directory::SubjectType;
use crate::http::{CallContext, OAuthError, Parameters, no_store};
use crate::state::AppState;

impl From<ReceiptError> for OAuthError {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::Unknown(_) | ReceiptError::Undecided(_) | ReceiptError::WithoutDevice(_) => unknown(),
            ReceiptError::Store(error) => error.into(),
            ReceiptError::Consent(error) => Self::internal(&error),
            ReceiptError::Key(error) => Self::internal(&error),
        }
    }
}

pub(crate) async fn give(
    State(state): State<AppState>,
    context: CallContext,
    body: Bytes,
) -> Result<Response, OAuthError> {
    let parameters = Parameters::form(&context.headers, &body)?;
    let _place = state.enter().ok_or_else(OAuthError::busy)?;
    let client = authenticate(&state, &context, &parameters).await?;
    if client.client.subject_type == SubjectType::Pairwise {
        let text = "A receipt names the person, whom this client knows by another name.";
        return Err(OAuthError::new(ErrorCode::UnauthorizedClient, text));
    }
    let id = ConsentId::new(parameters.required("transaction_linking_id")?);
    let found = state.store.request_by_consent_id(&id).await?;
    let approved = |state: &RequestState| matches!(state, RequestState::Approved(_) | RequestState::Redeemed { .. });
    let request = found.filter(|request| {
        approved(&request.state) && (request.client_id == *client.id() || is_api(&state, &client, &request.audience))
    });
    let request = request.ok_or_else(unknown)?;
    let key = state.keys.signing().map_err(|error| OAuthError::internal(&error))?;
    let receipt = of_request(state.store.as_ref(), &key, state.issuer(), state.clock.now(), &request).await?;
    Ok(no_store(([(header::CONTENT_TYPE, "application/jwt")], receipt).into_response()))
}

/// An API that has names of its own for people gets no receipts: they have the person's id.
fn is_api(state: &AppState, client: &AuthenticatedClient, audience: &str) -> bool {
    state
        .directory()
        .apis
        .get(audience)
        .is_some_and(|api| api.sector.is_none() && api.introspection_clients.contains(client.id()))
}

/// Another client's request, one that nobody approved, and none are told apart for nobody.
fn unknown() -> OAuthError {
    OAuthError::invalid_request("There is no approved request of this transaction_linking_id.")
}
