//! Tools that run only after a person approved: [`with_authorization`].
//!
//! A tool is an async function of a typed input and of the tokens. A [`Policy`] makes the request
//! from the input and says what happens while the person thinks:
//!
//! - **interrupt**, the default: the call ends with an [`Interrupt`], which is data. Store it, let
//!   the process end, and [`resume`](AuthorizedTool::resume) when it suits you, with the same input.
//! - **block**: the call waits. A process that waits can die before the person answers, so this is
//!   for development.
//! - **callback**: as block, and your code hears of the request and of its outcome.
//!
//! ```no_run
//! use serde::{Deserialize, Serialize};
//! use waxseal_agent::tool::{Policy, ToolError, with_authorization};
//! use waxseal_agent::{ApprovalRequest, Client};
//!
//! #[derive(Clone, Serialize, Deserialize)]
//! struct Order { product: String, quantity: u32 }
//!
//! # async fn shop(client: Client) -> Result<(), ToolError> {
//! let policy = Policy::new("shop.buy", client, |order: &Order| {
//!     Ok(ApprovalRequest::new("auth0|hanna")
//!         .audience("sample-shop-api")
//!         .scope("product:buy")
//!         .binding_message(format!("Do you want to buy {} {}", order.quantity, order.product)))
//! });
//! let buy = with_authorization(
//!     async |order: Order, tokens: waxseal_agent::TokenResponse| {
//!         format!("Ordered {} {} with {}", order.quantity, order.product, tokens.token_type)
//!     },
//!     policy,
//! );
//!
//! let order = Order { product: "phone".to_owned(), quantity: 1 };
//! match buy.call(order.clone()).await {
//!     Ok(receipt) => println!("{receipt}"),
//!     Err(ToolError::Interrupted(interrupt)) => {
//!         // Stored, and a while later, perhaps by another process:
//!         println!("{:?}", buy.resume(order, &interrupt).await);
//!     }
//!     Err(error) => println!("{error}"),
//! }
//! # Ok(()) }
//! ```

mod authorized;
mod interrupt;
mod policy;

pub use authorized::{AuthorizedTool, with_authorization};
pub use interrupt::{Interrupt, ToolError};
pub use policy::{Outcome, Policy};
