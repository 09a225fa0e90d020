//! A polkit of the test's own: the real daemon on a bus of its own, the real agent in a terminal, and
//! PAM with a person whose password is known. It needs root, and touches nothing outside.
//!
//! Daemon, agent and helper are in a mount namespace in which the system's bus, passwords and rules are
//! replaced; the app is outside, and knows the bus by its address.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failure of the test")]
#![expect(clippy::print_stderr, reason = "who reads the test's output is told what did not run")]

use std::io::{Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// The person at the desk: to root, polkit says yes without asking. Every system knows `nobody`.
pub const PERSON: u32 = 65_534;
/// Their password.
pub const PASSWORD: &str = "right-password";

/// The daemon and its bus; they end with it.
#[derive(Debug)]
pub struct Polkit {
    folder: PathBuf,
    /// Holds the namespace open.
    namespace: Child,
}

/// The agent that asks the person, in a terminal.
#[derive(Debug)]
pub struct PasswordPrompt {
    script: Child,
    shown: Receiver<u8>,
    text: String,
    /// The terminal, as a file.
    terminal: String,
}

impl Polkit {
    /// Whether this can be had: by root, and where polkit is installed.
    pub fn is_possible() -> bool {
        let root = std::fs::metadata("/proc/self").is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let mounts = || Command::new("unshare").args(["--mount", "true"]).status().is_ok_and(|status| status.success());
        let possible = root && Path::new("/usr/lib/polkit-1/polkitd").exists() && mounts();
        if !possible {
            eprintln!("not run: a polkit of the test's own takes root, mounts of its own and an installed polkitd");
        }
        possible
    }

    /// Starts one in a folder, which has `actions/` and may have `rules/`.
    pub fn start(folder: &Path) -> Self {
        Self::start_after(folder, "")
    }

    /// The same after some lines of shell in the namespace, which know the folder as `$folder`.
    pub fn start_after(folder: &Path, first: &str) -> Self {
        for name in ["actions", "rules"] {
            std::fs::create_dir_all(folder.join(name)).unwrap();
        }
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-eu", "-c", STAGE, "polkit"]).arg(folder);
        command.arg(PASSWORD).arg(first);
        let log = std::fs::File::create(folder.join("polkit.log")).unwrap();
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(log);
        let mut namespace = command.spawn().unwrap();
        let mut ready = [0];
        let begun = namespace.stdout.as_mut().unwrap().read_exact(&mut ready);
        assert!(begun.is_ok(), "{}", std::fs::read_to_string(folder.join("polkit.log")).unwrap());
        Self { folder: folder.to_owned(), namespace }
    }

    /// What the app knows the bus by.
    pub fn address(&self) -> String {
        format!("unix:path={}", self.folder.join("system-bus").display())
    }

    /// A program of root's where polkit is.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new("nsenter");
        command.arg(format!("--mount=/proc/{}/ns/mnt", self.namespace.id())).arg(program);
        command
    }

    /// The same of the person's.
    pub fn command_of_person(&self, program: &str) -> Command {
        let mut command = self.command("setpriv");
        command.args([format!("--reuid={PERSON}"), format!("--regid={PERSON}"), "--clear-groups".to_owned()]);
        command.arg(program);
        command
    }

    /// Starts an agent for a program, as the desktop has one for the session.
    pub async fn prompt_for(&self, program: u32) -> PasswordPrompt {
        let mount = format!("--mount=/proc/{}/ns/mnt", self.namespace.id());
        // It closes its output once it is known to polkit.
        let agent = format!(
            "tty; setpriv --reuid={PERSON} --regid={PERSON} --clear-groups pkttyagent --notify-fd 1 \
             --process {program} | {{ cat; echo {READY}; }}"
        );
        let mut command = Command::new("nsenter");
        // A terminal of its own: the agent asks on the one that controls it.
        command.arg(mount).args(["script", "--quiet", "--flush", "--command", &agent, "/dev/null"]);
        command.env("DBUS_SYSTEM_BUS_ADDRESS", self.address()).env("TERM", "dumb");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).process_group(0);
        let mut script = command.spawn().unwrap();
        let mut out = script.stdout.take().unwrap();
        let (sender, shown) = channel();
        std::thread::spawn(move || {
            let mut byte = [0];
            while out.read_exact(&mut byte).is_ok() && sender.send(byte[0]).is_ok() {}
        });
        let prompt = PasswordPrompt { script, shown, text: String::new(), terminal: String::new() };
        let mut prompt = prompt.read_up_to("\n").await;
        std::mem::take(&mut prompt.text).trim().clone_into(&mut prompt.terminal);
        prompt.see(READY).await
    }
}

