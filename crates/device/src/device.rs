//! The façade: a device is started, told what to do by [`commands`](crate::commands), and heard
//! through events.

use std::path::PathBuf;
use std::sync::Arc;

use jiff::tz::TimeZone;
use tokio::sync::broadcast;
use waxseal_details::Language;
use waxseal_protocol::Clock;

pub(crate) use crate::core::{AccountRuntime, Core};
use crate::event::DeviceEvent;
use crate::keys::KeyVault;
use crate::persist::PersistError;
use crate::tls::AuthorityError;
use crate::verification::UserVerifier;

/// How a device is set up.
#[derive(Debug)]
pub struct Settings {
    /// Where accounts and history are kept.
    pub state_folder: PathBuf,
    /// Where private keys are kept.
    pub vault: Arc<dyn KeyVault>,
    /// How the operating system verifies that it is the person, where a shell can ask it to.
    pub verifier: Option<Arc<dyn UserVerifier>>,
    /// A PEM file of authorities trusted beside the system's.
    pub authority: Option<PathBuf>,
    /// The language of cards.
    pub language: Language,
    /// The zone that times are shown in.
    pub time_zone: TimeZone,
    /// Time.
    pub clock: Arc<dyn Clock>,
}

/// Why a device does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Its folder cannot be used.
    #[error(transparent)]
    Persist(#[from] PersistError),
    /// The extra authority cannot be used.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// The HTTP client cannot be made.
    #[error("the network cannot be used: {0}")]
    Network(String),
}

/// A running authentication device. Cloning gives another handle to the same one.
#[derive(Debug, Clone)]
pub struct Device {
    pub(crate) core: Arc<Core>,
}

impl Device {
    /// Reads what is kept and connects every account. Needs a tokio runtime. Nothing is answered here but
    /// what a person sees in a view.
    pub fn start(settings: Settings) -> Result<Self, StartError> {
        Self::start_with(settings, false)
    }

    /// The same for a device without a window, which may also answer
    /// [without a view](Self::decide_as_shown).
    #[cfg(feature = "script")]
    pub fn start_unattended(settings: Settings) -> Result<Self, StartError> {
        Self::start_with(settings, true)
    }

    fn start_with(settings: Settings, unattended: bool) -> Result<Self, StartError> {
        let core = Core::open(settings, unattended)?;
        Core::connect_all(&core);
        Core::keep_house(&core);
        Core::keep_sealed(&core);
        Ok(Self { core })
    }

    /// What happens from now on. A receiver that falls behind asks for a snapshot.
    pub fn events(&self) -> broadcast::Receiver<DeviceEvent> {
        self.core.events.subscribe()
    }

    /// Ends all connections. Nothing is lost: what is open is asked for again at the next start.
    pub fn stop(&self) {
        self.core.stop();
    }
}
