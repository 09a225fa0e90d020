//! `waxseal device user-code`

use std::io::BufRead as _;

use anyhow::{Context as _, bail};

use super::account::AccountArguments;
use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    #[command(flatten)]
    account: AccountArguments,
    /// Set a code: the first line of the input. A command line is no place for it, since others can see it.
    #[arg(long, conflicts_with = "remove")]
    set: bool,
    /// Remove the code: agents may ask without.
    #[arg(long)]
    remove: bool,
    /// Print JSON: whether one is set, and whether it can be changed here.
    #[arg(long, conflicts_with_all = ["set", "remove"])]
    json: bool,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let device = arguments.device.start()?;
    let account = arguments.account.of(&device)?;
    if arguments.set {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("the input cannot be read")?;
        let code = line.trim_end_matches(['\r', '\n']);
        if code.is_empty() {
            bail!("there is no code in the input\nhint: waxseal device user-code --set < FILE");
        }
        device.set_user_code(&account.id, Some(code)).await?;
        output::note(&format!("Agents at {} have to give the new code from now on.", account.host));
    } else if arguments.remove {
        device.set_user_code(&account.id, None).await?;
        output::note(&format!("Agents at {} may ask without a code from now on.", account.host));
    } else {
        let state = device.user_code(&account.id).await?;
        if arguments.json {
            output::json(&state);
        } else {
            output::line(if state.is_set { "set" } else { "not set" });
            if !state.changeable {
                output::note("The server's operator gives out the codes.");
            }
        }
    }
    device.stop();
    Ok(Exit::Done)
}
