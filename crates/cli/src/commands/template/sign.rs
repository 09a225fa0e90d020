//! `waxseal template sign`

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::{Span, SpanRelativeTo, Unit};
use pkcs8::SecretDocument;
use pkcs8::der::pem::LineEnding;
use serde_json::json;
use waxseal_details::Template;
use waxseal_details::lint::lint;
use waxseal_details::rehearsal::Fixture;
use waxseal_details::trust::{PackedTemplate, TemplatePack};
use waxseal_protocol::jose::{Algorithm, SigningKey};
use waxseal_protocol::{Clock as _, SystemClock, Timestamp};

use super::files;
use crate::exit::Exit;
use crate::output;

/// What a key file says it holds.
const LABEL: &str = "PRIVATE KEY";

#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  waxseal template sign --new-key publisher.pem
  waxseal template sign --issuer https://id.acme.example/ --version 1 --key publisher.pem booking.hbs --out pack.jws
  waxseal template sign --issuer https://id.acme.example/ --version 2 --key publisher.pem booking.hbs \\
      --revoke 9qx3kvXE7gqP17vWUS5l_T5rffHyJiy90As3v8o4FQc --expires 30d --out pack.jws")]
pub(crate) struct Arguments {
    /// Make a P-256 key, write it to a file that only you can read, and print its public half.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["issuer", "version", "key", "out", "templates"])]
    new_key: Option<PathBuf>,
    /// The publisher: the URL of the issuer whose requests the templates show.
    #[arg(long, value_name = "URL", required_unless_present = "new_key", value_parser = issuer)]
    issuer: Option<String>,
    /// The version of the pack: positive, and larger than that of every pack before.
    #[arg(long, value_name = "NUMBER", required_unless_present = "new_key")]
    version: Option<u64>,
    /// The private key, PKCS#8 in PEM.
    #[arg(long, value_name = "FILE", required_unless_present = "new_key")]
    key: Option<PathBuf>,
    /// How long the pack counts: 90d, 12w, 8h.
    #[arg(long, default_value = "90d", value_name = "DURATION")]
    expires: String,
    /// The digest of a template that nobody may use any more. Can be given again.
    #[arg(long, value_name = "SHA256", value_parser = digest)]
    revoke: Vec<String>,
    /// A public key that may sign later packs, as JSON in a file: what --new-key printed. Can be given
    /// again.
    #[arg(long, value_name = "FILE")]
    next_key: Vec<PathBuf>,
    /// The templates, one for each type.
    #[arg(value_name = "TEMPLATE", required_unless_present_any = ["new_key", "revoke"])]
    templates: Vec<PathBuf>,
    /// Where to write the pack.
    #[arg(long, value_name = "FILE", required_unless_present = "new_key")]
    out: Option<PathBuf>,
    /// Replace the pack, and sign templates that the lint finds errors in or whose fixtures fail.
    #[arg(long)]
    force: bool,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    match (&arguments.new_key, &arguments.issuer, arguments.version, &arguments.key, &arguments.out) {
        (Some(path), ..) => new_key(path),
        (None, Some(issuer), Some(version), Some(key), Some(out)) => sign(arguments, issuer, version, key, out),
        _ => bail!("--issuer, --version, --key and --out are needed\nhint: waxseal template sign --help"),
    }
}

fn new_key(path: &Path) -> anyhow::Result<Exit> {
    let key = SigningKey::generate()?;
    let document = SecretDocument::try_from(key.pkcs8().expose().as_slice()).context("the key cannot be written")?;
    let pem = document.to_pem(LABEL, LineEnding::LF).context("the key cannot be written")?;
    files::write_secret(path, &pem)?;
    output::json(key.public());
    output::note(&format!("Wrote {}. Keep it where nobody else can read it.", path.display()));
    output::note("The line above is the public key: devices pin it to trust what the key signs.");
    Ok(Exit::Done)
}

