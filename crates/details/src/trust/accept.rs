//! The rule by which a pack replaces the one before it.

use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::JwsError;

use super::change::PackChange;
use super::installed::InstalledPack;
use super::pack::MAX_REVOKED;
use super::pack_error::PackError;
use super::publisher::PinnedPublisher;

/// A pack that was accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// It is the installed one.
    Unchanged,
    /// It replaces the installed one.
    Updated(Box<Update>),
}

/// What to store after a pack was accepted, both together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// The publisher, with the keys that count from now on.
    pub publisher: PinnedPublisher,
    /// The pack.
    pub installed: InstalledPack,
    /// What it changes.
    pub change: PackChange,
}

/// Why a pack was refused. The installed one stays.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The pack itself is wrong, or not signed by a key of the publisher.
    #[error(transparent)]
    Pack(#[from] PackError),
    /// The pack is of another publisher.
    #[error("the pack is of {found:?}, not of {expected:?}")]
    ForeignIssuer {
        /// The pinned publisher.
        expected: String,
        /// The pack's.
        found: String,
    },
    /// An older version than the installed one.
    #[error("the pack has version {offered}, and {installed} is installed")]
    Downgrade {
        /// The installed version.
        installed: u64,
        /// The refused version.
        offered: u64,
    },
    /// The version that is installed, with another content.
    #[error("version {version} has the digest {offered}, and {installed} is installed under the same version")]
    SameVersionOtherContent {
        /// The version.
        version: u64,
        /// The installed digest.
        installed: String,
        /// The refused digest.
        offered: String,
    },
    /// With this pack the publisher would have revoked more than [`MAX_REVOKED`] templates.
    #[error("the publisher has revoked {count} templates, at most {MAX_REVOKED} are kept")]
    TooManyRevoked {
        /// How many.
        count: usize,
    },
}

impl Refused {
    /// Whether somebody may be trying to put other templates in place, which deserves a banner. An
    /// expired pack or one that is too large is a nuisance rather than an attack.
    pub fn is_suspicious(&self) -> bool {
        match self {
            Self::ForeignIssuer { .. } | Self::Downgrade { .. } | Self::SameVersionOtherContent { .. } => true,
            Self::TooManyRevoked { .. } => false,
            Self::Pack(error) => matches!(
                error,
                PackError::Jws(JwsError::Signature | JwsError::Type { .. })
                    | PackError::DigestMismatch { .. }
                    | PackError::Mislabelled { .. }
            ),
        }
    }
}

/// Judges a pack that was offered to a device.
///
/// It has to be signed by a pinned key and not expired, and its version has to be larger than the
/// installed one. The installed version with the same content is accepted and changes nothing; with
/// another content it is refused.
pub fn accept(
    pinned: &PinnedPublisher,
    installed: Option<&InstalledPack>,
    jws: &str,
    now: Timestamp,
) -> Result<Accepted, Refused> {
    let (verified, publisher) = pinned.verify(jws, now)?;
    let pack = verified.pack();
    for found in installed.map(InstalledPack::issuer).into_iter().chain([pack.issuer.as_str()]) {
        if found != pinned.issuer() {
            return Err(Refused::ForeignIssuer { expected: pinned.issuer().to_owned(), found: found.to_owned() });
        }
    }
    if let Some(installed) = installed {
        if pack.version < installed.version() {
            return Err(Refused::Downgrade { installed: installed.version(), offered: pack.version });
        }
        if pack.version == installed.version() {
            if verified.sha256() == installed.sha256() {
                return Ok(Accepted::Unchanged);
            }
            return Err(Refused::SameVersionOtherContent {
                version: pack.version,
                installed: installed.sha256().to_owned(),
                offered: verified.sha256().to_owned(),
            });
        }
    }
    let (installed, change) = InstalledPack::after(installed, verified, now);
    let count = installed.revoked().len();
    if count > MAX_REVOKED {
        return Err(Refused::TooManyRevoked { count });
    }
    Ok(Accepted::Updated(Box::new(Update { publisher, installed, change })))
}
