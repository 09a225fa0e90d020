//! What was read as a Rust type, and what is left out.

use std::fmt;

use crate::json::Mismatch;

/// The entries that were read as a Rust type, and those that were not. Together they are all
/// entries; each is in one of the two, in the order of the array.
///
/// It is no iterator on purpose: whoever acts on the entries says what becomes of the rest. See
/// [`AuthorizationDetails::filter_by_type`](super::AuthorizationDetails::filter_by_type).
///
/// ```compile_fail
/// #![deny(unused_must_use)]
/// # use serde::Deserialize;
/// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
/// # #[derive(Deserialize)]
/// # struct Payment { amount: u64 }
/// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
/// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":20}]"#).unwrap();
/// details.filter_by_type::<Payment>();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "entries may have been left out: check `left_out()`, or use `into_complete()`"]
pub struct Filtered<T> {
    entries: Vec<Typed<T>>,
    left_out: Vec<LeftOut>,
}

/// An entry that was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Typed<T> {
    /// Its index in the array.
    pub index: usize,
    /// What it says.
    pub detail: T,
}

/// An entry that was not read. Its text names no value of the request other than the `type` and
/// the names of members.
///
/// ```
/// # use serde::Deserialize;
/// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
/// # #[derive(Deserialize)]
/// # struct Payment { amount: u64 }
/// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
/// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":"20"},{"type":"trade"}]"#)?;
/// let filtered = details.filter_by_type::<Payment>();
/// let lines: Vec<_> = filtered.left_out().iter().map(ToString::to_string).collect();
/// assert_eq!(lines, ["[0] payment: /amount: a string, where u64 is expected", "[1] trade: another type"]);
/// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its index in the array.
    pub index: usize,
    /// Its `type`.
    pub detail_type: String,
    /// Why.
    pub reason: LeftOutReason,
}

/// Why an entry is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LeftOutReason {
    /// It has another `type` than [`DetailType::TYPE`](super::DetailType::TYPE), or one that the
    /// enum does not have.
    OtherType,
    /// It does not fit the Rust type. The place is a JSON pointer into the entry.
    Malformed(Mismatch),
    /// It fits, but the Rust type does not write back what stands at these places, JSON pointers
    /// into the entry. Strict reading only.
    NotUnderstood(Vec<String>),
}

/// Some entries are left out, so there is no complete list.
///
/// ```
/// # use serde::Deserialize;
/// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
/// # #[derive(Debug, Deserialize)]
/// # struct Payment { amount: u64 }
/// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
/// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":20},{"type":"trade"}]"#)?;
/// let incomplete = details.filter_by_type::<Payment>().into_complete().unwrap_err();
/// assert_eq!(incomplete.to_string(), "1 of 2 authorization details is left out: [1] trade: another type");
/// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incomplete {
    /// What is left out, in order; at least one.
    pub left_out: Vec<LeftOut>,
    /// How many entries there are.
    pub total: usize,
}

impl<T> Filtered<T> {
    pub(super) fn new(entries: Vec<Typed<T>>, left_out: Vec<LeftOut>) -> Self {
        Self { entries, left_out }
    }

    /// The entries that were read, in order.
    ///
    /// ```
    /// # use serde::Deserialize;
    /// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
    /// # #[derive(Deserialize)]
    /// # struct Payment { amount: u64 }
    /// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"trade"},{"type":"payment","amount":20}]"#)?;
    /// let filtered = details.filter_by_type::<Payment>();
    /// assert_eq!((filtered.entries()[0].index, filtered.entries()[0].detail.amount), (1, 20));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn entries(&self) -> &[Typed<T>] {
        &self.entries
    }

    /// The entries that were not read, in order, and why. They are asked or granted like the
    /// others.
    ///
    /// ```
    /// # use serde::Deserialize;
    /// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
    /// # #[derive(Deserialize)]
    /// # struct Payment { amount: u64 }
    /// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"trade"},{"type":"payment","amount":20}]"#)?;
    /// let filtered = details.filter_by_type::<Payment>();
    /// assert_eq!((filtered.left_out()[0].index, filtered.left_out()[0].detail_type.as_str()), (0, "trade"));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn left_out(&self) -> &[LeftOut] {
        &self.left_out
    }

    /// Whether every entry was read.
    ///
    /// ```
    /// # use serde::Deserialize;
    /// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
    /// # #[derive(Deserialize)]
    /// # struct Payment { amount: u64 }
    /// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":20}]"#)?;
    /// assert!(details.filter_by_type::<Payment>().is_complete());
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn is_complete(&self) -> bool {
        self.left_out.is_empty()
    }

    /// The entries, if none is left out.
    ///
    /// # Errors
    /// Something is left out, for whatever reason.
    ///
    /// ```
    /// # use serde::Deserialize;
    /// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
    /// # #[derive(Deserialize)]
    /// # struct Payment { amount: u64 }
    /// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"payment","amount":20},{"type":"payment","amount":5}]"#)?;
    /// let payments = details.filter_by_type::<Payment>().into_complete()?;
    /// assert_eq!(payments.iter().map(|payment| payment.amount).sum::<u64>(), 25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn into_complete(self) -> Result<Vec<T>, Incomplete> {
        if self.left_out.is_empty() {
            return Ok(self.entries.into_iter().map(|entry| entry.detail).collect());
        }
        Err(Incomplete { total: self.entries.len() + self.left_out.len(), left_out: self.left_out })
    }

    /// Both lists, to keep: the entries that were read and those that were not.
    ///
    /// ```
    /// # use serde::Deserialize;
    /// # use waxseal_protocol::rar::{AuthorizationDetails, DetailType};
    /// # #[derive(Deserialize)]
    /// # struct Payment { amount: u64 }
    /// # impl DetailType for Payment { const TYPE: &'static str = "payment"; }
    /// # let details = AuthorizationDetails::parse(r#"[{"type":"trade"},{"type":"payment","amount":20}]"#)?;
    /// let (payments, others) = details.filter_by_type::<Payment>().into_parts();
    /// assert_eq!((payments.len(), others.len()), (1, 1));
    /// # Ok::<(), waxseal_protocol::rar::DetailsError>(())
    /// ```
    pub fn into_parts(self) -> (Vec<Typed<T>>, Vec<LeftOut>) {
        (self.entries, self.left_out)
    }
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}: {}", self.index, self.detail_type, self.reason)
    }
}

impl fmt::Display for LeftOutReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherType => f.write_str("another type"),
            Self::Malformed(mismatch) => write!(f, "{mismatch}"),
            Self::NotUnderstood(places) => write!(f, "not understood: {}", places.join(", ")),
        }
    }
}

impl fmt::Display for Incomplete {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verb = if self.left_out.len() == 1 { "is" } else { "are" };
        write!(f, "{} of {} authorization details {verb} left out: ", self.left_out.len(), self.total)?;
        for (position, entry) in self.left_out.iter().enumerate() {
            let separator = if position == 0 { "" } else { "; " };
            write!(f, "{separator}{entry}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Incomplete {}
