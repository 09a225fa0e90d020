//! Mixed numbers: UTS 39, section 5.3.

use std::collections::BTreeSet;

use icu_properties::props::GeneralCategory;

use crate::scrub::category;

/// Whether a text has decimal digits of more than one number system.
pub(super) fn are_mixed(text: &str) -> bool {
    text.chars().filter_map(zero).collect::<BTreeSet<u32>>().len() > 1
}

/// The zero of the number system a decimal digit belongs to.
///
/// Unicode encodes decimal digits in order, ten by ten, so the zero follows from the start of the
/// block of digits.
fn zero(character: char) -> Option<u32> {
    if !is_digit(u32::from(character)) {
        return None;
    }
    let code = u32::from(character);
    let mut start = code;
    while start > 0 && is_digit(start - 1) {
        start -= 1;
    }
    Some(code - (code - start) % 10)
}

fn is_digit(code: u32) -> bool {
    char::from_u32(code).is_some_and(|character| category(character) == GeneralCategory::DecimalNumber)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_one_system_are_not_mixed() {
        assert!(!are_mixed("IBAN 12 0099"));
        assert!(!are_mixed("٣٤٠٩"));
        assert!(are_mixed("12٣"));
        assert!(are_mixed("٣۴"), "Arabic-Indic and its extension share most of their shapes");
        assert!(are_mixed("1𝟏"), "the digits of a bold font are a system of their own");
    }

    #[test]
    fn digits_come_ten_by_ten() {
        let digits: Vec<u32> = (0..=u32::from(char::MAX)).filter(|code| is_digit(*code)).collect();
        assert!(digits.len() > 600);
        for chunk in digits.chunks(10) {
            assert_eq!((chunk.len(), chunk[9]), (10, chunk[0] + 9));
            assert!(chunk.iter().all(|code| zero(char::from_u32(*code).unwrap()) == Some(chunk[0])));
        }
    }
}
