//! What a text looks like: UTS 39 skeletons, and a coarser form for comparing names.

use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};
use unicode_normalization::UnicodeNormalization as _;

use crate::scrub::{category, is_pictograph};

/// The confusable skeleton of a text (UTS 39, section 4): texts with equal skeletons look alike.
///
/// A skeleton is for comparing. It is not to be shown: `m` becomes `rn`, and `1` becomes `l`.
///
/// ```
/// use waxseal_details::skeleton;
/// assert_eq!(skeleton("аррӏе"), skeleton("apple"));
/// ```
pub fn skeleton(text: &str) -> String {
    unicode_security::skeleton(text).collect()
}

/// The skeleton of a name with everything taken away that people overlook in names.
///
/// Compatibility forms (NFKC), case, accents, dashes, underscores, dots, apostrophes, commas,
/// blanks, hidden characters and emoji make no difference, nor do `i`, `l` and `1`, nor `vv` and
/// `w`. An accent makes none because browsers treat it so: `Pạyroll` is a look-alike of `Payroll`.
///
/// ```
/// use waxseal_details::folded_skeleton;
/// assert_eq!(folded_skeleton("ACME-Payro11"), folded_skeleton("Acme Payroll"));
/// ```
pub fn folded_skeleton(text: &str) -> String {
    // Some dashes have letters as look-alikes, so what is overlooked goes first, and once more
    // after decomposition.
    let is_kept = |character: &char| !is_pictograph(*character) && !is_overlooked(*character);
    let compatible: String = text.nfkc().filter(is_kept).collect();
    // Capitals have look-alikes of their own (`I` and `l`), so the first skeleton is taken before
    // case is folded, and the second one after it.
    let upper_and_lower = skeleton(&compatible);
    let folded: String = skeleton(&upper_and_lower.to_lowercase())
        .chars()
        .filter(|character| !is_overlooked(*character))
        .map(|character| if character == 'i' { 'l' } else { character })
        .collect();
    folded.replace("vv", "w")
}

/// Whether nobody misses the character in a name.
fn is_overlooked(character: char) -> bool {
    let category = category(character);
    let accent = matches!(
        character,
        '\u{0300}'..='\u{036f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
    );
    let punctuation = matches!(character, '.' | ',' | '\'' | '·' | '・' | '−');
    accent
        || punctuation
        || matches!(
            category,
            GeneralCategory::DashPunctuation | GeneralCategory::ConnectorPunctuation | GeneralCategory::Control
        )
        || GeneralCategoryGroup::Separator.contains(category)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_share_a_skeleton() {
        for (a, b) in [("Pаyroll", "Payroll"), ("Payro11", "Payroll"), ("rnail", "mail"), ("Ａcme", "Acme")] {
            assert_eq!(skeleton(a), skeleton(b));
        }
        assert_ne!(skeleton("Payroll"), skeleton("Parole"));
    }

    #[test]
    fn what_is_overlooked_in_a_name_makes_no_difference() {
        for name in
            ["ACME PAYROLL", "acme_payroll", "Acme.Payroll", "Acme Pаyroll\u{a0}", "Ácme PayroII", "Acme Payroll ✅"]
        {
            assert_eq!(folded_skeleton(name), folded_skeleton("Acme Payroll"), "{name}");
        }
        for name in ["Acme Payrolls", "Acme Payments", "C", "C++"] {
            assert_ne!(folded_skeleton(name), folded_skeleton("Acme Payroll"), "{name}");
        }
        assert_ne!(folded_skeleton("か"), folded_skeleton("が"), "a voicing mark is no accent");
        assert_ne!(folded_skeleton("C#"), folded_skeleton("C++"));
    }
}
