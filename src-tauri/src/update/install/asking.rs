//! The person's side of the last step: polkit's own program asks whether root may install an update, and
//! runs this program once more as root, the one that is installed. The package goes to it through a pipe:
//! root opens no file that anybody else can exchange.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::interrupted;
use super::root::{BEGIN, Header, VERIFIED};
use crate::update::channel::Channel;
use crate::update::problem::{UpdateProblem, UpdateProblemKind};

/// Where packages put them.
const PKEXEC: &str = "/usr/bin/pkexec";
const PROGRAM: &str = "/usr/bin/waxseal-desktop";

/// Has a package installed. It begins only if it may once root has verified it: the question may stay on
/// screen for long.
pub(super) fn install(
    channel: &Channel,
    signature: &str,
    package: &[u8],
    may_begin: &(dyn Fn() -> bool + Send + Sync),
) -> Result<(), UpdateProblem> {
    let mut command = Command::new(PKEXEC);
    // Who has no agent is told so, and not asked in the terminal that started this program.
    command.args(["--disable-internal-agent", PROGRAM, super::root::ARGUMENT]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let cannot_ask = |error| UpdateProblem::new(UpdateProblemKind::CannotAsk, format!("{PKEXEC}: {error}"));
    let mut child = command.spawn().map_err(cannot_ask)?;
    let begun = begin(&mut child, channel, signature, package, may_begin);
    // Without the word to begin, the end of its input ends it.
    drop(child.stdin.take());
    let mut said = String::new();
    if let Some(stderr) = child.stderr.take() {
        // What it says is for people; without it, its end says enough.
        stderr.take(MAX_SAID).read_to_string(&mut said).ok();
    }
    let status = child.wait().map_err(cannot_ask)?;
    match begun {
        Ok(false) => Err(interrupted()),
        // Its input breaks when it ends early; why it ended says more.
        Ok(true) | Err(_) => outcome(status, said.trim()),
    }
}

const MAX_SAID: u64 = 16 * 1024;

/// Hands over the package, waits until it is verified, and gives the word, if it may be given.
fn begin(
    child: &mut Child,
    channel: &Channel,
    signature: &str,
    package: &[u8],
    may_begin: &(dyn Fn() -> bool + Send + Sync),
) -> io::Result<bool> {
    let closed = || io::Error::from(io::ErrorKind::BrokenPipe);
    let input = child.stdin.as_mut().ok_or_else(closed)?;
    let header = Header {
        signature: signature.to_owned(),
        size: package.len(),
        key: cfg!(debug_assertions).then(|| channel.key.clone()),
    };
    serde_json::to_writer(&mut *input, &header)?;
    input.write_all(b"\n")?;
    input.write_all(package)?;
    input.flush()?;
    let mut verified = String::new();
    BufReader::new(child.stdout.as_mut().ok_or_else(closed)?).read_line(&mut verified)?;
    if verified.trim() != VERIFIED {
        return Err(closed());
    }
    if !may_begin() {
        return Ok(false);
    }
    writeln!(input, "{BEGIN}")?;
    Ok(true)
}

/// What pkexec's end says: 126 that the person closed the question, 127 that they may not or that nobody
/// could be asked.
fn outcome(status: ExitStatus, said: &str) -> Result<(), UpdateProblem> {
    let kind = match status.code() {
        Some(0) => return Ok(()),
        Some(126) => UpdateProblemKind::NotAllowed,
        Some(127) if said.contains("Not authorized") => UpdateProblemKind::NotAllowed,
        Some(127) => UpdateProblemKind::CannotAsk,
        _ => UpdateProblemKind::NotInstalled,
    };
    let detail = if said.is_empty() { status.to_string() } else { said.to_owned() };
    Err(UpdateProblem::new(kind, detail))
}
