//! What the server offers, and fetching it. The plugin reads the manifest, compares versions and checks
//! signatures; the manifest is fetched here, because here it is bounded.

use std::time::Duration;

use reqwest::{ClientBuilder, StatusCode, redirect};
use tauri::{AppHandle, Url};
use tauri_plugin_updater::{Update, Updater, UpdaterExt as _};

use super::channel::Channel;
use super::problem::{UpdateProblem, UpdateProblemKind, with_causes};

/// A manifest is some lines per system, and notes.
const MAX_MANIFEST: usize = 256 * 1024;
/// The most a package may be.
pub(super) const MAX_PACKAGE: usize = 256 * 1024 * 1024;
/// A version is a few numbers.
const MAX_VERSION: usize = 64;
const CONNECTING: Duration = Duration::from_secs(15);
const MANIFEST: Duration = Duration::from_secs(30);
/// Between two parts of a package.
const SILENCE: Duration = Duration::from_mins(1);
const PACKAGE: Duration = Duration::from_hours(1);

/// The update that the server offers this computer, if it is newer than what runs.
pub(super) async fn offered(app: &AppHandle, channel: &Channel) -> Result<Option<Update>, UpdateProblem> {
    match manifest(app, channel).await? {
        Some(manifest) => restore(app, channel, manifest),
        None => Ok(None),
    }
}

/// The update of a manifest, if it is newer than what runs. Its package has to be signed for its version:
/// nobody who can change the manifest can pass an old one off as new.
pub(super) fn restore(
    app: &AppHandle,
    channel: &Channel,
    manifest: serde_json::Value,
) -> Result<Option<Update>, UpdateProblem> {
    let Some(mut update) = updater(app, channel)?.restore_update(manifest)? else { return Ok(None) };
    if update.version.len() > MAX_VERSION {
        return Err(UpdateProblem::new(UpdateProblemKind::Unusable, "The version is too long."));
    }
    update.timeout = Some(PACKAGE);
    Ok(Some(update))
}

/// Fetches the package of an update and verifies it. Tells, in percent, how far it is.
pub(super) async fn package(update: &Update, mut tell: impl FnMut(u8)) -> Result<Vec<u8>, UpdateProblem> {
    let (mut here, mut told) = (0_usize, 0);
    let (stop, stopped) = tokio::sync::oneshot::channel();
    let mut stop = Some(stop);
    let on_chunk = |length: usize, total: Option<u64>| {
        here = here.saturating_add(length);
        let too_much = total.is_some_and(|total| total > MAX_PACKAGE as u64) || here > MAX_PACKAGE;
        if too_much && let Some(stop) = stop.take() {
            stop.send(()).ok();
        }
        let percent = total.filter(|total| *total > 0).map(|total| (here as u64).saturating_mul(100) / total);
        let percent = u8::try_from(percent.unwrap_or(0).min(100)).unwrap_or(100);
        // A page and a screen reader can do with some steps.
        if percent >= told + STEP {
            told = percent;
            tell(percent);
        }
    };
    let fetching = update.download(on_chunk, || ());
    tokio::select! {
        // The first branch that is ready wins: what is too much is never taken for a package.
        biased;
        Ok(()) = stopped => Err(UpdateProblem::new(UpdateProblemKind::Unusable, "The package is too large.")),
        fetched = fetching => fetched.map_err(UpdateProblem::from),
    }
}

/// Between two tellings, in percent.
const STEP: u8 = 5;

fn updater(app: &AppHandle, channel: &Channel) -> Result<Updater, UpdateProblem> {
    let strict = channel.clone();
    let builder = app.updater_builder().pubkey(&channel.key).endpoints(vec![channel.url.clone()])?;
    let builder = builder.configure_client(move |client| bounded(client, &strict));
    // On Windows the installer ends this program.
    let ending = app.clone();
    let builder = builder.on_before_exit(move || super::restart::prepare(&ending));
    Ok(builder.build()?)
}

fn bounded(client: ClientBuilder, channel: &Channel) -> ClientBuilder {
    let client = client
        .user_agent(concat!("waxseal-desktop/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECTING)
        .read_timeout(SILENCE)
        .redirect(redirect::Policy::limited(5));
    if channel.is_loopback() { client.no_proxy() } else { client.https_only(true) }
}

async fn manifest(app: &AppHandle, channel: &Channel) -> Result<Option<serde_json::Value>, UpdateProblem> {
    let unreachable = |error: reqwest::Error| UpdateProblem::new(UpdateProblemKind::Unreachable, with_causes(&error));
    let unusable = |detail: &str| UpdateProblem::new(UpdateProblemKind::Unusable, detail);
    let client = bounded(reqwest::Client::builder(), channel).timeout(MANIFEST).build().map_err(unreachable)?;
    let url = filled_in(&channel.url, &app.package_info().version.to_string());
    let asked = client.get(url).header("Accept", "application/json").send().await.map_err(unreachable)?;
    let mut answer = asked.error_for_status().map_err(unreachable)?;
    if answer.status() == StatusCode::NO_CONTENT {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(unreachable)? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > MAX_MANIFEST {
            return Err(unusable("The manifest is too large."));
        }
    }
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(|error| unusable(&format!("The manifest cannot be read: {error}.")))
}

/// The address with what this computer is in it.
fn filled_in(url: &Url, version: &str) -> Url {
    let target = tauri_plugin_updater::target().unwrap_or_default();
    let (system, arch) = target.split_once('-').unwrap_or((&target, ""));
    let version = version.replace('+', "%2B");
    let text = [("target", system), ("arch", arch), ("current_version", &version)].iter().fold(
        url.to_string(),
        |text, (name, value)| {
            text.replace(&format!("%7B%7B{name}%7D%7D"), value).replace(&format!("{{{{{name}}}}}"), value)
        },
    );
    Url::parse(&text).unwrap_or_else(|_| url.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_names_what_this_computer_is() {
        let url = Url::parse("https://u.example/{{target}}/{{arch}}?from={{current_version}}").unwrap();
        let filled = filled_in(&url, "1.2.3+4");
        let (arch, system) = (std::env::consts::ARCH, std::env::consts::OS.replace("macos", "darwin"));
        assert_eq!(filled.as_str(), format!("https://u.example/{system}/{arch}?from=1.2.3%2B4"));
    }
}
