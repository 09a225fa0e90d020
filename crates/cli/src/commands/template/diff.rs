//! `waxseal template diff`

use std::path::{Path, PathBuf};

use anyhow::anyhow;
use serde_json::json;
use waxseal_details::trust::{ChangedTemplate, LineKind, PackChange, TemplateChange, TemplatePack};
use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::decode_unverified;

use super::files;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  waxseal template diff old.jws new.jws
  waxseal template diff booking.v1.hbs booking.hbs --json

Signatures are not checked here: a device does, with the keys it pinned.")]
pub(crate) struct Arguments {
    /// A pack, or a template.
    #[arg(value_name = "OLD")]
    old: PathBuf,
    /// The pack or template that comes after it.
    #[arg(value_name = "NEW")]
    new: PathBuf,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let (before, after) = (pack(&arguments.old)?, pack(&arguments.new)?);
    let change = PackChange::between(&before, &after);
    if arguments.json {
        output::json(&json!({"alarming": change.is_alarming(), "change": change}));
        return Ok(Exit::Done);
    }
    if before.issuer != after.issuer {
        output::line(&format!("! The publisher was {}, and is now {}.", before.issuer, after.issuer));
    }
    if after.version < before.version {
        output::line(&format!(
            "! The version goes back from {} to {}: devices refuse it.",
            before.version, after.version
        ));
    }
    for template in &change.templates {
        if let TemplateChange::Changed(changed) = template {
            for alarm in &changed.alarms {
                output::line(&format!("! {}: {alarm}", changed.detail_type));
            }
        }
    }
    for digest in after.revoked.iter().filter(|digest| !before.revoked.contains(digest)) {
        output::line(&format!("Revoked: {digest}"));
    }
    if change.templates.is_empty() {
        output::line("The templates are the same.");
    }
    for template in &change.templates {
        match template {
            TemplateChange::Added { detail_type, after } => {
                output::line(&format!("{detail_type}: new, version {}", after.template_version));
                output::line(&format!("  verb: {}", after.verb.text));
            }
            TemplateChange::Removed { detail_type, before } => {
                output::line(&format!("{detail_type}: removed, was version {}", before.template_version));
            }
            TemplateChange::Changed(changed) => changed_template(changed),
        }
    }
    Ok(Exit::Done)
}

fn changed_template(changed: &ChangedTemplate) {
    let (before, after) = (&changed.before, &changed.after);
    output::line(&format!("{}: version {} → {}", changed.detail_type, before.template_version, after.template_version));
    let pair = |name: &str, old: &str, new: &str| {
        if old != new {
            output::line(&format!("  {name} was: {old}"));
            output::line(&format!("  {name} now: {new}"));
        }
    };
    pair("verb", &before.verb.text, &after.verb.text);
    pair("risk floor", &before.risk_floor.to_string(), &after.risk_floor.to_string());
    for path in &changed.critical_added {
        output::line(&format!("  now critical: {path}"));
    }
    for path in &changed.critical_removed {
        output::line(&format!("  no longer critical: {path}"));
    }
    for line in &changed.rows {
        match line.kind {
            LineKind::Same => {}
            LineKind::Added => output::line(&format!("  + {}", line.text.text)),
            LineKind::Removed => output::line(&format!("  - {}", line.text.text)),
        }
    }
}

/// A pack as it is, or a template as a pack of one.
fn pack(path: &Path) -> anyhow::Result<TemplatePack> {
    let text = files::text(path)?;
    if text.starts_with("---") {
        files::template(path)?;
        let (issued_at, expires_at) =
            (Timestamp::UNIX_EPOCH, Timestamp::UNIX_EPOCH + std::time::Duration::from_hours(24));
        return Ok(TemplatePack::new("https://issuer.invalid/", 1, issued_at, expires_at, [text.as_str()])?);
    }
    decode_unverified(text.trim()).map_err(|error| {
        let hint = "hint: give a pack that waxseal template sign wrote, or a template";
        anyhow!("{} is neither a pack nor a template: {error}\n{hint}", path.display())
    })
}
