//! What the program prints: results to standard output, everything else to standard error.

use std::io::Write as _;

use serde::Serialize;
use tracing_subscriber::EnvFilter;

/// Prints a line to standard output. A reader that went away is no error of ours.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{text}").and_then(|()| out.flush()).ok();
}

/// Prints a value as one line of JSON.
pub(crate) fn json<T: Serialize>(value: &T) {
    match serde_json::to_string(value) {
        Ok(text) => line(&text),
        Err(error) => self::error(&format!("cannot print the result: {error}")),
    }
}

/// Prints a note to standard error.
pub(crate) fn note(text: &str) {
    writeln!(std::io::stderr().lock(), "{text}").ok();
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
