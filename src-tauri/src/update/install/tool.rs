//! The system's package tool. It looks at what a package needs before it touches anything, so that one
//! that cannot be installed leaves the version before as it was.

use std::fs::{OpenOptions, Permissions};
use std::io::Write as _;
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
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

/// Puts a package where only root can read or exchange it, and looks whether it is what was signed: ours, of
/// that version, and for this system.
pub(super) fn prepare(package: &[u8], version: &str) -> Result<Ready, String> {
    let kind = Kind::of(package).ok_or("it is no package of Debian's or of Fedora's kind")?;
    let text = |error: std::io::Error| error.to_string();
    let mut folder = tempfile::Builder::new();
    folder.prefix("waxseal-update-").permissions(Permissions::from_mode(0o700));
    let folder = folder.tempdir_in("/var/tmp").map_err(text)?;
    let path = folder.path().join(match kind {
        Kind::Deb => "waxseal.deb",
        Kind::Rpm => "waxseal.rpm",
    });
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(&path).and_then(|mut file| file.write_all(package)).map_err(text)?;
    let ready = Ready { kind, path, _folder: folder };
    match kind {
        Kind::Deb => ready.is_deb_of(version)?,
        Kind::Rpm => is("package", &ready.rpm_says("%{NAME}")?, NAME)?,
    }
    Ok(ready)
}

impl Ready {
    /// Installs it, if it still is what was verified.
    pub(super) fn install(self, verified: &[u8]) -> Result<(), String> {
        let here = std::fs::read(&self.path).map_err(|error| error.to_string())?;
        if here != verified {
            return Err("the package was exchanged after it was verified".to_owned());
        }
        match self.kind {
            // Unlike dpkg, it brings what the package needs or leaves everything alone.
            Kind::Deb => run(tool("/usr/bin/apt-get").args(APT).arg(&self.path))?,
            Kind::Rpm => run(tool("/usr/bin/rpm").arg("--upgrade").arg(&self.path))?,
        };
        Ok(())
    }

    fn is_deb_of(&self, version: &str) -> Result<(), String> {
        is("package", &self.deb_says("${Package}")?, NAME)?;
        let inside = self.deb_says("${Version}")?;
        // Debian sorts what comes after a tilde below the version before it, as semver does after a hyphen.
        if inside != version.replacen('-', "~", 1) {
            is("version", &inside, version)?;
        }
        let here = run(tool("/usr/bin/dpkg").arg("--print-architecture"))?;
        is("architecture", &self.deb_says("${Architecture}")?, here.trim())
    }

    fn deb_says(&self, field: &str) -> Result<String, String> {
        run(tool("/usr/bin/dpkg-deb").arg("--show").arg(format!("--showformat={field}")).arg(&self.path))
    }

    fn rpm_says(&self, field: &str) -> Result<String, String> {
        run(tool("/usr/bin/rpm").args(["--query", "--queryformat", field, "--package"]).arg(&self.path))
    }
}

fn is(what: &str, inside: &str, wanted: &str) -> Result<(), String> {
    if inside == wanted {
        return Ok(());
    }
    Err(format!("it is the {what} {inside:?}, not {wanted:?}"))
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

/// A tool of the system's with nothing of the caller's environment, and out of reach of their terminal.
fn tool(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").stdin(Stdio::null()).process_group(0).env_clear();
    command.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    command.env("LC_ALL", "C.UTF-8").env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Runs a tool, and returns what it prints.
fn run(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        return Err(format!("{program}: {} ({})", String::from_utf8_lossy(&output.stderr).trim(), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
