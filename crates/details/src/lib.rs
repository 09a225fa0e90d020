//! Meaning and display of `authorization_details`.
//!
//! A [`Card`] is what a person sees of one consent: typed blocks, never HTML. For every entry it
//! holds either the rows of a template or the generic view, and in both cases *every* leaf of the
//! entry: what a template does not show is appended as "Other details" by this crate, so nothing
//! can be hidden.
//!
//! ```
//! use waxseal_details::{Display, EntryView, Known, Registry};
//! use waxseal_protocol::json::Json;
//!
//! let registry = Registry::built_in();
//! let entry = Json::parse(
//!     r#"{"type":"money_transfer","instructedAmount":{"amount":2500,"currency":"USD"},
//!         "sourceAccount":"xxxxxxxxxxx1234","destinationAccount":"xxxxxxxxxxx9876",
//!         "beneficiary":"Hanna Herwitz","subject":"A Lannister Always Pays His Debts"}"#,
//! )?;
//! let view = EntryView::new(&entry, &registry, &Display::english_utc(waxseal_protocol::Timestamp::UNIX_EPOCH), &Known::default());
//! assert_eq!(view.verb, "Send $2,500.00 USD to Hanna Herwitz");
//! # Ok::<(), waxseal_protocol::json::JsonError>(())
//! ```

mod block;
mod built_in;
mod card;
mod changes;
mod covers;
mod display;
pub mod draft;
mod entry;
pub mod format;
mod generic;
mod identity;
mod known;
mod label;
mod leaf;
pub mod lint;
mod messages;
pub mod preview;
mod registry;
pub mod rehearsal;
mod risk;
mod scrub;
mod template;
mod text;
pub mod trust;

pub use block::{EntryView, Group, Notice, NoticeSource, Row, Shown, Value};
pub use built_in::{built_in_example, built_in_schema};
pub use card::Card;
pub use changes::ChangedRow;
pub use covers::Covers;
pub use display::{Display, Language};
pub use identity::{HostText, Suspicion, folded_skeleton, host, skeleton, suspicions};
pub use known::{Known, KnownClient, KnownNames};
pub use leaf::{Pointer, leaves};
pub use messages::Message;
pub use registry::{Registry, TemplateOrigin};
pub use risk::RiskTier;
pub use scrub::{Extent, extent, scrub, scrub_identity};
pub use template::{PathPattern, Template, TemplateError};
