//! Why a template pack is not acceptable, whoever offers it.

use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::{JwkError, JwsError, KeyError};

use super::pack::{MAX_KEYS, MAX_LIFE, MAX_PACK_BYTES, MAX_REVOKED, MAX_SOURCE_BYTES, MAX_SOURCE_LINES, MAX_TEMPLATES};
use crate::template::TemplateError;

/// What is wrong with a pack.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PackError {
    /// The JWS is longer than [`MAX_PACK_BYTES`]. Nothing of it was read.
    #[error("the pack has {bytes} bytes, at most {MAX_PACK_BYTES} are allowed")]
    TooLarge {
        /// Its length.
        bytes: usize,
    },
    /// Not a JWS of the right type, by a key that counts.
    #[error(transparent)]
    Jws(#[from] JwsError),
    /// The claims are not those of a pack.
    #[error("the claims are not those of a template pack: {0}")]
    Claims(String),
    /// `exp` has passed.
    #[error("the pack expired at {expired_at}")]
    Expired {
        /// Its `exp`.
        expired_at: Timestamp,
    },
    /// `iat` lies in the future.
    #[error("the pack is of {issued_at}, which is in the future")]
    NotYetValid {
        /// Its `iat`.
        issued_at: Timestamp,
    },
    /// `exp` is not after `iat`, or by more than [`MAX_LIFE`].
    #[error("the pack of {issued_at} expires at {expires_at}; at most {} days are allowed", MAX_LIFE.as_secs() / 86_400)]
    Life {
        /// Its `iat`.
        issued_at: Timestamp,
        /// Its `exp`.
        expires_at: Timestamp,
    },
    /// The publisher has no name.
    #[error("the pack names no issuer")]
    NoIssuer,
    /// `version` is zero, or beyond what JSON numbers hold exactly.
    #[error("{version} is not a version of a pack")]
    Version {
        /// The version.
        version: u64,
    },
    /// More templates than [`MAX_TEMPLATES`].
    #[error("the pack has {count} templates, at most {MAX_TEMPLATES} are allowed")]
    TooManyTemplates {
        /// How many.
        count: usize,
    },
    /// More revocations than [`MAX_REVOKED`].
    #[error("the pack revokes {count} templates, at most {MAX_REVOKED} are allowed")]
    TooManyRevoked {
        /// How many.
        count: usize,
    },
    /// More next keys than [`MAX_KEYS`].
    #[error("the pack names {count} keys, at most {MAX_KEYS} are allowed")]
    TooManyKeys {
        /// How many.
        count: usize,
    },
    /// A next key that cannot be one.
    #[error("a key that the pack names is not acceptable: {0}")]
    NextKey(JwkError),
    /// A source is longer than [`MAX_SOURCE_BYTES`] or has more lines than [`MAX_SOURCE_LINES`].
    #[error(
        "the template of {detail_type:?} has {bytes} bytes in {lines} lines, at most {MAX_SOURCE_BYTES} in {MAX_SOURCE_LINES} are allowed"
    )]
    SourceTooLarge {
        /// The type.
        detail_type: String,
        /// Its length.
        bytes: usize,
        /// Its lines.
        lines: usize,
    },
    /// Two templates for one type.
    #[error("the pack has two templates of {detail_type:?}")]
    Repeated {
        /// The type.
        detail_type: String,
    },
    /// The source is not of the type or version that the pack says.
    #[error("the pack calls a template {stated:?}, its source says {found:?}")]
    Mislabelled {
        /// Type and version beside the source.
        stated: String,
        /// Type and version in the source.
        found: String,
    },
    /// The source is not the one that the digest is of.
    #[error("the template of {detail_type:?} has the digest {computed}, the pack says {stated}")]
    DigestMismatch {
        /// The type.
        detail_type: String,
        /// What the pack says.
        stated: String,
        /// What the source has.
        computed: String,
    },
    /// The pack revokes a template that it holds.
    #[error("the pack holds the template of {detail_type:?} and revokes it")]
    RevokesItsOwn {
        /// The type.
        detail_type: String,
    },
    /// A source that cannot be resolved, or, when a pack is made, used.
    #[error("the template of {detail_type:?} is not one: {error}")]
    Template {
        /// The type, or nothing if the source does not say.
        detail_type: String,
        /// What is wrong.
        error: TemplateError,
    },
    /// The pack could not be signed.
    #[error("signing failed: {0}")]
    Signing(String),
}

impl From<KeyError> for PackError {
    fn from(error: KeyError) -> Self {
        Self::Signing(error.to_string())
    }
}
