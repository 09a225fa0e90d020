//! Rich authorization requests (RFC 9396): the array, its entries and its limits, and access to
//! them by query and by type.
//!
//! A device finds the array in a consent, an agent in the token response. Either looks into it
//! by name and by path, which ends in an [`Option`] and never panics:
//!
//! ```
//! use waxseal_protocol::json::Decimal;
//! use waxseal_protocol::token::TokenResponse;
//!
//! let response: TokenResponse = serde_json::from_str(
//!     r#"{"access_token":"ey...ZQ","token_type":"Bearer","expires_in":86400,"scope":"openid",
//!         "authorization_details":[{"type":"money_transfer",
//!             "instructedAmount":{"amount":2500,"currency":"USD"},
//!             "sourceAccount":"xxxxxxxxxxx1234","destinationAccount":"xxxxxxxxxxx9876",
//!             "beneficiary":"Hanna Herwitz","subject":"A Lannister Always Pays His Debts"}]}"#,
//! )?;
//! let details = response.authorization_details.ok_or("nothing was granted")?;
//!
//! let transfer = details.at(0);
//! assert_eq!(transfer.get("type").as_str(), Some("money_transfer"));
//! assert_eq!(transfer.get("instructedAmount").get("amount").as_decimal(), Decimal::parse("2500"));
//! assert_eq!(details.pointer("/0/instructedAmount/currency").as_str(), Some("USD"));
//! assert_eq!(details.at(7).get("instructedAmount").get("amount").as_decimal(), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Or it declares a struct for a type and takes the entries of this type. An entry of another
//! type, or one that does not fit the struct, is no error and easily forgotten – but it is granted
//! like the others. So [`Filtered`] holds both, and [`Filtered::into_complete`] fails if anything
//! is left out:
//!
//! ```
//! use serde::Deserialize;
//! use waxseal_protocol::json::Decimal;
//! use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
//!
//! #[derive(Deserialize)]
//! struct Payment {
//!     amount: Decimal,
//!     currency: String,
//! }
//!
//! impl DetailType for Payment {
//!     const TYPE: &'static str = "payment";
//! }
//!
//! let details = AuthorizationDetails::parse(
//!     r#"[{"type":"payment","amount":49.90,"currency":"EUR"},{"type":"trade","shares":7}]"#,
//! )?;
//! let payments = details.filter_by_type::<Payment>();
//! assert_eq!(payments.entries().len(), 1);
//! assert_eq!(
//!     payments.into_complete().err().map(|incomplete| incomplete.to_string()).as_deref(),
//!     Some("1 of 2 authorization details is left out: [1] trade: another type")
//! );
//! # Ok::<(), waxseal_protocol::rar::DetailsError>(())
//! ```

mod authorization_details;
mod filtered;
mod query;
mod typed;
mod understood;

pub use authorization_details::{
    AuthorizationDetails, DetailsError, MAX_BYTES, MAX_ENTRIES, MAX_ENTRY_DEPTH, MAX_LEAVES,
};
pub use filtered::{Filtered, Incomplete, LeftOut, LeftOutReason, Typed};
pub use query::Query;
pub use typed::DetailType;

#[cfg(test)]
mod tests;
