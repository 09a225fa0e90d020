//! Trust in templates: who wrote them, which version counts, and what a new version changes.
//!
//! A publisher signs a [`TemplatePack`]. A device pins the publisher's keys at enrolment
//! ([`PinnedPublisher`]) and keeps what it accepted ([`InstalledPack`]); [`accept`] is the only way
//! from one version to the next. [`PackChange`] says what a new version changes, and raises an
//! alarm where it points out less than before. All of it is without I/O: whoever calls stores the
//! result and brings the time.
//!
//! What this does not protect from: a publisher's key in the wrong hands can publish a new version.
//! Then the alarms tell the person, and the host's coverage still shows every leaf.
//!
//! ```
//! use waxseal_details::Registry;
//! use waxseal_details::trust::{Accepted, PinnedPublisher, TemplatePack, accept};
//! use waxseal_protocol::Timestamp;
//! use waxseal_protocol::jose::SigningKey;
//!
//! let now = Timestamp::from_second(1_800_000_000)?;
//! let expires = Timestamp::from_second(1_800_000_000 + 90 * 86_400)?;
//! let source = "---\ntype: door\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Open a door\n---\n{{field name}}";
//!
//! // The publisher:
//! let key = SigningKey::generate()?;
//! let jws = TemplatePack::new("https://issuer.example/", 1, now, expires, [source])?.sign(&key)?;
//!
//! // The device:
//! let pinned = PinnedPublisher::new("https://issuer.example/", vec![key.public().clone()])?;
//! let Accepted::Updated(update) = accept(&pinned, None, &jws, now)? else { unreachable!() };
//! let registry = Registry::for_issuer("https://issuer.example/", [&update.installed], now);
//! assert!(registry.template("door").is_some());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod accept;
mod alarm;
mod alarms;
mod change;
mod changed_template;
mod installed;
mod pack;
mod pack_error;
mod publisher;

pub use accept::{Accepted, Refused, Update, accept};
pub use alarm::Alarm;
pub use change::{PackChange, TemplateChange};
pub use changed_template::{ChangedTemplate, LineChange, LineKind, TemplateFacts};
pub use installed::{BANNER_USES, Banner, Freshness, InstalledPack, OFFLINE_GRACE, Withheld, WithheldReason};
pub use pack::{
    MAX_KEYS, MAX_LIFE, MAX_PACK_BYTES, MAX_PACKS, MAX_REVOKED, MAX_SOURCE_BYTES, MAX_SOURCE_LINES, MAX_TEMPLATES,
    PackedTemplate, TemplatePack, VerifiedPack,
};
pub use pack_error::PackError;
pub use publisher::{PinnedPublisher, PublisherError};
