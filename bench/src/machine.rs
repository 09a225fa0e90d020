//! What the kernel knows: CPU time, memory, and how long the disk takes.

use std::io::Write as _;
use std::path::Path;
use std::process::Child;
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// A server's process. It ends with this value.
#[derive(Debug)]
pub(crate) struct Process(pub(crate) Child);

impl Process {
    /// CPU time of all threads so far.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let tasks = format!("/proc/{}/task", self.0.id());
        let mut nanoseconds = 0;
        for task in std::fs::read_dir(&tasks).with_context(|| format!("cannot read {tasks}"))? {
            // A thread may end in between.
            let Ok(text) = std::fs::read_to_string(task?.path().join("schedstat")) else { continue };
            nanoseconds += text.split(' ').next().unwrap_or_default().parse::<u64>().unwrap_or(0);
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// Proportional set size, in bytes.
    pub(crate) fn memory(&self) -> anyhow::Result<u64> {
        let path = format!("/proc/{}/smaps_rollup", self.0.id());
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
        let line = text.lines().find(|line| line.starts_with("Pss:")).unwrap_or_default();
        let kilobytes: u64 = line.split_whitespace().nth(1).unwrap_or_default().parse()?;
        Ok(kilobytes * 1024)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// The median time of a small write that waits for the disk.
pub(crate) fn fsync_p50(folder: &Path) -> anyhow::Result<Duration> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let mut times = Vec::new();
    for _ in 0..200 {
        let started = now();
        file.write_all(&[0; 4096])?;
        file.as_file().sync_data()?;
        times.push(started.elapsed());
    }
    times.sort_unstable();
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}

/// The moment a measurement begins.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures by the machine's clock")]
pub(crate) fn now() -> Instant {
    Instant::now()
}
