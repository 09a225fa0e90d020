//! Adding up what the test runners say.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::process::shown;
use crate::report;

/// How many tests get a second try. More than that are no chance.
const FEW: usize = 3;

/// Tests over all runners.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Count {
    /// Runs `cargo test`, whose binaries each end with `test result: ok. 3 passed; 0 failed; …`.
    pub(super) fn cargo(&mut self, command: &mut Command) -> anyhow::Result<()> {
        self.run(command, cargo_result, |_| ())
    }

    /// Runs tests in which other programs of the desk take part, with what is handed to the test program. Where a
    /// few of them fail, those are run once more, one at a time: what fails there fails, and what passes is named.
    pub(super) fn cargo_twice(
        &mut self,
        tests: impl Fn() -> Command,
        target: &[&str],
        together: &str,
    ) -> anyhow::Result<()> {
        let mut failed = Failed::default();
        let first = self.run(tests().args(target).args(["--", together]), cargo_result, |line| failed.hear(line));
        let names = failed.names;
        if first.is_ok() || names.is_empty() || names.len() > FEW {
            return first;
        }
        report::step(&format!("Once more, one at a time: {}", names.join(", ")));
        self.cargo(tests().args(target).args(["--", "--test-threads=1", "--exact"]).args(&names))?;
        self.failed -= u32::try_from(names.len()).unwrap_or(u32::MAX);
        report::line(&format!("Failed beside others, passed alone: {}", names.join(", ")));
        Ok(())
    }

    /// Runs vitest, which ends with `Tests  3 passed (3)` or `Tests  1 failed | 2 passed (3)`.
    pub(super) fn vitest(&mut self, command: &mut Command) -> anyhow::Result<()> {
        let result = |line: &str| {
            let rest = line.trim().strip_prefix("Tests ")?;
            Some((number_before(rest, " passed").unwrap_or(0), number_before(rest, " failed").unwrap_or(0)))
        };
        self.run(command, result, |_| ())
    }

    fn run(
        &mut self,
        command: &mut Command,
        result: impl Fn(&str) -> Option<(u32, u32)>,
        mut hear: impl FnMut(&str),
    ) -> anyhow::Result<()> {
        let shown = shown(command);
        let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot run {shown}"))?;
        let mut seen = 0;
        if let Some(out) = child.stdout.take() {
            for line in BufReader::new(out).lines() {
                let line = line.context("the tests do not print text")?;
                if let Some((passed, failed)) = result(&line) {
                    self.passed += passed;
                    self.failed += failed;
                    seen += passed;
                }
                hear(&line);
                report::line(&line);
            }
        }
        let status = child.wait().with_context(|| format!("{shown} did not end"))?;
        if !status.success() {
            bail!("{shown} failed ({status})");
        }
        if seen == 0 {
            bail!("{shown} ran no test");
        }
        Ok(())
    }
}

fn cargo_result(line: &str) -> Option<(u32, u32)> {
    let rest = line.strip_prefix("test result: ")?;
    Some((number_before(rest, " passed")?, number_before(rest, " failed")?))
}

/// The tests that failed, as `cargo test` lists them at its end: after `failures:`, a name a line.
#[derive(Debug, Default)]
struct Failed {
    names: Vec<String>,
}

impl Failed {
    fn hear(&mut self, line: &str) {
        if line == "failures:" {
            // What they printed comes under the same title.
            self.names.clear();
        }
        let name =
            line.strip_prefix("    ").filter(|name| name.chars().all(|c| c.is_alphanumeric() || "_:".contains(c)));
        self.names.extend(name.filter(|name| !name.is_empty()).map(ToOwned::to_owned));
    }
}

/// The number that stands before a word.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let (before, _) = text.split_once(word)?;
    before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::{Failed, number_before};

    #[test]
    fn numbers_are_read_from_both_runners() {
        assert_eq!(number_before("ok. 31 passed; 2 failed; 0 ignored", " passed"), Some(31));
        assert_eq!(number_before("ok. 31 passed; 2 failed; 0 ignored", " failed"), Some(2));
        assert_eq!(number_before("      1 failed | 19 passed (20)", " passed"), Some(19));
        assert_eq!(number_before("nothing", " passed"), None);
    }

    #[test]
    fn the_names_are_those_at_the_end() {
        let said = "..F\n\nfailures:\n\n---- tray::quits stdout ----\n    printed\nthread panicked at a.rs:1:2:\n   \
                    0: rust_begin_unwind\n\n\nfailures:\n    tray::quits\n    closes\n\ntest result: FAILED. 2 passed; 2 failed";
        let mut failed = Failed::default();
        said.lines().for_each(|line| failed.hear(line));
        assert_eq!(failed.names, ["tray::quits", "closes"]);
    }
}
