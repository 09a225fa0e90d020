//! Adding up what the test runners say.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use crate::process::shown;
use crate::report;

/// Tests over all runners.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) passed: u32,
    pub(super) failed: u32,
}

impl Count {
    /// Runs `cargo test`, whose binaries each end with `test result: ok. 3 passed; 0 failed; …`.
    pub(super) fn cargo(&mut self, command: &mut Command) -> anyhow::Result<()> {
        self.run(command, |line| {
            let rest = line.strip_prefix("test result: ")?;
            Some((number_before(rest, " passed")?, number_before(rest, " failed")?))
        })
    }

    /// Runs vitest, which ends with `Tests  3 passed (3)` or `Tests  1 failed | 2 passed (3)`.
    pub(super) fn vitest(&mut self, command: &mut Command) -> anyhow::Result<()> {
        self.run(command, |line| {
            let rest = line.trim().strip_prefix("Tests ")?;
            Some((number_before(rest, " passed").unwrap_or(0), number_before(rest, " failed").unwrap_or(0)))
        })
    }

    fn run(&mut self, command: &mut Command, result: impl Fn(&str) -> Option<(u32, u32)>) -> anyhow::Result<()> {
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

/// The number that stands before a word.
fn number_before(text: &str, word: &str) -> Option<u32> {
    let (before, _) = text.split_once(word)?;
    before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::number_before;

    #[test]
    fn numbers_are_read_from_both_runners() {
        assert_eq!(number_before("ok. 31 passed; 2 failed; 0 ignored", " passed"), Some(31));
        assert_eq!(number_before("ok. 31 passed; 2 failed; 0 ignored", " failed"), Some(2));
        assert_eq!(number_before("      1 failed | 19 passed (20)", " passed"), Some(19));
        assert_eq!(number_before("nothing", " passed"), None);
    }
}
