//! The authorization server as a library: CIBA Core, RFC 9396 and Guardian's device protocol over
//! a [`Store`](waxseal_store::Store).
//!
//! [`router`](router::router) is the whole URL space on one page; [`Server`] binds it to an
//! address.

mod access_token;
mod backchannel;
mod client_auth;
pub mod config;
mod device;
mod discovery;
mod guardian_error;
mod health;
mod jwks;
mod key_ring;
mod notify;
mod oauth_error;
mod parameters;
pub mod router;
mod serve;
mod state;
mod ticket;
pub mod tls;
mod token;

pub use config::{Config, ConfigError};
pub use key_ring::{KeyRing, KeyRingError};
pub use serve::{ServeError, Server, bind};
pub use state::AppState;
pub use ticket::{IssuedTicket, TicketError, issue as issue_ticket};
