//! Links of the book as it was built.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::check::target;
use crate::markdown::attributes;
use crate::place::{files, resolve};

/// Pages that mdBook makes of others: the book in one piece, and what stands in for a missing page.
const MADE: [&str; 3] = ["print.html", "404.html", "toc.html"];

/// What is wrong with the links of the built pages.
pub(crate) fn check(book: &Path) -> anyhow::Result<Vec<String>> {
    let is_page = |path: &Path| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        path.extension().is_some_and(|extension| extension == "html") && !MADE.contains(&name)
    };
    let mut pages: BTreeMap<PathBuf, (String, BTreeSet<String>)> = BTreeMap::new();
    for path in files(book, &is_page)? {
        let text = std::fs::read_to_string(&path)?;
        let ids = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).map(str::to_owned).collect();
        pages.insert(path.strip_prefix(book).unwrap_or(&path).to_owned(), (text, ids));
    }
    let mut problems = Vec::new();
    for (place, (text, _)) in &pages {
        for link in attributes(text) {
            let Some((file, anchor)) = target(&link) else { continue };
            let led = if file.is_empty() { Some(place.clone()) } else { resolve(place, file) };
            let Some(led) = led.filter(|led| book.join(led).is_file()) else {
                problems.push(format!("{}: in the book, the link to {link} leads nowhere", place.display()));
                continue;
            };
            let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) else { continue };
            if pages.get(&led).is_some_and(|(_, ids)| !ids.contains(anchor)) {
                problems.push(format!("{}: in the book, {} has no #{anchor}", place.display(), led.display()));
            }
        }
    }
    Ok(problems)
}
