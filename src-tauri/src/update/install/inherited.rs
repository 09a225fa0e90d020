//! What root's side inherits from whoever called it and must not go by: pkexec empties the environment, but
//! passes on the mask of new files, the limits, and the session with its terminal.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit, setsid, umask};

/// Limits whose end is a signal or a failed write in the middle of unpacking.
const UNLIMITED: [Resource; 4] = [Resource::Fsize, Resource::Cpu, Resource::As, Resource::Data];
/// Limits that have a usual value, which is the least they are raised to.
const AT_LEAST: [(Resource, u64); 2] = [(Resource::Nofile, 1024), (Resource::Stack, 8 * 1024 * 1024)];

/// Takes on what a service of the system starts with. It has to come before any file is made.
pub(super) fn put_away() {
    umask(Mode::from_raw_mode(0o022));
    // Ctrl-C in the caller's terminal, and its end, are not for root. A leader of a group keeps its session;
    // the tools have groups of their own.
    setsid().ok();
    for resource in UNLIMITED {
        raise(resource, None);
    }
    for (resource, least) in AT_LEAST {
        if getrlimit(resource).current.is_some_and(|current| current < least) {
            raise(resource, Some(least));
        }
    }
}

/// Raises a limit, or goes as far as it may: root may go anywhere, unless its capabilities are cut.
fn raise(resource: Resource, to: Option<u64>) {
    let maximum = getrlimit(resource).maximum;
    let raised = Rlimit { current: to, maximum: to.and_then(|to| maximum.map(|maximum| maximum.max(to))) };
    if setrlimit(resource, raised).is_err() {
        setrlimit(resource, Rlimit { current: maximum, maximum }).ok();
    }
}
