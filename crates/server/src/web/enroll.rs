//! `/guardian/enroll?ticket=gten_…`: where a person begins to enrol a device. Looking at the page
//! uses nothing up, so that mail scanners and previews do no harm; asking for a code makes one that
//! lives for minutes; and the link is over once a device was enrolled with any of its codes.

use axum::extract::{Form, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use qrcode::QrCode;
use qrcode::render::svg;
use serde::Deserialize;
use waxseal_protocol::ids::{UserId, sha256_base64url};
use waxseal_store::StoreError;
use waxseal_store::model::TicketKind;

use super::page::{STYLE, escaped, page};
use crate::state::AppState;
use crate::ticket;

#[derive(Debug, Deserialize)]
pub(crate) struct Link {
    #[serde(default)]
    ticket: String,
}

/// The style of the pages.
pub(crate) async fn style() -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/css; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("max-age=3600")),
    ];
    (headers, STYLE).into_response()
}

/// The page itself.
pub(crate) async fn show(State(state): State<AppState>, Query(link): Query<Link>) -> Response {
    match user_of(&state, &link).await {
        Ok(Some(user)) => {
            let name = name_of(&state, &user);
            let body = format!(
                "<h1>Enrol a device</h1>\n<p>Hello {name}. The device you enrol will be asked when software wants to \
                 act in your name at {server}.</p>\n\
                 <form method=\"post\" action=\"/guardian/enroll\"><input type=\"hidden\" name=\"ticket\" value=\"{ticket}\">\
                 <button>Show my code</button></form>",
                name = escaped(&name),
                server = escaped(&state.config.name),
                ticket = escaped(&link.ticket),
            );
            page(StatusCode::OK, "Enrol a device", &body)
        }
        Ok(None) => over(),
        Err(error) => failed(&error),
    }
}

/// Makes a code and shows it.
pub(crate) async fn code(State(state): State<AppState>, Form(link): Form<Link>) -> Response {
    let user = match user_of(&state, &link).await {
        Ok(Some(user)) => user,
        Ok(None) => return over(),
        Err(error) => return failed(&error),
    };
    let parent = sha256_base64url(link.ticket.as_bytes());
    let issued = ticket::issue_below(&state.config, state.store.as_ref(), state.clock.as_ref(), &user, parent).await;
    let issued = match issued {
        Ok(issued) => issued,
        Err(error) => return failed(&error),
    };
    let minutes = state.config.lifetimes.enrollment_ticket.as_secs().div_ceil(60);
    let picture = QrCode::new(issued.otpauth.as_bytes())
        .map(|code| code.render::<svg::Color<'_>>().min_dimensions(224, 224).quiet_zone(true).build())
        .unwrap_or_default();
    // The picture is made here and holds no text of others; its XML declaration is not HTML.
    let picture = picture.split_once("?>").map_or(picture.as_str(), |(_, svg)| svg);
    let body = format!(
        "<h1>Your code</h1>\n<ul>\n<li>On this computer: open the Waxseal app, choose Enrol, and paste the link.</li>\n\
         <li>On another device: scan the picture with the app.</li>\n</ul>\n\
         <div class=\"qr\" role=\"img\" aria-label=\"The code as a picture to scan\">{picture}</div>\n\
         <p><code class=\"code\">{link}</code></p>\n\
         <p><a class=\"button\" href=\"{link}\">Open the app</a></p>\n\
         <p class=\"soft\">The code enrols one device and works for {minutes} minutes. \
         Whoever has it can approve in your name: show it to nobody.</p>",
        link = escaped(&issued.link),
    );
    page(StatusCode::OK, "Your code", &body)
}

async fn user_of(state: &AppState, link: &Link) -> Result<Option<UserId>, StoreError> {
    let sha256 = sha256_base64url(link.ticket.as_bytes());
    let user = state.store.ticket_user(&sha256, TicketKind::Page, state.clock.now()).await?;
    Ok(user.filter(|user| state.directory().is_living(user)))
}

fn name_of(state: &AppState, user: &UserId) -> String {
    state.directory().users.get(user).map_or_else(|| user.to_string(), |user| user.name.clone())
}

fn over() -> Response {
    let body = "<h1>This link is over</h1>\n<p>It was used, it is too old, or it was never made. \
                Ask the person who sent it for a new one.</p>";
    page(StatusCode::NOT_FOUND, "This link is over", body)
}

fn failed(error: &dyn std::error::Error) -> Response {
    tracing::error!(%error, "The enrolment page failed: {error}");
    let body = "<h1>Something failed here</h1>\n<p>It is not your fault. Try again in a minute.</p>";
    page(StatusCode::INTERNAL_SERVER_ERROR, "Something failed", body)
}
