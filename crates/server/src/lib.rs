//! The authorization server as a library: CIBA Core, RFC 9396 and Guardian's device protocol over
//! a [`Store`](waxseal_store::Store).
//!
//! [`router`](router::router) is the whole URL space on one page; [`Server`] binds it to an
//! address.

mod backchannel;
mod client_auth;
pub mod config;
mod data_lock;
mod device;
pub mod directory;
mod discovery;
mod dpop;
mod health;
mod http;
mod introspection;
mod jwks;
mod key_ring;
mod limits;
mod management;
mod mtls;
mod notify;
mod receipt;
mod retention;
mod revocation;
pub mod router;
mod serve;
mod state;
mod subject;
mod test_hooks;
mod ticket;
pub mod tls;
mod token;
mod userinfo;
mod web;

pub use config::{Config, ConfigError};
pub use data_lock::DataLock;
pub use key_ring::{KeyRing, KeyRingError, Vouching};
pub use management::document as management_openapi;
pub use notify::{ApprovalMail, ChannelName, MailError, Mailer};
pub use receipt::{ReceiptError, receipt};
pub use serve::{Adapters, Listeners, ServeError, Server};
pub use state::{AppState, StateError};
pub use ticket::{IssuedTicket, TicketError, issue as issue_ticket};
