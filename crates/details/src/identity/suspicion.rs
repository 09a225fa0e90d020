//! What is suspicious about an identifier, in plain sentences.

use std::fmt;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::GeneralSecurityProfile as _;

use super::{digits, script, skeleton};
use crate::display::Language;
use crate::messages::Message;
use crate::scrub::{MAX_MARKS, is_deceptive, is_letter_or_number, is_mark, is_pictograph};

/// Hidden characters that are listed one by one.
const MAX_LISTED: usize = 5;

/// A reason to look twice at a name, an account or an address.
///
/// Its sentence, which [`Suspicion::text`] writes, is the host's own. It holds nothing that
/// was sent, so no request can put words into it.
///
/// ```
/// use waxseal_details::Suspicion;
/// let suspicion: Suspicion = serde_json::from_str(r#"{"kind":"mixed_scripts","scripts":["Latin","Cyrillic"]}"#)?;
/// assert_eq!(suspicion.to_string(), "It mixes letters of different scripts: Latin, Cyrillic.");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Suspicion {
    /// Letters of scripts that are not written together (UTS 39, section 5.1).
    MixedScripts {
        /// The English names of the scripts, in order of appearance.
        scripts: Vec<String>,
    },
    /// Letters of one script that together look like ASCII (UTS 39, section 4).
    WholeScriptConfusable {
        /// The English name of the script.
        script: String,
    },
    /// Letters or digits of special fonts and forms that look like ASCII: `𝗔`, `Ａ`, `ɡ`.
    DisguisedLetters,
    /// Characters that [`scrub_identity`](crate::scrub_identity) writes out because they cannot be
    /// seen or change the direction of the text.
    Invisible {
        /// Each of them once, as `U+200B`; the first five.
        characters: Vec<String>,
    },
    /// A blank at either end, or several in a row.
    Blanks,
    /// Emoji and other pictures.
    Emoji,
    /// Decimal digits of several number systems (UTS 39, section 5.3).
    MixedNumbers,
    /// Many combining marks on one letter, or the same one twice (UTS 39, section 5.4).
    StackedMarks,
    /// An address with something before an `@`.
    UserInfo,
    /// An address of another scheme than https.
    NotHttps,
    /// An address that leads to no host: `data:`, `javascript:`, a local file.
    NoHost,
    /// A network address in place of a host name.
    IpAddress,
    /// An address written so that programs disagree about it, or that hides how it reads:
    /// backslashes, missing slashes, escapes, numbers in unusual forms.
    AmbiguousAddress,
    /// A text that is no address at all.
    UnreadableAddress,
}

impl Suspicion {
    /// Whether letters are others than they look, which no ordinary text needs.
    pub(crate) fn is_disguise(&self) -> bool {
        matches!(self, Self::MixedScripts { .. } | Self::WholeScriptConfusable { .. } | Self::DisguisedLetters)
    }

    /// Its sentence in a language. Scripts keep their English names, which Unicode gives them.
    pub fn text(&self, language: Language) -> String {
        let scripts = |message: Message, names: &[String]| {
            let names =
                if names.len() > 1 || message == Message::WholeScript { names.join(", ") } else { "none".to_owned() };
            message.with(language, &[("scripts", &names)])
        };
        match self {
            Self::MixedScripts { scripts: names } => scripts(Message::MixedScripts, names),
            Self::WholeScriptConfusable { script } => scripts(Message::WholeScript, std::slice::from_ref(script)),
            Self::DisguisedLetters => Message::Disguised.text(language),
            Self::Invisible { characters } => {
                Message::Invisible.with(language, &[("characters", &characters.join(", "))])
            }
            Self::Blanks => Message::Blanks.text(language),
            Self::Emoji => Message::Emoji.text(language),
            Self::MixedNumbers => Message::MixedNumbers.text(language),
            Self::StackedMarks => Message::StackedMarks.text(language),
            Self::UserInfo => Message::UserInfo.text(language),
            Self::NotHttps => Message::NotHttps.text(language),
            Self::NoHost => Message::NoHost.text(language),
            Self::IpAddress => Message::IpAddress.text(language),
            Self::AmbiguousAddress => Message::AmbiguousAddress.text(language),
            Self::UnreadableAddress => Message::UnreadableAddress.text(language),
        }
    }
}

impl fmt::Display for Suspicion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.text(Language::English))
    }
}

