//! A server in this process, on a port of its own, with its own TLS authority.

#![expect(clippy::expect_used, clippy::panic, reason = "a failure here is a failure of the test")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;
use waxseal_agent::{AgentError, ApprovalRequest, Client, Credentials};
use waxseal_device::commands::EnrollInput;
use waxseal_device::ids::ConsentId;
use waxseal_device::keys::PassphraseFile;
use waxseal_device::{Device, ItemView, Language, RequestId, Settings, TimeZone};
use waxseal_protocol::ids::UserId;
use waxseal_protocol::{Clock, Secret, SystemClock};
use waxseal_server::{Adapters, Config, DataLock, IssuedTicket, Listeners, Mailer, Server, issue_ticket, tls};
use waxseal_store::{SqliteStore, Store as _};

use crate::{HANNA, OMAR};

/// A running server and its folder.
#[derive(Debug)]
pub struct TestServer {
    /// The folder with everything in it.
    pub folder: TempDir,
    /// Its store, for looking behind the scenes.
    pub store: SqliteStore,
    /// Its configuration.
    pub config: Config,
    clock: Arc<dyn Clock>,
    mailer: Option<Arc<dyn Mailer>>,
    server: Option<Server>,
}

/// The ports of a server to be.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// The main one.
    pub main: u16,
    /// The one for client certificates.
    pub mtls: u16,
}

impl TestServer {
    /// Starts a server by the machine's clock.
    pub async fn start() -> Self {
        Self::start_with(Arc::new(SystemClock::new())).await
    }

    /// Starts a server by a clock of the test's.
    pub async fn start_with(clock: Arc<dyn Clock>) -> Self {
        Self::start_configured(clock, |ports| configuration(ports.main)).await
    }

    /// Starts a server with a configuration of the test's.
    pub async fn start_configured(clock: Arc<dyn Clock>, configuration: impl Fn(Ports) -> String) -> Self {
        Self::start_mailing(clock, None, configuration).await
    }

    /// The same, with somebody who sends mails.
    pub async fn start_mailing(
        clock: Arc<dyn Clock>,
        mailer: Option<Arc<dyn Mailer>>,
        configuration: impl Fn(Ports) -> String,
    ) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // Another test may take a port between choosing and binding it, so a few are tried.
        for _ in 0..20 {
            let ports = Ports { main: free_port(), mtls: free_port() };
            let config = Config::parse(&configuration(ports), &folder.path().join("waxseal.toml"));
            let config = config.unwrap_or_else(|error| panic!("{error}"));
            let Ok(listeners) = Listeners::bind(&config, None) else { continue };
            let data = DataLock::take(&config.data_dir).expect("a data folder");
            let store = SqliteStore::open(&config.database()).await.expect("a store");
            let mut this = Self { folder, store, config, clock, mailer, server: None };
            this.run(listeners, data).await;
            return this;
        }
        panic!("no free port was found");
    }

    /// Stops serving; the store stays.
    pub async fn stop(&mut self) {
        if let Some(server) = self.server.take() {
            server.shut_down().await;
        }
    }

    /// Serves again, on the same port.
    pub async fn restart(&mut self) {
        let listeners = Listeners::bind(&self.config, None).expect("the same port");
        let data = DataLock::take(&self.config.data_dir).expect("a folder that nobody has");
        self.run(listeners, data).await;
    }

    /// The issuer, with its slash.
    pub fn issuer(&self) -> &str {
        self.config.issuer.as_str()
    }

    /// The certificate that clients and devices have to trust.
    pub fn authority(&self) -> PathBuf {
        tls::authority_path(&self.config)
    }

    /// A ticket to enrol a device for a user.
    pub async fn ticket(&self, user: &str) -> IssuedTicket {
        issue_ticket(&self.config, &self.store, self.clock.as_ref(), &user.into()).await.expect("a ticket")
    }

    /// An enrolled, connected device.
    pub async fn device(&self, user: &str, name: &str) -> Device {
        let device = device_at(&self.folder.path().join(name), &self.authority());
        let text = self.ticket(user).await.link;
        device.enroll(EnrollInput { text, server: None, device_name: name.to_owned() }).await.expect("enrols");
        wait_for(&device, |device| device.snapshot().accounts.iter().all(|one| one.connection.is_online())).await;
        device
    }

    /// A client that asks.
    pub async fn agent(&self) -> Client {
        self.agent_named("bank-agent").await
    }

    /// Another client that asks.
    pub async fn agent_named(&self, id: &str) -> Client {
        let secret = format!("test-secret-of-the-{id}");
        let credentials = Credentials { client_id: id.to_owned(), client_secret: secret.as_str().into() };
        Client::discover(self.issuer(), credentials, Some(&self.authority())).await.expect("discovers")
    }

    /// The good request for the sample transfer.
    pub fn request(&self) -> ApprovalRequest {
        ApprovalRequest::new(HANNA)
            .audience("urn:my-api")
            .scope("transfer:create")
            .binding_message("1234ABCD")
            .authorization_details(crate::TRANSFER)
            .expect("good details")
    }

    /// How many requests wait for a user.
    pub async fn open_requests(&self, user: &str) -> usize {
        self.store.open_requests(&UserId::from(user), self.clock.now()).await.expect("reads").len()
    }

    async fn run(&mut self, listeners: Listeners, data: DataLock) {
        let adapters = Adapters {
            store: Arc::new(self.store.clone()),
            clock: Arc::clone(&self.clock),
            mailer: self.mailer.clone(),
        };
        let starting = Server::start_on(listeners, data, self.config.clone(), adapters);
        self.server = Some(starting.await.expect("starts"));
    }
}

