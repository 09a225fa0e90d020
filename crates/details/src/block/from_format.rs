//! Formatted values as values of rows.

use super::Value;
use crate::format::{DurationText, MoneyText, NumberText, RangeText, TimeText};

impl From<MoneyText> for Value {
    fn from(money: MoneyText) -> Self {
        let MoneyText { text, amount, currency, unlimited, .. } = money;
        Self::Money { text, amount, currency, unlimited }
    }
}

impl From<NumberText> for Value {
    fn from(number: NumberText) -> Self {
        Self::Quantity { text: number.text, sent: number.sent }
    }
}

impl From<DurationText> for Value {
    fn from(duration: DurationText) -> Self {
        Self::Quantity { text: duration.text, sent: duration.sent }
    }
}

impl From<TimeText> for Value {
    fn from(time: TimeText) -> Self {
        // A time without an offset says so in its text, and is no distance from now.
        let text = if time.relative.is_some() { time.absolute } else { time.text };
        Self::Time { text, relative: time.relative, sent: vec![time.sent] }
    }
}

impl From<RangeText> for Value {
    fn from(range: RangeText) -> Self {
        Self::Time { text: range.text, relative: None, sent: vec![range.start.sent, range.end.sent] }
    }
}
