//! Template packs: the templates of one publisher, signed as one.

use std::collections::BTreeSet;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::{Algorithm, Jwk, NumericDate, SigningKey, Trust};
use waxseal_protocol::json::Json;

use super::pack_error::PackError;
use crate::template::{Resolved, Template, TemplateError};

/// The longest compact JWS that is read, in bytes.
pub const MAX_PACK_BYTES: usize = 256 * 1024;
/// Packs that a publisher offers at once: the newest, and those before it that named its keys.
pub const MAX_PACKS: usize = 8;
/// Templates in a pack.
pub const MAX_TEMPLATES: usize = 64;
/// The longest source of a template, in bytes.
pub const MAX_SOURCE_BYTES: usize = 16 * 1024;
/// The most lines of a source.
pub const MAX_SOURCE_LINES: usize = 500;
/// Revocations in a pack, and in all packs of a publisher together.
pub const MAX_REVOKED: usize = 1024;
/// Keys of a publisher, and keys that a pack names.
pub const MAX_KEYS: usize = 8;
/// The longest time from `iat` to `exp`.
pub const MAX_LIFE: Duration = Duration::from_hours(366 * 24);

/// The header `typ`.
const TYPE: &str = "waxseal-templates+jwt";
/// How far the publisher's clock may be ahead of the device's.
const LEEWAY: Duration = Duration::from_mins(5);
/// The largest integer that every JSON reader holds exactly (RFC 7493 2.2).
const MAX_VERSION: u64 = (1 << 53) - 1;

/// The claims of a template pack.
///
/// On the wire: the payload of a compact JWS with `typ` `waxseal-templates+jwt`, signed by the
/// publisher.
///
/// ```
/// use waxseal_details::trust::{PackedTemplate, TemplatePack};
/// let pack: TemplatePack = serde_json::from_str(
///     r#"{"iss":"https://issuer.example/","iat":1800000000,"exp":1807776000,"version":3,
///         "templates":[{"type":"door","template_version":"1.0.0",
///           "sha256":"9qx3kvXE7gqP17vWUS5l_T5rffHyJiy90As3v8o4FQc",
///           "source":"---\ntype: door\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Open a door\n---\n"}],
///         "revoked":["47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"]}"#,
/// )?;
/// assert_eq!(pack.version, 3);
/// assert_eq!(pack.templates, [PackedTemplate::new(&pack.templates[0].source)?]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplatePack {
    /// The publisher: the URL of the issuer whose requests the templates show. Compared as text.
    #[serde(rename = "iss")]
    pub issuer: String,
    /// When the pack was made.
    #[serde(rename = "iat")]
    pub issued_at: NumericDate,
    /// When it is to be replaced by a newer one.
    #[serde(rename = "exp")]
    pub expires_at: NumericDate,
    /// Positive, and larger than that of every pack before. Any change of content needs a new one.
    pub version: u64,
    /// The templates, one for each type.
    #[serde(default)]
    pub templates: Vec<PackedTemplate>,
    /// Digests of templates that nobody may use any more.
    #[serde(default)]
    pub revoked: Vec<String>,
    /// Keys that may sign later packs: see [`PinnedPublisher`](super::PinnedPublisher).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next_keys: Vec<Jwk>,
}

/// One template of a pack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackedTemplate {
    /// The `type` it shows.
    #[serde(rename = "type")]
    pub detail_type: String,
    /// Its own version.
    pub template_version: String,
    /// SHA-256 of its resolved form, as [`Template::sha256`].
    pub sha256: String,
    /// The file.
    pub source: String,
}

/// A pack whose signature, times, limits and digests were checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedPack {
    pack: TemplatePack,
    sha256: String,
}

impl VerifiedPack {
    /// The claims.
    pub fn pack(&self) -> &TemplatePack {
        &self.pack
    }

    /// SHA-256 over the RFC 8785 form of all claims, base64url. A pack that was signed again has
    /// the same.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    pub(super) fn into_parts(self) -> (TemplatePack, String) {
        (self.pack, self.sha256)
    }
}

