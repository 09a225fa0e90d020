//! `waxseal device enroll`

use serde_json::json;
use waxseal_device::commands::EnrollInput;

use super::settings::DeviceArguments;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// The enrolment link, or its code together with --server.
    #[arg(value_name = "LINK")]
    link: String,
    /// The server's address, for a bare code.
    #[arg(long, value_name = "ADDRESS")]
    server: Option<String>,
    /// What to call this device.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Enrol with a key of the test class: every answer says that a script gave it, and the server
    /// may refuse it. `run --script` needs one.
    #[arg(long)]
    test_key: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let device = arguments.device.start()?;
    let review = device.review_enrollment(&arguments.link, arguments.server.as_deref())?;
    let device_name = arguments.name.unwrap_or(review.device_name);
    let input = EnrollInput { text: arguments.link, server: arguments.server, device_name: device_name.clone() };
    let id = if arguments.test_key { device.enroll_with_test_key(input).await? } else { device.enroll(input).await? };
    let account = device.snapshot().accounts.into_iter().find(|account| account.id == id);
    device.stop();
    if arguments.json {
        output::json(
            &json!({"id": id, "host": review.host, "device_name": device_name, "test_key": arguments.test_key}),
        );
    } else {
        let user = account.map(|account| account.user_id.to_string()).unwrap_or_default();
        let key = if arguments.test_key { " with a test key" } else { "" };
        output::line(format!("Enrolled {device_name:?} at {}{key} {user}", review.host).trim_end());
    }
    Ok(Exit::Done)
}
