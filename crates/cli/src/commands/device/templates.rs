//! `waxseal device templates`

use waxseal_device::TemplateOrigin;
use waxseal_device::commands::{TemplateView, TemplatesOfAccount};

use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let device = arguments.device.start()?;
    let templates = device.templates();
    device.stop();
    if arguments.json {
        output::json(&templates);
        return Ok(Exit::Done);
    }
    if templates.accounts.is_empty() {
        output::note("This device is not enrolled, and each server has its own templates.");
    }
    templates.accounts.iter().for_each(account);
    for local in templates.local_problems {
        output::note(&format!("{} is not used. {}", local.file, local.problem));
    }
    Ok(Exit::Done)
}

fn account(account: &TemplatesOfAccount) {
    let pack = match &account.pack {
        Some(pack) => format!("pack {}, until {:.0}", pack.version, pack.expires_at),
        None if account.pinned => "no pack yet".to_owned(),
        None => "publishes no templates".to_owned(),
    };
    output::line(&format!("{} ({pack})", account.host));
    if let Some(warning) = &account.warning {
        output::line(&format!("  Warning: {warning}"));
    }
    account.templates.iter().for_each(template);
    for withheld in &account.withheld {
        output::line(&format!("  Not used: {}. {}", withheld.detail_type.text, withheld.reason));
    }
}

fn template(template: &TemplateView) {
    let detail_type = &template.detail_type.text;
    let origin = match &template.origin {
        Some(TemplateOrigin::BuiltIn) => "built in",
        Some(TemplateOrigin::Publisher { .. }) => "published",
        Some(TemplateOrigin::Local) => "yours",
        None => {
            let absence = template.absence.as_deref().unwrap_or_default();
            return output::line(&format!("  {detail_type:<24} not in use. {absence}"));
        }
    };
    let version = template.version.as_ref().map(|version| version.text.as_str()).unwrap_or_default();
    output::line(&format!("  {detail_type:<24} {version:<8} {origin:<10} {} care", template.risk_floor));
    for change in template.banner.iter().flat_map(|banner| &banner.changes) {
        output::line(&format!("    Changed: {change}"));
    }
}
