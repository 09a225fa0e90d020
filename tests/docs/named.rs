//! What the pages name in the repository exists: files, and tests or items in them.

use std::path::PathBuf;

use crate::house::root;

#[test]
fn every_file_and_test_that_a_page_names_exists() {
    let mut problems = Vec::new();
    let mut seen = 0;
    for place in pages() {
        let text = std::fs::read_to_string(root().join(&place)).unwrap();
        for named in text
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|named| named.starts_with("crates/") || named.starts_with("tests/"))
        {
            let (file, item) = named.split_once("::").map_or((named, None), |(file, item)| (file, Some(item)));
            if file.contains(['*', '{', ' ', '<', '…']) {
                continue;
            }
            seen += 1;
            let Ok(found) = std::fs::metadata(root().join(file)) else {
                problems.push(format!("{place}: there is no {file}"));
                continue;
            };
            let last = item.and_then(|item| item.rsplit("::").next()).filter(|_| found.is_file());
            let lacks = |last: &&str| !std::fs::read_to_string(root().join(file)).unwrap().contains(*last);
            problems.extend(last.filter(lacks).map(|last| format!("{place}: {file} has no {last}")));
        }
    }
    assert!(seen > 300, "only {seen} names were found");
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

/// The pages of the documentation, from the repository's root.
pub(crate) fn pages() -> Vec<String> {
    let mut pages: Vec<String> = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(str::to_owned).to_vec();
    let mut folders = vec![PathBuf::from("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let place = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(place);
            } else if place.extension().is_some_and(|extension| extension == "md") {
                pages.push(place.to_str().unwrap().to_owned());
            }
        }
    }
    pages
}
