//! `docs/configuration.md` has every key of the file, and no other.

use std::collections::{BTreeMap, BTreeSet};

use crate::directory::{ApiDraft, ClientDraft, ClientGrantDraft, UserDraft};

const PAGE: &str = include_str!("../../../../docs/configuration.md");
const RAW: &str = include_str!("raw.rs");

/// The members of a struct in `raw.rs`.
fn raw(name: &str) -> Vec<String> {
    let body = RAW.split(&format!("struct {name} {{")).nth(1).unwrap().split('}').next().unwrap();
    let fields = body.lines().filter_map(|line| line.trim().strip_prefix("pub(super) ")?.split(':').next());
    fields.map(str::to_owned).collect()
}

fn with(table: &str, keys: &[String]) -> Vec<String> {
    keys.iter().map(|key| format!("{table}.{key}")).collect()
}

fn drafts(keys: &[&str], more: &[&str]) -> Vec<String> {
    keys.iter().chain(more).map(|key| (*key).to_owned()).collect()
}

/// The keys by the heading they stand under.
fn keys() -> BTreeMap<&'static str, Vec<String>> {
    let entry = ["type", "schema_file", "schema", "covers.subset", "covers.at_most", "narrowing", "second_approvers"];
    BTreeMap::from([
        ("Top level", raw("RawServer")),
        ("`[tls]`", raw("RawTls")),
        ("`[lifetimes]`, in seconds", raw("RawLifetimes")),
        ("`[limits]`; 0 is no limit", raw("RawLimits")),
        ("`[devices]`", raw("RawDevices")),
        ("`[[acr]]`", raw("RawAcr")),
        (
            "`[binding_message]` and `[channels]`",
            [with("binding_message", &raw("RawBindingMessage")), with("channels", &raw("RawChannels"))].concat(),
        ),
        ("`[[users]]`", drafts(&UserDraft::KEYS, &[])),
        ("`[[clients]]`", drafts(&ClientDraft::KEYS, &["client_secret_file"])),
        ("`[[apis]]`", drafts(&ApiDraft::KEYS, &entry)),
        (
            "`[[client_grants]]` and `[[trusted_issuers]]`",
            [drafts(&ClientGrantDraft::KEYS, &[]), raw("RawTrustedIssuer")].concat(),
        ),
        (
            "Templates",
            [vec!["template_packs".to_owned()], with("template_publisher", &raw("RawTemplatePublisher"))].concat(),
        ),
    ])
}

/// What stands in backticks.
fn quoted(text: &str) -> BTreeSet<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

#[test]
fn every_key_is_documented_and_every_documented_key_is_one() {
    let sections: BTreeMap<&str, &str> = PAGE.split("\n## ").skip(1).filter_map(|text| text.split_once('\n')).collect();
    let mut problems = Vec::new();
    for (heading, keys) in keys() {
        let Some(text) = sections.get(heading) else {
            problems.push(format!("there is no section {heading}"));
            continue;
        };
        let said = quoted(text);
        problems.extend(keys.iter().filter(|key| !said.contains(*key)).map(|key| format!("{heading}: no {key}")));
        // The first cell of a row names keys, and so does a line that begins with one.
        for line in text.lines() {
            let names = if let Some(row) = line.strip_prefix("| ") {
                row.split(" | ").next().unwrap_or_default()
            } else if line.starts_with('`') {
                line.split(". ").next().unwrap_or_default()
            } else {
                continue;
            };
            let tables = |name: &String| name.starts_with('[');
            let unknown = quoted(names).into_iter().filter(|name| !keys.contains(name) && !tables(name));
            problems.extend(unknown.map(|name| format!("{heading}: {name} is no key")));
        }
    }
    assert!(problems.is_empty(), "docs/configuration.md:\n{}", problems.join("\n"));
}
