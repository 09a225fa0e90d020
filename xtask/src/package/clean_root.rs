//! Whether the package is complete: it is installed where nothing else is, and has to open a window.

use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail, ensure};

use super::publish::Signer;
use super::reversion::{self, Newer};
use crate::process;
use crate::report;

/// A screen and the means to look at it. Not one of them belongs to the package.
const BESIDE: [&str; 6] = ["dbus", "xvfb", "xauth", "xdotool", "polkitd", "pkexec"];
/// What drives an app. It brings libraries that the package has to bring by itself, so it comes after the first start.
const DRIVER: [&str; 2] = ["webkit2gtk-driver", "curl"];
/// What the package brings, or has brought.
const BROUGHT: [&str; 3] = [
    "/usr/bin/waxseal-desktop",
    "/usr/share/polkit-1/actions/app.waxseal.policy",
    "/usr/share/applications/Waxseal.desktop",
];
const APT: [&str; 4] = ["apt-get", "-qq", "--no-install-recommends", "--yes"];
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

/// Where the session lies that [`AUTOMATE`] asks for.
const SESSION: &str = "session.json";
/// Starts the app as a program does that wants to press its buttons. The tests drive a development build in
/// this way, so that a session would come about here, too, if the app let it.
const AUTOMATE: &str = r#"
set -eu
runuser -u person -- dbus-run-session -- xvfb-run --auto-servernum sh -eu -c '
    export TAURI_WEBVIEW_AUTOMATION=true
    WebKitWebDriver --port=4600 & driver=$!
    for i in $(seq 60); do curl --silent --output /dev/null http://127.0.0.1:4600/status && break; sleep 0.5; done
    curl --silent --max-time 60 --data @/session.json http://127.0.0.1:4600/session > /tmp/answer & asking=$!
    for i in $(seq 120); do
        title=$(xdotool search --onlyvisible --name Waxseal getwindowname 2>/dev/null | head -n 1 || true)
        if [ -n "$title" ]; then break; fi
        sleep 0.5
    done
    [ -n "$title" ] || { echo "the driver started no window" >&2; exit 1; }
    code=0
    wait $asking || code=$?
    kill $driver
    case "$code:$(cat /tmp/answer)" in
        *"\"sessionId\":\""*) echo "a program drives the app: $(cat /tmp/answer)" >&2; exit 1 ;;
        0:*"\"session not created\""*) said="the driver made no session" ;;
        28:) said="the driver waited a minute for it" ;;
        *) echo "what the driver says is unknown: $(cat /tmp/answer) (curl $code)" >&2; exit 1 ;;
    esac
    echo "It opened for a WebDriver, and was not driven: $said."
'
"#;

/// What an administrator writes who lets people update without a password.
const RULE: &str =
    "polkit.addRule(function(action, subject) { if (action.id == 'app.waxseal.update') return 'yes'; });\n";
/// Updates as the person, first with a package that is not what was signed.
const UPDATE: &str = r#"
set -eu
newer=$1
mkdir -p /run/dbus
dbus-daemon --system --fork
/usr/lib/polkit-1/polkitd --no-debug > /dev/null 2>&1 &
for i in $(seq 60); do
    dbus-send --system --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
        string:org.freedesktop.PolicyKit1 | grep -q true && break
    sleep 0.5
done
update() { runuser -u person -- pkexec --disable-internal-agent /usr/bin/waxseal-desktop --install-update < "$1"; }
version() { dpkg-query --show --showformat='${Version}' waxseal; }
before=$(version)
if update /tampered 2> /said; then echo "a tampered package was installed" >&2; exit 1; fi
grep -q "the signature is not right" /said || { cat /said >&2; exit 1; }
[ "$(version)" = "$before" ]
update /update > /dev/null
[ "$(version)" = "$newer" ] || { echo "it is still $(version)" >&2; exit 1; }
rm /update /tampered /said /newer.deb /newer.deb.sig
echo "Updated from $before to $(version), and not by a package that was tampered with."
"#;

/// What the check needs, before anything that takes long is begun.
pub(super) fn can_check() -> anyhow::Result<()> {
    let user = process::output(Command::new("id").arg("--user"))?;
    ensure!(user.trim() == "0", "a new Debian can only be made by root\nhint: run it with sudo, or without --check");
    for tool in ["debootstrap", "unshare"] {
        ensure!(process::exists(tool, "--version"), "there is no {tool}\nhint: apt-get install debootstrap util-linux");
    }
    Ok(())
}

