//! What all device commands take.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::SignedDuration;
use waxseal_device::keys::{KeyVault, OsKeyring, PassphraseFile};
use waxseal_device::script::SkewedClock;
use waxseal_device::{Device, Settings, locale};
use waxseal_protocol::{Clock, Secret, SystemClock};

#[derive(Debug, clap::Args)]
pub(crate) struct DeviceArguments {
    /// The folder of this device: accounts and history.
    #[arg(long, env = "WAXSEAL_STATE", value_name = "FOLDER")]
    state: PathBuf,
    /// A PEM file of authorities trusted beside the system's.
    #[arg(long, env = "WAXSEAL_AUTHORITY", value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Keep the key in a file under a passphrase instead of the OS keyring. The passphrase is read
    /// from the environment variable `WAXSEAL_KEY_PASSPHRASE`.
    #[arg(long)]
    key_file: bool,
}

impl DeviceArguments {
    /// Starts the device.
    pub(crate) fn start(&self) -> anyhow::Result<Device> {
        self.start_with(None, Arc::new(SystemClock::new()))
    }

    /// Starts it by a clock, whose wall time may be off.
    pub(crate) fn start_with(&self, skew: Option<SignedDuration>, clock: Arc<dyn Clock>) -> anyhow::Result<Device> {
        let clock = match skew {
            Some(by) => Arc::new(SkewedClock::new(clock, by)),
            None => clock,
        };
        let vault: Arc<dyn KeyVault> = if self.key_file {
            let passphrase = std::env::var("WAXSEAL_KEY_PASSPHRASE")
                .ok()
                .filter(|passphrase| !passphrase.is_empty())
                .context("--key-file needs a passphrase\nhint: set WAXSEAL_KEY_PASSPHRASE")?;
            Arc::new(PassphraseFile::new(&self.state.join("keys"), Secret::new(passphrase)))
        } else {
            Arc::new(OsKeyring::default())
        };
        Ok(Device::start_unattended(Settings {
            state_folder: self.state.clone(),
            vault,
            // A terminal has no question that nothing else can answer.
            verifier: None,
            authority: self.authority.clone(),
            language: locale::system_language(),
            time_zone: locale::system_time_zone(),
            clock,
        })?)
    }
}
