//! What a person sees of the work.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where it is printed")]

/// A long step begins.
pub(crate) fn step(text: &str) {
    println!("\n▸ {text}");
}

/// A line of a result.
pub(crate) fn line(text: &str) {
    println!("{text}");
}

/// What went wrong; hints on lines of their own.
pub(crate) fn error(text: &str) {
    eprintln!("error: {}", text.replace(": hint: ", "\nhint: "));
}
