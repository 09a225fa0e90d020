//! The code that a person compares, where the model brings no text of its own.

use waxseal_protocol::ids::random_token;

/// Digits and capitals that are not taken for each other and make no words.
const ALPHABET: &str = "23456789BCDFGHJKMNPQRSTVWXZ";
/// Two groups of this many: short enough to be read aloud and typed, and a device that asks for the
/// code takes up to eight characters.
const GROUP: usize = 3;

/// A new code, like `7KQ-M3R`.
pub(super) fn generate() -> String {
    let mut code = String::with_capacity(2 * GROUP + 1);
    while code.len() < 2 * GROUP + 1 {
        // base64url has most of the alphabet; what is not in it is passed over, so that every
        // character is as likely as any other.
        for character in random_token::<24>().chars().filter(|character| ALPHABET.contains(*character)) {
            if code.len() == GROUP {
                code.push('-');
            }
            if code.len() < 2 * GROUP + 1 {
                code.push(character);
            }
        }
    }
    code
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use waxseal_protocol::ciba::BindingMessage;

    use super::*;

    #[test]
    fn codes_are_accepted_by_servers_and_do_not_repeat() {
        let codes: BTreeSet<String> = (0..500).map(|_| generate()).collect();
        assert!(codes.len() > 495, "{} of 500 differ", codes.len());
        for code in &codes {
            BindingMessage::parse(code).unwrap();
            let (left, right) = code.split_once('-').unwrap();
            assert_eq!((left.len(), right.len()), (GROUP, GROUP), "{code}");
        }
        let used: BTreeSet<char> = codes.iter().flat_map(|code| code.chars()).collect();
        assert_eq!(used.len(), ALPHABET.len() + 1, "every character comes up");
    }
}
