//! A change runs to its end, whatever its caller does. When a connection closes, hyper drops the
//! handler; between the commit and what follows from it in memory, that must not happen.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::Json;
use axum::extract::Request;
use axum::http::{Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::runtime::Handle;

/// The token endpoint holds requests for a waiting client: when that client goes away, nobody may
/// redeem in its place.
const WAITS: &str = "/oauth/token";

/// Runs the handler of a change to its end.
pub(crate) async fn detached(request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if reads || request.uri().path() == WAITS {
        return in_json(next.run(request).await);
    }
    in_json(ToItsEnd(Some(Box::pin(next.run(request)))).await)
}

/// A handler that goes on as a task of its own when its connection goes away. Most connections stay,
/// and a task for each call would cost more than its answer.
struct ToItsEnd<F: Future<Output = Response> + Send + 'static>(Option<Pin<Box<F>>>);

impl<F: Future<Output = Response> + Send + 'static> Future for ToItsEnd<F> {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Response> {
        // Taken out while it runs: one that panics does not go on.
        let Some(mut handler) = self.0.take() else { return Poll::Pending };
        let answer = handler.as_mut().poll(context);
        if answer.is_pending() {
            self.0 = Some(handler);
        }
        answer
    }
}

impl<F: Future<Output = Response> + Send + 'static> Drop for ToItsEnd<F> {
    fn drop(&mut self) {
        // Without a runtime, the server is at its end.
        if let (Some(handler), Ok(runtime)) = (self.0.take(), Handle::try_current()) {
            runtime.spawn(handler);
        }
    }
}

/// SDKs read errors as JSON; a body that is too long is refused before any handler sees it.
fn in_json(response: Response) -> Response {
    let is_json = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    if response.status() != StatusCode::PAYLOAD_TOO_LARGE || is_json {
        return response;
    }
    let body = json!({"error": "invalid_request", "error_description": "The body is too long."});
    (StatusCode::PAYLOAD_TOO_LARGE, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::task::Waker;

    use tokio::sync::Notify;

    use super::*;

    #[tokio::test]
    async fn a_handler_whose_connection_goes_away_runs_to_its_end() {
        let (go_on, done) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let handler = {
            let (go_on, done) = (Arc::clone(&go_on), Arc::clone(&done));
            async move {
                go_on.notified().await;
                done.notify_one();
                StatusCode::OK.into_response()
            }
        };
        let mut call = Box::pin(ToItsEnd(Some(Box::pin(handler))));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(call);
        go_on.notify_one();
        done.notified().await;
    }

    #[tokio::test]
    async fn a_handler_answers() {
        let call = ToItsEnd(Some(Box::pin(async { StatusCode::NO_CONTENT.into_response() })));
        assert_eq!(call.await.status(), StatusCode::NO_CONTENT);
    }
}
