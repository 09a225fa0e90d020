//! The Rust SDK and `waxseal agent` against the real server: every way to authenticate, to wait, to
//! go on later, and to fail.

mod authentication;
mod command_line;
mod errors;
mod examples;
mod hostile;
mod ping;
mod requests;
mod tool;
mod waiting;

use std::sync::Arc;
use std::time::Duration;

use e2e::HANNA;
use waxseal_agent::{ApprovalRequest, Authentication, Client, ClientBuilder};

use crate::scene::{Scene, secret_of};

/// What has to happen happens within this.
const SOON: Duration = Duration::from_secs(10);

/// A client's builder, trusting the scene's server and going by its clock.
fn builder(scene: &Scene, id: &str, authentication: Authentication) -> ClientBuilder {
    let builder = Client::builder(scene.server.issuer()).client(id, authentication);
    builder
        .authority_file(&scene.server.authority())
        .unwrap()
        .clock(Arc::<waxseal_protocol::ManualClock>::clone(&scene.clock))
}

fn secret_post(id: &str) -> Authentication {
    Authentication::SecretPost(secret_of(id).into())
}

/// A client with a secret in the body.
async fn agent(scene: &Scene, id: &str) -> Client {
    builder(scene, id, secret_post(id)).discover().await.unwrap()
}

/// A good request to Hanna.
fn request() -> ApprovalRequest {
    ApprovalRequest::new(HANNA).audience("urn:my-api").scope("transfer:create").binding_message("1234ABCD")
}

/// Waits until Hanna was asked.
async fn asked(scene: &Scene) {
    while scene.device.pending().await.is_empty() {
        tokio::task::yield_now().await;
    }
}

/// Decides once Hanna was asked.
async fn asked_then(scene: &Scene, approved: bool) {
    asked(scene).await;
    if approved {
        scene.approve().await;
    } else {
        scene.deny().await;
    }
}
