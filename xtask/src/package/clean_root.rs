//! Whether the package is complete: it is installed where nothing else is, and has to open a window.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};

use crate::process;
use crate::report;

/// A screen and the means to look at it. Not one of them belongs to the package.
const BESIDE: [&str; 3] = ["dbus", "xvfb", "xdotool"];
/// Starts the app as a person who is nobody special, and waits for its window.
const START: &str = r#"
set -eu
useradd --create-home person
runuser -u person -- dbus-run-session -- xvfb-run --auto-servernum sh -eu -c '
    waxseal-desktop & app=$!
    for i in $(seq 120); do
        title=$(xdotool search --onlyvisible --name Waxseal getwindowname 2>/dev/null | head -n 1 || true)
        if [ -n "$title" ]; then break; fi
        kill -0 $app 2>/dev/null || { echo "the app ended by itself" >&2; exit 1; }
        sleep 0.5
    done
    kill $app
    [ -n "$title" ] || { echo "no window opened within a minute" >&2; exit 1; }
    echo "A window opened: $title"
'
"#;

pub(super) fn check(package: &Path, release: &str, mirror: Option<&str>) -> anyhow::Result<()> {
    ensure!(process::exists("debootstrap", "--version"), "there is no debootstrap\nhint: apt-get install debootstrap");
    let mirror = mirror.map_or_else(mirror_of_this_machine, |mirror| Ok(mirror.to_owned()))?;
    let folder = tempfile::tempdir()?;
    let root = Root { path: folder.path().join("root") };
    report::step(&format!("Making a new Debian ({release})"));
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.args(["--variant=minbase", release]).arg(&root.path).arg(&mirror);
    process::output(&mut debootstrap)?;
    root.take_over_network()?;
    root.mount()?;
    report::step("Installing the package in it");
    std::fs::copy(package, root.path.join("waxseal.deb"))?;
    let apt = ["apt-get", "-qq", "--no-install-recommends", "--yes"];
    root.run(&["apt-get", "-qq", "update"])?;
    root.run(&[&apt[..], &["install", "/waxseal.deb"]].concat())?;
    report::step("Starting it");
    root.run(&[&apt[..], &["install"], &BESIDE, &["xauth"]].concat())?;
    let said = root.run(&["sh", "-c", START])?;
    report::line(said.trim());
    root.run(&[&apt[..], &["purge", "waxseal"]].concat())?;
    ensure!(!root.path.join("usr/bin/waxseal-desktop").exists(), "removing the package leaves the program");
    report::line("Removing it leaves nothing behind.");
    Ok(())
}

/// The first one that apt uses here.
fn mirror_of_this_machine() -> anyhow::Result<String> {
    let listed = process::output(Command::new("apt-get").args(["indextargets", "--format", "$(SITE)"]))?;
    let first = listed.lines().find(|line| line.starts_with("http"));
    first.map(str::to_owned).context("apt knows no mirror\nhint: name one with --mirror")
}

/// A folder with a Debian in it. Whatever was mounted there goes away with it.
struct Root {
    path: PathBuf,
}

impl Root {
    /// It reaches the mirror as this machine does.
    fn take_over_network(&self) -> anyhow::Result<()> {
        std::fs::copy("/etc/resolv.conf", self.path.join("etc/resolv.conf"))?;
        for folder in ["etc/apt/apt.conf.d", "etc/ssl/certs", "usr/local/share/ca-certificates"] {
            let from = Path::new("/").join(folder);
            if from.exists() {
                std::fs::create_dir_all(self.path.join(folder))?;
                let mut copy = Command::new("cp");
                process::run(
                    copy.args(["--recursive", "--dereference"]).arg(from.join(".")).arg(self.path.join(folder)),
                )?;
            }
        }
        Ok(())
    }

    fn mount(&self) -> anyhow::Result<()> {
        for (kind, place) in [("proc", "proc"), ("devpts", "dev/pts"), ("tmpfs", "dev/shm"), ("tmpfs", "tmp")] {
            let place = self.path.join(place);
            std::fs::create_dir_all(&place)?;
            process::run(Command::new("mount").args(["-t", kind, kind]).arg(place))?;
        }
        Ok(())
    }

    fn run(&self, command: &[&str]) -> anyhow::Result<String> {
        let mut chroot = Command::new("chroot");
        chroot.arg(&self.path).args(command).env_clear();
        chroot.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8");
        chroot.env("DEBIAN_FRONTEND", "noninteractive");
        process::output(&mut chroot)
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        for place in ["tmp", "dev/shm", "dev/pts", "proc"] {
            // What was never mounted cannot be unmounted, and that is well.
            Command::new("umount").arg(self.path.join(place)).stderr(std::process::Stdio::null()).status().ok();
        }
    }
}
