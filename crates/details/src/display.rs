//! For whom values are formatted: language, time zone and moment.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::messages::Message;

/// What the formatting of values depends on besides the values.
///
/// Two devices that show the same request with different displays show the same facts: the words
/// and the separators differ, amounts, codes and instants do not.
#[derive(Debug, Clone)]
pub struct Display {
    /// The language of the host's own words, and of numbers and dates.
    pub language: Language,
    /// The zone of times that ask for local time.
    pub time_zone: TimeZone,
    /// The moment that relative times count from.
    pub now: Timestamp,
}

impl Display {
    /// English words and UTC, for headless use and for tests.
    ///
    /// ```
    /// use waxseal_details::{Display, Message};
    /// let display = Display::english_utc(jiff::Timestamp::UNIX_EPOCH);
    /// assert_eq!(display.say(Message::Yes), "yes");
    /// ```
    pub fn english_utc(now: Timestamp) -> Self {
        Self { language: Language::English, time_zone: TimeZone::UTC, now }
    }

    /// One of the host's own words that needs no arguments.
    pub fn say(&self, message: Message) -> String {
        message.text(self.language)
    }
}

/// A language the host speaks. In JSON: its BCP 47 tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[ts(export)]
pub enum Language {
    /// English, with the day before the month as most of the world writes it.
    #[serde(rename = "en")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
    /// French.
    #[serde(rename = "fr")]
    French,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// Japanese.
    #[serde(rename = "ja")]
    Japanese,
    /// Arabic, with Latin digits.
    #[serde(rename = "ar")]
    Arabic,
    /// English with accents and longer words: shows what is not translated and what does not fit.
    #[serde(rename = "en-XA")]
    Pseudo,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 7] =
        [Self::English, Self::German, Self::French, Self::Spanish, Self::Japanese, Self::Arabic, Self::Pseudo];

    /// The BCP 47 tag, which is also the form in JSON.
    ///
    /// ```
    /// use waxseal_details::Language;
    /// assert_eq!(Language::Pseudo.tag(), "en-XA");
    /// assert_eq!(serde_json::to_string(&Language::German)?, r#""de""#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::French => "fr",
            Self::Spanish => "es",
            Self::Japanese => "ja",
            Self::Arabic => "ar",
            Self::Pseudo => "en-XA",
        }
    }

    /// The language that fits a tag best: the same tag, or else the same primary language. Takes
    /// the forms of BCP 47 (`de-AT`) and of POSIX (`de_AT.UTF-8`).
    ///
    /// ```
    /// use waxseal_details::Language;
    /// assert_eq!(Language::parse("de-AT"), Some(Language::German));
    /// assert_eq!(Language::parse("ja_JP.UTF-8"), Some(Language::Japanese));
    /// assert_eq!(Language::parse("pt-BR"), None);
    /// ```
    pub fn parse(tag: &str) -> Option<Self> {
        let tag = tag.split(['.', '@']).next().unwrap_or_default().replace('_', "-");
        let primary = tag.split('-').next().unwrap_or_default();
        let matching = |tag: &str| Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag));
        matching(&tag).or_else(|| matching(primary))
    }

    /// Whether the language is written from right to left.
    pub fn is_right_to_left(self) -> bool {
        self == Self::Arabic
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_fitting_language_is_taken() {
        for (tag, expected) in [
            ("en", Some(Language::English)),
            ("en-US", Some(Language::English)),
            ("EN-xa", Some(Language::Pseudo)),
            ("de-CH-1996", Some(Language::German)),
            ("fr_CA.UTF-8", Some(Language::French)),
            ("es-419", Some(Language::Spanish)),
            ("ar-EG", Some(Language::Arabic)),
            ("sr_RS@latin", None),
            ("deu", None),
            ("C", None),
            ("", None),
        ] {
            assert_eq!(Language::parse(tag), expected, "{tag}");
        }
    }

    #[test]
    fn every_tag_is_read_back_and_is_the_json_form() {
        for language in Language::ALL {
            assert_eq!(Language::parse(language.tag()), Some(language));
            assert_eq!(serde_json::to_string(&language).unwrap(), format!("\"{}\"", language.tag()));
        }
    }
}
