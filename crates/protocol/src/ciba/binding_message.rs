//! `binding_message` (CIBA Core 7.1): the short text shown on both devices.

use serde::{Deserialize, Serialize};

/// A message that follows the default rules, which are Auth0's: at most 64 characters out of
/// letters, digits, white space and `+-_.,:#`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BindingMessage(String);

/// Which characters a message may have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Alphabet {
    /// Auth0's: letters and digits of ASCII, blanks and `+-_.,:#`.
    #[default]
    Auth0,
    /// Anything but control characters. What is invisible or changes direction is made visible
    /// where it is shown.
    Printable,
}

/// Why a message is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindingMessageError {
    /// Longer than allowed.
    #[error("binding_message has {length} characters, at most {max} are allowed")]
    TooLong {
        /// Characters in the message.
        length: usize,
        /// Characters allowed.
        max: usize,
    },
    /// A character outside the alphabet. The text is the one Auth0 uses.
    #[error("binding_message can contain only alphanumerics, whitespace and `+-_.,:#` characters")]
    Character(char),
}

impl BindingMessage {
    /// The most characters.
    pub const MAX_LENGTH: usize = 64;

    /// Checks a message by the default rules. White space at both ends is not part of it.
    pub fn parse(text: &str) -> Result<Self, BindingMessageError> {
        Self::parse_by(text, Self::MAX_LENGTH, Alphabet::Auth0)
    }

    /// Checks a message by other rules.
    pub fn parse_by(text: &str, max: usize, alphabet: Alphabet) -> Result<Self, BindingMessageError> {
        let text = text.trim();
        let length = text.chars().count();
        if length > max {
            return Err(BindingMessageError::TooLong { length, max });
        }
        let allowed = |c: char| match alphabet {
            Alphabet::Auth0 => c.is_ascii_alphanumeric() || c == ' ' || "+-_.,:#".contains(c),
            Alphabet::Printable => !c.is_control(),
        };
        match text.chars().find(|c| !allowed(*c)) {
            Some(character) => Err(BindingMessageError::Character(character)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The message.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documented_examples_are_accepted() {
        for text in ["1234ABCD", "Confirm payment of 2500", "Do you want to buy 1 phone", "21-49-38"] {
            assert_eq!(BindingMessage::parse(text).unwrap().as_str(), text);
        }
    }

    #[test]
    fn length_and_alphabet_are_held() {
        assert_eq!(BindingMessage::parse(&"a".repeat(65)), Err(BindingMessageError::TooLong { length: 65, max: 64 }));
        for text in ["$5", "ok?", "<b>", "\u{202e}abc", "a\nb", "pаy"] {
            assert!(matches!(BindingMessage::parse(text), Err(BindingMessageError::Character(_))), "{text}");
        }
    }
}
