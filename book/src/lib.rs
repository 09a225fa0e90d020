//! The documentation as a book.
//!
//! Its pages are Markdown that reads as well where the repository is browsed: links are relative,
//! and some lead out of `docs`, as to `SECURITY.md`. So the book is built from a copy of just the
//! pages that `docs/SUMMARY.md` names and the files they link to, each at its place in the
//! repository, and every link that works there works in the book.

mod check;
mod html;
mod markdown;
mod place;
mod stage;
mod summary;

use std::path::Path;

use anyhow::Context as _;
use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

pub use check::check;

/// Builds the book of the repository at `root` into the folder `to`, which is made anew, and says
/// what is wrong with its pages and links, one problem each. Nothing is built from broken pages.
///
/// # Errors
///
/// A file cannot be read or written, `docs/book.toml` or `docs/SUMMARY.md` is none, or mdBook fails.
pub fn build(root: &Path, to: &Path) -> anyhow::Result<Vec<String>> {
    let problems = check(root)?;
    if !problems.is_empty() {
        return Ok(problems);
    }
    let mut folder = to.as_os_str().to_owned();
    folder.push("-source");
    let staged = Path::new(&folder);
    stage::fill(root, staged)?;
    clear(to)?;
    let mut config = Config::from_disk(root.join("docs/book.toml")).context("docs/book.toml")?;
    config.build.build_dir = to.into();
    MDBook::load_with_config(staged, config).and_then(|book| book.build()).context("mdBook")?;
    html::check(to)
}

/// Removes a folder, if it is there.
fn clear(folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot clear {}", folder.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_builds_and_each_of_its_links_leads_somewhere() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("book");
        let problems = build(Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap(), &to).unwrap();
        assert!(problems.is_empty(), "{}", problems.join("\n"));
        assert!(std::fs::read_to_string(to.join("index.html")).unwrap().contains("Waxseal"));
    }

    #[test]
    fn a_page_nobody_finds_and_links_to_nowhere_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        std::fs::create_dir_all(root.join("docs")).unwrap();
        let write = |name: &str, text: &str| std::fs::write(root.join(name), text).unwrap();
        write("README.md", "# Read me\n\n[a](docs/a.md#second-part) [b](docs/a.md#third) <img src=\"none.png\">\n");
        write("docs/SUMMARY.md", "# Summary\n\n- [Read me](../README.md)\n- [A](a.md)\n");
        write(
            "docs/a.md",
            "# A\n\n## Second *part*\n\n[gone](gone.md) [out](../../x) [me](#a) [web](https://a.example)\n",
        );
        write("docs/lost.md", "# Lost\n");
        let problems = check(root).unwrap();
        let expected = [
            "README.md: docs/a.md has no heading #third",
            "README.md: the link to none.png leads nowhere",
            "docs/a.md: the link to gone.md leads nowhere",
            "docs/a.md: the link to ../../x leads out of the repository",
            "docs/lost.md: not in docs/SUMMARY.md",
        ];
        assert_eq!(problems, expected);
    }
}
