//! `/api/v2/receipts/{id}`: the receipt of any decided request.

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};
use waxseal_protocol::ids::ConsentId;

use super::access;
use super::error::ManagementError;
use crate::http::CallContext;
use crate::receipt::{ReceiptError, receipt};
use crate::state::AppState;

impl From<ReceiptError> for ManagementError {
    fn from(error: ReceiptError) -> Self {
        match error {
            ReceiptError::Unknown(_) => Self::not_found("inexistent_receipt", "There is no such request."),
            ReceiptError::Undecided(_) => Self::conflict("undecided_request", "The request has no answer."),
            ReceiptError::WithoutDevice(_) => {
                Self::conflict("unsigned_decision", "The answer was not made by a device, so nobody signed it.")
            }
            ReceiptError::Store(error) => error.into(),
            ReceiptError::Consent(error) => Self::internal(&error),
            ReceiptError::Key(error) => Self::internal(&error),
        }
    }
}

pub(super) async fn read(
    State(state): State<AppState>,
    context: CallContext,
    Path(id): Path<ConsentId>,
) -> Result<Json<Value>, ManagementError> {
    access::require(&state, &context, &["read:receipts"]).await?;
    let key = state.keys.signing().map_err(ReceiptError::from)?;
    let receipt = receipt(state.store.as_ref(), &key, state.issuer(), state.clock.now(), &id).await?;
    Ok(Json(json!({"transaction_linking_id": id, "receipt": receipt})))
}
