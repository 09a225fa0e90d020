//! One pass over a text, from what was sent to what is shown.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use super::character::{is_deceptive, is_mark, is_pictograph};
use super::white_space::{self, Run};
use super::{MAX_BLANKS, MAX_BREAKS, MAX_MARKS, joiner};
use crate::block::Shown;

/// One character in a row that is written out each time.
const MAX_REPEATS: usize = 4;

/// What the text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Something to read.
    Prose,
    /// Something to compare.
    Identity,
}

#[derive(Debug)]
pub(super) struct Writer {
    characters: Vec<char>,
    kind: Kind,
    /// Line breaks that only push other text away.
    flooding: BTreeSet<usize>,
    out: String,
    altered: bool,
    /// Whether the last thing written is a character of the text that a mark can sit on.
    has_base: bool,
}

impl Writer {
    pub(super) fn new(text: &str, kind: Kind) -> Self {
        let characters: Vec<char> = text.chars().collect();
        let flooding = match kind {
            Kind::Prose => white_space::breaks_of_short_lines(&characters),
            Kind::Identity => BTreeSet::new(),
        };
        let out = String::with_capacity(text.len());
        Self { characters, kind, flooding, out, altered: false, has_base: false }
    }

    pub(super) fn write(mut self) -> Shown {
        let mut at = 0;
        while let Some(&character) = self.characters.get(at) {
            at += match (character, self.kind) {
                (' ' | '\n', Kind::Prose) => self.white_space(at),
                (' ', Kind::Identity) => self.blanks(at),
                _ if is_mark(character) => self.marks(at),
                // Between letters, not between a letter and a marker.
                (_, Kind::Prose) if self.has_base && joiner::belongs(&self.characters, at) => {
                    self.out.push(character);
                    1
                }
                _ if self.is_written_out(character) => self.code_points(at, character),
                _ => {
                    self.out.push(character);
                    self.has_base = true;
                    1
                }
            };
        }
        Shown { text: self.out, altered: self.altered }
    }

    fn is_written_out(&self, character: char) -> bool {
        is_deceptive(character) || (self.kind == Kind::Identity && is_pictograph(character))
    }

    /// A run of blanks and line breaks in prose.
    fn white_space(&mut self, at: usize) -> usize {
        let run = Run::at_start(self.characters.get(at..).unwrap_or_default());
        if run.breaks > MAX_BREAKS {
            match run.blanks() {
                0 => self.mark(format_args!(" ⟦{} line breaks⟧ ", run.breaks)),
                blanks => self.mark(format_args!(" ⟦{} line breaks and {blanks} blanks⟧ ", run.breaks)),
            }
            return run.length;
        }
        let character = self.characters.get(at).copied().unwrap_or(' ');
        let count = self.repeats(at, character);
        if character == ' ' && count > MAX_BLANKS {
            self.mark(format_args!(" ⟦{count} blanks⟧ "));
            return count;
        }
        for index in at..at + count {
            if self.flooding.contains(&index) {
                self.mark(format_args!("⟦U+000A⟧"));
            } else {
                self.out.push(character);
                self.has_base = character == ' ';
            }
        }
        count
    }

    /// Blanks in an identity: a single one between two other characters is shown as it is.
    fn blanks(&mut self, at: usize) -> usize {
        let count = self.repeats(at, ' ');
        let inside = at > 0 && at + count < self.characters.len();
        if count == 1 && inside {
            self.out.push(' ');
            self.has_base = false;
        } else if count > MAX_BLANKS {
            self.mark(format_args!("⟦{count} blanks⟧"));
        } else {
            for _ in 0..count {
                self.mark(format_args!("⟦U+0020⟧"));
            }
        }
        count
    }

    /// A pile of combining marks. In prose a marker counts those past the limit; in an identity
    /// they are written out, so that nothing is lost.
    fn marks(&mut self, at: usize) -> usize {
        let marks: Vec<char> =
            self.characters.iter().skip(at).copied().take_while(|character| is_mark(*character)).collect();
        let has_base = self.has_base;
        let mut shown = 0;
        while let Some(&mark) = marks.get(shown) {
            if shown >= MAX_MARKS && self.kind == Kind::Prose {
                self.mark(format_args!("⟦{} more marks⟧", marks.len() - MAX_MARKS));
                break;
            }
            if has_base && shown < MAX_MARKS {
                self.out.push(mark);
                shown += 1;
            } else if self.kind == Kind::Prose {
                self.mark(format_args!("⟦U+{:04X}⟧", u32::from(mark)));
                shown += 1;
            } else {
                shown += self.code_points(at + shown, mark);
            }
        }
        marks.len()
    }

    /// A character that is written out, and its repetitions.
    fn code_points(&mut self, at: usize, character: char) -> usize {
        let count = self.repeats(at, character);
        let code = u32::from(character);
        if count > MAX_REPEATS {
            self.mark(format_args!("⟦{count} times U+{code:04X}⟧"));
        } else {
            for _ in 0..count {
                self.mark(format_args!("⟦U+{code:04X}⟧"));
            }
        }
        count
    }

    /// How often a character stands in a row.
    fn repeats(&self, at: usize, character: char) -> usize {
        self.characters.iter().skip(at).take_while(|next| **next == character).count()
    }

    /// Writes a marker.
    fn mark(&mut self, text: fmt::Arguments<'_>) {
        self.altered = true;
        self.has_base = false;
        #[expect(clippy::expect_used, reason = "writing into a String does not fail")]
        self.out.write_fmt(text).expect("a string can be written");
    }
}