fn sign(arguments: &Arguments, issuer: &str, version: u64, key: &Path, out: &Path) -> anyhow::Result<Exit> {
    let key = read_key(key)?;
    let mut sources = Vec::new();
    for path in &arguments.templates {
        let template = files::template(path)?;
        let findings = lint(&template, None);
        let error = findings.iter().find(|finding| finding.is_error());
        if let Some(error) = error.filter(|_| !arguments.force) {
            bail!("{}: {error}\nhint: correct it, or sign it nevertheless with --force", path.display());
        }
        if let Some(problem) = failing(&template).filter(|_| !arguments.force) {
            bail!(
                "{}: {problem}\nhint: waxseal template test says more; --force signs it nevertheless",
                path.display()
            );
        }
        sources.push(template.source().to_owned());
    }
    let now = SystemClock::new().now();
    let expires_at = expiry(&arguments.expires, now)?;
    let pack = TemplatePack::new(issuer, version, now, expires_at, sources.iter().map(String::as_str))?;
    let next_keys = arguments.next_key.iter().map(|path| files::public_key(path)).collect::<Result<_, _>>()?;
    let pack = pack.revoking(arguments.revoke.clone()).naming_next_keys(next_keys);
    let jws = pack.sign(&key)?;
    files::write(out, &jws, arguments.force)?;
    let kid = key.public().kid.clone().unwrap_or_default();
    if arguments.json {
        let facts = |one: &PackedTemplate| json!({"type": one.detail_type, "template_version": one.template_version, "sha256": one.sha256});
        let templates: Vec<_> = pack.templates.iter().map(facts).collect();
        output::json(&json!({
            "out": out, "issuer": issuer, "version": version, "expires_at": expires_at.to_string(), "kid": kid,
            "templates": templates, "revoked": pack.revoked,
        }));
    } else {
        output::line(&format!("Wrote {}: version {version} of {issuer}", out.display()));
        for one in &pack.templates {
            output::line(&format!("  {} {}, digest {}", one.detail_type, one.template_version, one.sha256));
        }
        output::line(&format!("Signed by {kid}, expires on {}", expires_at.strftime("%Y-%m-%d")));
    }
    Ok(Exit::Done)
}

/// What is wrong with the first fixture that does not look as it should.
fn failing(template: &Template) -> Option<String> {
    Fixture::of(template).into_iter().find_map(|fixture| match fixture {
        Err(error) => Some(error),
        Ok(fixture) => {
            let problems = fixture.rehearse(template).into_iter().flat_map(|rehearsed| rehearsed.problems);
            problems.into_iter().next().map(|problem| format!("a fixture fails: {problem}"))
        }
    })
}

/// A digest as `sign` prints it.
fn digest(text: &str) -> Result<String, String> {
    let is_digest = text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_digest.then(|| text.to_owned()).ok_or_else(|| "a digest is SHA-256 in base64url: 43 characters".to_owned())
}

/// The issuer as servers and devices compare it: text.
fn issuer(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://localhost"));
    let host = host.or_else(|| text.strip_prefix("http://127.0.0.1"));
    let whole = host.is_some_and(|rest| rest.ends_with('/') && !rest.contains(['?', '#', ' ']));
    let named = !text.starts_with("https:///");
    (whole && named)
        .then(|| text.to_owned())
        .ok_or_else(|| "an issuer is an https URL with a slash at its end, such as https://id.acme.example/".to_owned())
}

/// Reads a key of any algorithm that packs are signed with.
fn read_key(path: &Path) -> anyhow::Result<SigningKey> {
    let text = files::text(path)?;
    let hint = "hint: waxseal template sign --new-key makes one";
    let (label, document) = SecretDocument::from_pem(&text)
        .map_err(|_| anyhow::anyhow!("{} is not a key in PEM\n{hint}", path.display()))?;
    anyhow::ensure!(
        label == LABEL,
        "{} holds a {label}, and a {LABEL} (PKCS#8) is needed\nhint: openssl pkcs8 -topk8 -nocrypt -in {0}",
        path.display()
    );
    let algorithms = [Algorithm::ES256, Algorithm::EdDSA, Algorithm::PS256];
    let mut keys = algorithms.into_iter().filter_map(|one| SigningKey::from_pkcs8(one, document.as_bytes()).ok());
    keys.next().with_context(|| format!("{} is not a P-256, Ed25519 or RSA key\n{hint}", path.display()))
}

fn expiry(life: &str, now: Timestamp) -> anyhow::Result<Timestamp> {
    let seconds = life.parse::<Span>().ok().and_then(|span| {
        span.total((Unit::Second, SpanRelativeTo::days_are_24_hours())).ok().filter(|seconds| *seconds > 0.0)
    });
    let seconds = seconds.with_context(|| format!("{life:?} is no length of time\nhint: 90d, 12w or 8h"))?;
    Ok(now + jiff::SignedDuration::try_from_secs_f64(seconds.round())?)
}
