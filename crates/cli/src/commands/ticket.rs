//! `waxseal ticket`

use std::path::PathBuf;

use serde_json::json;
use waxseal_protocol::SystemClock;
use waxseal_protocol::ids::UserId;
use waxseal_server::directory::Registry;
use waxseal_server::{Config, TicketError, issue_ticket};

use crate::database;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The configuration file of the server.
    #[arg(long, default_value = "waxseal.toml", env = "WAXSEAL_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// The user whose device shall be enrolled.
    #[arg(long, value_name = "ID")]
    user: String,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let config = Config::load(&arguments.config)?;
    let store = database::open(&config).await?;
    let registry = Registry::load(config.directory.clone(), &store).await?;
    let user = UserId::new(arguments.user);
    if !registry.current().users.contains_key(&user) {
        return Err(TicketError::UnknownUser(user).into());
    }
    let ticket = issue_ticket(&config, &store, &SystemClock::new(), &user).await?;
    store.close().await;
    if arguments.json {
        output::json(&json!({
            "code": ticket.code,
            "link": ticket.link,
            "otpauth": ticket.otpauth,
            "expires_at": ticket.expires_at.to_string(),
        }));
    } else {
        output::line(&ticket.link);
        let minutes = config.lifetimes.enrollment_ticket.as_secs().div_ceil(60);
        output::note(&format!("This link enrols one device and works for {minutes} minutes."));
        output::note("Paste it into the app on that device.");
    }
    Ok(Exit::Done)
}
