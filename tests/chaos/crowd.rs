//! The devices: some in this process, some as `waxseal device run`, which is killed and comes back.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex};

use e2e::{TestServer, device_at, waxseal};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use waxseal_device::Device;
use waxseal_device::commands::EnrollInput;
use waxseal_device::script::{Limits, Player, Script};

use crate::choices::script;

/// What all devices told.
pub(crate) type Told = Arc<Mutex<Lines>>;

/// How often each event came and each fault, and what was told of each request.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    pub(crate) counts: BTreeMap<String, usize>,
    pub(crate) of_request: HashMap<String, Vec<String>>,
}

/// One device of a person.
pub(crate) struct Member {
    pub(crate) folder: PathBuf,
    body: Body,
}

enum Body {
    Here(Device, JoinHandle<()>),
    Process(watch::Sender<bool>, JoinHandle<usize>),
}

impl Member {
    /// Enrols a device with a test key, and lets it play its side.
    pub(crate) async fn start(server: &TestServer, user: &str, side: &str, is_process: bool, told: &Told) -> Self {
        let folder = server.folder.path().join(format!("{}-{side}", user.replace('|', "-")));
        let device = device_at(&folder, &server.authority());
        let text = server.ticket(user).await.link;
        let input = EnrollInput { text, server: None, device_name: format!("{user} {side}") };
        device.enroll_with_test_key(input).await.unwrap();
        let told = Arc::clone(told);
        let rules = script(side);
        let body = if is_process {
            device.stop();
            drop(device);
            e2e::wait_until_free(&folder).await;
            let path = folder.join("rules.yaml");
            std::fs::write(&path, rules).unwrap();
            let (stop, stopped) = watch::channel(false);
            let watching = tokio::spawn(keep_running(folder.clone(), server.authority(), path, stopped, told));
            Body::Process(stop, watching)
        } else {
            let playing = device.clone();
            let playing_at = name(&folder);
            let task = tokio::spawn(async move {
                let script = Script::parse(&rules).unwrap();
                let player = Player::new(&playing, Some(&script));
                player
                    .play(Limits::default(), |line| keep(&told, &playing_at, &serde_json::to_value(line).unwrap()))
                    .await;
            });
            Body::Here(device, task)
        };
        Self { folder, body }
    }

    /// Lets the device end as a program that is told to, and says how often it was killed.
    pub(crate) async fn end(self) -> usize {
        match self.body {
            Body::Here(device, task) => {
                task.abort();
                device.stop();
                drop(device);
                e2e::wait_until_free(&self.folder).await;
                0
            }
            Body::Process(stop, watching) => {
                stop.send(true).unwrap();
                watching.await.unwrap()
            }
        }
    }
}

/// Starts the program again whenever it was killed. Any other end is a failure of the test.
async fn keep_running(
    folder: PathBuf,
    authority: PathBuf,
    rules: PathBuf,
    mut stopped: watch::Receiver<bool>,
    told: Told,
) -> usize {
    let mut kills = 0;
    loop {
        let mut child = spawn(&folder, &authority, &rules);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        loop {
            let line = tokio::select! {
                line = lines.next_line() => line.unwrap(),
                () = async { drop(stopped.wait_for(|stopped| *stopped).await) } => {
                    interrupt(&child).await;
                    child.wait().await.unwrap();
                    return kills;
                }
            };
            let Some(line) = line else { break };
            keep(&told, &name(&folder), &serde_json::from_str(&line).unwrap());
        }
        let status = child.wait().await.unwrap();
        assert_eq!(status.code(), None, "it ends by a signal alone: {status}");
        kills += 1;
    }
}

fn spawn(folder: &Path, authority: &Path, rules: &Path) -> Child {
    Command::new(waxseal())
        .args(["device", "run", "--json", "--key-file", "--script"])
        .arg(rules)
        .arg("--state")
        .arg(folder)
        .arg("--authority")
        .arg(authority)
        .env("WAXSEAL_KEY_PASSPHRASE", "test")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn interrupt(child: &Child) {
    let id = child.id().unwrap().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().await.unwrap().success());
}

fn name(folder: &Path) -> String {
    folder.file_name().unwrap().display().to_string()
}

fn keep(told: &Told, device: &str, line: &Value) {
    let event = line["event"].as_str().unwrap();
    let mut told = told.lock().unwrap();
    *told.counts.entry(event.to_owned()).or_default() += 1;
    if event == "fault" {
        *told.counts.entry(format!("fault {}", line["fault"].as_str().unwrap())).or_default() += 1;
    }
    if let Some(id) = line["consent_id"].as_str() {
        let what = ["state", "fault", "code", "outcome"].map(|member| line[member].as_str().unwrap_or_default());
        let text = format!("{} {device}: {event} {}", line["at"].as_str().unwrap(), what.join(" "));
        told.of_request.entry(id.to_owned()).or_default().push(text);
    }
}
