//! The system's package tool. It looks at what a package needs before it touches anything, so that one
//! that cannot be installed leaves the version before as it was.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The name of our package.
const NAME: &str = "waxseal";

/// A package that is about to be installed, where only root can exchange it.
#[derive(Debug)]
pub(super) struct Ready {
    kind: Kind,
    path: PathBuf,
    _folder: TempDir,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Deb,
    Rpm,
}

impl Kind {
    fn of(package: &[u8]) -> Option<Self> {
        if package.starts_with(b"!<arch>\ndebian-binary") {
            return Some(Self::Deb);
        }
        package.starts_with(&[0xed, 0xab, 0xee, 0xdb]).then_some(Self::Rpm)
    }
}

/// Puts a package where only root can exchange it, and looks whose it is.
pub(super) fn prepare(package: &[u8]) -> Result<Ready, String> {
    let kind = Kind::of(package).ok_or("it is no package of Debian's or of Fedora's kind")?;
    let text = |error: std::io::Error| error.to_string();
    let folder = tempfile::Builder::new().prefix("waxseal-update-").tempdir_in("/var/tmp").map_err(text)?;
    let path = folder.path().join(match kind {
        Kind::Deb => "waxseal.deb",
        Kind::Rpm => "waxseal.rpm",
    });
    File::create_new(&path).and_then(|mut file| file.write_all(package)).map_err(text)?;
    let name = match kind {
        Kind::Deb => run("/usr/bin/dpkg-deb", &["--field"], &path, &["Package"])?,
        Kind::Rpm => run("/usr/bin/rpm", &["--query", "--queryformat", "%{NAME}", "--package"], &path, &[])?,
    };
    if name.trim() != NAME {
        return Err(format!("it is the package {:?}, not {NAME:?}", name.trim()));
    }
    Ok(Ready { kind, path, _folder: folder })
}

impl Ready {
    /// Installs it.
    pub(super) fn install(self) -> Result<(), String> {
        match self.kind {
            // Unlike dpkg, it brings what the package needs or leaves everything alone.
            Kind::Deb => run("/usr/bin/apt-get", &APT, &self.path, &[])?,
            Kind::Rpm => run("/usr/bin/rpm", &["--upgrade"], &self.path, &[])?,
        };
        Ok(())
    }
}

const APT: [&str; 9] = [
    "--quiet=2",
    "--yes",
    "--no-install-recommends",
    "--no-remove",
    // Another one may be at work.
    "--option=DPkg::Lock::Timeout=120",
    // A file that the administrator changed stays theirs.
    "--option=Dpkg::Options::=--force-confdef",
    "--option=Dpkg::Options::=--force-confold",
    "--option=APT::Sandbox::User=root",
    "install",
];

/// Runs a tool on the package, with nothing of the caller's environment, and returns what it prints.
fn run(tool: &str, before: &[&str], package: &Path, after: &[&str]) -> Result<String, String> {
    let mut command = Command::new(tool);
    command.args(before).arg(package).args(after).current_dir("/").stdin(Stdio::null()).env_clear();
    command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    command.env("LC_ALL", "C.UTF-8").env("DEBIAN_FRONTEND", "noninteractive");
    let output = command.output().map_err(|error| format!("{tool}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{tool}: {} ({})", String::from_utf8_lossy(&output.stderr).trim(), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
