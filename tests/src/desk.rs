//! A desk of its own: everything a desktop session has, and nothing shared with another.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a failure here is a failure of the test")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// What the desk has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keyring {
    /// There is one, and it is open.
    Unlocked,
    /// There is one, and it asks for its password.
    Locked,
    /// There is none.
    Missing,
}

/// Programs end with the desk, last started first.
#[derive(Debug)]
pub struct Desk {
    programs: Vec<Child>,
    environment: Vec<(&'static str, String)>,
    /// Whose programs run here, if not the test's own.
    person: Option<u32>,
    folder: TempDir,
}

impl Desk {
    /// Sets one up.
    pub async fn new(keyring: Keyring) -> Self {
        Self::set_up(Self::folders(None), keyring).await
    }

    /// Sets one up at which everything runs as another user, which takes root.
    pub async fn of_person(person: u32, keyring: Keyring) -> Self {
        Self::set_up(Self::folders(Some(person)), keyring).await
    }

    async fn set_up(mut desk: Self, keyring: Keyring) -> Self {
        // No service of the machine knows that this desk exists.
        let no_system_bus = format!("unix:path={}", desk.path("no-system-bus").display());
        desk.set("DBUS_SYSTEM_BUS_ADDRESS", no_system_bus);
        desk.set("NO_AT_BRIDGE", "1");
        // Without a graphics card, this saves half of the memory.
        desk.set("WEBKIT_DISABLE_DMABUF_RENDERER", "1");
        desk.open_display().await;
        desk.bus().await;
        desk.start(Command::new("openbox"));
        if keyring != Keyring::Missing {
            desk.keyring(keyring).await;
        }
        desk.start(Command::new("dunst"));
        desk.wait_for_name("org.freedesktop.Notifications").await;
        desk
    }

    /// One for terminals alone: a session with a keyring, and no display.
    pub async fn terminals() -> Self {
        let mut desk = Self::folders(None);
        desk.bus().await;
        desk.keyring(Keyring::Unlocked).await;
        desk
    }

    fn folders(person: Option<u32>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Self { programs: Vec::new(), environment: Vec::new(), person, folder };
        chown(desk.folder.path(), person, person).unwrap();
        for (name, place) in [
            ("HOME", "home"),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            let path = desk.path(place);
            std::fs::create_dir_all(&path).unwrap();
            chown(&path, person, person).unwrap();
            desk.environment.push((name, path.display().to_string()));
        }
        desk
    }

    /// A place that goes away with the desk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The name of its X display.
    pub fn display(&self) -> String {
        self.variable("DISPLAY")
    }

    /// The address of its session bus.
    pub fn bus_address(&self) -> String {
        self.variable("DBUS_SESSION_BUS_ADDRESS")
    }

    fn variable(&self, name: &str) -> String {
        let set = self.environment.iter().find(|(set, _)| *set == name);
        set.map_or_else(String::new, |(_, value)| value.clone())
    }

    /// Adds to the environment of everything started from now on.
    pub fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.environment.retain(|(set, _)| *set != name);
        self.environment.push((name, value.into()));
    }

