//! Asking a person for approval from code: ask, wait, token.
//!
//! ```no_run
//! use waxseal_agent::{ApprovalRequest, Client, Credentials};
//!
//! # async fn transfer() -> Result<(), waxseal_agent::AgentError> {
//! let credentials = Credentials { client_id: "bank-agent".into(), client_secret: "…".into() };
//! let client = Client::discover("https://localhost:8443/", credentials, None).await?;
//! let request = ApprovalRequest::new("auth0|hanna")
//!     .audience("urn:my-api")
//!     .binding_message("1234ABCD")
//!     .authorization_details(r#"[{"type":"money_transfer","beneficiary":"Hanna Herwitz"}]"#)?;
//! let pending = client.ask(&request).await?;
//! let token = client.wait(&pending).await?;
//! println!("{}", token.access_token);
//! # Ok(()) }
//! ```

mod action_types;
mod ask;
mod client;
mod error;
mod wait;

pub use action_types::{ActionType, ActionTypeApi};
pub use ask::{ApprovalRequest, PendingApproval};
pub use client::{Client, ClientSecret, Credentials};
pub use error::AgentError;
