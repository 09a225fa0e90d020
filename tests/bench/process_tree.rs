//! A program with everything it started: what it takes, and its end.

use std::fs;
use std::process::Command;
use std::time::Duration;

use anyhow::Context as _;

/// A program and its descendants. A web view is three processes, and all of them count.
#[derive(Debug)]
pub(crate) struct Tree {
    root: u32,
}

impl Tree {
    pub(crate) fn new(root: u32) -> Self {
        Self { root }
    }

    /// Proportional set size of all processes, in MiB.
    pub(crate) fn memory(&self) -> anyhow::Result<f64> {
        let mut kibibytes = 0.0;
        for id in self.members() {
            // One that ends meanwhile takes nothing.
            let Ok(rollup) = fs::read_to_string(format!("/proc/{id}/smaps_rollup")) else { continue };
            let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).context("there is no PSS")?;
            kibibytes += line.trim().trim_end_matches(" kB").parse::<f64>()?;
        }
        Ok(kibibytes / 1024.0)
    }

    /// CPU time of all processes so far.
    pub(crate) fn cpu(&self) -> anyhow::Result<Duration> {
        let mut nanoseconds = 0_u64;
        for id in self.members() {
            let Ok(tasks) = fs::read_dir(format!("/proc/{id}/task")) else { continue };
            for task in tasks {
                let path = task?.path().join("schedstat");
                let Ok(text) = fs::read_to_string(path) else { continue };
                nanoseconds += text.split_whitespace().next().context("there is no CPU time")?.parse::<u64>()?;
            }
        }
        Ok(Duration::from_nanos(nanoseconds))
    }

    /// Ends all of it and waits until it is gone, so that it does not meet what comes next.
    pub(crate) async fn end(self) {
        let members = self.members();
        for id in &members {
            Command::new("kill").arg(id.to_string()).status().ok();
        }
        for _ in 0..200 {
            if members.iter().all(|id| !is_running(*id)) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        for id in members.into_iter().filter(|id| is_running(*id)) {
            Command::new("kill").args(["-KILL", &id.to_string()]).status().ok();
        }
    }

    /// The program, its children, theirs, and so on.
    fn members(&self) -> Vec<u32> {
        let mut members = vec![self.root];
        let mut next = 0;
        while let Some(id) = members.get(next).copied() {
            next += 1;
            let Ok(tasks) = fs::read_dir(format!("/proc/{id}/task")) else { continue };
            for task in tasks.flatten() {
                let children = fs::read_to_string(task.path().join("children")).unwrap_or_default();
                members.extend(children.split_whitespace().filter_map(|id| id.parse::<u32>().ok()));
            }
        }
        members
    }
}

/// A process that has ended and was not waited for is not running.
fn is_running(id: u32) -> bool {
    fs::read_to_string(format!("/proc/{id}/stat"))
        .is_ok_and(|stat| !stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z')))
}
