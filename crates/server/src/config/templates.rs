//! The template packs of the issuer: read, and judged as a device would that enrols today.

use std::path::{Path, PathBuf};

use waxseal_details::trust::{
    Accepted, InstalledPack, MAX_PACK_BYTES, MAX_PACKS, PackError, PinnedPublisher, Refused, TemplatePack,
    WithheldReason, accept,
};
use waxseal_protocol::Timestamp;
use waxseal_protocol::jose::{JwkSet, JwsError, decode_unverified};

/// What the issuer publishes for devices.
#[derive(Debug, Clone)]
pub struct PublishedTemplates {
    /// The keys that devices pin when they enrol.
    pub jwks: JwkSet,
    /// The packs, the newest last.
    pub packs: Vec<PublishedPack>,
}

/// One pack as it is served.
#[derive(Debug, Clone)]
pub struct PublishedPack {
    /// The file it was read from.
    pub path: PathBuf,
    /// The pack.
    pub jws: String,
    /// What a device keeps of it.
    installed: InstalledPack,
}

impl PublishedTemplates {
    /// What an operator should know now, and what is no reason not to start.
    pub fn warnings(&self, now: Timestamp) -> Vec<String> {
        let Some(PublishedPack { path, installed, .. }) = self.packs.last() else { return Vec::new() };
        let (path, pack) = (path.display(), installed.pack());
        let mut warnings = Vec::new();
        if installed.expires_at() <= now {
            let (expired_at, lapses_at) = (installed.expires_at(), installed.lapses_at());
            warnings.push(format!(
                "{path} expired at {expired_at}: no device takes it any more, and from {lapses_at} on none uses it"
            ));
        }
        if pack.issued_at.timestamp() > now {
            warnings.push(format!("{path} is of {}: no device takes it before", pack.issued_at.timestamp()));
        }
        for withheld in installed.withheld() {
            if let WithheldReason::NotUnderstood(error) = withheld.reason {
                warnings.push(format!("{path}: devices of this version cannot use {}: {error}", withheld.detail_type));
            }
        }
        warnings
    }
}

