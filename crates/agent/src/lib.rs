//! Asking a person for approval from code: ask, wait, token.
//!
//! ```no_run
//! use waxseal_agent::{AgentError, ApprovalRequest, Authentication, Client};
//!
//! # async fn transfer() -> Result<(), AgentError> {
//! let client = Client::builder("https://localhost:8443/")
//!     .client("bank-agent", Authentication::SecretPost("…".into()))
//!     .discover()
//!     .await?;
//! let request = ApprovalRequest::new("auth0|hanna")
//!     .audience("urn:my-api")
//!     .binding_message("1234ABCD")
//!     .authorization_details(r#"[{"type":"money_transfer","beneficiary":"Hanna Herwitz"}]"#)?;
//! let pending = client.ask(&request).await?;
//! match client.wait(&pending).await {
//!     Ok(tokens) => println!("{}", tokens.access_token),
//!     Err(AgentError::Denied) => println!("she said no"),
//!     Err(AgentError::Expired) => println!("she did not answer"),
//!     Err(error) => return Err(error),
//! }
//! # Ok(()) }
//! ```
//!
//! A person takes minutes, and processes die: [`PendingApproval`] is all that another process needs
//! to go on, so store it as soon as [`Client::ask`] returns.
//!
//! - [`Client::builder`] takes every way a client can authenticate ([`Authentication`]), signed
//!   requests, and keys that tokens are bound to.
//! - [`ApprovalRequest`] has every parameter of CIBA, and details as JSON or from Rust types.
//! - [`Client::wait`] holds its polls where the server lets it; [`PingInbox`] is for clients that the
//!   server calls.
//! - [`tool::with_authorization`] wraps a tool, so that it runs only after an approval.

mod action_types;
mod ask;
mod authentication;
mod builder;
mod client;
mod dpop;
mod error;
mod http;
mod pending;
mod ping;
mod poll;
mod request;
#[cfg(test)]
mod tests;
pub mod tool;
mod wait;

pub use action_types::{ActionType, ActionTypeApi};
pub use authentication::{Authentication, ClientCertificate, ClientSecret, Credentials};
pub use builder::ClientBuilder;
pub use client::Client;
pub use error::AgentError;
pub use pending::PendingApproval;
pub use ping::{NotificationToken, PingError, PingInbox};
pub use request::{ApprovalRequest, Approver};
pub use waxseal_protocol::jose::{Algorithm, SigningKey};
pub use waxseal_protocol::token::TokenResponse;

/// The code of the guide is compiled.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guides/ask-from-rust.md")]
struct Guide;