impl TemplatePack {
    /// A pack of template files. Times are kept in whole seconds.
    pub fn new<'a>(
        issuer: &str,
        version: u64,
        issued_at: Timestamp,
        expires_at: Timestamp,
        sources: impl IntoIterator<Item = &'a str>,
    ) -> Result<Self, PackError> {
        let pack = Self {
            issuer: issuer.to_owned(),
            issued_at: NumericDate::new(issued_at),
            expires_at: NumericDate::new(expires_at),
            version,
            templates: sources.into_iter().map(PackedTemplate::new).collect::<Result<_, _>>()?,
            revoked: Vec::new(),
            next_keys: Vec::new(),
        };
        pack.check()?;
        Ok(pack)
    }

    /// The same, revoking templates by their digests.
    #[must_use]
    pub fn revoking(self, revoked: Vec<String>) -> Self {
        Self { revoked, ..self }
    }

    /// The same, naming the keys that may sign later packs.
    #[must_use]
    pub fn naming_next_keys(self, next_keys: Vec<Jwk>) -> Self {
        Self { next_keys, ..self }
    }

    /// Signs the pack as a compact JWS. A pack that no device would accept is not signed.
    pub fn sign(&self, key: &SigningKey) -> Result<String, PackError> {
        self.check()?;
        for template in &self.templates {
            template.parse().map_err(|error| template.error(error))?;
        }
        let jws = key.sign(TYPE, self)?;
        if jws.len() > MAX_PACK_BYTES { Err(PackError::TooLarge { bytes: jws.len() }) } else { Ok(jws) }
    }

    /// Verifies a pack: size, signature by one of `keys`, times, limits, and the digest of every
    /// template. Which version is installed is not asked here; see [`accept`](super::accept()).
    ///
    /// A template that this version of the language cannot use is no error: a newer pack brings
    /// its revocations to an older device, which shows that type generically.
    pub fn verify(jws: &str, keys: &[Jwk], now: Timestamp) -> Result<VerifiedPack, PackError> {
        if jws.len() > MAX_PACK_BYTES {
            return Err(PackError::TooLarge { bytes: jws.len() });
        }
        // The claims are read by our own parser, so that a repeated member is refused at any depth.
        let claims: Json = Trust { keys, algorithms: &Algorithm::ALL, types: &[TYPE] }.claims(jws)?;
        let pack: Self =
            serde_json::from_str(&claims.to_string()).map_err(|error| PackError::Claims(error.to_string()))?;
        let (issued_at, expires_at) = (pack.issued_at.timestamp(), pack.expires_at.timestamp());
        if issued_at.duration_since(now).as_secs() > LEEWAY.as_secs().cast_signed() {
            return Err(PackError::NotYetValid { issued_at });
        }
        if expires_at <= now {
            return Err(PackError::Expired { expired_at: expires_at });
        }
        pack.check()?;
        Ok(VerifiedPack { sha256: claims.sha256(), pack })
    }

    /// What holds for every pack, whatever the time.
    fn check(&self) -> Result<(), PackError> {
        let (issued_at, expires_at) = (self.issued_at.timestamp(), self.expires_at.timestamp());
        let life = expires_at.duration_since(issued_at).as_secs();
        if life <= 0 || life > MAX_LIFE.as_secs().cast_signed() {
            return Err(PackError::Life { issued_at, expires_at });
        }
        if self.issuer.is_empty() {
            return Err(PackError::NoIssuer);
        }
        if self.version == 0 || self.version > MAX_VERSION {
            return Err(PackError::Version { version: self.version });
        }
        if self.templates.len() > MAX_TEMPLATES {
            return Err(PackError::TooManyTemplates { count: self.templates.len() });
        }
        if self.revoked.len() > MAX_REVOKED {
            return Err(PackError::TooManyRevoked { count: self.revoked.len() });
        }
        if self.next_keys.len() > MAX_KEYS {
            return Err(PackError::TooManyKeys { count: self.next_keys.len() });
        }
        for key in &self.next_keys {
            key.check().map_err(PackError::NextKey)?;
        }
        let mut types = BTreeSet::new();
        for template in &self.templates {
            if !types.insert(&template.detail_type) {
                return Err(PackError::Repeated { detail_type: template.detail_type.clone() });
            }
            template.check()?;
            if self.revoked.contains(&template.sha256) {
                return Err(PackError::RevokesItsOwn { detail_type: template.detail_type.clone() });
            }
        }
        Ok(())
    }
}

impl PackedTemplate {
    /// Packs a template file that this version can use.
    pub fn new(source: &str) -> Result<Self, PackError> {
        let template = Template::parse(source).map_err(|error| {
            let resolved = Resolved::of(source).ok();
            let named = resolved.as_ref().and_then(|resolved| resolved.front_matter("type"));
            PackError::Template { detail_type: named.unwrap_or_default().to_owned(), error }
        })?;
        Ok(Self {
            detail_type: template.detail_type().to_owned(),
            template_version: template.version().to_owned(),
            sha256: template.sha256().to_owned(),
            source: source.to_owned(),
        })
    }

    pub(super) fn parse(&self) -> Result<Template, TemplateError> {
        Template::parse(&self.source)
    }

    fn check(&self) -> Result<(), PackError> {
        let (bytes, lines) = (self.source.len(), self.source.lines().count());
        if bytes > MAX_SOURCE_BYTES || lines > MAX_SOURCE_LINES {
            return Err(PackError::SourceTooLarge { detail_type: self.detail_type.clone(), bytes, lines });
        }
        let resolved = Resolved::of(&self.source).map_err(|error| self.error(error))?;
        let member = |name| resolved.front_matter(name).unwrap_or_default();
        let (detail_type, template_version) = (member("type"), member("template_version"));
        if (detail_type, template_version) != (&self.detail_type, &self.template_version) {
            return Err(PackError::Mislabelled {
                stated: format!("{} {}", self.detail_type, self.template_version),
                found: format!("{detail_type} {template_version}"),
            });
        }
        let computed = resolved.sha256();
        if computed != self.sha256 {
            return Err(PackError::DigestMismatch {
                detail_type: self.detail_type.clone(),
                stated: self.sha256.clone(),
                computed,
            });
        }
        Ok(())
    }

    fn error(&self, error: TemplateError) -> PackError {
        PackError::Template { detail_type: self.detail_type.clone(), error }
    }
}
