//! `cargo xtask package`: the desktop app as a Debian package, and as an update of those that are installed.

mod clean_root;
mod publish;
mod reversion;
mod smaller;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context as _;

use crate::process::{self, release_binary, root};
use crate::report;
use crate::setup::{self, Needs};

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Install the package into a new Debian with nothing else in it, and start the app there. Needs
    /// root, debootstrap and a Debian mirror.
    #[arg(long)]
    check: bool,
    /// Take the package that the last run made.
    #[arg(long)]
    no_build: bool,
    /// The Debian that the check makes.
    #[arg(long, default_value = "bookworm", value_name = "RELEASE")]
    release: String,
    /// Where that Debian comes from. Without it, the mirror this machine uses.
    #[arg(long, value_name = "URL")]
    mirror: Option<String>,
    #[command(flatten)]
    publishing: publish::Publishing,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let signer = arguments.publishing.signer()?;
    if arguments.check {
        clean_root::can_check()?;
    }
    if !arguments.no_build {
        setup::run(Needs::Window)?;
        report::step("Building the package, optimised. This takes a quarter of an hour the first time");
        let tauri = root().join("ui/node_modules/.bin/tauri");
        process::run(
            Command::new(tauri)
                .args(["build", "--bundles", "deb", "--", "--package", "waxseal-desktop"])
                .current_dir(root()),
        )?;
        report::step("Packing it smaller");
        smaller::pack(&built()?)?;
    }
    let package = built()?;
    let size = std::fs::metadata(&package)?.len();
    report::line(&format!("{} ({:.1} MB)", package.display(), megabytes(size)));
    if let Some(signer) = &signer {
        report::step("Signing it");
        signer.publish(std::slice::from_ref(&package), env!("CARGO_PKG_VERSION"))?;
    }
    if arguments.check {
        clean_root::check(&package, &arguments.release, arguments.mirror.as_deref(), signer.as_ref())?;
    }
    Ok(())
}

/// The package of the version this tree has.
fn built() -> anyhow::Result<PathBuf> {
    let folder = release_binary("bundle").join("deb");
    let entries = std::fs::read_dir(&folder).with_context(|| format!("no package is in {}", folder.display()))?;
    let name = format!("_{}_", env!("CARGO_PKG_VERSION"));
    let is_ours = |path: &Path| {
        path.extension().is_some_and(|extension| extension == "deb")
            && path.file_name().is_some_and(|file| file.to_string_lossy().contains(&name))
    };
    let mut packages = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).filter(|path| is_ours(path));
    packages.next().with_context(|| format!("no package of this version is in {}", folder.display()))
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
