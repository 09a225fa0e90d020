//! `waxseal audit`: what happened, and whether the record of it is whole.

use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;
use serde_json::json;
use serde_json::value::RawValue;
use waxseal_protocol::ids::{ConsentId, UserId};
use waxseal_server::Config;
use waxseal_store::model::{CHAIN_START, EventKind, chain_hash};
use waxseal_store::{EventFilter, Store as _};

use crate::database;
use crate::exit::Exit;
use crate::output;

/// How many events are read at once.
const PAGE: u32 = 1_000;

/// One line of an export.
#[derive(Serialize)]
struct Line<'a> {
    sequence: i64,
    event: &'a RawValue,
    hash: &'a str,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check that no event was changed, removed or added later.
    Verify(Verify),
    /// Print events as JSON, one on each line, oldest first.
    Export(Export),
}

#[derive(Debug, clap::Args)]
pub(crate) struct Verify {
    /// The configuration file of the server.
    #[arg(long, default_value = "waxseal.toml", env = "WAXSEAL_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// A hash that has to be in the chain, from an earlier run: whoever rewrites the whole chain
    /// cannot rewrite that.
    #[arg(long, value_name = "HASH", allow_hyphen_values = true)]
    contains: Option<String>,
    /// Print JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct Export {
    /// The configuration file of the server.
    #[arg(long, default_value = "waxseal.toml", env = "WAXSEAL_CONFIG", value_name = "FILE")]
    config: PathBuf,
    /// Only events of a type, as in `ciba_start_succeeded`.
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    kind: Option<EventKind>,
    /// Only events about a user.
    #[arg(long, value_name = "ID")]
    user: Option<String>,
    /// Only events about a request.
    #[arg(long, value_name = "ID")]
    consent: Option<String>,
    /// Only events after this place in the chain.
    #[arg(long, value_name = "SEQUENCE")]
    after: Option<i64>,
}

/// A misspelt type must not read as "it never happened".
fn event_type(code: &str) -> Result<EventKind, serde_json::Error> {
    serde_json::from_value(code.into())
}

impl Command {
    pub(crate) async fn run(self) -> anyhow::Result<Exit> {
        match self {
            Self::Verify(arguments) => verify(arguments).await,
            Self::Export(arguments) => export(arguments).await,
        }
    }
}

async fn verify(arguments: Verify) -> anyhow::Result<Exit> {
    let store = database::open(&Config::load(&arguments.config)?).await?;
    let (mut sequence, mut hash) = (0, CHAIN_START.to_owned());
    let mut broken = None;
    let mut contained = arguments.contains.is_none();
    'pages: loop {
        let filter = EventFilter { after: Some(sequence), limit: PAGE, ..EventFilter::default() };
        let page = store.events(&filter).await?;
        if page.is_empty() {
            break;
        }
        for event in page {
            let expected = chain_hash(&hash, sequence + 1, &event.body);
            if event.sequence != sequence + 1 || event.hash != expected {
                broken = Some(sequence + 1);
                break 'pages;
            }
            contained |= arguments.contains.as_ref() == Some(&event.hash);
            (sequence, hash) = (event.sequence, event.hash);
        }
    }
    store.close().await;
    if arguments.json {
        output::json(&json!({
            "intact": broken.is_none() && contained,
            "events": sequence,
            "hash": hash,
            "broken_at": broken,
        }));
    } else if let Some(place) = broken {
        output::line(&format!(
            "The chain is broken at event {place}: it, or one before it, was changed, removed or added."
        ));
    } else if contained {
        output::line(&format!("The chain is intact: {sequence} events, the last has the hash {hash}"));
        output::note("Keep the hash elsewhere, and give it to --contains next time.");
    } else {
        output::line("The chain is whole, but the given hash is not in it: it was rewritten, or cut off.");
    }
    Ok(if broken.is_none() && contained { Exit::Done } else { Exit::Failed })
}

async fn export(arguments: Export) -> anyhow::Result<Exit> {
    let store = database::open(&Config::load(&arguments.config)?).await?;
    let mut filter = EventFilter {
        after: arguments.after,
        kind: arguments.kind,
        user: arguments.user.map(UserId::new),
        consent: arguments.consent.map(ConsentId::new),
        limit: PAGE,
        ..EventFilter::default()
    };
    loop {
        let page = store.events(&filter).await?;
        let Some(last) = page.last() else { break };
        filter.after = Some(last.sequence);
        for event in &page {
            // The event as it was hashed, to the letter: whoever has the lines can check them.
            let body: &RawValue = serde_json::from_str(&event.body)?;
            output::json(&Line { sequence: event.sequence, event: body, hash: &event.hash });
        }
    }
    store.close().await;
    Ok(Exit::Done)
}
