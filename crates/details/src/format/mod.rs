//! Values as people read them: amounts, numbers, moments, durations.
//!
//! Every function here is pure: the language, the time zone and the present moment come with the
//! [`Display`](crate::Display). Numbers are formatted digit by digit from the text that was sent and
//! never pass through a float, digits are always Latin, and grouping is always on, so that `2,500`
//! and `2.500` cannot be mistaken for each other.
//!
//! What comes out is host text. It may hold no-break spaces (U+00A0, U+202F), which keep an amount
//! on one line, and holds no other invisible character: in a text that runs from right to left the
//! renderer isolates each value, amounts and times from left to right.
//!
//! What cannot be formatted without guessing is an error, and the caller shows the value as it was
//! sent. The sentences of these errors stand among the host's own words, so they hold nothing of
//! what was sent.

mod duration;
mod error;
mod figure;
mod formatters;
mod money;
mod number;
mod range;
mod relative;
mod time;
mod written;
mod zone;

pub use duration::{DurationError, DurationText, DurationUnit, duration, duration_from};
pub use error::FormatError;
pub(crate) use money::total;
pub use money::{MoneyError, MoneyText, MoneyUnit, money};
pub use number::{ByteSystem, NumberError, NumberText, PercentScale, bytes, number, percent};
pub use range::{RangeText, date_range};
pub use time::{DateStyle, EpochUnit, TimeError, TimeText, date, datetime};
pub use zone::Zone;
