//! Blanks and line breaks: how many there are, and which of them only push other text away.

use std::collections::BTreeSet;

/// Lines in a row, of [`SHORT_LINE`] characters or fewer, whose breaks are shown as they are.
const MAX_SHORT_LINES: usize = 12;
/// Characters on a short line, not counting blanks.
const SHORT_LINE: usize = 3;

/// What a run of blanks and line breaks is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run {
    /// How many characters it has.
    pub(super) length: usize,
    /// How many of them are line breaks.
    pub(super) breaks: usize,
}

impl Run {
    /// The blanks and line breaks that `characters` starts with.
    pub(super) fn at_start(characters: &[char]) -> Self {
        let length = characters.iter().take_while(|character| matches!(character, ' ' | '\n')).count();
        let breaks = characters.iter().take(length).filter(|character| **character == '\n').count();
        Self { length, breaks }
    }

    pub(super) fn blanks(self) -> usize {
        self.length - self.breaks
    }
}

/// The line breaks inside runs of many short lines, by their index.
pub(super) fn breaks_of_short_lines(characters: &[char]) -> BTreeSet<usize> {
    let mut flooding = BTreeSet::new();
    // The breaks between the short lines seen last.
    let mut run = Vec::new();
    let mut start = 0;
    for line in characters.split(|character| *character == '\n') {
        let end = start + line.len();
        if line.iter().filter(|character| **character != ' ').count() <= SHORT_LINE {
            run.push(end);
        } else {
            flush(&mut run, &mut flooding);
        }
        start = end + 1;
    }
    flush(&mut run, &mut flooding);
    flooding
}

/// Of the ends of a run of short lines all but the last are breaks inside the run.
fn flush(run: &mut Vec<usize>, flooding: &mut BTreeSet<usize>) {
    if run.len() > MAX_SHORT_LINES {
        run.pop();
        flooding.extend(run.iter());
    }
    run.clear();
}
