//! Updates: signed by whoever ships the build, fetched in the background, and never installed while a
//! request is open.
//!
//! `tauri-plugin-updater` says whether a manifest offers this computer something newer, and checks the
//! signature; the page has none of its commands. What is ours is when: the manifest and the package are
//! bounded, the package is kept only once it is verified, and the last step waits for the device to be
//! free. On Linux the last step is ours, too: root verifies the package once more, with the key of the
//! program that is installed, before the system's package tool gets it. `docs/adr/0022` has the reasons.

mod channel;
mod install;
mod kept;
mod problem;
mod release;
mod restart;
mod schedule;
mod updates;
mod view;

#[cfg(target_os = "linux")]
pub(crate) use install::root::install_if_asked;
pub(crate) use restart::Restart;
pub(crate) use updates::{Updates, follow};
pub(crate) use view::{UpdateMode, UpdateView};
