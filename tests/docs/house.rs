//! Where a page is followed: a folder of its own, a network of its own, and what its set-up names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use e2e::{Desk, waxseal};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::shell::Shell;

/// A network with nothing but loopback in it, so that pages can use the ports that they show,
/// beside each other and beside anything else on the machine.
#[derive(Debug)]
struct Network {
    holder: Child,
    /// Whether it has users of its own too: without root, there is no network without them.
    users: bool,
}

impl Network {
    async fn new() -> Self {
        let users = !Path::new("/proc/self").metadata().is_ok_and(|own| std::os::unix::fs::MetadataExt::uid(&own) == 0);
        let mut command = Command::new("unshare");
        if users {
            command.args(["--user", "--map-current-user", "--keep-caps"]);
        }
        command.args(["--net", "sh", "-c", "ip link set lo up && echo up && exec sleep infinity"]);
        let mut holder = command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(holder.stdout.take().unwrap()).read_line(&mut line).await.unwrap();
        assert_eq!(line, "up\n", "there is no network for the pages: {command:?} has to work");
        Self { holder, users }
    }

    /// The words that start a program in it.
    fn enter(&self) -> Vec<String> {
        let id = self.holder.id().unwrap_or_default();
        let mut words = vec!["nsenter".to_owned(), format!("--target={id}"), "--net".to_owned()];
        if self.users {
            words.extend(["--user", "--preserve-credentials"].map(str::to_owned));
        }
        words
    }
}

/// The house of one page, and of the page before it.
#[derive(Debug)]
pub(crate) struct House {
    shells: BTreeMap<String, Shell>,
    network: Network,
    desk: Option<Desk>,
    folder: TempDir,
}

impl House {
    pub(crate) async fn new(setup: &[String]) -> Self {
        let mut house = Self {
            shells: BTreeMap::new(),
            network: Network::new().await,
            desk: None,
            folder: tempfile::tempdir().unwrap(),
        };
        for place in ["work", "blocks", "home", "bin"] {
            std::fs::create_dir(house.folder.path().join(place)).unwrap();
        }
        // By its name, whatever folder it was built in.
        std::os::unix::fs::symlink(waxseal(), house.folder.path().join("bin/waxseal")).unwrap();
        for word in setup {
            match word.as_str() {
                "empty" => {}
                // The files of a checkout that pages use.
                "checkout" => house.copy("examples"),
                // The packages that `npm ci` of the tests installed.
                "node" => {
                    let modules = root().join("tests/sdk/node/node_modules");
                    assert!(modules.is_dir(), "the packages are missing\nhint: cargo xtask setup");
                    std::os::unix::fs::symlink(modules, house.work().join("node_modules")).unwrap();
                }
                "vectors" => {
                    for entry in std::fs::read_dir(root().join("tests/vectors")).unwrap() {
                        let path = entry.unwrap().path();
                        std::fs::copy(&path, house.work().join(path.file_name().unwrap())).unwrap();
                    }
                }
                "examples" => house.write_cargo(),
                "keyring" => house.desk = Some(Desk::terminals().await),
                other => panic!("there is no set-up {other}"),
            }
        }
        house
    }

    /// A `cargo run … --example NAME -- …` that starts the built example: a page's folder has no sources.
    fn write_cargo(&self) {
        use std::os::unix::fs::PermissionsExt as _;
        let built = e2e::example("resume");
        let script = format!(
            "#!/bin/sh\nwhile [ \"$1\" != --example ]; do shift; done\nname=$2\nshift 3\nexec {}/\"$name\" \"$@\"\n",
            built.parent().unwrap().display()
        );
        let path = self.folder.path().join("bin/cargo");
        std::fs::write(&path, script).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }

    /// The folder the page is followed in.
    pub(crate) fn work(&self) -> PathBuf {
        self.folder.path().join("work")
    }

    /// What `~` is.
    pub(crate) fn home(&self) -> PathBuf {
        self.desk.as_ref().map_or_else(|| self.folder.path().join("home"), |desk| desk.path("home"))
    }

    /// Where the blocks of a shell are put.
    pub(crate) fn blocks(&self, shell: &str) -> PathBuf {
        let path = self.folder.path().join("blocks").join(shell);
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    /// A shell by its name; it is opened at its first use.
    pub(crate) async fn shell(&mut self, name: &str) -> &mut Shell {
        if !self.shells.contains_key(name) {
            let shell = Shell::start(self.terminal()).await;
            self.shells.insert(name.to_owned(), shell);
        }
        self.shells.get_mut(name).unwrap()
    }

    fn terminal(&self) -> Command {
        let enter = self.network.enter();
        let mut command = Command::new(&enter[0]);
        command.args(&enter[1..]);
        command.args(["script", "--quiet", "--flush", "--return", "--command"]);
        command.args(["exec bash --norc --noprofile --noediting -i", "/dev/null"]);
        let path = std::env::var("PATH").unwrap_or_default();
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("WAXSEAL_") || name.starts_with("CARGO"))
        {
            command.env_remove(name);
        }
        command
            .current_dir(self.work())
            .env("HOME", self.home())
            .env("PATH", format!("{}:{path}", self.folder.path().join("bin").display()))
            .env("SHELL", "/bin/bash")
            .env("TERM", "dumb")
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC");
        for name in ["DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "BASH_ENV", "ENV"] {
            command.env_remove(name);
        }
        if let Some(desk) = &self.desk {
            let desk = desk.command("true");
            command.envs(desk.get_envs().filter_map(|(name, value)| Some((name, value?))));
        }
        command
    }

    fn copy(&self, place: &str) {
        let mut git = std::process::Command::new("cp");
        let copied = git.arg("-r").arg(root().join(place)).arg(self.work().join(place)).status().unwrap();
        assert!(copied.success(), "{git:?}");
        // What somebody's own server left behind there is not part of a checkout.
        std::fs::remove_dir_all(self.work().join("examples/demo/data")).ok();
    }
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
