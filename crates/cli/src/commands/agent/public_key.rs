//! `waxseal agent public-key`: what a client registers of its private key.

use std::path::PathBuf;

use anyhow::Context as _;
use serde_json::{Value, json};
use waxseal_agent::SigningKey;

use crate::exit::Exit;
use crate::output;

pub(super) const EXAMPLES: &str = "\
Example:
  openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out client-key.pem
  waxseal agent public-key client-key.pem --toml

The line belongs below the client's [[clients]] in waxseal.toml, in place of its client_secret.";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The private key, PEM or JWK.
    #[arg(value_name = "FILE")]
    key: PathBuf,
    /// Print the line for a client in waxseal.toml instead of JSON.
    #[arg(long)]
    toml: bool,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let path = arguments.key.display();
    let text = std::fs::read_to_string(&arguments.key).with_context(|| format!("cannot read {path}"))?;
    let key = SigningKey::read(&text, None).with_context(|| path.to_string())?;
    let mut public = key.public().clone();
    if public.kid.is_none() {
        public.kid = public.thumbprint().ok();
    }
    // An RSA key signs with either of two algorithms; the registration need not choose.
    if public.kty == "RSA" {
        public.alg = None;
    }
    let set = json!({"keys": [public]});
    if arguments.toml {
        output::line(&format!("jwks = {}", inline(&set)));
    } else {
        output::json(&set);
    }
    Ok(Exit::Done)
}

/// JSON as an inline value of TOML. Texts are written alike in both, and the names of a JWK's members
/// need no quotes.
fn inline(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let members: Vec<_> = members.iter().map(|(name, value)| format!("{name} = {}", inline(value))).collect();
            format!("{{ {} }}", members.join(", "))
        }
        Value::Array(elements) => format!("[{}]", elements.iter().map(inline).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}
