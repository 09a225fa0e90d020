//! The last step. The system's packages are installed by root, everything else by the plugin.

#[cfg(target_os = "linux")]
mod asking;
#[cfg(target_os = "linux")]
mod inherited;
#[cfg(target_os = "linux")]
mod signed;
#[cfg(target_os = "linux")]
mod tool;

#[cfg(target_os = "linux")]
pub(crate) mod root;

use std::sync::Arc;

use tauri_plugin_updater::Update;

use super::channel::Channel;
use super::problem::{UpdateProblem, UpdateProblemKind};

/// Whether a build of this kind can be replaced at all: on Linux, one that no package brought cannot.
pub(super) fn is_possible() -> bool {
    !cfg!(target_os = "linux") || cfg!(debug_assertions) || tauri::utils::platform::bundle_type().is_some()
}

/// Installs a package. It verifies it again, and begins only if it may at that moment.
pub(super) async fn install(
    channel: &Channel,
    update: Update,
    package: Vec<u8>,
    may_begin: Arc<dyn Fn() -> bool + Send + Sync>,
) -> Result<(), UpdateProblem> {
    let channel = channel.clone();
    let installing = tauri::async_runtime::spawn_blocking(move || {
        update.verify(&package)?;
        #[cfg(target_os = "linux")]
        if !is_app_image() {
            return asking::install(&channel, &update.signature, &package, &*may_begin);
        }
        #[cfg(not(target_os = "linux"))]
        let _ = channel;
        if !may_begin() {
            return Err(interrupted());
        }
        Ok(update.install(&package)?)
    });
    installing.await.unwrap_or_else(|error| Err(UpdateProblem::new(UpdateProblemKind::NotInstalled, error)))
}

fn interrupted() -> UpdateProblem {
    UpdateProblem::new(UpdateProblemKind::Interrupted, "Something came before it began.")
}

#[cfg(target_os = "linux")]
fn is_app_image() -> bool {
    tauri::utils::platform::bundle_type() == Some(tauri::utils::config::BundleType::AppImage)
}