    /// A program at this desk.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        self.place(&mut command);
        command
    }

    /// Starts a program that runs as long as the desk.
    pub fn start(&mut self, mut command: Command) -> u32 {
        self.place(&mut command);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let id = child.id();
        self.programs.push(child);
        id
    }

    /// The same for a command that says itself as whom it runs.
    pub fn start_as_it_is(&mut self, command: Command) -> u32 {
        let person = self.person.take();
        let id = self.start(command);
        self.person = person;
        id
    }

    /// What a program at this desk prints.
    pub fn output(&self, program: &str, arguments: &[&str]) -> String {
        let output = self.command(program).args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    }

    /// Presses keys, moves the pointer: as if a person did.
    pub fn xdotool(&self, arguments: &[&str]) {
        let status = self.command("xdotool").args(arguments).stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "xdotool {arguments:?}");
    }

    /// Where the app's page begins on the screen.
    pub async fn page_origin(&self) -> (i32, i32) {
        let found = self.poll("the app's window", || {
            let text = self
                .output("xdotool", &["search", "--onlyvisible", "--name", "^Waxseal$", "getwindowgeometry", "--shell"]);
            let number = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.parse::<i32>().ok());
            number("X=").zip(number("Y="))
        });
        found.await
    }

    /// The number of the window with a title, if it is on screen.
    pub fn visible(&self, title: &str) -> Option<String> {
        let found = self.output("xdotool", &["search", "--onlyvisible", "--name", title]);
        found.lines().next().map(ToOwned::to_owned)
    }

    /// A picture of the whole screen, for people.
    pub fn screenshot(&self, name: &str) {
        if let Some(folder) = std::env::var_os("WAXSEAL_SCREENSHOTS") {
            std::fs::create_dir_all(&folder).unwrap();
            // The folder is the test's, and the desk may be somebody else's.
            let output = self.command("import").args(["-window", "root", "png:-"]).output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            std::fs::write(Path::new(&folder).join(format!("{name}.png")), output.stdout).unwrap();
        }
    }

    /// Looks again until something is there.
    pub async fn poll<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        for _ in 0..400 {
            if let Some(found) = look() {
                return found;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{what} did not come");
    }

    async fn open_display(&mut self) {
        let mut command = Command::new("Xvfb");
        command.args(["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"]);
        self.place(&mut command);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = child.stdout.take().unwrap();
        self.programs.push(child);
        let number = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            BufReader::new(out).read_line(&mut line).unwrap();
            line.trim().to_owned()
        });
        let number = number.await.unwrap();
        assert!(!number.is_empty(), "Xvfb does not start");
        self.set("DISPLAY", format!(":{number}"));
    }

    /// A bus without service files: nothing is started that the test did not start.
    async fn bus(&mut self) {
        let socket = self.path("run/bus");
        let config = self.path("bus.conf");
        let listen = format!("unix:path={}", socket.display());
        let text = format!(
            "<busconfig><type>session</type><listen>{listen}</listen><auth>EXTERNAL</auth>\
             <policy context=\"default\"><allow user=\"*\"/><allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/>\
             <allow own=\"*\"/></policy></busconfig>"
        );
        std::fs::write(&config, text).unwrap();
        let mut command = Command::new("dbus-daemon");
        command.arg(format!("--config-file={}", config.display())).args(["--nofork", "--nopidfile"]);
        self.start(command);
        self.set("DBUS_SESSION_BUS_ADDRESS", listen);
        self.poll("the session bus", || socket.exists().then_some(())).await;
    }

    async fn keyring(&mut self, keyring: Keyring) {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if keyring == Keyring::Unlocked {
            command.arg("--unlock");
        }
        self.place(&mut command);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(b"test\n").unwrap();
        self.programs.push(child);
        self.wait_for_name("org.freedesktop.secrets").await;
    }

    async fn wait_for_name(&self, name: &str) {
        let asked = format!("string:{name}");
        let look = || {
            let to = ["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"];
            let call = ["org.freedesktop.DBus.NameHasOwner", &asked];
            self.output("dbus-send", &[&to[..], &call].concat()).contains("boolean true").then_some(())
        };
        self.poll(name, look).await;
    }

    fn place(&self, command: &mut Command) {
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS"] {
            command.env_remove(name);
        }
        if let Some(person) = self.person {
            command.uid(person).gid(person);
        }
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        for mut program in self.programs.drain(..).rev() {
            let id = program.id().to_string();
            Command::new("kill").arg(id).stderr(Stdio::null()).status().ok();
            for _ in 0..100 {
                if !matches!(program.try_wait(), Ok(None)) {
                    break;
                }
                pause();
            }
            program.kill().ok();
            program.wait().ok();
        }
    }
}

/// Waits a little for another program's end.
#[expect(clippy::disallowed_methods, reason = "a destructor has nothing to await with")]
fn pause() {
    std::thread::sleep(Duration::from_millis(20));
}
