//! Why a value cannot be shown as what the template says it is.

use super::{DurationError, MoneyError, NumberError, TimeError};

/// Why a value cannot be shown as what the template says it is. The sentences hold nothing of what
/// was sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// As money.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// As a moment or a day.
    #[error(transparent)]
    Time(#[from] TimeError),
    /// As a length of time.
    #[error(transparent)]
    Duration(#[from] DurationError),
    /// As a number.
    #[error(transparent)]
    Number(#[from] NumberError),
}
