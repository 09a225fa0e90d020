//! `docs/SUMMARY.md`: the pages of the book, in order.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::markdown::Page;
use crate::place::resolve;

/// Where it is.
pub(crate) const SUMMARY: &str = "docs/SUMMARY.md";

/// The pages, seen from the repository's root.
pub(crate) fn pages(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let text = std::fs::read_to_string(root.join(SUMMARY)).context(SUMMARY)?;
    let page = |link: &String| {
        resolve(Path::new(SUMMARY), link).with_context(|| format!("{SUMMARY}: {link} leads out of the repository"))
    };
    Page::read(&text).links.iter().map(page).collect()
}

/// The same summary, with links from the repository's root.
pub(crate) fn from_root(root: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(root.join(SUMMARY)).context(SUMMARY)?;
    let mut parts = text.split("](");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (link, rest) = part.split_once(')').with_context(|| format!("{SUMMARY}: a link has no end"))?;
        let place = resolve(Path::new(SUMMARY), link).unwrap_or_default();
        out = format!("{out}]({}){rest}", place.display());
    }
    Ok(out)
}
