//! System packages.

use std::process::{Command, Stdio};

use anyhow::{Context as _, bail};

use super::Needs;
use crate::process::{self, exists};
use crate::report;

/// A package manager and what it calls things.
struct Manager {
    program: &'static str,
    /// Arguments that install without asking.
    install: &'static [&'static str],
    /// Arguments that refresh the lists, run once before installing.
    refresh: Option<&'static [&'static str]>,
    /// Arguments that succeed if a package is there.
    query: (&'static str, &'static [&'static str]),
    needs_root: bool,
    window: &'static [&'static str],
    tests: &'static [&'static str],
}

const MANAGERS: [Manager; 5] = [
    Manager {
        program: "apt-get",
        install: &["install", "-y", "--no-install-recommends"],
        refresh: Some(&["update", "-q"]),
        query: ("dpkg-query", &["-W", "-f=${Status}"]),
        needs_root: true,
        window: &[
            "build-essential",
            "pkg-config",
            "libwebkit2gtk-4.1-dev",
            "libayatana-appindicator3-dev",
            "dbus",
            "gnome-keyring",
        ],
        tests: &[
            "xvfb",
            "openbox",
            "xdotool",
            // xmessage: a window of another program.
            "x11-utils",
            "webkit2gtk-driver",
            "dunst",
            "libglib2.0-bin",
            "libsecret-tools",
            "procps",
            // The daemon that asks for passwords, and its agent for terminals.
            "polkitd",
            // What asks whether root may install an update.
            "pkexec",
            // What the documentation's commands need.
            "curl",
            "iproute2",
            "jq",
            "openssl",
            "sqlite3",
            "util-linux",
            "bsdutils",
            "python3",
            "python3-venv",
        ],
    },
    Manager {
        program: "dnf",
        install: &["install", "-y"],
        refresh: None,
        query: ("rpm", &["-q"]),
        needs_root: true,
        window: &["gcc", "webkit2gtk4.1-devel", "libayatana-appindicator-gtk3-devel", "dbus-daemon", "gnome-keyring"],
        tests: &["xorg-x11-server-Xvfb", "openbox", "xdotool", "webkit2gtk-driver", "dunst", "glib2", "libsecret"],
    },
    Manager {
        program: "pacman",
        install: &["-S", "--noconfirm", "--needed"],
        refresh: None,
        query: ("pacman", &["-Q"]),
        needs_root: true,
        window: &["base-devel", "webkit2gtk-4.1", "libayatana-appindicator", "dbus", "gnome-keyring"],
        tests: &["xorg-server-xvfb", "openbox", "xdotool", "dunst", "glib2", "libsecret"],
    },
    // macOS and Windows bring their own webview and keyring. The tests of the window run on Linux.
    Manager {
        program: "brew",
        install: &["install"],
        refresh: None,
        query: ("brew", &["list", "--versions"]),
        needs_root: false,
        window: &[],
        tests: &[],
    },
    Manager {
        program: "winget",
        install: &["install", "--silent", "--accept-package-agreements", "--accept-source-agreements"],
        refresh: None,
        query: ("winget", &["list", "--exact", "--id"]),
        needs_root: false,
        window: &["Microsoft.EdgeWebView2Runtime"],
        tests: &[],
    },
];

/// Installs the packages that are missing.
pub(super) fn install(needs: Needs) -> anyhow::Result<()> {
    let Some(manager) = MANAGERS.iter().find(|manager| exists(manager.program, "--version")) else {
        bail!(
            "no known package manager was found (apt, dnf, pacman, brew, winget)\n\
             hint: install the packages that Tauri 2 needs: https://tauri.app/start/prerequisites/"
        );
    };
    let wanted = manager.window.iter().chain(if needs == Needs::Tests { manager.tests } else { &[] });
    let missing: Vec<&str> = wanted.copied().filter(|package| !manager.has(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    report::line(&format!("Missing: {}", missing.join(", ")));
    if let Some(refresh) = manager.refresh {
        // A list that cannot be refreshed may still be good enough.
        process::run(manager.command()?.args(refresh).stdout(Stdio::null())).ok();
    }
    let mut command = manager.command()?;
    command.args(manager.install).args(&missing).stdout(Stdio::null());
    let shown = process::shown(&command);
    report::step(&shown);
    process::run(&mut command)
        .with_context(|| format!("the packages were not installed\nhint: check the network, then run: {shown}"))
}

impl Manager {
    fn has(&self, package: &str) -> bool {
        let (program, arguments) = self.query;
        let output = Command::new(program).args(arguments).arg(package).stdin(Stdio::null()).output();
        output.is_ok_and(|output| {
            // dpkg knows removed packages too, as "deinstall ok config-files" and "unknown ok not-installed".
            let removed = program == "dpkg-query" && !output.stdout.ends_with(b" installed");
            output.status.success() && !removed
        })
    }

    /// The manager, as root if it has to be.
    fn command(&self) -> anyhow::Result<Command> {
        if !self.needs_root || is_root() {
            let mut command = Command::new(self.program);
            command.env("DEBIAN_FRONTEND", "noninteractive");
            return Ok(command);
        }
        if !exists("sudo", "--version") {
            let words: Vec<&str> = std::iter::once(self.program)
                .chain(self.install.iter().copied())
                .chain(self.window.iter().copied())
                .chain(self.tests.iter().copied())
                .collect();
            bail!(
                "packages are missing, and there is no sudo to install them\nhint: as root, run: {}",
                words.join(" ")
            );
        }
        let mut command = Command::new("sudo");
        command.arg(self.program);
        Ok(command)
    }
}

fn is_root() -> bool {
    process::output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}