/// What is suspicious about an identifier: a name, an account, one label of a host.
///
/// ```
/// use waxseal_details::{Suspicion, suspicions};
/// assert_eq!(suspicions("Acme Payroll"), []);
/// assert_eq!(suspicions("аррӏе"), [Suspicion::WholeScriptConfusable { script: "Cyrillic".to_owned() }]);
/// ```
pub fn suspicions(text: &str) -> Vec<Suspicion> {
    let mut found = Vec::new();
    if script::are_mixed(text) {
        let scripts = script::names(text).into_iter().map(str::to_owned).collect();
        found.push(Suspicion::MixedScripts { scripts });
    }
    if let Some(script) = script::confusable_with_ascii(text) {
        found.push(Suspicion::WholeScriptConfusable { script: script.to_owned() });
    }
    if text.chars().any(is_disguised) {
        found.push(Suspicion::DisguisedLetters);
    }
    let characters = invisible(text);
    if !characters.is_empty() {
        found.push(Suspicion::Invisible { characters });
    }
    if text.starts_with(' ') || text.ends_with(' ') || text.contains("  ") {
        found.push(Suspicion::Blanks);
    }
    if text.chars().any(is_pictograph) {
        found.push(Suspicion::Emoji);
    }
    if digits::are_mixed(text) {
        found.push(Suspicion::MixedNumbers);
    }
    if has_stacked_marks(text) {
        found.push(Suspicion::StackedMarks);
    }
    found
}

/// The first deceptive characters, each once, in order of appearance.
fn invisible(text: &str) -> Vec<String> {
    let mut seen = Vec::new();
    for character in text.chars().filter(|character| is_deceptive(*character)) {
        if !seen.contains(&character) {
            seen.push(character);
        }
        if seen.len() == MAX_LISTED {
            break;
        }
    }
    seen.into_iter().map(|character| format!("U+{:04X}", u32::from(character))).collect()
}

/// A letter or digit outside the General Security Profile (UTS 39, section 3.1) with an ASCII
/// skeleton, usable in Latin text. The ordinal signs of `1ª` and `Nº` are ordinary writing.
fn is_disguised(character: char) -> bool {
    !character.is_ascii()
        && !matches!(character, 'ª' | 'º')
        && is_letter_or_number(character)
        && !character.identifier_allowed()
        && script::may_be_latin(character)
        && skeleton(character.encode_utf8(&mut [0; 4])).chars().all(|one| one.is_ascii_alphanumeric())
}

fn has_stacked_marks(text: &str) -> bool {
    let (mut count, mut previous) = (0, None);
    for character in text.nfd() {
        if !is_mark(character) {
            (count, previous) = (0, None);
            continue;
        }
        count += 1;
        if count > MAX_MARKS || previous == Some(character) {
            return true;
        }
        previous = Some(character);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_raise_no_suspicion() {
        for name in [
            "Acme Payroll",
            "Zoë Müller-Lüdenscheidt",
            "Nguyễn Thị Ánh",
            "O'Brien & Sons, Inc.",
            "株式会社アクメ ABC",
            "Москва",
            "Ελλάδα",
            "מזרחי טפחות",
            "بانک ملی",
            "नमस्ते",
            "DE89 3704 0044 0532 0130 00",
            "3ª Nº 5 m² ™",
            "Yıldız",
        ] {
            assert_eq!(suspicions(name), [], "{name}");
        }
    }

    #[test]
    fn each_kind_is_found() {
        let one = |text: &str| suspicions(text).into_iter().next().unwrap();
        let mixed = Suspicion::MixedScripts { scripts: vec!["Latin".to_owned(), "Cyrillic".to_owned()] };
        assert_eq!(one("Acme Pаyroll"), mixed);
        assert_eq!(one("сосо"), Suspicion::WholeScriptConfusable { script: "Cyrillic".to_owned() });
        for disguised in ["𝗩erified", "Ａcme", "ɡoogle", "ⅼloyds", "𝟏𝟐"] {
            assert_eq!(one(disguised), Suspicion::DisguisedLetters, "{disguised}");
        }
        let invisible = Suspicion::Invisible { characters: vec!["U+200B".to_owned(), "U+00A0".to_owned()] };
        assert_eq!(one("Ac\u{200b}me\u{a0}Pay\u{200b}roll"), invisible);
        assert_eq!(one("Acme "), Suspicion::Blanks);
        assert_eq!(one("Acme ✓"), Suspicion::Emoji);
        assert_eq!(one("٣۴"), Suspicion::MixedNumbers);
        assert_eq!(one("Acme\u{0301}\u{0301}"), Suspicion::StackedMarks);
    }

    #[test]
    fn sentences_are_plain() {
        let three = ["Latin", "Cyrillic", "Greek"].map(str::to_owned).to_vec();
        assert_eq!(
            Suspicion::MixedScripts { scripts: three }.to_string(),
            "It mixes letters of different scripts: Latin, Cyrillic, Greek."
        );
        assert_eq!(
            Suspicion::MixedScripts { scripts: Vec::new() }.to_string(),
            "It mixes letters of different scripts."
        );
    }
}
