//! What every handler can reach.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore};
use waxseal_protocol::ids::{ClientId, UserId, random_token};
use waxseal_protocol::jose::{Algorithm, Jwk};
use waxseal_protocol::{Clock, Timestamp};
use waxseal_store::model::{AuditEvent, DirectoryEntry, EntryKind, EventKind};
use waxseal_store::{Store, StoreError};

use crate::backchannel::{EndpointHosts, OpenRequests};
use crate::client_auth::{CertificateAuthorities, KeySets};
use crate::config::Config;
use crate::device::ConnectionRegistry;
use crate::device::templates::ServedTemplates;
use crate::directory::{Directory, Registry, RegistryError};
use crate::dpop::Nonces;
use crate::http::Outgoing;
use crate::key_ring::{KeyRing, KeyRingError};
use crate::limits::SlidingWindow;
use crate::notify::{DeviceCache, Mailer};
use crate::subject::Pairwise;
use crate::subject::sector::Sectors;
use crate::token::verify::MAX_LIFE as MAX_TOKEN_LIFE;

/// In a minute. Whoever fails must not fill the disk.
const NOTED_FAILURES: usize = 20;

/// Shared by all requests. Nothing in it is the only copy of anything: requests and devices are
/// in the store, connections come back, and pacing and limits start anew.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Parts>);

/// The parts themselves.
#[derive(Debug)]
pub struct Parts {
    pub(crate) config: Config,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) keys: KeyRing,
    pub(crate) registry: Registry,
    pub(crate) connections: ConnectionRegistry,
    pub(crate) templates: ServedTemplates,
    pub(crate) open: OpenRequests,
    pub(crate) devices: DeviceCache,
    pub(crate) pushes: SlidingWindow<UserId>,
    /// Failed authentications of clients that the log tells of.
    pub(crate) noted_failures: SlidingWindow<()>,
    pub(crate) user_code_attempts: SlidingWindow<(ClientId, UserId)>,
    pub(crate) user_code_changes: SlidingWindow<UserId>,
    pub(crate) unknown_tokens: SlidingWindow<ClientId>,
    pub(crate) key_sets: KeySets,
    pub(crate) certificate_authorities: Option<CertificateAuthorities>,
    pub(crate) outgoing: Outgoing,
    pub(crate) nonces: Nonces,
    pub(crate) pairwise: Pairwise,
    pub(crate) sectors: Sectors,
    pub(crate) endpoint_hosts: EndpointHosts,
    pub(crate) mailer: Option<Arc<dyn Mailer>>,
    /// Something was stored that has to go out to a client.
    pub(crate) delivery_due: Notify,
    in_flight: Option<Arc<Semaphore>>,
}

impl std::ops::Deref for AppState {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// Why the parts cannot be put together.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The signing keys cannot be used.
    #[error(transparent)]
    Keys(#[from] KeyRingError),
    /// What the Management API made cannot be read.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The certificates of clients' authorities cannot be used.
    #[error("tls.client_ca cannot be used: {0}")]
    CertificateAuthorities(String),
    /// Whoever can sign tokens could then also say what people see of requests.
    #[error(
        "the template key {0} also signs tokens\nhint: make a key of its own for template packs, and keep it away from the server"
    )]
    TemplateKey(String),
    /// The template packs cannot be served.
    #[error("template_packs cannot be served: {0}")]
    Templates(String),
    /// Calls cannot go out.
    #[error("outgoing calls cannot be made: {0}")]
    Outgoing(String),
}

