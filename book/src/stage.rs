//! The copy that the book is built from.

use std::path::Path;

use anyhow::Context as _;

use crate::check::target;
use crate::markdown::Page;
use crate::place::{is_markdown, resolve};
use crate::summary;

/// Copies the summary, its pages, and the files that they link to.
pub(crate) fn fill(root: &Path, staged: &Path) -> anyhow::Result<()> {
    crate::clear(staged)?;
    std::fs::create_dir_all(staged).with_context(|| format!("cannot make {}", staged.display()))?;
    std::fs::write(staged.join("SUMMARY.md"), summary::from_root(root)?)?;
    for page in summary::pages(root)? {
        copy(root, staged, &page)?;
        let text = std::fs::read_to_string(root.join(&page))?;
        for (file, _) in Page::read(&text).links.iter().filter_map(|link| target(link)) {
            let linked = resolve(&page, file).filter(|_| !file.is_empty());
            if let Some(linked) = linked.filter(|linked| !is_markdown(linked)) {
                copy(root, staged, &linked)?;
            }
        }
    }
    Ok(())
}

fn copy(root: &Path, staged: &Path, place: &Path) -> anyhow::Result<()> {
    let to = staged.join(place);
    if let Some(folder) = to.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::copy(root.join(place), &to).with_context(|| format!("cannot copy {}", place.display()))?;
    Ok(())
}