/// What is wrong, at which key.
pub(super) type TemplatesProblem = (&'static str, String);

/// Reads the packs at `names`. Times are not looked at: a pack that expired stops no server.
pub(super) fn published(
    issuer: &str,
    jwks: Option<JwkSet>,
    names: &[String],
    folder: &Path,
) -> Result<Option<PublishedTemplates>, Vec<TemplatesProblem>> {
    let Some(jwks) = jwks else {
        if names.is_empty() {
            return Ok(None);
        }
        return Err(vec![(PACKS, "needs the keys that sign the packs: [template_publisher] with jwks".to_owned())]);
    };
    let mut pinned =
        PinnedPublisher::new(issuer, jwks.keys.clone()).map_err(|error| vec![(KEYS, format!("{error}"))])?;
    if names.len() > MAX_PACKS {
        return Err(vec![(PACKS, format!("names {} packs, at most {MAX_PACKS} are allowed", names.len()))]);
    }
    let (mut packs, mut problems): (Vec<PublishedPack>, Vec<TemplatesProblem>) = Default::default();
    for name in names {
        let path = folder.join(name);
        match read(&path, &pinned, packs.last().map(|pack| &pack.installed)) {
            Ok((publisher, pack)) => {
                pinned = publisher;
                packs.push(pack);
            }
            Err(message) => problems.push((PACKS, format!("{}: {message}", path.display()))),
        }
    }
    if problems.is_empty() { Ok(Some(PublishedTemplates { jwks, packs })) } else { Err(problems) }
}

fn read(
    path: &Path,
    pinned: &PinnedPublisher,
    before: Option<&InstalledPack>,
) -> Result<(PinnedPublisher, PublishedPack), String> {
    let bytes = std::fs::metadata(path).map_err(|error| format!("cannot be read: {error}"))?.len();
    // Around a pack there may be white space, but not a film.
    if bytes > 2 * u64::try_from(MAX_PACK_BYTES).unwrap_or(u64::MAX) {
        return Err(format!("the file has {bytes} bytes, a pack has at most {MAX_PACK_BYTES}"));
    }
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let jws = text.trim().to_owned();
    let claims: TemplatePack = decode_unverified(&jws).map_err(|error| format!("is no template pack: {error}"))?;
    match accept(pinned, before, &jws, claims.issued_at.timestamp()) {
        Ok(Accepted::Updated(update)) => {
            let pack = PublishedPack { path: path.to_owned(), jws, installed: update.installed };
            Ok((update.publisher, pack))
        }
        Ok(Accepted::Unchanged) => Err("is named twice".to_owned()),
        Err(refused) => Err(explained(&refused)),
    }
}

fn explained(refused: &Refused) -> String {
    match refused {
        Refused::Pack(PackError::Jws(JwsError::Signature)) => {
            "is not signed by a key of template_publisher.jwks, nor by one that a pack before it names".to_owned()
        }
        Refused::ForeignIssuer { expected, found } => {
            format!("is of the publisher {found:?}; devices only use packs of the issuer {expected:?}")
        }
        Refused::Downgrade { installed, offered } => {
            format!("has version {offered} and stands after version {installed}; the newest pack comes last")
        }
        Refused::SameVersionOtherContent { version, .. } => {
            format!("has version {version}, as the pack before it; any change needs a new version")
        }
        Refused::Pack(_) | Refused::TooManyRevoked { .. } => refused.to_string(),
    }
}

const PACKS: &str = "template_packs";
const KEYS: &str = "template_publisher.jwks";

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;
    use tempfile::TempDir;
    use waxseal_protocol::jose::SigningKey;

    use super::*;
    use crate::config::{Config, ConfigError};

    const ISSUER: &str = "https://localhost:8443/";

    fn issued_at() -> Timestamp {
        Timestamp::from_second(1_700_000_000).unwrap()
    }

    fn pack(version: u64) -> TemplatePack {
        let source = format!("---\ntype: t\ntemplate_version: {version}.0.0\nrisk_floor: low\nverb: Do it\n---\n");
        let expires_at = issued_at() + Duration::from_hours(24);
        TemplatePack::new(ISSUER, version, issued_at(), expires_at, [source.as_str()]).unwrap()
    }

    fn folder(packs: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("packs")).unwrap();
        for (name, text) in packs {
            std::fs::write(folder.path().join("packs").join(name), text).unwrap();
        }
        folder
    }

    fn read(folder: &TempDir, names: &[&str], keys: &[&SigningKey]) -> Result<Config, ConfigError> {
        let key = |key: &&SigningKey| {
            let jwk = serde_json::to_value(key.public()).unwrap();
            format!("{{ kty = {}, crv = {}, x = {}, y = {} }}", jwk["kty"], jwk["crv"], jwk["x"], jwk["y"])
        };
        let keys: Vec<String> = keys.iter().map(key).collect();
        let names: Vec<String> = names.iter().map(|name| format!("packs/{name}")).collect();
        let text = format!(
            "issuer = \"{ISSUER}\"\n\ntemplate_packs = {}\n\n[template_publisher]\njwks = {{ keys = [{}] }}\n",
            json!(names),
            keys.join(", ")
        );
        Config::parse(&text, &folder.path().join("waxseal.toml"))
    }

    fn problem(result: Result<Config, ConfigError>) -> (usize, String, String) {
        match result {
            Err(ConfigError::Invalid { problems, .. }) if problems.len() == 1 => {
                let problem = problems.first().unwrap().clone();
                (problem.line, problem.key, problem.message)
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn packs_are_read_in_order_and_keys_may_change_on_the_way() {
        let (old, new) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let first = pack(1).naming_next_keys(vec![new.public().clone()]).sign(&old).unwrap();
        let second = format!("\n{}\n", pack(2).sign(&new).unwrap());
        let folder = folder(&[("1.jws", &first), ("2.jws", &second)]);
        let templates = read(&folder, &["1.jws", "2.jws"], &[&old]).unwrap().templates.unwrap();
        let packs: Vec<&str> = templates.packs.iter().map(|pack| pack.jws.as_str()).collect();
        assert_eq!(packs, [first.as_str(), second.trim()]);
        assert!(read(&folder, &[], &[&old]).unwrap().templates.is_some(), "the keys may come before the packs");
    }

    #[test]
    fn each_broken_pack_is_named_with_its_reason() {
        let (key, other) = (SigningKey::generate().unwrap(), SigningKey::generate().unwrap());
        let mut foreign = pack(3);
        foreign.issuer = "https://elsewhere.example/".to_owned();
        let mut twisted = serde_json::to_value(pack(3)).unwrap();
        twisted["templates"][0]["source"] = json!("---\ntype: t\ntemplate_version: 3.0.0\nverb: Do that\n---\n");
        let folder = folder(&[
            ("2.jws", &pack(2).sign(&key).unwrap()),
            ("1.jws", &pack(1).sign(&key).unwrap()),
            ("foreign.jws", &foreign.sign(&key).unwrap()),
            ("stolen.jws", &pack(3).sign(&other).unwrap()),
            ("twisted.jws", &key.sign("waxseal-templates+jwt", &twisted).unwrap()),
            ("token.jws", &key.sign("JWT", &pack(3)).unwrap()),
            ("words.jws", "not a pack"),
            ("large.jws", &"x".repeat(2 * MAX_PACK_BYTES + 1)),
        ]);
        for (name, expected) in [
            ("1.jws", "has version 1 and stands after version 2; the newest pack comes last"),
            ("2.jws", "is named twice"),
            ("foreign.jws", "is of the publisher \"https://elsewhere.example/\"; devices only use packs of the issuer"),
            ("stolen.jws", "is not signed by a key of template_publisher.jwks"),
            ("twisted.jws", "has the digest"),
            ("token.jws", "expected a token of type"),
            ("words.jws", "is no template pack"),
            ("large.jws", "the file has 524289 bytes"),
            ("missing.jws", "cannot be read"),
        ] {
            let (line, key, message) = problem(read(&folder, &["2.jws", name], &[&key]));
            assert_eq!((line, key.as_str()), (3, PACKS), "{name}: {message}");
            assert!(message.contains(expected) && message.contains(name), "{name}: {message}");
        }
    }

    #[test]
    fn packs_need_keys_and_keys_have_to_be_some() {
        let key = SigningKey::generate().unwrap();
        let folder = folder(&[("1.jws", &pack(1).sign(&key).unwrap())]);
        let (line, at, message) = problem(read(&folder, &["1.jws"], &[]));
        assert_eq!((line, at.as_str(), message.as_str()), (6, KEYS, "the publisher has no key"));
        let text = format!("issuer = \"{ISSUER}\"\ntemplate_packs = [\"packs/1.jws\"]\n");
        let (line, at, message) = problem(Config::parse(&text, &folder.path().join("waxseal.toml")));
        assert_eq!((line, at.as_str()), (2, PACKS), "{message}");
        let (_, at, message) = problem(read(&folder, &["1.jws"; MAX_PACKS + 1], &[&key]));
        assert_eq!(at, PACKS, "{message}");
    }

    #[test]
    fn age_is_a_warning() {
        let key = SigningKey::generate().unwrap();
        let folder = folder(&[("1.jws", &pack(1).sign(&key).unwrap())]);
        let templates = read(&folder, &["1.jws"], &[&key]).unwrap().templates.unwrap();
        let hour = Duration::from_hours(1);
        assert!(templates.warnings(issued_at() + hour).is_empty());
        assert!(templates.warnings(issued_at() + 25 * hour).remove(0).contains("expired at 2023-11-15"));
        assert!(templates.warnings(issued_at() - hour).remove(0).contains("no device takes it before"));
    }
}
