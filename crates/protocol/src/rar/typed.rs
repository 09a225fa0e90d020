//! Entries as Rust types.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::AuthorizationDetails;
use super::authorization_details::{TYPE, TYPE_PLACE};
use super::filtered::{Filtered, Incomplete, LeftOut, LeftOutReason, Typed};
use super::understood::not_understood;
use crate::json::Json;

/// A Rust type for the entries of one `type`.
///
/// It is read from the whole entry by [`Json::read`], so a [`Decimal`](crate::json::Decimal) or a
/// [`JsonNumber`](crate::json::JsonNumber) has every digit that was sent. It may have a field
/// `type`, but needs none.
///
/// A struct that ignores fields forgets them: a `fee` that it does not declare is approved or
/// granted and never seen. There are three ways to find out:
///
/// - `#[serde(deny_unknown_fields)]`: an entry with an unknown member is left out as malformed;
/// - [`AuthorizationDetails::filter_by_type_strict`]: it is left out with the place of each
///   member that the struct does not write back;
/// - `#[serde(flatten)] rest: BTreeMap<String, Json>`: the unknown members are kept in the struct.
///
/// ```
/// use std::collections::BTreeMap;
///
/// use serde::Deserialize;
/// use waxseal_protocol::json::{Decimal, Json};
/// use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
///
/// #[derive(Deserialize)]
/// struct Payment {
///     amount: Decimal,
///     currency: String,
///     #[serde(flatten)]
///     rest: BTreeMap<String, Json>,
/// }
///
/// impl DetailType for Payment {
///     const TYPE: &'static str = "payment";
/// }
///
/// let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":20,"currency":"EUR","fee":1.50}]"#)?;
/// let payments = details.filter_by_type::<Payment>().into_complete()?;
/// assert_eq!(payments[0].rest["fee"].to_string(), "1.50");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait DetailType: DeserializeOwned {
    /// The `type` of the entries.
    const TYPE: &'static str;
}

impl AuthorizationDetails {
    /// The entries of `T`'s type, as `T`.
    ///
    /// Guardian's `filterAuthorizationDetailsByType` ignores whatever does not match; here the
    /// answer also holds what is left out.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use waxseal_protocol::json::Decimal;
    /// use waxseal_protocol::rar::{AuthorizationDetails, DetailType, LeftOutReason};
    ///
    /// #[derive(Deserialize)]
    /// struct MoneyTransfer {
    ///     #[serde(rename = "instructedAmount")]
    ///     instructed_amount: InstructedAmount,
    ///     beneficiary: String,
    /// }
    ///
    /// #[derive(Deserialize)]
    /// struct InstructedAmount {
    ///     amount: Decimal,
    ///     currency: String,
    /// }
    ///
    /// impl DetailType for MoneyTransfer {
    ///     const TYPE: &'static str = "money_transfer";
    /// }
    ///
    /// let details = AuthorizationDetails::parse(
    ///     r#"[{"type":"money_transfer","instructedAmount":{"amount":2500,"currency":"USD"},
    ///          "beneficiary":"Hanna Herwitz"},
    ///         {"type":"payment","amount":20}]"#,
    /// )?;
    /// let transfers = details.filter_by_type::<MoneyTransfer>();
    /// for entry in transfers.entries() {
    ///     let MoneyTransfer { instructed_amount: InstructedAmount { amount, currency }, beneficiary } = &entry.detail;
    ///     assert_eq!(format!("{amount} {currency} to {beneficiary}"), "2500 USD to Hanna Herwitz");
    /// }
    /// assert_eq!(transfers.left_out()[0].index, 1);
    /// assert_eq!(transfers.left_out()[0].reason, LeftOutReason::OtherType);
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn filter_by_type<T: DetailType>(&self) -> Filtered<T> {
        self.filter(|entry| of_type::<T>(entry).and_then(|()| read(entry)))
    }

