//! The value of a row, by kind. Every kind keeps what was sent beside what is read.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Row, Shown};

/// The value of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum Value {
    /// Plain text.
    Text {
        /// The text.
        text: Shown,
    },
    /// A name, an account, a host: compared character by character, so set in a monospaced face.
    Identity {
        /// The identifier.
        text: Shown,
    },
    /// An identifier of which only the ends are read, until the person asks for all of it. Masking
    /// keeps it off a screen that others see; it hides nothing from the person.
    Masked {
        /// As it reads: `DE89 •••• 3000`.
        text: String,
        /// The end that stays readable, for a screen reader to say: `3000`.
        ending: String,
        /// The whole of it.
        full: Shown,
    },
    /// An amount of money, formatted.
    Money {
        /// As it reads: `$2,500.00 USD`.
        text: String,
        /// The amount as it was sent.
        amount: String,
        /// The ISO 4217 code.
        currency: String,
        /// Whether the amount stands for "no limit".
        unlimited: bool,
    },
    /// A number, a share, a size, a length of time.
    Quantity {
        /// As it reads: `12,500`, `7.5%`, `3.2 GiB`, `8 hours`.
        text: String,
        /// As it was sent.
        sent: String,
    },
    /// A moment, a day, or the time between two.
    Time {
        /// As it reads, with its zone.
        text: String,
        /// How far it is from now, when the device looked: `in 12 min`.
        relative: Option<String>,
        /// As it was sent: one text, or start and end.
        sent: Vec<String>,
    },
    /// Yes or no.
    Boolean {
        /// Which.
        value: bool,
        /// The words for it.
        text: String,
    },
    /// One of the words a type knows.
    Choice {
        /// The words for it, or the raw value if the type does not know it.
        text: Shown,
        /// As it was sent.
        sent: Shown,
        /// Whether the type knows it.
        known: bool,
    },
    /// An address. It is text: nothing opens.
    Link {
        /// The address.
        text: Shown,
        /// Where it leads: the host, as an A-label where the letters could deceive.
        host: Option<Shown>,
        /// What is wrong with it.
        warning: Option<String>,
    },
    /// Lines in a monospaced face: SQL, a shell command, a commit.
    Code {
        /// The text. It wraps; nothing is cut.
        text: Shown,
        /// How many lines it has.
        lines: usize,
    },
    /// Several values of one kind.
    List {
        /// The values, in the order they were sent.
        items: Vec<Self>,
    },
    /// Several things with the same members.
    Table {
        /// The columns' names.
        columns: Vec<Shown>,
        /// The rows; `None` where a thing lacks the member.
        rows: Vec<Vec<Option<Self>>>,
        /// The sum of each column that is money of one currency, made on this device.
        totals: Vec<Option<String>>,
    },
    /// What was and what is to be.
    Diff {
        /// What the requester says that was.
        before: Box<Self>,
        /// What is to be.
        after: Box<Self>,
        /// Whether they differ.
        changed: bool,
    },
    /// An object, with all that is in it.
    Nested {
        /// Its leaves, each with its way from here.
        rows: Vec<Row>,
    },
    /// `null`.
    Null,
    /// An empty list or object.
    Empty,
}

impl Value {
    /// The names, accounts and hosts in it, also those in tables, lists and changes, the whole of a
    /// masked one.
    pub fn identities(&self) -> Vec<&str> {
        match self {
            Self::Identity { text } | Self::Masked { full: text, .. } => vec![&text.text],
            Self::Link { host: Some(host), .. } => vec![&host.text],
            Self::List { items } => items.iter().flat_map(Self::identities).collect(),
            Self::Table { rows, .. } => rows.iter().flatten().flatten().flat_map(Self::identities).collect(),
            Self::Diff { before, after, .. } => {
                [before, after].into_iter().flat_map(|side| side.identities()).collect()
            }
            Self::Nested { rows } => rows.iter().flat_map(|row| row.value.identities()).collect(),
            _ => Vec::new(),
        }
    }

    /// The texts in it that may be names although nothing says so: the short ones.
    pub(crate) fn short_texts(&self) -> Vec<&str> {
        /// Longer than any name that a look-alike would stand for.
        const MAX: usize = 64;
        match self {
            Self::Text { text } if text.text.chars().count() <= MAX => vec![&text.text],
            Self::List { items } => items.iter().flat_map(Self::short_texts).collect(),
            Self::Table { rows, .. } => rows.iter().flatten().flatten().flat_map(Self::short_texts).collect(),
            Self::Diff { before, after, .. } => {
                [before, after].into_iter().flat_map(|side| side.short_texts()).collect()
            }
            Self::Nested { rows } => rows.iter().flat_map(|row| row.value.short_texts()).collect(),
            _ => Vec::new(),
        }
    }

    /// Whether the host warns of something in it.
    pub(crate) fn warns(&self) -> bool {
        match self {
            Self::Link { warning, .. } => warning.is_some(),
            Self::List { items } => items.iter().any(Self::warns),
            Self::Table { rows, .. } => rows.iter().flatten().flatten().any(Self::warns),
            Self::Nested { rows } => rows.iter().any(|row| row.value.warns()),
            _ => false,
        }
    }
}
