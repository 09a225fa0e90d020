//! Entities and their lifecycles, and the [`Store`] they live in.
//!
//! A transition is saved with a compare-and-set on the state it was made from, so two devices that
//! answer at once cannot both win. The [`conformance`] suite says what a store has to do; every
//! implementation runs it.
//!
//! ```
//! # tokio::runtime::Runtime::new().unwrap().block_on(async {
//! use waxseal_store::{SqliteStore, Store};
//! let store = SqliteStore::open_in_memory().await?;
//! assert_eq!(store.devices_of_user(&"auth0|hanna".into()).await?, []);
//! # Ok::<(), waxseal_store::StoreError>(()) }).unwrap();
//! ```

pub mod conformance;
mod error;
pub mod model;
mod sqlite;
mod store;

pub use error::StoreError;
pub use sqlite::SqliteStore;
pub use store::{Effects, Enrollment, EventFilter, OpenRequest, Rotation, Store};
