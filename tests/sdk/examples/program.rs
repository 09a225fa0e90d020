//! Running an example: in its folder, with its own settings, at the server of the test.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::scene::{Scene, root};

/// Reads the settings as a reader does, then says where the server of the test is.
const IN_FOLDER: &str = ". ./demo.env && exec env \"$@\"";

/// An example about to be run.
pub(super) struct Example {
    folder: PathBuf,
    settings: Vec<String>,
}

/// How a program ended.
#[derive(Debug)]
pub(super) struct Ended {
    pub(super) code: Option<i32>,
    pub(super) out: String,
    pub(super) errors: String,
}

/// A program that serves until it is dropped.
pub(super) struct Serving {
    /// Where it serves, as it says itself.
    pub(super) url: String,
    // Read on to the end, so that the program can go on writing.
    _lines: Lines<BufReader<ChildStdout>>,
    _child: Child,
}

/// A client for programs that serve on loopback.
pub(super) fn http() -> reqwest::Client {
    // Longer than an example holds a call.
    reqwest::Client::builder().timeout(Duration::from_mins(1)).build().expect("a client")
}

impl Example {
    pub(super) fn new(scene: &Scene, name: &str) -> Self {
        let authority = scene.server.authority().display().to_string();
        let settings = [
            ("AUTH0_DOMAIN", scene.domain()),
            ("WAXSEAL_ISSUER", scene.server.issuer()),
            ("NODE_EXTRA_CA_CERTS", &authority),
            ("REQUESTS_CA_BUNDLE", &authority),
            ("WAXSEAL_AUTHORITY", &authority),
        ];
        let settings = settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        Self { folder: root().join("examples").join(name), settings }
    }

    /// The same with another setting.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push(format!("{name}={value}"));
        self
    }

    /// Runs it with Node.
    pub(super) async fn node(&self, arguments: &[&str]) -> Ended {
        self.run(&[&["node"], arguments].concat()).await
    }

    /// Runs it with Python.
    pub(super) async fn python(&self, arguments: &[&str]) -> Ended {
        let python = root().join("target/sdk/python-agent/bin/python");
        assert!(python.exists(), "the SDKs are not installed; hint: cargo xtask setup");
        self.run(&[&[python.to_str().unwrap()], arguments].concat()).await
    }

    /// Runs a command in its folder.
    pub(super) async fn run(&self, command: &[&str]) -> Ended {
        let output = tokio::time::timeout(Duration::from_secs(90), self.command(command).output()).await;
        let output = output.expect("the example ends").expect("the example starts");
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Ended { code: output.status.code(), out: text(output.stdout), errors: text(output.stderr) }
    }

    /// Starts a program that serves, and waits until it says where.
    pub(super) async fn serve(&self, command: &[&str]) -> Serving {
        let mut child = self.command(command).stdout(Stdio::piped()).spawn().expect("the example starts");
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = tokio::time::timeout(Duration::from_secs(30), lines.next_line()).await;
        let first = first.expect("the example says where it serves").unwrap().expect("a line");
        let url = first.split_whitespace().find(|word| word.starts_with("http://")).expect("a URL").to_owned();
        Serving { url, _lines: lines, _child: child }
    }

    fn command(&self, command: &[&str]) -> Command {
        let needs_packages = self.folder.join("package.json").exists();
        let has_packages = self.folder.join("node_modules").exists();
        assert!(!needs_packages || has_packages, "the SDKs are not installed; hint: cargo xtask setup");
        let mut shell = Command::new("bash");
        shell.args(["-c", IN_FOLDER, "bash"]).args(&self.settings).args(command);
        shell.current_dir(&self.folder).stdin(Stdio::null()).kill_on_drop(true);
        shell
    }
}
