//! What the program prints: results to standard output, everything else to standard error.

use std::io::Write as _;

use serde::Serialize;
use tracing_subscriber::EnvFilter;

/// Prints a line to standard output. A reader that went away is no error of ours.
pub(crate) fn line(text: &str) {
    result_line(text).ok();
}

/// Prints a line that exists nowhere else, so that whoever loses it has to know.
///
/// # Errors
/// It was not written, or not all of it.
pub(crate) fn result_line(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush())
}

/// As [`result_line`], with a value as one line of JSON.
///
/// # Errors
/// As [`result_line`].
pub(crate) fn result_json<T: Serialize>(value: &T) -> std::io::Result<()> {
    result_line(&serde_json::to_string(value)?)
}

/// Prints a value as one line of JSON.
pub(crate) fn json<T: Serialize>(value: &T) {
    match serde_json::to_string(value) {
        Ok(text) => line(&text),
        Err(error) => self::error(&format!("cannot print the result: {error}")),
    }
}

/// Prints a note to standard error. What a server says cannot steer the terminal.
pub(crate) fn note(text: &str) {
    writeln!(std::io::stderr().lock(), "{}", without_controls(text)).ok();
}

/// A text in which every control character but the end of a line is written as its escape, and so is
/// what turns the direction of writing.
fn without_controls(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        let turns =
            matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if turns || (c.is_control() && c != '\n') {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Prints an error to standard error; a hint stands on its own line.
pub(crate) fn error(text: &str) {
    let text = text.replace(": hint: ", "\nhint: ");
    note(&format!("error: {text}"));
}

pub(crate) fn start_logging(filter: &str) {
    let filter = EnvFilter::try_new(filter).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
        .init();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_cannot_steer_a_terminal() {
        assert_eq!(
            without_controls("no\u{1b}[2J\nhint: \u{202e}yes\r"),
            r"no\u{1b}[2J".to_owned() + "\n" + r"hint: \u{202e}yes\u{d}"
        );
        assert_eq!(without_controls("Zürich · 私 …"), "Zürich · 私 …");
    }
}
