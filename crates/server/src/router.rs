//! The whole URL space on one page.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, Request, header};
use axum::routing::{get, patch, post, put};
use axum::{Router, middleware};
use tower::util::MapRequestLayer;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{Any, CorsLayer};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use waxseal_protocol::rar;

use crate::http::{detached, whole_body};
use crate::state::AppState;
use crate::{
    backchannel, device, discovery, health, introspection, jwks, management, receipt, revocation, token, userinfo, web,
};

/// `authorization_details` may be 64 KiB, three times as much when form-encoded.
const MAX_BODY: usize = 4 * rar::MAX_BYTES;

/// A body that takes longer from its first byte to its last is somebody's attack.
const BODY_TIMEOUT: Duration = Duration::from_secs(20);

/// All routes over their state.
pub fn router(state: AppState) -> Router {
    // RFC 9700 2.6: what a page in a browser may read. No cookie is ever looked at, so any page may.
    let open_to_pages = Router::new()
        .route("/.well-known/openid-configuration", get(discovery::discovery))
        .route("/.well-known/oauth-authorization-server", get(discovery::discovery))
        .route("/.well-known/jwks.json", get(jwks::jwks))
        .route("/oauth/token", post(token::token))
        .route("/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
        .route(&format!("/{}/{{name}}", discovery::DETAIL_TYPES), get(discovery::detail_type))
        .layer(pages());
    let mut router = Router::new()
        // OAuth side
        .merge(open_to_pages)
        .route("/bc-authorize", post(backchannel::authorize::authorize))
        .route("/oauth/introspect", post(introspection::introspect))
        .route("/oauth/revoke", post(revocation::revoke))
        .route("/oauth/receipt", post(receipt::endpoint::give))
        // Device side
        .route("/rich-consents/{id}", get(device::consent::consent))
        .route("/guardian/enroll", get(web::enroll::show).post(web::enroll::code))
        .route("/guardian/page.css", get(web::enroll::style))
        // Operators
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz));
    router = router.nest("/api/v2", management::router());
    for mount in device::MOUNTS {
        router = router
            .route(&format!("/{mount}/enroll"), post(device::enroll::enroll))
            .route(
                &format!("/{mount}/device-accounts/{{id}}"),
                patch(device::account::update).delete(device::account::delete),
            )
            .route(&format!("/{mount}/device-accounts"), get(device::account::list))
            .route(&format!("/{mount}/device-accounts/{{id}}/key"), put(device::key::rotate))
            .route(&format!("/{mount}/user-code"), get(device::user_code::read).put(device::user_code::change))
            .route(&format!("/{mount}/pending"), get(device::pending::list))
            .route(&format!("/{mount}/disown/{{id}}"), post(device::disown::disown))
            .route(&format!("/{mount}/templates"), get(device::templates::read))
            .route(&format!("/{mount}/key-succession/{{kid}}"), get(device::key_succession::read))
            .route(&format!("/{mount}/channel"), get(device::channel::open))
            .route(&format!("/{mount}/resolve-transaction"), post(device::decision::resolve));
    }
    // The outermost first. As one layer, a call allocates for them once and not for each.
    let around = (
        SetResponseHeaderLayer::overriding(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        middleware::from_fn(detached),
        CatchPanicLayer::new(),
        RequestBodyLimitLayer::new(MAX_BODY),
        MapRequestLayer::new(|request: Request<_>| request.map(Body::new)),
        middleware::from_fn(|request, next| whole_body(BODY_TIMEOUT, request, next)),
    );
    router.layer(around).with_state(state)
}

fn pages() -> CorsLayer {
    CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE, HeaderName::from_static("dpop")])
        .expose_headers([HeaderName::from_static("dpop-nonce"), header::RETRY_AFTER, header::WWW_AUTHENTICATE])
        .max_age(Duration::from_hours(1))
}
