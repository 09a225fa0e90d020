//! `waxseal check-config`

use std::path::PathBuf;

use waxseal_protocol::{Clock as _, SystemClock};
use waxseal_server::Config;

use crate::exit::Exit;
use crate::output;

/// The program has no mailer.
const MAILS: bool = false;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The configuration file.
    #[arg(long, default_value = "waxseal.toml", env = "WAXSEAL_CONFIG", value_name = "FILE")]
    config: PathBuf,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let config = Config::load(&arguments.config)?;
    output::line(&format!(
        "{} is good: {} with {} users, {} clients, {} APIs",
        arguments.config.display(),
        config.issuer,
        config.directory.users.len(),
        config.directory.clients.len(),
        config.directory.apis.len()
    ));
    let now = SystemClock::new().now();
    let of_templates = config.templates.iter().flat_map(|templates| templates.warnings(now));
    for warning in of_templates.chain(config.warnings(&config.directory, MAILS)) {
        output::note(&format!("warning: {warning}"));
    }
    Ok(Exit::Done)
}
