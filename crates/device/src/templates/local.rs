//! The templates of the person who approves: `templates/*.hbs` in the device's folder, read when
//! the device starts.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::Registry;
use waxseal_details::trust::{MAX_SOURCE_BYTES, MAX_SOURCE_LINES, MAX_TEMPLATES};

/// A file that is not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LocalTemplateProblem {
    /// Its name.
    pub file: String,
    /// What is wrong with it.
    pub problem: String,
}

/// What was found in the folder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct LocalTemplates {
    /// Templates that parse.
    sources: Vec<String>,
    problems: Vec<LocalTemplateProblem>,
}

impl LocalTemplates {
    /// Reads the folder. Whatever is wrong there is told and never stops the device.
    pub(crate) fn read(folder: &Path) -> Self {
        let mut local = Self::default();
        let mut registry = Registry::default();
        for name in names(folder).unwrap_or_else(|error| local.none(folder, &error)) {
            match source(&folder.join(&name)).and_then(|source| added(&mut registry, source)) {
                Ok(source) if local.sources.len() < MAX_TEMPLATES => local.sources.push(source),
                Ok(_) => local.problem(name, format!("Only the first {MAX_TEMPLATES} are used.")),
                Err(problem) => local.problem(name, problem),
            }
        }
        local
    }

    /// What could not be used.
    pub(crate) fn problems(&self) -> &[LocalTemplateProblem] {
        &self.problems
    }

    /// Adds them to those of an account.
    pub(crate) fn add_to(&self, registry: &mut Registry) {
        for source in &self.sources {
            if let Err(error) = registry.add_local(source) {
                tracing::error!(%error, "Left out a template that was good before: {error}");
            }
        }
    }

    fn none(&mut self, folder: &Path, error: &io::Error) -> Vec<String> {
        if error.kind() != io::ErrorKind::NotFound {
            self.problem(folder.display().to_string(), format!("It cannot be read: {error}."));
        }
        Vec::new()
    }

    fn problem(&mut self, file: String, problem: String) {
        tracing::warn!("The template {file} is not used. {problem}");
        self.problems.push(LocalTemplateProblem { file, problem });
    }
}

/// The files in the order of their names, so that of two for one type the same is always used.
fn names(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|extension| extension == "hbs") {
            names.push(name);
        }
    }
    names.sort_unstable();
    Ok(names)
}

fn source(path: &Path) -> Result<String, String> {
    let unreadable = |error: io::Error| format!("It cannot be read: {error}.");
    let bytes = std::fs::metadata(path).map_err(unreadable)?.len();
    if bytes > u64::try_from(MAX_SOURCE_BYTES).unwrap_or(u64::MAX) {
        return Err(format!("It has {bytes} bytes, at most {MAX_SOURCE_BYTES} are allowed."));
    }
    let source = std::fs::read_to_string(path).map_err(unreadable)?;
    let lines = source.lines().count();
    if lines > MAX_SOURCE_LINES {
        return Err(format!("It has {lines} lines, at most {MAX_SOURCE_LINES} are allowed."));
    }
    Ok(source)
}

fn added(registry: &mut Registry, source: String) -> Result<String, String> {
    match registry.add_local(&source) {
        Ok(()) => Ok(source),
        Err(error) => Err(format!("It is no template: {error}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_file_is_told_and_the_others_are_used() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &[u8]| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "door.hbs",
            b"---\ntype: door\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Open\n---\n{{field name}}",
        );
        write("broken.hbs", b"---\ntype: door\n---\n{{#if");
        write("bytes.hbs", &[0xff, 0xfe]);
        write("large.hbs", &vec![b'x'; MAX_SOURCE_BYTES + 1]);
        write("long.hbs", &b"\n".repeat(MAX_SOURCE_LINES + 1));
        write("notes.txt", b"not a template");
        let local = LocalTemplates::read(folder.path());
        let files: Vec<&str> = local.problems().iter().map(|problem| problem.file.as_str()).collect();
        assert_eq!(files, ["broken.hbs", "bytes.hbs", "large.hbs", "long.hbs"]);
        let mut registry = Registry::built_in();
        local.add_to(&mut registry);
        assert!(registry.template("door").is_some());
    }

    #[test]
    fn no_folder_is_no_problem() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(LocalTemplates::read(&folder.path().join("templates")), LocalTemplates::default());
    }
}
