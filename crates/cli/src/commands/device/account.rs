//! Which of a device's accounts a command is about.

use anyhow::{Context as _, bail};
use waxseal_device::Device;
use waxseal_device::commands::AccountView;

#[derive(Debug, clap::Args)]
pub(super) struct AccountArguments {
    /// The account, where there are several: its host, or the person's id.
    #[arg(long, value_name = "HOST|ID")]
    account: Option<String>,
}

impl AccountArguments {
    /// The account that is meant.
    pub(super) fn of(&self, device: &Device) -> anyhow::Result<AccountView> {
        let snapshot = device.snapshot();
        if snapshot.lock.locked {
            bail!("this device is locked\nhint: unlock it in the app that locked it");
        }
        let mut accounts = snapshot.accounts;
        if accounts.is_empty() {
            bail!("this device is not enrolled\nhint: waxseal device enroll LINK");
        }
        if let Some(named) = &self.account {
            accounts.retain(|account| account.host == *named || account.user_id.as_str() == named);
        }
        if accounts.len() > 1 {
            bail!("this device has several accounts that fit\nhint: name one with --account");
        }
        accounts.pop().with_context(|| {
            format!(
                "there is no account {:?}\nhint: its host or the person's id is meant",
                self.account.as_deref().unwrap_or_default()
            )
        })
    }
}
