//! `waxseal device hint`

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
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let device = arguments.device.start()?;
    let account = arguments.account.of(&device)?;
    let code = device.one_time_code(&account.id).await?;
    device.stop();
    if arguments.json {
        output::json(&code);
    } else {
        output::line(&code.text);
        let seconds = code.expires_in_ms / 1000;
        output::note(&format!("It can be used once, at {}, in the next {seconds} seconds.", account.host));
    }
    Ok(Exit::Done)
}
