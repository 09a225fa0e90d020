//! Builds the documentation into `target/book`. `cargo xtask docs` is the way to call it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "this is where it is printed")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(root) = Path::new(env!("CARGO_MANIFEST_DIR")).parent() else {
        return ExitCode::FAILURE;
    };
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let to = target.join("book");
    match book::build(root, &to) {
        Ok(problems) if problems.is_empty() => {
            println!("The book is at {}", to.join("index.html").display());
            ExitCode::SUCCESS
        }
        Ok(problems) => {
            eprintln!("error: {}", problems.join("\nerror: "));
            ExitCode::FAILURE
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