/// A port nobody listens on right now.
pub fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}

/// A device in a folder, with its key in a file under a passphrase.
pub fn device_at(folder: &Path, authority: &Path) -> Device {
    device_with_clock(folder, authority, Arc::new(SystemClock::new()))
}

/// The same by a clock of the test's.
pub fn device_with_clock(folder: &Path, authority: &Path, clock: Arc<dyn Clock>) -> Device {
    Device::start_unattended(settings_at(folder, authority, clock)).expect("the device starts")
}

/// How it is set up.
pub fn settings_at(folder: &Path, authority: &Path, clock: Arc<dyn Clock>) -> Settings {
    Settings {
        state_folder: folder.to_owned(),
        vault: Arc::new(PassphraseFile::new(&folder.join("keys"), Secret::new("test".to_owned()))),
        verifier: None,
        authority: Some(authority.to_owned()),
        language: Language::English,
        time_zone: TimeZone::UTC,
        clock,
    }
}

/// Waits until the device that had a folder has left it: its tasks end on their own time.
pub async fn wait_until_free(folder: &Path) {
    let lock = std::fs::File::open(folder.join("lock")).expect("a device was here");
    for _ in 0..400 {
        if lock.try_lock().is_ok() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} is still in use", folder.display());
}

/// Waits until something holds, looking again after every event of the device.
pub async fn wait_for(device: &Device, holds: impl Fn(&Device) -> bool) {
    let mut events = device.events();
    let waiting = async {
        while !holds(device) {
            events.recv().await.expect("the device runs");
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    assert!(waited.is_ok(), "it did not come to hold: {:#?}", device.snapshot());
}

/// The next item that is ready, however long it takes.
pub async fn next_ready_item(device: &Device) -> ItemView {
    let mut events = device.events();
    loop {
        let items = device.snapshot().items;
        if let Some(item) = items.into_iter().find(|item| item.state.is_decidable()) {
            return item;
        }
        // Events that were missed are in the next snapshot.
        if let Err(tokio::sync::broadcast::error::RecvError::Closed) = events.recv().await {
            panic!("the device has stopped");
        }
    }
}

/// The one item that is ready, once it is.
pub async fn ready_item(device: &Device) -> ItemView {
    wait_for(device, |device| device.snapshot().items.iter().any(|item| item.state.is_decidable())).await;
    let items = device.snapshot().items;
    items.into_iter().find(|item| item.state.is_decidable()).expect("one is ready")
}

/// A request as the account of another device is asked it.
pub fn same_at(device: &Device, consent_id: &ConsentId) -> RequestId {
    RequestId { account_id: device.snapshot().accounts.remove(0).id, consent_id: consent_id.clone() }
}

/// Unwraps the error of a journey that has to fail.
pub fn refusal<T: std::fmt::Debug>(result: Result<T, AgentError>) -> AgentError {
    result.expect_err("it had to be refused")
}

/// The configuration of a server on a port.
pub fn configuration(port: u16) -> String {
    let client = |id: &str, name: &str| {
        format!("[[clients]]\nclient_id = \"{id}\"\nname = \"{name}\"\nclient_secret = \"test-secret-of-the-{id}\"\n\n")
    };
    let clients = client("bank-agent", "Bank Agent") + &client("other-agent", "Other Agent");
    format!(
        "issuer = \"https://localhost:{port}/\"\nlisten = \"127.0.0.1:{port}\"\ndata_dir = \"data\"\n\
         signing_alg = \"ES256\"\n\n\
         [lifetimes]\npoll_interval_seconds = 1\nheartbeat_seconds = 1\n\n\
         [limits]\npushes_per_user_per_minute = 0\n\n\
         [[users]]\nid = \"{HANNA}\"\nname = \"Hanna Herwitz\"\nemail = \"hanna@example.com\"\nemail_verified = true\n\n\
         [[users]]\nid = \"{OMAR}\"\nname = \"Omar Haddad\"\n\n\
         {clients}\
         [[apis]]\nidentifier = \"urn:my-api\"\nscopes = [\"transfer:create\"]\n\
         authorization_details = [{{ type = \"money_transfer\" }}, {{ type = \"deployment\" }}, {{ type = \"note\" }}]\n"
    )
}
