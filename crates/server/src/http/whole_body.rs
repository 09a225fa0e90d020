//! A body is there as a whole before its handler runs, or the call ends: who sends a byte now and then holds
//! nothing for long.

use std::time::Duration;

use axum::Json;
use axum::body::{Body, Bytes, HttpBody as _};
use axum::extract::{FromRequest as _, Request};
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// Runs the handler with the whole body, which has this long to arrive. How long it may be is looked at by a
/// layer around this one.
pub(crate) async fn whole_body(within: Duration, request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(within, Bytes::from_request(Request::new(body), &())).await {
        Ok(Ok(body)) => next.run(Request::from_parts(parts, Body::from(body))).await,
        Ok(Err(refused)) => refused.into_response(),
        Err(_) => {
            let text = format!("The body took longer than {} s.", within.as_secs_f32());
            let body = json!({"error": "invalid_request", "error_description": text});
            (StatusCode::REQUEST_TIMEOUT, Json(body)).into_response()
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::post;
    use axum::{Router, middleware};
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};

    use super::*;

    const WITHIN: Duration = Duration::from_millis(500);

    async fn server() -> std::net::SocketAddr {
        let layer = middleware::from_fn(|request, next| whole_body(WITHIN, request, next));
        let router = Router::new().route("/", post(async |body: Bytes| body)).layer(layer);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        address
    }

    /// Sends ten bytes, one after each pause, and returns the answer.
    async fn drip(pause: Duration) -> String {
        let stream = TcpStream::connect(server().await).await.unwrap();
        let (mut from, mut to) = stream.into_split();
        let head = b"POST / HTTP/1.1\r\nhost: here\r\nconnection: close\r\ncontent-length: 10\r\n\r\n";
        to.write_all(head).await.unwrap();
        // Kept open until the answer is there.
        let dripping = tokio::spawn(async move {
            for _ in 0..10 {
                tokio::time::sleep(pause).await;
                // The server has hung up.
                if to.write_all(b"x").await.is_err() {
                    break;
                }
            }
            to
        });
        let mut answer = Vec::new();
        from.read_to_end(&mut answer).await.unwrap();
        drop(dripping);
        String::from_utf8(answer).unwrap()
    }

    #[tokio::test]
    async fn a_body_that_comes_byte_by_byte_has_one_time_for_all_of_them() {
        let slow = drip(Duration::from_millis(300));
        let answer = tokio::time::timeout(Duration::from_secs(2), slow).await.expect("it does not wait for all bytes");
        assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
        let answer = drip(Duration::from_millis(5)).await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("xxxxxxxxxx"), "{answer}");
    }
}
