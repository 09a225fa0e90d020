//! A change runs to its end, whatever its caller does. When a connection closes, hyper drops the
//! handler; between the commit and what follows from it in memory, that must not happen.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::Json;
use axum::http::{Method, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use tokio::runtime::Handle;
use tower::Service;

/// The token endpoint holds requests for a waiting client: when that client goes away, nobody may
/// redeem in its place.
const WAITS: &str = "/oauth/token";

/// Runs the handler of a change to its end.
#[derive(Debug, Clone)]
pub(crate) struct Detached<S>(S);

impl<S> Detached<S> {
    pub(crate) fn new(handler: S) -> Self {
        Self(handler)
    }
}

impl<S, B> Service<Request<B>> for Detached<S>
where
    S: Service<Request<B>, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Running<S::Future>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        let ends_with_its_connection = reads || request.uri().path() == WAITS;
        Running { handler: Some(Box::pin(self.0.call(request))), ends_with_its_connection }
    }
}

/// A handler that goes on as a task of its own when its connection goes away. Most connections stay,
/// and a task for each call would cost more than its answer.
pub(crate) struct Running<F: Future<Output = Result<Response, Infallible>> + Send + 'static> {
    handler: Option<Pin<Box<F>>>,
    ends_with_its_connection: bool,
}

impl<F: Future<Output = Result<Response, Infallible>> + Send + 'static> Future for Running<F> {
    type Output = Result<Response, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // Taken out while it runs: one that panics does not go on.
        let Some(mut handler) = self.handler.take() else { return Poll::Pending };
        let answer = handler.as_mut().poll(context);
        if answer.is_pending() {
            self.handler = Some(handler);
        }
        Poll::Ready(ready!(answer).map(in_json))
    }
}

impl<F: Future<Output = Result<Response, Infallible>> + Send + 'static> Drop for Running<F> {
    fn drop(&mut self) {
        if self.ends_with_its_connection {
            return;
        }
        // Without a runtime, the server is at its end.
        if let (Some(handler), Ok(runtime)) = (self.handler.take(), Handle::try_current()) {
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
                Ok(StatusCode::OK.into_response())
            }
        };
        let mut call = Box::pin(running(handler, false));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(call);
        go_on.notify_one();
        done.notified().await;
    }

    #[tokio::test]
    async fn a_handler_that_waits_for_its_client_ends_with_it() {
        let alive = Arc::new(());
        let handler = {
            let alive = Arc::clone(&alive);
            async move {
                std::future::pending::<()>().await;
                drop(alive);
                Ok(StatusCode::OK.into_response())
            }
        };
        let mut call = Box::pin(running(handler, true));
        assert!(call.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(call);
        assert_eq!(Arc::strong_count(&alive), 1);
    }

    #[tokio::test]
    async fn a_handler_answers() {
        let call = running(async { Ok(StatusCode::NO_CONTENT.into_response()) }, false);
        assert_eq!(call.await.unwrap().status(), StatusCode::NO_CONTENT);
    }

    fn running<F>(handler: F, ends_with_its_connection: bool) -> Running<F>
    where
        F: Future<Output = Result<Response, Infallible>> + Send + 'static,
    {
        Running { handler: Some(Box::pin(handler)), ends_with_its_connection }
    }
}
