//! Links and headings of the pages as they are in the repository.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::markdown::Page;
use crate::place::{files, is_markdown, resolve};
use crate::summary::{self, SUMMARY};

/// What is wrong with the pages of the repository at `root`: links and anchors that lead nowhere,
/// pages that the summary does not name.
///
/// # Errors
///
/// `docs/SUMMARY.md` or one of its pages cannot be read.
pub fn check(root: &Path) -> anyhow::Result<Vec<String>> {
    let pages = summary::pages(root)?;
    let mut read: BTreeMap<PathBuf, Page> = BTreeMap::new();
    for page in &pages {
        let text = std::fs::read_to_string(root.join(page)).with_context(|| format!("{}", page.display()))?;
        read.insert(page.clone(), Page::read(&text));
    }
    let mut problems = Vec::new();
    for (place, page) in &read {
        problems.extend(page.links.iter().filter_map(|link| problem(root, &read, place, link)));
    }
    for path in files(&root.join("docs"), &is_markdown)? {
        let place = path.strip_prefix(root).unwrap_or(&path);
        if place != Path::new(SUMMARY) && !read.contains_key(place) {
            problems.push(format!("{}: not in {SUMMARY}", place.display()));
        }
    }
    Ok(problems)
}

/// Where a link leads, with its anchor; `None` for the web and the like.
pub(crate) fn target(link: &str) -> Option<(&str, Option<&str>)> {
    let outside = link.contains("://") || link.starts_with("mailto:") || link.starts_with("data:");
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, anchor)| (file, Some(anchor)));
    (!outside).then_some((file, anchor))
}

fn problem(root: &Path, pages: &BTreeMap<PathBuf, Page>, place: &Path, link: &str) -> Option<String> {
    let (file, anchor) = target(link)?;
    let page = place.display();
    let led = if file.is_empty() { Some(place.to_owned()) } else { resolve(place, file) };
    let Some(led) = led else {
        return Some(format!("{page}: the link to {file} leads out of the repository"));
    };
    if !root.join(&led).is_file() {
        return Some(format!("{page}: the link to {file} leads nowhere"));
    }
    let Some(read) = pages.get(&led) else {
        return is_markdown(&led).then(|| format!("{page}: {} is a page that is not in {SUMMARY}", led.display()));
    };
    let anchor = anchor.filter(|anchor| !read.anchors.iter().any(|known| known == anchor))?;
    Some(format!("{page}: {} has no heading #{anchor}", led.display()))
}
