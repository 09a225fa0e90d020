//! `waxseal receipt`: proof of what was approved, and the check of it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Subcommand;
use serde_json::json;
use waxseal_details::{Card, Display, Known, Registry};
use waxseal_protocol::device::{ReceiptDevice, UserVerification, VerifiedReceipt};
use waxseal_protocol::ids::ConsentId;
use waxseal_protocol::jose::{Algorithm, JwkSet};
use waxseal_protocol::{Clock as _, SystemClock};
use waxseal_server::{Config, KeyRing, receipt};

use crate::database;
use crate::exit::Exit;
use crate::output;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the receipt of a decided request, signed by this server.
    Export(Export),
    /// Check a receipt, and show what was asked and answered. Nobody is asked for it.
    Verify(Verify),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The configuration file of the server.
    #[arg(long, default_value = "waxseal.toml", env = "WAXSEAL_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// The request: `transaction_linking_id` of its token, or of its events.
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The file of the receipt; - for standard input.
    #[arg(value_name = "FILE")]
    receipt: PathBuf,
    /// The issuer's public keys: what /.well-known/jwks.json answered when the receipt was made.
    #[arg(long, value_name = "FILE")]
    jwks: PathBuf,
    /// The thumbprint that the device's key has to have, as its enrolment or another receipt showed it:
    /// without it, whose key answered is the issuer's word. Twice where two people approved.
    #[arg(long = "device-key", value_name = "THUMBPRINT", allow_hyphen_values = true)]
    device_keys: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Export(arguments) => export(arguments).await,
            Self::Verify(arguments) => verify(&arguments),
        }
    }
}

async fn export(arguments: Export) -> anyhow::Result<Exit> {
    let config = Config::load(&arguments.config)?;
    let store = database::open(&config).await?;
    let clock = SystemClock::new();
    let issuer = config.issuer.as_str();
    let keys = KeyRing::load(&store, &clock, issuer, config.lifetimes.access_token, &[Algorithm::ES256]).await?;
    let id = ConsentId::new(arguments.id);
    let made = receipt(&store, &keys.signing()?, issuer, clock.now(), &id).await;
    store.close().await;
    output::line(&made?);
    Ok(Exit::Done)
}

fn verify(arguments: &Verify) -> anyhow::Result<Exit> {
    let text = read(&arguments.receipt)?;
    let keys: JwkSet = serde_json::from_str(&read(&arguments.jwks)?)
        .with_context(|| format!("{} is no set of keys", arguments.jwks.display()))?;
    let checked = VerifiedReceipt::check(&text, &keys).map_err(anyhow::Error::from);
    match checked.and_then(|verified| by_keys(verified, &arguments.device_keys)) {
        Ok(verified) => {
            show(&verified, arguments.json);
            Ok(Exit::Done)
        }
        Err(error) if arguments.json => {
            output::json(&json!({"valid": false, "error": error.to_string()}));
            Ok(Exit::Failed)
        }
        Err(error) => Err(error),
    }
}

/// The issuer names the devices' keys; who knows a key from elsewhere need not believe it.
fn by_keys(verified: VerifiedReceipt, wanted: &[String]) -> anyhow::Result<VerifiedReceipt> {
    let mut found = vec![verified.claims.device.public_key.thumbprint()?];
    if let Some(first) = &verified.claims.first_approval {
        found.push(first.device.public_key.thumbprint()?);
    }
    if wanted.iter().any(|wanted| !found.contains(wanted)) {
        anyhow::bail!("another device answered: its key is {}", found.join(" or "));
    }
    Ok(verified)
}

fn show(verified: &VerifiedReceipt, as_json: bool) {
    let (by_test_key, narrowed) = (verified.by_test_key(), verified.narrowed());
    let verified_by = verified.verified_by();
    let VerifiedReceipt { claims, consent, decision, first_approval, binds_content } = verified;
    let thumbprint = claims.device.public_key.thumbprint().unwrap_or_default();
    if as_json {
        output::json(&json!({
            "valid": true,
            "binds_content": binds_content,
            "by_test_key": by_test_key,
            "verified_by": verified_by,
            "device_key_thumbprint": thumbprint,
            "receipt": claims,
            "decision": decision,
            "first_approval": claims.first_approval.as_ref().map(|first| json!({
                "device_key_thumbprint": first.device.public_key.thumbprint().unwrap_or_default(),
                "decision": first_approval,
            })),
        }));
        return;
    }
    let display = Display::english_utc(consent.created_at);
    let card = Card::new(consent, &Registry::built_in(), &display, &Known::default());
    let person = consent.user_id.as_ref().map_or("an unnamed person", |user| user.as_str());
    let by = |device: &ReceiptDevice| device.user_id.as_ref().map_or(person, |user| user.as_str()).to_owned();
    output::line(card.to_text().trim_end());
    output::line("");
    let outcome = format!("{:?}", claims.outcome).to_lowercase();
    output::line(&format!(
        "The receipt holds: {outcome} by {} at {:.0}.",
        by(&claims.device),
        claims.decided_at.timestamp()
    ));
    if let Some(first) = &claims.first_approval {
        // The first of two people; the line before names the other one.
        output::line(&format!("Before, approved by {} at {:.0}.", by(&first.device), first.decided_at.timestamp()));
    }
    if consent.four_eyes.is_some() {
        output::line(&format!("For:     {person}"));
    }
    if let Some(granted) = narrowed {
        // Less than the card shows: the person narrowed it.
        output::line(&format!("Granted: {}", serde_json::to_string(granted).unwrap_or_default()));
    }
    output::line(&format!("Issuer:  {}", claims.iss));
    output::line(&format!("Request: {}", claims.transaction_linking_id));
    output::line(&format!("Device:  {}, key {thumbprint}", claims.device.id));
    if let Some(first) = &claims.first_approval {
        let thumbprint = first.device.public_key.thumbprint().unwrap_or_default();
        output::line(&format!("Device:  {}, key {thumbprint}", first.device.id));
    }
    output::line(&format!("Content: {}", claims.consent_sha256));
    if verified_by == UserVerification::Os {
        output::line("Person:  verified by the device's operating system for this answer");
    }
    if by_test_key {
        output::note("The key is a tester's: a script may have answered, and no person.");
    }
    if !binds_content {
        output::note("The device signed its answer, not the content: what was on screen is the server's word alone.");
    }
}

fn read(path: &Path) -> anyhow::Result<String> {
    if path.as_os_str() == "-" {
        return std::io::read_to_string(std::io::stdin()).context("cannot read standard input");
    }
    std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}
