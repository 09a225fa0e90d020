//! `waxseal template test`

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;
use waxseal_details::Template;
use waxseal_details::rehearsal::{Fixture, Rehearsed};

use super::files;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  waxseal template test booking.hbs
  waxseal template test booking.hbs --examples examples --schema schema.json

A fixture stands in the front matter, and says what it expects in English:
  fixtures:
    - name: typical
      data: { type: booking, room: Blue, until: \"2027-03-31T18:00:00+02:00\" }
      expect: { verb: Book the room Blue, rows: [Room, Until], other: [] }")]
pub(crate) struct Arguments {
    /// The template.
    #[arg(value_name = "TEMPLATE")]
    template: PathBuf,
    /// A folder of samples, which are shown too.
    #[arg(long, value_name = "FOLDER")]
    examples: Option<PathBuf>,
    /// The JSON Schema that every fixture and example has to fit.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Print one JSON object per fixture.
    #[arg(long)]
    json: bool,
}

/// A line of the table.
#[derive(Serialize)]
struct Line {
    name: String,
    passed: bool,
    /// What is wrong whatever the language.
    problems: Vec<String>,
    languages: Vec<Rehearsed>,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let template = files::template(&arguments.template)?;
    let validator = match files::schema(arguments.schema.as_ref())? {
        None => None,
        Some(schema) => {
            let built = jsonschema::draft202012::options().should_validate_formats(true).build(&schema);
            Some(built.map_err(|error| anyhow::anyhow!("the schema is not usable: {error}"))?)
        }
    };
    let fixtures = fixtures(&template, arguments.examples.as_deref())?;
    anyhow::ensure!(
        !fixtures.is_empty(),
        "there is nothing to test\nhint: write fixtures into the front matter, or name a folder with --examples"
    );
    let lines: Vec<Line> = fixtures.iter().map(|fixture| line(fixture, &template, validator.as_ref())).collect();
    if arguments.json {
        lines.iter().for_each(output::json);
    } else {
        print(&lines);
    }
    let passed = lines.iter().all(|line| line.passed);
    Ok(if passed { Exit::Done } else { Exit::Failed })
}

fn fixtures(template: &Template, examples: Option<&Path>) -> anyhow::Result<Vec<Fixture>> {
    let own: Result<Vec<Fixture>, String> = Fixture::of(template).into_iter().collect();
    let mut fixtures = own.map_err(anyhow::Error::msg)?;
    let Some(folder) = examples else { return Ok(fixtures) };
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    for path in paths {
        fixtures.push(Fixture::new(&files::name(&path), files::entry(&path)?));
    }
    Ok(fixtures)
}

fn line(fixture: &Fixture, template: &Template, validator: Option<&jsonschema::Validator>) -> Line {
    let mut problems = Vec::new();
    let instance: serde_json::Result<serde_json::Value> = serde_json::from_str(&fixture.entry.to_string());
    if let (Some(validator), Ok(instance)) = (validator, &instance) {
        let misfits = validator.iter_errors(instance);
        problems.extend(
            misfits.map(|error| format!("does not fit the schema at {:?}: {error}", error.instance_path().as_str())),
        );
    }
    let languages = fixture.rehearse(template);
    let passed = problems.is_empty() && languages.iter().all(|one| one.problems.is_empty());
    Line { name: fixture.name.clone(), passed, problems, languages }
}

fn print(lines: &[Line]) {
    let width = lines.iter().map(|line| line.name.chars().count()).max().unwrap_or_default().max("fixture".len());
    output::line(&format!("{:width$}  values  other  languages  result", "fixture"));
    for line in lines {
        let good = line.languages.iter().filter(|one| one.problems.is_empty()).count();
        let languages = format!("{good}/{}", line.languages.len());
        let (values, other) = line.languages.first().map_or((0, 0), |one| (one.values, one.other.len()));
        let result = if line.passed { "ok" } else { "FAILED" };
        output::line(&format!("{:width$}  {values:>6}  {other:>5}  {languages:>9}  {result}", line.name));
    }
    for line in lines.iter().filter(|line| !line.passed) {
        output::line("");
        output::line(&format!("{}:", line.name));
        for problem in &line.problems {
            output::line(&format!("  {problem}"));
        }
        let mut said: Vec<&String> = Vec::new();
        for (language, problem) in
            line.languages.iter().flat_map(|one| one.problems.iter().map(|text| (one.language, text)))
        {
            if !said.contains(&problem) {
                output::line(&format!("  {}: {problem}", language.tag()));
                said.push(problem);
            }
        }
    }
    let passed = lines.iter().filter(|line| line.passed).count();
    output::line("");
    output::line(&format!("{passed} of {} passed", lines.len()));
}
