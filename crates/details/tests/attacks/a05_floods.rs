//! A5: text that is so long, so tall or so empty that it pushes other text out of sight.

use serde::Deserialize;
use waxseal_details::{extent, scrub, scrub_identity};

use crate::corpus::read;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flood {
    name: String,
    parts: Vec<Part>,
    marker: Option<String>,
    max_lines: Option<usize>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Part {
    Text(String),
    Repeated { repeat: String, times: usize },
}

impl Flood {
    fn text(&self) -> String {
        let texts = self.parts.iter().map(|part| match part {
            Part::Text(text) => text.clone(),
            Part::Repeated { repeat, times } => repeat.repeat(*times),
        });
        texts.collect()
    }
}

fn floods() -> Vec<Flood> {
    read(include_str!("../../corpora/a05_floods.json"))
}

#[test]
fn a_flood_becomes_a_marker_that_counts_it() {
    let mut tried = 0;
    for flood in floods() {
        let Some(marker) = &flood.marker else { continue };
        let shown = scrub(&flood.text());
        assert!(shown.text.contains(marker.as_str()), "{}: no {marker}", flood.name);
        assert!(shown.altered, "{}", flood.name);
        tried += 1;
    }
    assert!(tried >= 30);
}

#[test]
fn a_flood_takes_few_lines() {
    for flood in floods() {
        if let Some(max_lines) = flood.max_lines {
            let lines = extent(&scrub(&flood.text()).text).lines;
            assert!(lines <= max_lines, "{}: {lines} lines", flood.name);
        }
    }
}

#[test]
fn what_stands_before_and_behind_a_flood_is_still_there() {
    for flood in floods() {
        let shown = scrub(&flood.text()).text;
        for part in &flood.parts {
            let Part::Text(text) = part else { continue };
            assert!(shown.contains(text.trim()), "{}: {text:?} is gone", flood.name);
        }
    }
}

#[test]
fn a_long_text_is_not_cut_but_measured() {
    let mut tried = 0;
    for flood in floods().into_iter().filter(|flood| flood.marker.is_none()) {
        let text = flood.text();
        let shown = scrub(&text);
        assert_eq!(shown.text, text, "{}", flood.name);
        assert!(!shown.altered, "{}", flood.name);
        assert_eq!(extent(&shown.text).characters, text.chars().count(), "{}", flood.name);
        tried += 1;
    }
    assert!(tried >= 5);
    assert_eq!(extent(&"a\n".repeat(9_999)).lines, 10_000);
}

#[test]
fn no_pile_of_marks_is_taller_than_four() {
    for flood in floods() {
        for shown in [scrub(&flood.text()), scrub_identity(&flood.text())] {
            let tallest = shown.text.split(|one: char| !is_combining(one)).map(|pile| pile.chars().count()).max();
            assert!(tallest <= Some(4), "{}: {tallest:?}", flood.name);
        }
    }
}

fn is_combining(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{20d0}'..='\u{20ff}')
}

#[test]
fn an_identity_is_one_line_without_blank_runs() {
    for flood in floods() {
        let shown = scrub_identity(&flood.text()).text;
        assert_eq!(extent(&shown).lines, 1, "{}", flood.name);
        assert!(!shown.contains("  ") && shown.trim() == shown, "{}", flood.name);
    }
}