pub(super) fn check(
    package: &Path,
    release: &str,
    mirror: Option<&str>,
    signer: Option<&Signer>,
) -> anyhow::Result<()> {
    let mirror = mirror.map_or_else(|| mirror_of_this_machine(release), |mirror| Ok(mirror.to_owned()))?;
    // What is signed in it is for nobody else.
    let folder = tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o700)).tempdir()?;
    let root = Root { path: folder.path().join("root") };
    report::step(&format!("Making a new Debian ({release})"));
    let mut debootstrap = Command::new("debootstrap");
    debootstrap.args(["--variant=minbase", release]).arg(&root.path).arg(&mirror);
    process::output(&mut debootstrap)?;
    root.take_over_network()?;
    report::step("Installing the package in it");
    std::fs::copy(package, root.path.join("waxseal.deb"))?;
    root.run(&["apt-get", "-qq", "update"])?;
    root.run(&[&APT[..], &["install", "/waxseal.deb"]].concat())?;
    let brought = root.run(&["dpkg-query", "--listfiles", "waxseal"])?;
    for file in BROUGHT {
        ensure!(brought.lines().any(|one| one == file), "the package does not bring {file}");
    }
    let tray = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", "libayatana-appindicator3-1"];
    ensure!(root.run(&tray)? == "installed", "the package does not bring the library of the tray");
    report::step("Starting it");
    root.run(&[&APT[..], &["install"], &BESIDE].concat())?;
    let said = root.run(&["sh", "-c", START])?;
    report::line(said.trim());
    let asked = serde_json::json!({"capabilities": {"alwaysMatch": {
        "webkitgtk:browserOptions": {"binary": BROUGHT[0], "args": []},
    }}});
    std::fs::write(root.path.join(SESSION), asked.to_string())?;
    root.run(&[&APT[..], &["install"], &DRIVER].concat())?;
    report::line(root.run(&["sh", "-c", AUTOMATE])?.trim());
    std::fs::remove_file(root.path.join(SESSION))?;
    if let Some(signer) = signer {
        report::step("Updating it");
        root.update(package, signer)?;
    }
    root.run(&[&APT[..], &["purge", "waxseal"]].concat())?;
    for file in brought.lines().filter(|file| *file != "/.") {
        let left = root.path.join(file.trim_start_matches('/'));
        // A folder may be somebody else's, too.
        ensure!(left.is_dir() || !left.exists(), "removing the package leaves {file}");
    }
    report::line("Removing it leaves no file of it behind.");
    folder.close().context("the Debian of the check could not be removed")
}

/// Where apt gets this release from here.
fn mirror_of_this_machine(release: &str) -> anyhow::Result<String> {
    let mut targets = Command::new("apt-get");
    let filters = [format!("Codename: {release}"), "Component: main".to_owned(), "Origin: Debian".to_owned()];
    targets.args(["indextargets", "--format", "$(SITE)"]).args(filters);
    let listed = process::output(&mut targets)?;
    match listed.lines().find(|line| line.starts_with("http")) {
        Some(site) => Ok(site.to_owned()),
        None => bail!("apt has no mirror for {release} here\nhint: name one with --mirror"),
    }
}

/// A folder with a Debian in it.
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
                let copy = copy.args(["--recursive", "--dereference"]).arg(from.join(".")).arg(self.path.join(folder));
                process::run(copy)?;
            }
        }
        Ok(())
    }

    /// Updates what is installed in it to a newer version, as an app does: by pkexec, for a person whom a
    /// rule allows it, and once root has verified the signature.
    fn update(&self, package: &Path, signer: &Signer) -> anyhow::Result<()> {
        let newer = self.path.join("newer.deb");
        let version = Newer::than(env!("CARGO_PKG_VERSION"))?;
        reversion::write(package, &version.of_the_package, &newer)?;
        let signature = signer.sign(&newer, &version.signed)?;
        let bytes = std::fs::read(&newer)?;
        // Only a program that was built for development takes the key from here.
        let header = serde_json::json!({ "signature": signature, "size": bytes.len(), "key": signer.key });
        let mut tampered = bytes.clone();
        if let Some(last) = tampered.last_mut() {
            *last ^= 1;
        }
        for (name, package) in [("update", &bytes), ("tampered", &tampered)] {
            let said = [format!("{header}\n").as_bytes(), package, b"begin\n"].concat();
            std::fs::write(self.path.join(name), said)?;
        }
        std::fs::create_dir_all(self.path.join("etc/polkit-1/rules.d"))?;
        std::fs::write(self.path.join("etc/polkit-1/rules.d/10-check.rules"), RULE)?;
        report::line(self.run(&["sh", "-c", UPDATE, "sh", &version.of_the_package])?.trim());
        Ok(())
    }

    /// Runs a program in it. What is mounted for it, and what it leaves running, ends with it, however it
    /// ends: nothing of this machine is ever mounted there when the folder is removed.
    fn run(&self, command: &[&str]) -> anyhow::Result<String> {
        const INSIDE: &str = r#"
            root=$1; shift
            mount -t proc proc "$root/proc"
            mount -t tmpfs tmpfs "$root/dev/shm"
            mkdir -p "$root/dev/pts"
            mount -t devpts devpts "$root/dev/pts"
            exec chroot "$root" "$@"
        "#;
        let mut inside = Command::new("unshare");
        inside.args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-eu", "-c", INSIDE, "sh"]);
        inside.arg(&self.path).args(command).env_clear();
        inside.env("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin").env("LC_ALL", "C.UTF-8");
        inside.env("DEBIAN_FRONTEND", "noninteractive");
        process::output(&mut inside)
    }
}
