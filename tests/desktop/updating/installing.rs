//! The last step, as it is on a person's machine: pkexec asks for a password, root verifies the package
//! once more, and apt installs it. All of that is real, in a mount namespace in which the system's folders
//! are layers that go away with the test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use e2e::{Desk, HANNA, Keyring, PASSWORD, PERSON, Polkit, TestServer};
use serde_json::json;

use super::publisher::Publisher;
use super::{about, kept, subscribe};
use crate::app::{App, binary, enroll};
use crate::tray::{Watcher, tray, watch};

/// Before polkit starts: layers over the system's folders, and the version before installed in them.
const LAYERS: &str = r#"
mkdir "$folder/layers"
mount -t tmpfs none "$folder/layers"
for part in usr var etc opt; do
    mkdir -p "$folder/layers/$part/upper" "$folder/layers/$part/work"
    mount -t overlay overlay \
        -o "lowerdir=/$part,upperdir=$folder/layers/$part/upper,workdir=$folder/layers/$part/work" "/$part"
done
mkdir -p /usr/share/polkit-1/actions
dpkg --install "$folder/before.deb" > "$folder/before.log"
"#;

/// Who may install: the person of the desk, with their own password.
const RULE: &str = "polkit.addAdminRule(function(action, subject) { return ['unix-user:nobody']; });";

/// The program of the version after: it writes down how it was started, and is the real one otherwise.
const AFTER: &str = "#!/bin/sh\necho \"started:$*\" > \"$HOME/restarted\"\nexec /opt/waxseal/program \"$@\"\n";