    /// As [`AuthorizationDetails::filter_by_type`], but leaves out an entry with a value that `T`
    /// does not know.
    ///
    /// What `T` knows is found by writing it again: each value of the entry has to be where it was,
    /// the number perhaps in another spelling. So `T` has to write what it reads, under the same
    /// names. An optional field that is sent as `null` and skipped in writing counts as not
    /// understood, because `null` can have a meaning.
    ///
    /// ```
    /// use serde::{Deserialize, Serialize};
    /// use waxseal_protocol::json::Decimal;
    /// use waxseal_protocol::rar::{AuthorizationDetails, DetailType, LeftOutReason};
    ///
    /// #[derive(Deserialize, Serialize)]
    /// struct Payment {
    ///     amount: Decimal,
    ///     currency: String,
    /// }
    ///
    /// impl DetailType for Payment {
    ///     const TYPE: &'static str = "payment";
    /// }
    ///
    /// let details = AuthorizationDetails::parse(
    ///     r#"[{"type":"payment","amount":20,"currency":"EUR","fee":{"amount":1.50}}]"#,
    /// )?;
    /// assert!(details.filter_by_type::<Payment>().is_complete());
    /// let payments = details.filter_by_type_strict::<Payment>();
    /// assert_eq!(payments.left_out()[0].reason, LeftOutReason::NotUnderstood(vec!["/fee/amount".to_owned()]));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn filter_by_type_strict<T: DetailType + Serialize>(&self) -> Filtered<T> {
        self.filter(|entry| of_type::<T>(entry).and_then(|()| read_strict(entry)))
    }

    /// Every entry as a variant of an enum with `#[serde(tag = "type")]`, in order; all or none.
    ///
    /// A variant with `#[serde(other)]` takes any other type and forgets what it says; rather let
    /// this fail, and query the entries that [`Incomplete`] names. How numbers are read in such an
    /// enum is said at [`Json::read`].
    ///
    /// # Errors
    /// An entry has a type that the enum does not have, or does not fit its variant.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use waxseal_protocol::json::JsonNumber;
    /// use waxseal_protocol::rar::AuthorizationDetails;
    ///
    /// #[derive(Deserialize)]
    /// #[serde(tag = "type", rename_all = "snake_case")]
    /// enum Detail {
    ///     Payment { amount: JsonNumber, currency: String },
    ///     MoneyTransfer { beneficiary: String },
    /// }
    ///
    /// let details = AuthorizationDetails::parse(
    ///     r#"[{"type":"money_transfer","beneficiary":"Hanna Herwitz"},
    ///         {"type":"payment","amount":12345678901234567890.10,"currency":"USD"}]"#,
    /// )?;
    /// let all = details.parse_all::<Detail>()?;
    /// assert!(matches!(&all[0], Detail::MoneyTransfer { beneficiary } if beneficiary == "Hanna Herwitz"));
    /// assert!(matches!(&all[1], Detail::Payment { amount, .. } if amount.as_str() == "12345678901234567890.10"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse_all<E: DeserializeOwned>(&self) -> Result<Vec<E>, Incomplete> {
        self.filter(|entry| read(entry).map_err(unknown_type)).into_complete()
    }

    /// As [`AuthorizationDetails::parse_all`], but fails also where an entry has a value that its
    /// variant does not know; see [`AuthorizationDetails::filter_by_type_strict`].
    ///
    /// # Errors
    /// As for [`AuthorizationDetails::parse_all`], or a value is not written back.
    ///
    /// ```
    /// use serde::{Deserialize, Serialize};
    /// use waxseal_protocol::rar::AuthorizationDetails;
    ///
    /// #[derive(Debug, Deserialize, Serialize)]
    /// #[serde(tag = "type", rename_all = "snake_case")]
    /// enum Detail {
    ///     MoneyTransfer { beneficiary: String },
    /// }
    ///
    /// let details = AuthorizationDetails::parse(
    ///     r#"[{"type":"money_transfer","beneficiary":"Hanna Herwitz","subject":"Debts"}]"#,
    /// )?;
    /// assert_eq!(
    ///     details.parse_all_strict::<Detail>().unwrap_err().to_string(),
    ///     "1 of 1 authorization details is left out: [0] money_transfer: not understood: /subject"
    /// );
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn parse_all_strict<E: DeserializeOwned + Serialize>(&self) -> Result<Vec<E>, Incomplete> {
        self.filter(|entry| read_strict(entry).map_err(unknown_type)).into_complete()
    }

    fn filter<T>(&self, read: impl Fn(&Json) -> Result<T, LeftOutReason>) -> Filtered<T> {
        let (mut entries, mut left_out) = (Vec::new(), Vec::new());
        for (index, (entry, detail_type)) in self.entries().iter().zip(self.types()).enumerate() {
            match read(entry) {
                Ok(detail) => entries.push(Typed { index, detail }),
                Err(reason) => {
                    left_out.push(LeftOut { index, detail_type: detail_type.to_owned(), reason });
                }
            }
        }
        Filtered::new(entries, left_out)
    }
}

fn of_type<T: DetailType>(entry: &Json) -> Result<(), LeftOutReason> {
    if entry.get(TYPE).and_then(Json::as_str) == Some(T::TYPE) { Ok(()) } else { Err(LeftOutReason::OtherType) }
}

fn read<T: DeserializeOwned>(entry: &Json) -> Result<T, LeftOutReason> {
    entry.read_tagged(TYPE).map_err(LeftOutReason::Malformed)
}

/// The `type` is a string in every entry, so an enum that stumbles over it does not have it.
fn unknown_type(reason: LeftOutReason) -> LeftOutReason {
    match reason {
        LeftOutReason::Malformed(mismatch) if mismatch.place == TYPE_PLACE => LeftOutReason::OtherType,
        other => other,
    }
}

fn read_strict<T: DeserializeOwned + Serialize>(entry: &Json) -> Result<T, LeftOutReason> {
    let value = read(entry)?;
    let places = not_understood(entry, &value).map_err(LeftOutReason::Malformed)?;
    if places.is_empty() { Ok(value) } else { Err(LeftOutReason::NotUnderstood(places)) }
}
