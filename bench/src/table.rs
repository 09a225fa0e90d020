//! The report, as Markdown.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::time::Duration;

use crate::Arguments;
use crate::operation::{Growth, Kind, Sample};

/// Everything measured.
#[derive(Debug)]
pub(crate) struct Report {
    fsync: Duration,
    rounds: usize,
    operations: usize,
    connections: usize,
    idle: Vec<(&'static str, u64)>,
    samples: BTreeMap<(Kind, &'static str), Vec<Sample>>,
    growth: Vec<(&'static str, Growth)>,
    release: Vec<Duration>,
}

impl Report {
    pub(crate) fn new(fsync: Duration, arguments: &Arguments) -> Self {
        Self {
            fsync,
            rounds: arguments.rounds,
            operations: arguments.operations,
            connections: arguments.connections,
            idle: Vec::new(),
            samples: BTreeMap::new(),
            growth: Vec::new(),
            release: Vec::new(),
        }
    }

    pub(crate) fn idle(&mut self, name: &'static str, bytes: u64) {
        self.idle.push((name, bytes));
    }

    pub(crate) fn add(&mut self, name: &'static str, kind: Kind, sample: Sample) {
        self.samples.entry((kind, name)).or_default().push(sample);
    }

    pub(crate) fn growth(&mut self, name: &'static str, growth: Growth) {
        self.growth.push((name, growth));
    }

    pub(crate) fn release(&mut self, times: Vec<Duration>) {
        self.release = times;
    }

    fn median(&self, kind: Kind, name: &'static str) -> Option<Sample> {
        let mut samples = self.samples.get(&(kind, name))?.clone();
        samples.sort_by_key(|sample| sample.cpu);
        samples.get(samples.len() / 2).cloned()
    }
}

pub(crate) fn print(report: &Report) {
    let mut out = std::io::stdout().lock();
    let mut line = |text: String| writeln!(out, "{text}").ok();
    let micros = |time: Duration| format!("{:.1}", time.as_secs_f64() * 1e6);
    let millis = |time: Duration| format!("{:.2}", time.as_secs_f64() * 1e3);
    line(format!(
        "{} rounds of {} operations over {} connections; medians; fsync p50 {} ms\n",
        report.rounds,
        report.operations,
        report.connections,
        millis(report.fsync)
    ));
    line("| operation | waxseal, µs CPU | oidc-provider, µs CPU | ratio | waxseal p50 / p99, ms | oidc-provider p50 / p99, ms |".to_owned());
    line("|---|---:|---:|---:|---:|---:|".to_owned());
    for kind in Kind::ALL {
        let Some(ours) = report.median(kind, "waxseal") else { continue };
        let latency = |sample: &Sample| format!("{} / {}", millis(sample.p50), millis(sample.p99));
        let peer = report.median(kind, "oidc-provider");
        let ratio = peer.as_ref().map(|peer| peer.cpu.as_secs_f64() / ours.cpu.as_secs_f64());
        line(format!(
            "| {} | {} | {} | {} | {} | {} |",
            kind.name(),
            micros(ours.cpu),
            peer.as_ref().map_or_else(|| "–".to_owned(), |peer| micros(peer.cpu)),
            ratio.map_or_else(|| "–".to_owned(), |ratio| format!("{ratio:.1}×")),
            latency(&ours),
            peer.as_ref().map_or_else(|| "–".to_owned(), latency)
        ));
    }
    line(String::new());
    for (name, bytes) in &report.idle {
        line(format!("- {name}, idle: {}.{} MiB PSS", bytes >> 20, ((bytes & 0xF_FFFF) * 10) >> 20));
    }
    for (name, growth) in &report.growth {
        line(format!("- {name}: {} bytes for each pending request", growth.bytes_per_request));
    }
    let at = |share: usize| report.release.get(report.release.len() * share / 100).copied().unwrap_or_default();
    line(format!(
        "- waxseal, decision to token with long poll: p50 {} ms, p99 {} ms\n",
        millis(at(50)),
        millis(at(99))
    ));
    line("| server | pending requests | bc-authorize, µs CPU | p99, ms | poll, µs CPU | p99, ms |".to_owned());
    line("|---|---:|---:|---:|---:|---:|".to_owned());
    for (name, growth) in &report.growth {
        for (waiting, authorize, poll) in &growth.steps {
            line(format!(
                "| {name} | {waiting} | {} | {} | {} | {} |",
                micros(authorize.cpu),
                millis(authorize.p99),
                micros(poll.cpu),
                millis(poll.p99)
            ));
        }
    }
}