#[expect(clippy::print_stderr, reason = "who reads the test's output is told what did not run")]
fn is_possible() -> bool {
    if !Polkit::is_possible() {
        return false;
    }
    let tools = ["/usr/bin/pkexec", "/usr/bin/apt-get", "/usr/bin/dpkg-deb"];
    let possible = tools.iter().all(|tool| Path::new(tool).exists());
    if !possible {
        eprintln!("not run: installing takes {}", tools.join(", "));
    }
    possible
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Builds a Debian package with some files in it.
fn deb(folder: &Path, name: &str, version: &str, files: &[(&str, &Path)]) -> PathBuf {
    let arch = run(Command::new("dpkg").arg("--print-architecture"));
    deb_for(arch.trim(), folder, name, version, files)
}

/// The same for a system of another kind.
fn deb_for(arch: &str, folder: &Path, name: &str, version: &str, files: &[(&str, &Path)]) -> PathBuf {
    let tree = folder.join(format!("{name}-{version}-{arch}"));
    std::fs::create_dir_all(tree.join("DEBIAN")).unwrap();
    let control = format!(
        "Package: {name}\nVersion: {version}\nArchitecture: {arch}\nMaintainer: Test <test@example.com>\nDescription: a test\n"
    );
    std::fs::write(tree.join("DEBIAN/control"), control).unwrap();
    for (place, from) in files {
        let path = tree.join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        run(Command::new("install").args(["-m", "755"]).args([from, path.as_path()]));
    }
    let package = folder.join(format!("{name}_{version}_{arch}.deb"));
    run(Command::new("dpkg-deb").args(["--root-owner-group", "-Zgzip", "-z1", "--build"]).args([&tree, &package]));
    package
}

/// A machine of somebody who is not root, on which a package installed the app.
struct Machine {
    app: App,
    polkit: Polkit,
    publisher: Publisher,
    after: Vec<u8>,
    /// Where the desktop shows icons, and its place on the bus.
    watcher: (Watcher, zbus::Connection),
}

impl Machine {
    /// One whose person chose something about updates.
    async fn new(mode: &str) -> Self {
        let server = TestServer::start().await;
        let mut desk = Desk::of_person(PERSON, Keyring::Unlocked).await;
        let folder = desk.path("polkit");
        for (place, name, text) in
            [("actions", "app.waxseal.policy", policy().as_str()), ("rules", "10-test.rules", RULE)]
        {
            std::fs::create_dir_all(folder.join(place)).unwrap();
            std::fs::write(folder.join(place).join(name), text).unwrap();
        }
        let before = deb(&folder, "waxseal", "0.1.0", &[("usr/bin/waxseal-desktop", &binary())]);
        std::fs::rename(before, folder.join("before.deb")).unwrap();
        let script = folder.join("after.sh");
        std::fs::write(&script, AFTER).unwrap();
        let files = [("usr/bin/waxseal-desktop", script.as_path()), ("opt/waxseal/program", &binary())];
        let after = std::fs::read(deb(&folder, "waxseal", "0.2.0", &files)).unwrap();
        let polkit = Polkit::start_after(&folder, LAYERS);
        let publisher = Publisher::open().await;
        publisher.offer("0.2.0", &after, "What is new.");

        let authority = desk.path("authority.pem");
        std::fs::write(&authority, std::fs::read(server.authority()).unwrap()).unwrap();
        desk.set("WAXSEAL_AUTHORITY", authority.display().to_string());
        let state = desk.path("device").display().to_string();
        desk.set("WAXSEAL_STATE", state);
        desk.set("DBUS_SYSTEM_BUS_ADDRESS", polkit.address());
        subscribe(&mut desk, &publisher);
        enroll(&server, &desk).await;
        std::fs::write(desk.path("device/desktop.json"), json!({ "update_mode": mode }).to_string()).unwrap();
        let watcher = watch(&desk).await;
        let app = App::open_installed(server, desk, &polkit).await;
        app.see("Connected").await;
        Self { app, polkit, publisher, after, watcher }
    }

    /// The version that the package tool knows.
    fn version(&self) -> String {
        run(self.polkit.command("dpkg-query").args(["--show", "--showformat=${Version}", "waxseal"]))
    }

    /// How the new version was started. Installing takes its time: apt writes everything through to the disk.
    async fn started_again(&self) -> String {
        let restarted = self.app.desk.path("home/restarted");
        for _ in 0..2400 {
            // It is there before it is written.
            if let Some(started) = std::fs::read_to_string(&restarted).ok().filter(|text| text.ends_with('\n')) {
                return started;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let page = self.app.page.source().await.unwrap_or_default();
        panic!("{} is installed and nothing started; the page: {page}", self.version());
    }

    /// What root says to a package, up to the word to begin, which is not given.
    fn root_says(&self, package: &[u8], signature: &str, key: &str) -> Output {
        let mut child = self.root("exec \"$@\"");
        hand_over(&mut child, package, signature, key);
        drop(child.stdin.take());
        child.wait_with_output().unwrap()
    }

    /// Root's side, started by a line of shell.
    fn root(&self, line: &str) -> Child {
        let mut command = self.polkit.command("/bin/sh");
        command.args(["-c", line, "sh", "/usr/bin/waxseal-desktop", "--install-update"]);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }
}

fn hand_over(root: &mut Child, package: &[u8], signature: &str, key: &str) {
    let header = json!({"signature": signature, "size": package.len(), "key": key});
    let input = root.stdin.as_mut().unwrap();
    // It may end before it has read everything.
    writeln!(input, "{header}").and_then(|()| input.write_all(package)).ok();
}

/// As the package installs it.
fn policy() -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    std::fs::read_to_string(root.join("src-tauri/polkit/app.waxseal.policy")).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_installs_it_and_the_app_comes_back_as_the_new_version() {
    if !is_possible() {
        return;
    }
    let machine = Machine::new("ask").await;
    let app = &machine.app;
    about(app).await;
    app.see("Version 0.2.0 is ready").await;
    assert_eq!(machine.version(), "0.1.0");

    let prompt = machine.polkit.prompt_for(app.process()).await;
    app.press("Install and restart").await;
    let mut prompt = prompt.see(ASKED).await;
    app.see("Installing version 0.2.0…").await;
    app.desk.screenshot("update-installing");
    prompt.type_password("wrong").await;
    app.find("//*[@role='alert' and contains(., 'Your system did not allow it')]").await;
    app.desk.screenshot("update-not-allowed");
    assert_eq!(machine.version(), "0.1.0");

    // A request comes while the question is on screen: it is not installed although it was allowed.
    app.press("Install and restart").await;
    let mut prompt = prompt.see(ASKED).await;
    app.server.agent().await.ask(&app.server.request()).await.unwrap();
    app.find("//nav//*[@class and contains(@class,'badge')]").await;
    prompt.type_password(PASSWORD).await;
    app.find("//*[@role='alert' and contains(., 'A request came first')]").await;
    assert_eq!(machine.version(), "0.1.0");
    assert_eq!(kept(app), ["package", "update.json"]);
    app.go("Inbox").await;
    app.look().await;
    app.click("deny").await;
    app.outcome("Denied at").await;

    about(app).await;
    app.press("Install and restart").await;
    let mut prompt = prompt.see(ASKED).await;
    prompt.type_password(PASSWORD).await;
    let started = machine.started_again().await;
    assert_eq!(started.trim(), "started:", "with its window");
    assert_eq!(machine.version(), "0.2.0");
    assert_eq!(kept(app), [] as [String; 0]);
    app.desk.poll("its window", || app.desk.visible("^Waxseal$")).await;
    // It is the same device, and hears of what comes.
    let agent = app.server.agent().await;
    let pending = agent.ask(&app.server.request()).await.unwrap();
    let displayed = || app.desk.output("dunstctl", &["count", "displayed"]) != "0";
    app.desk.poll("the notification of the new version", || displayed().then_some(())).await;
    app.desk.screenshot("update-restarted");
    assert_eq!(app.server.open_requests(HANNA).await, 1);
    drop(pending);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_without_a_window_comes_back_without_one_and_root_takes_nobody_s_word() {
    if !is_possible() {
        return;
    }
    let machine = Machine::new("ask").await;
    let app = &machine.app;
    app.find("//nav//button[contains(normalize-space(), 'An update is ready')]").await;

    // What somebody calls root with, who runs in the person's name.
    let (publisher, after) = (&machine.publisher, &machine.after);
    let key = publisher.key();
    let folder = app.desk.path("polkit");
    let foreign = std::fs::read(deb(&folder, "something-else", "9.0.0", &[])).unwrap();
    let elsewhere = std::fs::read(deb_for("m68k", &folder, "waxseal", "0.2.0", &[])).unwrap();
    let mut tampered = after.clone();
    *tampered.last_mut().unwrap() ^= 1;
    for (what, package, signature, because) in [
        ("a byte is another", &tampered, publisher.sign(after, "0.2.0"), "the signature is not right"),
        ("an older version", after, publisher.sign(after, "0.0.9"), "is not newer"),
        ("the same version", after, publisher.sign(after, "0.1.0"), "is not newer"),
        ("another package", &foreign, publisher.sign(&foreign, "9.0.0"), "\"something-else\", not \"waxseal\""),
        ("another version inside", after, publisher.sign(after, "0.3.0"), "the version \"0.2.0\", not \"0.3.0\""),
        ("another system's", &elsewhere, publisher.sign(&elsewhere, "0.2.0"), "the architecture \"m68k\", not"),
        ("no signature", after, String::new(), "the signature is not right"),
        ("no word to begin", after, publisher.sign(after, "0.2.0"), "it was called off"),
    ] {
        let said = machine.root_says(package, &signature, &key);
        assert!(!said.status.success(), "{what}");
        let error = String::from_utf8_lossy(&said.stderr);
        assert!(error.contains(because), "{what}: {error}");
    }
    what_root_waits_with_is_root_s_alone(&machine);
    assert_eq!(machine.version(), "0.1.0");

    let prompt = machine.polkit.prompt_for(app.process()).await;
    app.desk.xdotool(&["key", "alt+F4"]);
    app.desk.poll("the window's end", || app.desk.visible("^Waxseal$").is_none().then_some(())).await;
    let script = "window.__TAURI_INTERNALS__.invoke('install_update', {})";
    app.page.execute(script, Vec::new()).await.unwrap();
    let mut prompt = prompt.see(ASKED).await;
    prompt.type_password(PASSWORD).await;
    let started = machine.started_again().await;
    assert_eq!(started.trim(), "started:--hidden");
    assert_eq!(machine.version(), "0.2.0");
    assert!(app.desk.visible("^Waxseal$").is_none(), "no window comes");
}

/// Root's side is called with a mask and limits of the caller's, and the package is exchanged while it waits.
fn what_root_waits_with_is_root_s_alone(machine: &Machine) {
    let signature = machine.publisher.sign(&machine.after, "0.2.0");
    let mut root = machine.root("umask 0; ulimit -S -f 1; ulimit -S -n 64; exec \"$@\"");
    hand_over(&mut root, &machine.after, &signature, &machine.publisher.key());
    let mut verified = String::new();
    BufReader::new(root.stdout.as_mut().unwrap()).read_line(&mut verified).unwrap();
    assert_eq!(verified.trim(), "verified");

    let find = ["/var/tmp", "-path", "*/waxseal-update-*", "-printf", "%m %U %f\n"];
    let found = run(machine.polkit.command("find").args(find));
    let mut modes: Vec<_> = found.lines().map(|line| line.rsplit_once(' ').unwrap().0).collect();
    modes.sort_unstable();
    assert_eq!(modes, ["600 0", "700 0"], "{found}");
    let process = PathBuf::from(format!("/proc/{}", root.id()));
    let status = std::fs::read_to_string(process.join("status")).unwrap();
    assert!(status.contains("Umask:\t0022"), "{status}");
    let stat = std::fs::read_to_string(process.join("stat")).unwrap();
    let session = stat.rsplit_once(") ").unwrap().1.split(' ').nth(3).unwrap();
    assert_eq!(session, root.id().to_string(), "a session without the caller's terminal");
    let limits = std::fs::read_to_string(process.join("limits")).unwrap();
    let soft = |name: &str| limits.lines().find_map(|line| line.strip_prefix(name)).unwrap().split_whitespace().next();
    assert_eq!(soft("Max file size"), Some("unlimited"), "{limits}");
    assert_eq!(soft("Max open files"), Some("1024"), "{limits}");

    let exchange = "for file in /var/tmp/waxseal-update-*/waxseal.deb; do printf x >> \"$file\"; done";
    run(machine.polkit.command("sh").args(["-euc", exchange]));
    writeln!(root.stdin.as_mut().unwrap(), "begin").unwrap();
    let said = root.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&said.stderr);
    assert!(!said.status.success() && error.contains("exchanged after it was verified"), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_it_so_gets_it_installed_when_they_quit() {
    if !is_possible() {
        return;
    }
    let machine = Machine::new("on_quit").await;
    let app = &machine.app;
    app.find("//nav//button[contains(normalize-space(), 'An update is ready')]").await;
    let prompt = machine.polkit.prompt_for(app.process()).await;
    tray(&app.desk, &machine.watcher.0).await.click("Quit").await;
    let mut prompt = prompt.see(ASKED).await;
    // A request comes while the question is on screen: quitting is asked about, as always.
    let agent = app.server.agent().await;
    agent.ask(&app.server.request()).await.unwrap();
    app.find("//nav//*[@class and contains(@class,'badge')]").await;
    prompt.type_password(PASSWORD).await;
    app.desk.poll("the question", || app.desk.visible("^Quit Waxseal")).await;
    app.desk.screenshot("update-quit-asked");
    assert_eq!(machine.version(), "0.1.0");
    app.desk.xdotool(&["key", "Escape"]);
    app.desk.poll("the question's end", || app.desk.visible("^Quit Waxseal").is_none().then_some(())).await;
    app.go("Inbox").await;
    app.look().await;
    app.click("deny").await;
    app.outcome("Denied at").await;

    tray(&app.desk, &machine.watcher.0).await.click("Quit").await;
    let mut prompt = prompt.see(ASKED).await;
    prompt.type_password(PASSWORD).await;
    let lock = std::fs::File::open(app.desk.path("device/lock")).unwrap();
    app.desk.poll("the app's end", || lock.try_lock().ok()).await;
    assert_eq!(machine.version(), "0.2.0");
    assert!(!app.desk.path("home/restarted").exists(), "who quits has quit");
    assert_eq!(kept(app), [] as [String; 0]);
}

/// What the agent shows when it asks.
const ASKED: &str = "Password: ";