impl AppState {
    /// Puts the parts together and reads what the store has.
    pub async fn new(
        config: Config,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        mailer: Option<Arc<dyn Mailer>>,
    ) -> Result<Self, StateError> {
        // Whatever was signed is verifiable until it ends.
        let lifetimes = &config.lifetimes;
        let overlap = [MAX_TOKEN_LIFE, lifetimes.id_token, lifetimes.id_token_hint, lifetimes.max_request];
        let overlap = overlap.into_iter().max().unwrap_or(MAX_TOKEN_LIFE);
        let needed = needed_algorithms(&config);
        let issuer = config.issuer.as_str();
        let keys = KeyRing::load(store.as_ref(), clock.as_ref(), issuer, overlap, &needed).await?;
        separate(&config, &keys)?;
        let mut configured = config.directory.clone();
        if !config.change_user_code {
            configured.fix_codes();
        }
        let registry = Registry::load(configured, store.as_ref()).await?;
        let secret = secret(store.as_ref(), clock.now()).await?;
        let mtls = config.mtls.as_ref().and_then(|mtls| mtls.client_ca.as_ref());
        let certificate_authorities = mtls
            .map(|path| CertificateAuthorities::load(path))
            .transpose()
            .map_err(StateError::CertificateAuthorities)?;
        let open = OpenRequests::default();
        open.catch_up(store.as_ref(), clock.now()).await?;
        let limits = &config.limits;
        Ok(Self(Arc::new(Parts {
            keys,
            registry,
            connections: ConnectionRegistry::default(),
            templates: ServedTemplates::new(&config).map_err(StateError::Templates)?,
            open,
            devices: DeviceCache::default(),
            pushes: SlidingWindow::new(limits.pushes_per_user_per_minute, Duration::from_mins(1)),
            user_code_attempts: SlidingWindow::new(limits.user_code_attempts, Duration::from_mins(15)),
            user_code_changes: SlidingWindow::new(limits.user_code_changes, Duration::from_mins(15)),
            unknown_tokens: SlidingWindow::new(limits.unknown_tokens_per_minute, Duration::from_mins(1)),
            noted_failures: SlidingWindow::new(NOTED_FAILURES, Duration::from_mins(1)),
            key_sets: KeySets::default(),
            certificate_authorities,
            outgoing: Outgoing::new(&config).map_err(StateError::Outgoing)?,
            nonces: Nonces::new(secret.as_bytes()),
            pairwise: Pairwise::new(secret.as_bytes()),
            sectors: Sectors::default(),
            endpoint_hosts: EndpointHosts::default(),
            mailer,
            delivery_due: Notify::new(),
            in_flight: (limits.in_flight > 0).then(|| Arc::new(Semaphore::new(limits.in_flight))),
            config,
            store,
            clock,
        })))
    }

    /// The issuer as it stands in tokens, with its trailing slash.
    pub(crate) fn issuer(&self) -> &str {
        self.config.issuer.as_str()
    }

    /// People, clients and APIs as they are now.
    pub(crate) fn directory(&self) -> Arc<Directory> {
        self.registry.current()
    }

    /// Whether the server knows a person.
    pub(crate) fn knows_user(&self, user: &UserId) -> bool {
        self.directory().users.contains_key(user)
    }

    /// A place among the requests that are worked on, if there is one.
    pub(crate) fn enter(&self) -> Option<Place> {
        match &self.in_flight {
            None => Some(Place(None)),
            Some(places) => Arc::clone(places).try_acquire_owned().ok().map(|permit| Place(Some(permit))),
        }
    }

    /// Adds an event that belongs to no change, without waiting for it.
    pub(crate) fn note(&self, event: AuditEvent) {
        let store = Arc::clone(&self.store);
        tokio::spawn(async move {
            if let Err(error) = store.append_event(event).await {
                tracing::error!(%error, "Could not add an event to the audit chain: {error}");
            }
        });
    }
}

/// A place among the requests that are worked on, given back when dropped.
#[derive(Debug)]
pub(crate) struct Place(#[expect(dead_code, reason = "held for its drop")] Option<OwnedSemaphorePermit>);

/// The algorithms that configured APIs and clients sign with; further keys are made when needed.
fn needed_algorithms(config: &Config) -> Vec<Algorithm> {
    let mut needed = vec![Algorithm::ES256, config.signing_algorithm];
    needed.extend(config.directory.apis.values().filter_map(|api| api.signing_algorithm));
    needed.extend(config.directory.clients.values().filter_map(|client| client.id_token_algorithm));
    needed.sort_unstable();
    needed.dedup();
    needed
}

/// The keys of templates are not those of tokens: a server that is broken into cannot change what
/// people see.
fn separate(config: &Config, keys: &KeyRing) -> Result<(), StateError> {
    let signs_tokens: Vec<_> = keys.public().keys.iter().map(Jwk::thumbprint).collect();
    let template_keys = config.templates.iter().flat_map(|templates| &templates.jwks.keys);
    for thumbprint in template_keys.map(Jwk::thumbprint) {
        if signs_tokens.contains(&thumbprint) {
            return Err(StateError::TemplateKey(thumbprint.unwrap_or_default()));
        }
    }
    Ok(())
}

/// The secret that pairwise names and nonces are made with, made on first start.
async fn secret(store: &dyn Store, now: Timestamp) -> Result<String, StateError> {
    if let Some(entry) = store.directory_entries(EntryKind::Secret).await?.into_iter().next() {
        return Ok(entry.document);
    }
    let secret = random_token::<32>();
    let entry = DirectoryEntry { id: "server".to_owned(), document: secret.clone(), created_at: now, updated_at: now };
    let event =
        AuditEvent::new(now, EventKind::KeyCreated).details(serde_json::json!({"use": "pairwise names, nonces"}));
    store.put_directory_entry(EntryKind::Secret, &entry, event).await?;
    Ok(secret)
}
