//! What the lint finds.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $explanation:literal,)+) => {
        /// A class of findings. In JSON: its name, as `E5`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum LintCode {
            $($(#[$doc])* $name,)+
        }

        impl LintCode {
            /// Every class: errors first.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// Its name.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => stringify!($name),)+
                }
            }

            /// What it is about, and what to do, in one line.
            pub fn explanation(self) -> &'static str {
                match self {
                    $(Self::$name => $explanation,)+
                }
            }
        }
    };
}

codes! {
    /// A critical value is hidden or demoted.
    E1 = "A critical value has no sure row in the first group: show it there whenever it is sent, mark what the schema marks, and never demote it.",
    /// A critical value is shown raw.
    E2 = "A critical value is shown as it was sent although it has a kind: show money as money, a time as datetime, a word of a list as enum.",
    /// The verb line lacks the action.
    E3 = "The verb line does not say what is done: begin it with the action, as in “Send … to …”.",
    /// The verb line uses a value without a row.
    E4 = "The verb line says a value that no row is sure to show, and then the whole template is dropped: give the value a row under the same conditions.",
    /// An amount without currency or exponent.
    E5 = "An amount is shown without its currency, or a whole number without saying what it counts: use money with currency= and unit=.",
    /// A special value reads as an ordinary one.
    E6 = "The schema allows a value that is no ordinary number, such as -1, and the template would show it as one: declare it with unlimitedAt=, or leave it out of the schema.",
    /// A value that means "no limit" reads as a limit, or as nothing.
    E7 = "A value, or its absence, means that there is no limit, and the template does not say so: use unlimitedAt=, or an else that says it in the verb line.",
    /// What is shown is not what is carried out.
    E8 = "The template shows or stresses a place that the schema does not have or does not mark as one that counts: show the place that is carried out.",
    /// The elements of a batch are not shown one by one.
    E9 = "A list of things is shown as one lump: go through it with each or table, so that every thing has its own rows.",
    /// Type or schema are not the ones that the template was written for.
    E10 = "The template is for another type, or for another state of the schema, than the schema it is checked with: correct type or schema_sha256.",
    /// An expiry or a scope has no row.
    E11 = "The schema has a member that says how long or how far an approval reaches, and no row shows it: give it a row.",
    /// A label is too long, repeated or misleading.
    E12 = "A label has more than 24 characters, stands twice in one group, claims what nobody checked, or names another value: choose another.",
    /// An expression that prints without a call.
    E13 = "An expression prints without a call, computes, or reaches outside the entry: use one of the calls.",
    /// Loops that are too deep.
    E14 = "A loop inside two loops, a block inside a table or twelve blocks, or a list repeated for each element of another: flatten it.",
    /// A text without a translation.
    E15 = "A text is missing in one of the languages that the template has, or says other values there: translate it.",
    /// A boolean with a negative name.
    W1 = "A boolean with a negative name reads twice negated: give it words with yes= and no=.",
    /// A time whose zone may be missing.
    W2 = "A time may come without its offset, or loses it on the way: ask for format date-time in the schema, and show it with datetime.",
    /// A colour or a picture in a text.
    W3 = "A colour or a picture in a label or a verb line looks like a judgement of the host: leave it out.",
    /// Too many rows before the fold.
    W4 = "More than twelve rows stand in the first group: what a decision depends on may be below the fold.",
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A person could be misled, or the template would be dropped.
    Error,
    /// Worth a second look.
    Warning,
}

/// One thing that is wrong with a template.
///
/// ```
/// use waxseal_details::lint::{Finding, LintCode};
/// let finding: Finding = serde_json::from_str(
///     r#"{"code":"E5","severity":"error","message":"the amount has no currency","place":"/sum"}"#,
/// )?;
/// assert_eq!(finding.code, LintCode::E5);
/// assert_eq!(finding.to_string(), "error[E5] /sum: the amount has no currency");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its class.
    pub code: LintCode,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, with values.
    pub message: String,
    /// The place in the entry it is about, a JSON pointer with `*` for any element.
    pub place: Option<String>,
}

impl LintCode {
    /// How bad findings of this class are.
    pub fn severity(self) -> Severity {
        if self.as_str().starts_with('W') { Severity::Warning } else { Severity::Error }
    }

    /// The class with this name, in upper or lower case.
    ///
    /// ```
    /// use waxseal_details::lint::LintCode;
    /// assert_eq!(LintCode::parse("e15"), Some(LintCode::E15));
    /// assert_eq!(LintCode::parse("E16"), None);
    /// ```
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(name))
    }
}

impl Finding {
    pub(super) fn new(code: LintCode, message: impl Into<String>) -> Self {
        Self { code, severity: code.severity(), message: message.into(), place: None }
    }

    pub(super) fn at(code: LintCode, place: &[String], message: impl Into<String>) -> Self {
        Self { place: Some(super::pointer(place)), ..Self::new(code, message) }
    }

    /// Whether it is an error.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for LintCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[{}]", self.severity, self.code)?;
        if let Some(place) = &self.place {
            write!(f, " {place}")?;
        }
        write!(f, ": {}", self.message)
    }
}