impl Drop for Polkit {
    fn drop(&mut self) {
        // What runs in the namespace ends when its standard input does.
        drop(self.namespace.stdin.take());
        self.namespace.wait().ok();
    }
}

impl PasswordPrompt {
    /// Waits until the agent shows something.
    pub async fn see(self, wanted: &'static str) -> Self {
        let mut seen = self.read_up_to(wanted).await;
        seen.text.clear();
        seen
    }

    async fn read_up_to(mut self, wanted: &'static str) -> Self {
        let reading = tokio::task::spawn_blocking(move || {
            while !self.text.contains(wanted) {
                let next = self.shown.recv_timeout(PATIENCE);
                let Ok(byte) = next else { panic!("no {wanted:?} in {:?}", self.text) };
                self.text.push(char::from(byte));
            }
            self
        });
        reading.await.unwrap()
    }

    /// Types a password and ends the line. After it asked, the agent turns the terminal's echo off and drops
    /// what was typed until then, as whoever types a password waits for without knowing.
    pub async fn type_password(&mut self, text: &str) {
        for _ in 0..600 {
            if self.is_silent() {
                writeln!(self.script.stdin.as_mut().unwrap(), "{text}").unwrap();
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the terminal {:?} shows what is typed", self.terminal);
    }

    /// Whether the terminal does not show what is typed.
    fn is_silent(&self) -> bool {
        let output = Command::new("stty").args(["--all", "--file", &self.terminal]).output().unwrap();
        let modes = String::from_utf8(output.stdout).unwrap();
        modes.split_whitespace().any(|mode| mode == "-echo")
    }
}

impl Drop for PasswordPrompt {
    fn drop(&mut self) {
        let group = format!("-{}", self.script.id());
        Command::new("kill").args(["-TERM", "--", &group]).stderr(Stdio::null()).status().ok();
        self.script.wait().ok();
    }
}

/// How long the agent may take.
const PATIENCE: Duration = Duration::from_secs(30);
/// What is printed once there is an agent.
const READY: &str = "agent-ready";

/// Arguments: the folder, the person's password, what is done first. Prints a byte once polkit is there, and
/// ends when its standard input ends.
const STAGE: &str = r#"
folder=$1 password=$2
eval "$3"
cat > "$folder/system-bus.conf" <<END
<busconfig><type>system</type><listen>unix:path=$folder/system-bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_type="method_call"/>
<allow send_type="signal"/><allow send_requested_reply="true" send_type="method_return"/>
<allow send_requested_reply="true" send_type="error"/><allow receive_type="method_call"/>
<allow receive_type="method_return"/><allow receive_type="error"/><allow receive_type="signal"/></policy></busconfig>
END
(umask 077; grep -v '^nobody:' /etc/shadow > "$folder/shadow")
echo "nobody:$(openssl passwd -6 "$password"):20000:0:99999:7:::" >> "$folder/shadow"
mount --bind "$folder/shadow" /etc/shadow
mount --bind "$folder/actions" /usr/share/polkit-1/actions
mount -t tmpfs none /etc/polkit-1
mkdir /etc/polkit-1/rules.d
cp -r "$folder/rules/." /etc/polkit-1/rules.d/
mount -t tmpfs none /run/dbus
ln -s "$folder/system-bus" /run/dbus/system_bus_socket
dbus-daemon --config-file="$folder/system-bus.conf" --nofork --nopidfile < /dev/null > /dev/null & bus=$!
polkitd=
trap 'kill $bus $polkitd; wait' EXIT
while ! [ -S "$folder/system-bus" ]; do sleep 0.05; done
export DBUS_SYSTEM_BUS_ADDRESS="unix:path=$folder/system-bus"
/usr/lib/polkit-1/polkitd --no-debug < /dev/null > /dev/null & polkitd=$!
while ! dbus-send --system --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner \
    string:org.freedesktop.PolicyKit1 2> /dev/null | grep -q true; do sleep 0.05; done
printf .
cat > /dev/null
"#;
