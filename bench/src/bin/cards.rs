//! Measures how long a card takes: the typical one, the largest that is allowed, and a template that
//! means harm. Beside them stands what a program that shows raw JSON does, parsing and printing the
//! same text, in the same run.

use std::hint::black_box;
use std::io::Write as _;
use std::time::{Duration, Instant};

use waxseal_details::{Display, EntryView, Known, Registry};
use waxseal_protocol::Timestamp;
use waxseal_protocol::json::Json;

/// Leaves of the largest request (`waxseal_protocol::rar::MAX_LEAVES`), its type among them.
const LEAVES: usize = 500;
const ROUNDS: usize = 200;

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "| what | card, ms | raw JSON, ms | ratio |\n|---|---:|---:|---:|")?;
    let typical = include_str!("../../../crates/details/types/deployment/examples/typical.json").to_owned();
    let flat: Vec<String> = (1..LEAVES).map(|index| format!(r#""name{index}":"value {index}""#)).collect();
    let items: Vec<String> = (0..LEAVES / 5)
        .map(|index| {
            format!(
                r#"{{"n":"line {index}","a":"{index}.50","c":"EUR","at":"2026-11-{:02}T09:00:00Z","k":{index}}}"#,
                index % 28 + 1
            )
        })
        .take((LEAVES - 1) / 5)
        .collect();
    let table = format!(r#"{{"type":"invoice","items":[{}]}}"#, items.join(","));
    let template = "---\ntype: invoice\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Pay\n---\n\
                    {{#table items label=\"Items\"}}{{field n label=\"Name\"}}{{money a currency=c label=\"Amount\"}}\
                    {{datetime at label=\"At\"}}{{number k label=\"K\"}}{{/table}}";
    let mut own = Registry::built_in();
    own.add(template)?;
    for (what, text) in [
        ("deployment, built-in template", typical),
        ("500 leaves without a template", format!(r#"{{"type":"x",{}}}"#, flat.join(","))),
        ("495 leaves in a table of money and times", table),
    ] {
        let entry = Json::parse(&text)?;
        let view = EntryView::new(&entry, &own, &display(), &Known::default());
        anyhow::ensure!(!view.groups.is_empty(), "{what} shows nothing");
        let card = median(|| {
            black_box(EntryView::new(black_box(&entry), &own, &display(), &Known::default()));
        });
        let raw = median(|| {
            let value: Option<serde_json::Value> = serde_json::from_str(black_box(&text)).ok();
            black_box(serde_json::to_string_pretty(&value).ok());
        });
        writeln!(out, "| {what} | {:.3} | {:.3} | {:.0}× |", millis(card), millis(raw), ratio(card, raw))?;
    }
    let ones = vec!["1"; LEAVES - 1].join(",");
    let entry = Json::parse(&format!(r#"{{"type":"t","a":[{ones}]}}"#))?;
    writeln!(out, "\n| hostile template | stopped after, ms |\n|---|---:|")?;
    for body in
        ["{{#each a}}{{#each ../a}}{{/each}}{{/each}}", "{{#each a}}{{#each ../a}}{{field this}}{{/each}}{{/each}}"]
    {
        let mut hostile = Registry::default();
        hostile.add(&format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do\n---\n{body}"))?;
        let view = EntryView::new(&entry, &hostile, &display(), &Known::default());
        anyhow::ensure!(view.template_version == "generic", "{body} was not stopped");
        let stopped = median(|| {
            black_box(EntryView::new(&entry, &hostile, &display(), &Known::default()));
        });
        writeln!(out, "| `{body}` | {:.2} |", millis(stopped))?;
    }
    Ok(())
}

fn display() -> Display {
    Display::english_utc(Timestamp::UNIX_EPOCH)
}

fn median(mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            #[expect(clippy::disallowed_methods, reason = "a measurement")]
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(ROUNDS / 2).copied().unwrap_or_default()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn ratio(one: Duration, other: Duration) -> f64 {
    one.as_secs_f64() / other.as_secs_f64().max(1e-9)
}
