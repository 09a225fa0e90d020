//! Pages that are written from the source: what stands over the variants of an enum is what the page says.

use crate::house::root;

/// Holds a page to what was written, or writes it when it is asked to.
pub(crate) fn hold(page: &str, written: &str) {
    let path = root().join(page);
    if std::env::var_os("WAXSEAL_REGENERATE").is_some() {
        std::fs::write(&path, written).unwrap();
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, written, "{page} is not current\nhint: cargo xtask gen");
}

/// The codes of an enum and what is written over them.
pub(crate) fn variants(place: &str, head: &str) -> Vec<(String, String)> {
    let text = std::fs::read_to_string(root().join(place)).unwrap();
    let body = text.split(head).nth(1).unwrap().split_once('{').unwrap().1.split("\n}").next().unwrap();
    let mut found = Vec::new();
    let mut meaning = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            meaning.push(text.to_owned());
        } else if let Some(name) = line.strip_suffix(',') {
            found.push((snake(name), std::mem::take(&mut meaning).join(" ")));
        }
    }
    assert!(found.len() > 10, "{place}: {found:?}");
    found
}

fn snake(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !out.is_empty() {
            out.push('_');
        }
        out.extend(c.to_lowercase());
    }
    out
}
