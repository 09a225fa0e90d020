//! The app under WebDriver: what is on the page is read through it; keys and clicks are the desk's.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use e2e::{Desk, HANNA, Keyring, Polkit, TestServer, free_port, waxseal};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

/// How long anything may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// A server, a desk with the app on it, and the page.
#[derive(Debug)]
pub(crate) struct App {
    pub(crate) server: TestServer,
    pub(crate) desk: Desk,
    pub(crate) page: Client,
    /// The program that started the app.
    driver: u32,
}

/// The built app. `cargo xtask test` names it.
pub(crate) fn binary() -> PathBuf {
    let path = std::env::var_os("WAXSEAL_DESKTOP_BIN").map(PathBuf::from);
    let path = path.unwrap_or_else(|| {
        let test = std::env::current_exe().unwrap();
        test.ancestors().nth(2).unwrap().join("waxseal-desktop")
    });
    assert!(path.exists(), "{} is missing; run cargo xtask test", path.display());
    path
}

/// A server, and a desk that trusts it.
pub(crate) async fn set_the_desk(keyring: Keyring) -> (TestServer, Desk) {
    let server = TestServer::start().await;
    let mut desk = Desk::new(keyring).await;
    desk.set("WAXSEAL_AUTHORITY", server.authority().display().to_string());
    let state = desk.path("device").display().to_string();
    desk.set("WAXSEAL_STATE", state);
    (server, desk)
}

/// Enrols the desk's device from the command line, with its key in the desk's keyring.
pub(crate) async fn enroll(server: &TestServer, desk: &Desk) {
    enroll_for(server, desk, HANNA).await;
}

