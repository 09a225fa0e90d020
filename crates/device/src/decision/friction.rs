//! What it takes to approve beside having read: a click, a press that is held, or a typed code.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::{Card, RiskTier};
use waxseal_protocol::ids::random_fraction;

use super::Care;

/// Codes that a person types without losing count.
const CODE_LENGTH: std::ops::RangeInclusive<usize> = 2..=8;
/// After this many wrong codes a request can only be denied: somebody is guessing.
pub(crate) const MAX_WRONG_CODES: u8 = 3;

/// What it takes to approve a request, beside having read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Friction {
    /// A click.
    Click,
    /// A press that is held for 1.2 seconds, or two presses.
    Hold,
    /// Typing a code.
    Code {
        /// How many characters it has.
        length: u32,
        /// The code, where this device made it up. Otherwise the client shows it, and only the client.
        shown: Option<String>,
    },
}

/// What it takes for one request, and the code if there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hurdle {
    care: Care,
    code: Option<Code>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Code {
    /// As it is compared.
    expected: String,
    from_client: bool,
}

impl Hurdle {
    /// What a card takes: the more care it needs, the more. With `step_up` it takes a code in any case.
    pub(crate) fn new(card: &Card, step_up: bool) -> Self {
        match card.tier {
            RiskTier::Low if !step_up => Self { care: Care::Click, code: None },
            RiskTier::Medium if !step_up => Self { care: Care::Hold, code: None },
            _ => {
                let shown_by_client =
                    card.binding_message.as_ref().filter(|text| !text.altered).and_then(|text| code_in(&text.text));
                let code = shown_by_client.map_or_else(
                    || Code { expected: made_up(), from_client: false },
                    |expected| Code { expected, from_client: true },
                );
                Self { care: Care::Click, code: Some(code) }
            }
        }
    }

    /// How deliberate the gesture has to be.
    pub(crate) fn care(&self) -> Care {
        self.care
    }

    /// As a UI is told.
    pub(crate) fn friction(&self) -> Friction {
        match (&self.code, self.care) {
            (Some(code), _) => Friction::Code {
                length: u32::try_from(code.expected.chars().count()).unwrap_or(u32::MAX),
                shown: (!code.from_client).then(|| code.expected.clone()),
            },
            (None, Care::Hold) => Friction::Hold,
            (None, Care::Click) => Friction::Click,
        }
    }

    /// Whether what was typed is the code. Without a code, everything is.
    pub(crate) fn accepts(&self, typed: Option<&str>) -> bool {
        self.code.as_ref().is_none_or(|code| typed.is_some_and(|typed| normalized(typed) == code.expected))
    }

    /// Whether less or more was typed than a code has, which everybody may know.
    pub(crate) fn lacks(&self, typed: Option<&str>) -> bool {
        let length = |code: &str| code.chars().count();
        self.code
            .as_ref()
            .is_some_and(|code| typed.is_none_or(|typed| length(&normalized(typed)) != length(&code.expected)))
    }

    /// Whether a code has to be typed.
    pub(crate) fn has_code(&self) -> bool {
        self.code.is_some()
    }
}

/// The code in a binding message, if it is one: `21-49-38`, `W4SCT`, and no sentence.
fn code_in(message: &str) -> Option<String> {
    let code = normalized(message);
    let letters_apart = message.split_whitespace().count() > 1 && message.chars().any(char::is_alphabetic);
    let one_word = !letters_apart && code.chars().all(|c| c.is_ascii_alphanumeric());
    (one_word && CODE_LENGTH.contains(&code.len())).then_some(code)
}

/// Capitals, without what people put between groups.
fn normalized(code: &str) -> String {
    code.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.')).flat_map(char::to_uppercase).collect()
}

/// Four digits. They keep no secret: typing them is what a passing hand does not do.
fn made_up() -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a fraction of 9000")]
    let number = 1000 + (random_fraction() * 9000.0) as u32;
    number.min(9999).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_told_from_sentences() {
        for (message, code) in [
            ("21-49-38", Some("214938")),
            ("1234ABCD", Some("1234ABCD")),
            ("w4sct", Some("W4SCT")),
            ("214 938", Some("214938")),
            ("Pay now", None),
            ("Transfer to Hanna", None),
            ("7", None),
            ("123456789", None),
            ("été1", None),
            ("", None),
        ] {
            assert_eq!(code_in(message).as_deref(), code, "{message}");
        }
    }

    #[test]
    fn typing_forgives_case_and_separators_and_nothing_else() {
        let code = Code { expected: "W4SCT".to_owned(), from_client: true };
        let hurdle = Hurdle { care: Care::Click, code: Some(code) };
        for typed in ["W4SCT", "w4sct", " W4-SCT "] {
            assert!(hurdle.accepts(Some(typed)), "{typed}");
        }
        for typed in [None, Some(""), Some("W4SC"), Some("W4SCTT"), Some("W4SСT")] {
            assert!(!hurdle.accepts(typed), "{typed:?}");
        }
    }

    #[test]
    fn a_code_that_is_made_up_has_four_digits() {
        for _ in 0..200 {
            let code = made_up();
            assert!(code.len() == 4 && code.chars().all(|c| c.is_ascii_digit()), "{code}");
        }
    }
}
