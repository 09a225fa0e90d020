//! The tray: what it says, and what its menu does. The place where desktops show icons is played by the
//! test; everything else is the real app.

use std::sync::{Arc, Mutex};

use e2e::{Desk, HANNA, Keyring};
use waxseal_protocol::device::DecisionOutcome;
use zbus::message::Header;

use crate::app::{binary, enroll, set_the_desk};

/// Takes in the app's icon: who has it, and where.
#[derive(Debug, Clone)]
pub(crate) struct Watcher {
    registered: Arc<Mutex<Option<(String, String)>>>,
    has_host: bool,
    version: i32,
}

#[zbus::interface(name = "org.kde.StatusNotifierWatcher")]
impl Watcher {
    #[zbus(name = "RegisterStatusNotifierItem")]
    fn register_item(&self, #[zbus(header)] header: Header<'_>, path: String) {
        let owner = header.sender().unwrap().to_string();
        *self.registered.lock().unwrap() = Some((owner, path));
    }

    #[zbus(property, name = "IsStatusNotifierHostRegistered")]
    fn has_host(&self) -> bool {
        self.has_host
    }

    #[zbus(property, name = "ProtocolVersion")]
    fn version(&self) -> i32 {
        self.version
    }
}

/// The icon of a running app.
pub(crate) struct Tray<'a> {
    desk: &'a Desk,
    owner: String,
    menu: String,
}

impl Tray<'_> {
    /// The menu, as its bus writes it.
    fn menu(&self) -> String {
        self.call("GetLayout", &["0", "int32 -1", "@as []"])
    }

    /// Waits for an item.
    async fn see(&self, label: &str) -> String {
        self.desk.poll(label, || item(&self.menu(), label)).await
    }

    /// Clicks an item.
    pub(crate) async fn click(&self, label: &str) {
        let id = self.see(label).await;
        self.call("Event", &[&id, "clicked", "<int32 0>", "uint32 0"]);
    }

    fn call(&self, method: &str, arguments: &[&str]) -> String {
        let method = format!("com.canonical.dbusmenu.{method}");
        let to = ["call", "--session", "--dest", &self.owner, "--object-path", &self.menu, "--method", &method];
        self.desk.output("gdbus", &[&to[..], arguments].concat())
    }
}

/// The number of the item whose label begins so.
fn item(menu: &str, label: &str) -> Option<String> {
    let (before, _) = menu.split_once(&format!("'label': <'{label}"))?;
    let (_, number) = before.rsplit_once('(')?;
    Some(number.split(',').next()?.to_owned())
}

/// What stands on the session bus where desktops show icons.
pub(crate) async fn watch(desk: &Desk) -> (Watcher, zbus::Connection) {
    let watcher = Watcher { registered: Arc::default(), has_host: true, version: 0 };
    let connection = zbus::connection::Builder::address(desk.bus_address().as_str()).unwrap();
    let connection = connection.serve_at("/StatusNotifierWatcher", watcher.clone()).unwrap();
    let connection = connection.name("org.kde.StatusNotifierWatcher").unwrap().build().await.unwrap();
    (watcher, connection)
}

pub(crate) async fn tray<'a>(desk: &'a Desk, watcher: &Watcher) -> Tray<'a> {
    let (owner, path) = desk.poll("the icon", || watcher.registered.lock().unwrap().clone()).await;
    let property = ["org.kde.StatusNotifierItem", "Menu"];
    let asked = ["call", "--session", "--dest", &owner, "--object-path", &path, "--method"];
    let get = ["org.freedesktop.DBus.Properties.Get"];
    let answer = desk.output("gdbus", &[&asked[..], &get, &property].concat());
    let menu = answer.split('\'').nth(1).unwrap_or_else(|| panic!("there is no menu: {answer}")).to_owned();
    Tray { desk, owner, menu }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_says_what_waits_opens_it_pauses_alerts_and_quits() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let laptop = server.device(HANNA, "Laptop").await;
    let (watcher, _connection) = watch(&desk).await;
    let mut app = desk.command(binary());
    app.arg("--hidden");
    desk.start(app);
    let tray = tray(&desk, &watcher).await;
    tray.see("Nothing waiting").await;
    assert!(desk.visible("^Waxseal").is_none(), "it started without a window");

    tray.click("For 30 minutes").await;
    tray.see("Resume alerts").await;
    server.agent().await.ask(&server.request()).await.unwrap();
    tray.see("1 request waiting").await;
    assert_eq!(desk.output("dunstctl", &["count", "displayed"]), "0", "alerts are paused");
    tray.click("Resume alerts").await;
    tray.see("Pause alerts").await;

    // The line of a request opens it, and answers nothing.
    tray.click("Send $2,500.00 USD to Hanna Herwitz").await;
    desk.poll("the popup", || desk.visible("^Waxseal request$")).await;
    assert_eq!(server.open_requests(HANNA).await, 1);
    tray.click("Open Waxseal").await;
    desk.poll("the main window", || desk.visible("^Waxseal$")).await;

    let item = e2e::ready_item(&laptop).await;
    laptop.decide_unattended(&item.id(), DecisionOutcome::Denied).await.unwrap();
    tray.see("Nothing waiting").await;
    tray.click("Quit").await;
    let lock = std::fs::File::open(desk.path("device/lock")).unwrap();
    desk.poll("the app's end", || lock.try_lock().ok()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_by_the_tray_is_asked_about_while_a_request_waits() {
    let (server, mut desk) = set_the_desk(Keyring::Unlocked).await;
    enroll(&server, &desk).await;
    let (watcher, _connection) = watch(&desk).await;
    let mut app = desk.command(binary());
    app.arg("--hidden");
    desk.start(app);
    let tray = tray(&desk, &watcher).await;
    server.agent().await.ask(&server.request()).await.unwrap();
    // The last thing to appear in the menu; before it, the items may get other numbers under the click.
    tray.see("Send $2,500.00 USD to Hanna Herwitz").await;
    tray.click("Quit").await;
    desk.poll("the question", || desk.visible("^Quit Waxseal")).await;
    desk.screenshot("quit");
    let lock = std::fs::File::open(desk.path("device/lock")).unwrap();
    assert!(lock.try_lock().is_err(), "it still runs");
    assert_eq!(server.open_requests(HANNA).await, 1);
}
