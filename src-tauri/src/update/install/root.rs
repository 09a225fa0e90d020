//! Root's side of the last step: `pkexec waxseal-desktop --install-update`. It trusts nobody who called it:
//! the package comes through a pipe, its signature is verified with the key that is built in, and it has
//! to be for a newer version than this program's. So an administrator may let people install updates
//! without a password: nothing but what the publisher signed gets in, and nothing older.

use std::io::{self, BufRead, Read as _, Write as _};
use std::process::ExitCode;

use serde::{Deserialize, Serialize};

use super::{inherited, signed, tool};
use crate::update::channel::Channel;
use crate::update::release::MAX_PACKAGE;

/// The argument, as the policy of polkit names it.
pub(super) const ARGUMENT: &str = "--install-update";
/// What is said once the package is verified.
pub(super) const VERIFIED: &str = "verified";
/// The word on which it is installed.
pub(super) const BEGIN: &str = "begin";
/// A header is a signature and a number.
const MAX_HEADER: u64 = 8 * 1024;

/// What comes before the package.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Header {
    /// As the manifest has it.
    pub(super) signature: String,
    /// Bytes.
    pub(super) size: usize,
    /// The key of a build for development. No other takes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
}

/// Does it, if this is what the program was started for.
pub(crate) fn install_if_asked() -> Option<ExitCode> {
    let mut arguments = std::env::args().skip(1);
    if arguments.next().as_deref() != Some(ARGUMENT) {
        return None;
    }
    inherited::put_away();
    let done = if arguments.next().is_some() {
        Err("it takes nothing else".to_owned())
    } else {
        install(&mut io::stdin().lock())
    };
    Some(match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The person's side reads it. Nobody reading it changes nothing.
            writeln!(io::stderr(), "{error}").ok();
            ExitCode::FAILURE
        }
    })
}

fn install(input: &mut impl BufRead) -> Result<(), String> {
    let text = |error: io::Error| error.to_string();
    let mut header = Vec::new();
    input.take(MAX_HEADER).read_until(b'\n', &mut header).map_err(text)?;
    let header: Header = serde_json::from_slice(&header).map_err(|error| format!("no header came: {error}"))?;
    if header.size > MAX_PACKAGE {
        return Err("the package is too large".to_owned());
    }
    let mut package = Vec::new();
    input.take(header.size as u64).read_to_end(&mut package).map_err(text)?;
    let built_in = Channel::of_this_build().map(|channel| channel.key);
    let key = if cfg!(debug_assertions) { header.key.or(built_in) } else { built_in };
    let key = key.ok_or("this build has no updates of its own")?;
    let version = signed::version(&key, &header.signature, &package)?;
    signed::is_newer(&version, env!("CARGO_PKG_VERSION"))?;
    let ready = tool::prepare(&package, &version)?;
    let mut out = io::stdout();
    writeln!(out, "{VERIFIED}").and_then(|()| out.flush()).map_err(text)?;
    let mut word = String::new();
    input.take(MAX_HEADER).read_line(&mut word).map_err(text)?;
    if word.trim() != BEGIN {
        return Err("it was called off".to_owned());
    }
    ready.install(&package)
}
