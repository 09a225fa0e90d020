//! Whether a name imitates one that is known.

use super::skeleton::{folded_skeleton, skeleton};

/// The first known name that looks like this one but is not the same.
///
/// A name that is known itself imitates nothing: then the answer is `None`, whatever else is known.
///
/// ```
/// use waxseal_details::similar_to;
/// let known = ["Acme Payroll", "Globex"];
/// assert_eq!(similar_to("Acme Pаyroll", known), Some("Acme Payroll")); // with a Cyrillic а
/// assert_eq!(similar_to("Acme-Payroll", known), Some("Acme Payroll"));
/// assert_eq!(similar_to("Acme Payroll", known), None);
/// assert_eq!(similar_to("Initech", known), None);
/// ```
pub fn similar_to<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let (looks, folds) = (skeleton(name), folded_skeleton(name));
    let mut similar = None;
    for candidate in known {
        if candidate == name {
            return None;
        }
        let alike = || skeleton(candidate) == looks || (!folds.is_empty() && folded_skeleton(candidate) == folds);
        if similar.is_none() && alike() {
            similar = Some(candidate);
        }
    }
    similar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_name_imitates_nothing() {
        assert_eq!(similar_to("acme-payroll", ["Acme Payroll", "acme-payroll"]), None);
    }

    #[test]
    fn the_first_of_several_is_named() {
        assert_eq!(similar_to("ACME", ["Globex", "Acme", "acme"]), Some("Acme"));
    }

    #[test]
    fn names_of_punctuation_alone_are_compared_as_they_are() {
        assert_eq!(similar_to("--", ["Acme", ".."]), None);
        assert_eq!(similar_to("", ["-"]), None);
    }
}
