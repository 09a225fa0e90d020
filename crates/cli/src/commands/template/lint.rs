//! `waxseal template lint`

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::json;
use waxseal_details::lint::{LintCode, lint_source};

use super::files;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  waxseal template lint booking.hbs
  waxseal template lint booking.hbs --schema schema.json --deny-warnings
  waxseal template lint --explain E5
  waxseal template lint --explain all")]
pub(crate) struct Arguments {
    /// The template.
    #[arg(value_name = "TEMPLATE", required_unless_present = "explain")]
    template: Option<PathBuf>,
    /// The JSON Schema of the type. Without it, less can be found.
    #[arg(long, value_name = "FILE")]
    schema: Option<PathBuf>,
    /// Say what a class of findings is about and what to do, or `all` of them.
    #[arg(long, value_name = "CODE", conflicts_with = "template")]
    explain: Option<String>,
    /// Fail on warnings too.
    #[arg(long)]
    deny_warnings: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    if let Some(code) = &arguments.explain {
        return explain(code, arguments.json);
    }
    let Some(path) = &arguments.template else { return Ok(Exit::Failed) };
    let schema = files::schema(arguments.schema.as_ref())?;
    let findings = lint_source(&files::text(path)?, schema.as_ref())
        .with_context(|| format!("{} is not usable", path.display()))?;
    let errors = findings.iter().filter(|finding| finding.is_error()).count();
    let warnings = findings.len() - errors;
    if arguments.json {
        output::json(&json!({"errors": errors, "warnings": warnings, "findings": findings}));
    } else {
        for finding in &findings {
            output::line(&finding.to_string());
        }
        let counted = |count: usize, what: &str| format!("{count} {what}{}", if count == 1 { "" } else { "s" });
        let summary = match findings.first() {
            None => "nothing to find fault with".to_owned(),
            Some(_) => format!("{}, {}", counted(errors, "error"), counted(warnings, "warning")),
        };
        output::line(&format!("{}: {summary}", path.display()));
        if let Some(finding) = findings.first() {
            output::note(&format!("hint: waxseal template lint --explain {}", finding.code));
        }
        if schema.is_none() {
            output::note("hint: with --schema more can be found");
        }
    }
    let failed = errors > 0 || (arguments.deny_warnings && warnings > 0);
    Ok(if failed { Exit::Failed } else { Exit::Done })
}

fn explain(code: &str, as_json: bool) -> anyhow::Result<Exit> {
    let codes = match LintCode::parse(code) {
        Some(code) => vec![code],
        None if code == "all" => LintCode::ALL.to_vec(),
        None => {
            let known: Vec<&str> = LintCode::ALL.iter().map(|code| code.as_str()).collect();
            anyhow::bail!("there is no class {code:?}\nhint: the classes are {}", known.join(", "))
        }
    };
    for code in codes {
        if as_json {
            output::json(&json!({"code": code, "severity": code.severity(), "explanation": code.explanation()}));
        } else {
            output::line(&format!("{code} ({}): {}", code.severity(), code.explanation()));
        }
    }
    Ok(Exit::Done)
}
