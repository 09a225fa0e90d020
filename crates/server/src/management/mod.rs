//! The part of Auth0's Management API that this flow needs, in the same shapes, below `/api/v2`:
//! people, clients, APIs, client grants, enrolments, logs and keys. What the configuration file
//! defines can be read here and is changed there.

mod access;
mod client_grants;
mod clients;
mod enrollments;
mod entries;
mod error;
mod keys;
mod logs;
mod openapi;
mod page;
mod receipts;
mod resource_servers;
mod users;

use axum::Router;
use axum::routing::{get, post};

use crate::state::AppState;

pub use openapi::document;

/// The routes, below `/api/v2`.
pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/users", get(users::list).post(users::create))
        .route("/users/{id}", get(users::read).patch(users::update).delete(users::delete))
        .route("/users/{id}/enrollments", get(enrollments::of_user))
        .route("/users-by-email", get(users::by_email))
        .route("/clients", get(clients::list).post(clients::create))
        .route("/clients/{id}", get(clients::read).patch(clients::update).delete(clients::delete))
        .route("/clients/{id}/rotate-secret", post(clients::rotate_secret))
        .route("/resource-servers", get(resource_servers::list).post(resource_servers::create))
        .route(
            "/resource-servers/{id}",
            get(resource_servers::read).patch(resource_servers::update).delete(resource_servers::delete),
        )
        .route("/client-grants", get(client_grants::list).post(client_grants::create))
        .route(
            "/client-grants/{id}",
            get(client_grants::read).patch(client_grants::update).delete(client_grants::delete),
        )
        .route("/guardian/enrollments/ticket", post(enrollments::ticket))
        .route("/guardian/enrollments/{id}", get(enrollments::read).delete(enrollments::delete))
        .route("/logs", get(logs::list))
        .route("/logs/{id}", get(logs::read))
        .route("/receipts/{id}", get(receipts::read))
        .route("/keys/signing", get(keys::list))
        .route("/keys/signing/rotate", post(keys::rotate))
        .route("/openapi.json", get(openapi::serve))
}