/// The same for anybody.
pub(crate) async fn enroll_for(server: &TestServer, desk: &Desk, user: &str) {
    let link = server.ticket(user).await.link;
    let mut command = desk.command(waxseal());
    command.args(["device", "enroll", &link, "--name", "Desk"]);
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Calls a command as the page does, and hands back what it answers.
pub(crate) async fn call(app: &App, command: &str, arguments: serde_json::Value) -> serde_json::Value {
    let script = "const [command, given, done] = arguments;
        window.__TAURI_INTERNALS__.invoke(command, given).then(
            (answer) => done({ answer: answer ?? null }), (error) => done({ error }));";
    app.page.execute_async(script, vec![command.into(), arguments]).await.unwrap()
}

impl App {
    /// Opens the app at a desk whose device is enrolled.
    pub(crate) async fn enrolled() -> Self {
        let (server, desk) = set_the_desk(Keyring::Unlocked).await;
        enroll(&server, &desk).await;
        Self::open(server, desk).await
    }

    /// Opens the app through the WebDriver.
    pub(crate) async fn open(server: TestServer, desk: Desk) -> Self {
        Self::open_program(server, desk, &binary(), &[], None).await
    }

    /// The same with arguments.
    pub(crate) async fn open_with(server: TestServer, desk: Desk, arguments: &[&str]) -> Self {
        Self::open_program(server, desk, &binary(), arguments, None).await
    }

    /// Opens the app that a package installed, where polkit is.
    pub(crate) async fn open_installed(server: TestServer, desk: Desk, polkit: &Polkit) -> Self {
        Self::open_program(server, desk, Path::new("/usr/bin/waxseal-desktop"), &[], Some(polkit)).await
    }

    async fn open_program(
        server: TestServer,
        mut desk: Desk,
        program: &Path,
        arguments: &[&str],
        polkit: Option<&Polkit>,
    ) -> Self {
        let port = free_port();
        let mut driver = match polkit {
            None => Command::new("WebKitWebDriver"),
            Some(polkit) => polkit.command_of_person("WebKitWebDriver"),
        };
        driver.args([format!("--port={port}"), "--host=127.0.0.1".to_owned()]);
        driver.env("TAURI_WEBVIEW_AUTOMATION", "true");
        let driver = if polkit.is_some() { desk.start_as_it_is(driver) } else { desk.start(driver) };
        let listens = || std::net::TcpStream::connect(("127.0.0.1", port)).ok();
        desk.poll("WebKitWebDriver", listens).await;
        let capabilities = json!({"webkitgtk:browserOptions": {"binary": program, "args": arguments}});
        let connecting = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities.as_object().unwrap().clone())
            .connect(&format!("http://127.0.0.1:{port}"))
            .await;
        let page = connecting.unwrap();
        let app = Self { server, desk, page, driver };
        // The window manager gives a new window the focus only after it is mapped.
        app.desk.page_origin().await;
        let focused = || {
            let window = app.desk.visible("^Waxseal$")?;
            (app.desk.output("xdotool", &["getactivewindow"]) == window).then_some(())
        };
        app.desk.poll("the window's focus", focused).await;
        app
    }

    /// The number of the app's process.
    pub(crate) fn process(&self) -> u32 {
        self.desk.output("pgrep", &["--parent", &self.driver.to_string()]).parse().unwrap()
    }

    /// Waits for an element.
    pub(crate) async fn find(&self, xpath: &str) -> fantoccini::elements::Element {
        let waiting = self.page.wait().at_most(PATIENCE).for_element(Locator::XPath(xpath));
        match waiting.await {
            Ok(element) => element,
            Err(error) => {
                self.desk.screenshot("failure");
                panic!("{xpath}: {error}\n{}", self.page.source().await.unwrap_or_default())
            }
        }
    }

    /// Waits for a text.
    pub(crate) async fn see(&self, text: &str) {
        self.find(&format!("//*[normalize-space(text())=\"{text}\"]")).await;
    }

    /// The headline of the request on screen.
    pub(crate) async fn headline(&self) -> String {
        self.find("//article//h1").await.text().await.unwrap()
    }

    /// Waits until the core has armed Approve.
    pub(crate) async fn armed(&self) {
        self.find("//button[contains(@class,'approve') and @aria-disabled='false']").await;
    }

    /// Clicks an element of a form. Not used for decisions: those take the desk's own pointer.
    pub(crate) async fn press(&self, name: &str) {
        self.find(&format!("//button[normalize-space()=\"{name}\"]")).await.click().await.unwrap();
    }

    /// Goes to a screen by the rail, whatever waits there.
    pub(crate) async fn go(&self, screen: &str) {
        self.find(&format!("//nav//button[starts-with(normalize-space(), '{screen}')]")).await.click().await.unwrap();
    }

    /// Types the code of a request with the desk's own keys, once it may be typed.
    pub(crate) async fn type_code(&self, code: &str) {
        self.find("//div[contains(@class,'code')]//input[not(@disabled)]").await;
        let (x, y) = self.place(".code input").await;
        self.desk.xdotool(&["mousemove", &x, &y, "click", "1"]);
        self.desk.xdotool(&["type", "--delay", "20", code]);
    }

    /// The middle of a button, on the screen.
    pub(crate) async fn place_of(&self, class: &str) -> (String, String) {
        self.place(&format!("button.{class}")).await
    }

    /// The middle of an element, on the screen, once it stands still.
    pub(crate) async fn place(&self, selector: &str) -> (String, String) {
        let mut place = self.place_now(selector).await;
        for _ in 0..100 {
            tokio::time::sleep(Duration::from_millis(60)).await;
            let before = std::mem::replace(&mut place, self.place_now(selector).await);
            if before == place {
                return place;
            }
        }
        panic!("{selector} does not stand still: {place:?}");
    }

    async fn place_now(&self, selector: &str) -> (String, String) {
        let script = "const r = document.querySelector(arguments[0]).getBoundingClientRect();
            return [r.x + r.width / 2, r.y + r.height / 2];";
        let at = self.page.execute(script, vec![json!(selector)]).await.unwrap();
        let (left, top) = self.desk.page_origin().await;
        let on_screen = |origin: i32, index: usize| {
            let within = at[index].as_f64().unwrap();
            format!("{:.0}", f64::from(origin) + within)
        };
        (on_screen(left, 0), on_screen(top, 1))
    }

    /// Moves the desk's pointer over a button.
    pub(crate) async fn point(&self, class: &str) {
        let (x, y) = self.place_of(class).await;
        self.desk.xdotool(&["mousemove", "5", "5"]);
        // From elsewhere: a pointer that lies there already does not count as one that came.
        self.desk.xdotool(&["mousemove", "2", "2", "mousemove", &x, &y]);
        self.desk.xdotool(&["mousemove_relative", "2", "1"]);
    }

    /// Moves the desk's pointer over a button and clicks.
    pub(crate) async fn click(&self, class: &str) {
        self.point(class).await;
        self.desk.xdotool(&["click", "1"]);
    }

    /// Scrolls through the card, step by step.
    pub(crate) async fn scroll_through(&self, steps: u32) {
        for step in 1..steps {
            let script = "document.querySelector('.scroll').scrollTop = arguments[0]";
            self.page.execute(script, vec![(step * 120).into()]).await.unwrap();
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Lets the moment pass in which a card that just came takes no answer.
    pub(crate) async fn look(&self) {
        tokio::time::sleep(Duration::from_secs(1)).await;
    }

    /// Waits until the request on screen ended in a way: `Approved`, `Denied`.
    pub(crate) async fn outcome(&self, beginning: &str) {
        self.find(&format!("//*[@role='status']//*[starts-with(normalize-space(.), '{beginning}')]")).await;
    }

    /// Ends the app, and hands back the server and the desk once it is gone.
    pub(crate) async fn end(self) -> (TestServer, Desk) {
        let Self { server, desk, page, driver: _ } = self;
        page.close().await.unwrap();
        let lock = std::fs::File::open(desk.path("device/lock")).unwrap();
        desk.poll("the app's end", || lock.try_lock().ok()).await;
        lock.unlock().unwrap();
        (server, desk)
    }

    /// Closes the app.
    pub(crate) async fn close(self) {
        self.page.close().await.unwrap();
    }
}
