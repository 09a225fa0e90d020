//! The `waxseal` program as a process of its own.

#![expect(clippy::expect_used, reason = "a failure here is a failure of the test")]

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::Duration;

use reqwest::Certificate;
use tempfile::TempDir;

use crate::configuration;

/// The built program. `cargo xtask test` names it; otherwise it is built here, once.
pub fn waxseal() -> PathBuf {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT
        .get_or_init(|| {
            if let Some(path) = std::env::var_os("WAXSEAL_BIN") {
                return PathBuf::from(path);
            }
            let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
            let built = Command::new(cargo).args(["build", "--quiet", "--package", "waxseal-cli"]).status();
            assert!(built.expect("cargo runs").success(), "waxseal does not build");
            let tests = std::env::current_exe().expect("a path");
            let profile = tests.ancestors().nth(2).expect("target/debug/deps/test");
            profile.join("waxseal")
        })
        .clone()
}

/// A built example of the agent's SDK. `cargo xtask test` names their folder; otherwise it is built
/// here.
pub fn example(name: &str) -> PathBuf {
    if let Some(folder) = std::env::var_os("WAXSEAL_EXAMPLES") {
        return Path::new(&folder).join(name);
    }
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let built =
        Command::new(cargo).args(["build", "--quiet", "--package", "waxseal-agent", "--example", name]).status();
    assert!(built.expect("cargo runs").success(), "{name} does not build");
    let tests = std::env::current_exe().expect("a path");
    tests.ancestors().nth(2).expect("target/debug/deps/test").join("examples").join(name)
}

/// A running `waxseal serve` that can be killed.
#[derive(Debug)]
pub struct ServeProcess {
    /// The folder with everything in it.
    pub folder: TempDir,
    /// The issuer, with its slash.
    pub issuer: String,
    child: Child,
}

impl ServeProcess {
    /// Starts a server on a free port and waits until it answers.
    pub async fn start() -> Self {
        Self::start_with(&[]).await
    }

    /// The same with more arguments.
    pub async fn start_with(arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        std::fs::write(folder.path().join("waxseal.toml"), configuration(port)).expect("writes");
        let child = spawn(folder.path(), arguments);
        let this = Self { folder, issuer: format!("https://localhost:{port}/"), child };
        this.answers().await;
        this
    }

    /// SIGKILL: no last words, no last writes.
    pub fn kill(&mut self) {
        self.child.kill().expect("kills");
        self.child.wait().expect("is gone");
    }

    /// Starts again over the same folder.
    pub async fn restart(&mut self) {
        self.child = spawn(self.folder.path(), &[]);
        self.answers().await;
    }

    /// The configuration file.
    pub fn config(&self) -> PathBuf {
        self.folder.path().join("waxseal.toml")
    }

    /// The certificate to trust.
    pub fn authority(&self) -> PathBuf {
        self.folder.path().join("data/ca.pem")
    }

    /// The port is bound before anything else, so that a server that listens need not answer yet.
    async fn answers(&self) {
        let answering = async {
            while !self.is_ready().await {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), answering).await.expect("the server answers");
    }

    async fn is_ready(&self) -> bool {
        let Ok(pem) = std::fs::read(self.authority()) else { return false };
        let Ok(certificates) = Certificate::from_pem_bundle(&pem) else { return false };
        let Ok(http) = reqwest::Client::builder().tls_certs_merge(certificates).build() else { return false };
        http.get(format!("{}readyz", self.issuer)).send().await.is_ok_and(|response| response.status().is_success())
    }
}

impl Drop for ServeProcess {
    fn drop(&mut self) {
        // It may have been killed by the test already.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Changes a database behind everybody's back.
pub fn change_database(path: &Path, statement: &'static str) {
    let connection = rusqlite::Connection::open(path).expect("opens");
    let changed = connection.execute(statement, []).expect("changes");
    assert!(changed > 0, "nothing was changed");
}

fn spawn(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(waxseal())
        .arg("serve")
        .arg("--config")
        .arg(folder.join("waxseal.toml"))
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("waxseal starts")
}
