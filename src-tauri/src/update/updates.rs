//! The updates of this app while it runs: one thing at a time, looked for in the background, told to the
//! page, and installed when nothing is open.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tauri::{AppHandle, Emitter as _, Manager as _};
use tauri_plugin_updater::Update;
use tokio::sync::Notify;
use waxseal_device::DeviceError;
use waxseal_device::commands::Occupied;

use super::channel::Channel;
use super::kept::{About, Kept};
use super::problem::UpdateProblem;
use super::schedule::Schedule;
use super::view::{UpdateMode, UpdateOffer, UpdateState, UpdateView, UpdateWaits};
use super::{install, release, restart};
use crate::core::Core;
use crate::desktop_settings::KeptSettings;
use crate::windows;

/// What is known and done about updates.
#[derive(Debug)]
pub(crate) struct Updates {
    channel: Option<Channel>,
    kept: Kept,
    known: Mutex<Known>,
    /// Held while it is looked, fetched or installed.
    at_work: tokio::sync::Mutex<()>,
    /// The person wants something else done by itself.
    mode_changed: Notify,
}

#[derive(Debug, Default)]
struct Known {
    state: UpdateState,
    problem: Option<UpdateProblem>,
}

impl Updates {
    /// The updates of this build, kept beside the device's files. Without a folder of the person's own there
    /// are none: what lies where others may write is not installed.
    pub(crate) fn new(folder: Option<&Path>) -> Self {
        Self::of(Channel::of_this_build().filter(|_| install::is_possible()), folder)
    }

    fn of(channel: Option<Channel>, folder: Option<&Path>) -> Self {
        let channel = channel.filter(|_| folder.is_some());
        let state = if channel.is_some() { UpdateState::Unknown } else { UpdateState::Off };
        Self {
            channel,
            kept: Kept::new(folder.unwrap_or(Path::new("")).join("update")),
            known: Mutex::new(Known { state, problem: None }),
            at_work: tokio::sync::Mutex::default(),
            mode_changed: Notify::new(),
        }
    }

    /// What the page shows.
    pub(crate) fn view(&self, app: &AppHandle) -> UpdateView {
        let (state, problem) = {
            let known = self.known();
            (known.state.clone(), known.problem.clone())
        };
        let occupied = occupied(app);
        UpdateView {
            version: app.package_info().version.to_string(),
            mode: mode(app),
            state,
            problem,
            waits_for: (!occupied.is_free())
                .then_some(UpdateWaits { requests: occupied.requests, other: occupied.errands > 0 }),
        }
    }

    /// Does something else by itself from now on.
    pub(crate) fn set_mode(&self, app: &AppHandle, mode: UpdateMode) -> Result<(), DeviceError> {
        app.state::<KeptSettings>().set_update_mode(mode)?;
        self.mode_changed.notify_one();
        Ok(())
    }

    /// Looks whether there is an update, and fetches it. Says whether that worked. If something is done
    /// already, it is left to it.
    pub(crate) async fn look(&self, app: &AppHandle) -> bool {
        let Some(channel) = &self.channel else { return true };
        let Ok(_alone) = self.at_work.try_lock() else { return true };
        let before = self.known().state.clone();
        // What is installed is newer than anything that this program can judge.
        if matches!(before, UpdateState::Installed { .. }) {
            return true;
        }
        self.know(app, UpdateState::Looking, None);
        match self.fetch(app, channel, &before).await {
            Ok(next) => {
                self.know(app, next, None);
                true
            }
            Err(problem) => {
                tracing::info!(detail = problem.detail, "No update was fetched: {}", problem.detail);
                self.know(app, before, Some(problem));
                false
            }
        }
    }

    /// Installs the update that is here and starts again, if nothing is open.
    pub(crate) async fn install(&self, app: &AppHandle) {
        let state = self.known().state.clone();
        let done = match state {
            UpdateState::Installed { .. } => true,
            UpdateState::Ready { offer } => self.install_only(app, offer).await,
            _ => false,
        };
        // A request may have come while it was installed: then the page says what the restart waits for.
        if done && may_interrupt(app) {
            restart::now(app);
        }
    }

    /// Whether the person wants the update that is here to be installed now that they quit.
    pub(crate) fn is_due_on_quit(&self, app: &AppHandle) -> bool {
        mode(app) == UpdateMode::OnQuit && matches!(self.known().state, UpdateState::Ready { .. }) && may_interrupt(app)
    }

    /// Installs the update that is here, because the person quits.
    pub(crate) async fn install_on_quit(&self, app: &AppHandle) {
        let state = self.known().state.clone();
        if let UpdateState::Ready { offer } = state {
            self.install_only(app, offer).await;
        }
    }

    async fn install_only(&self, app: &AppHandle, offer: UpdateOffer) -> bool {
        let Some(channel) = &self.channel else { return false };
        let Ok(_alone) = self.at_work.try_lock() else { return false };
        if !may_interrupt(app) {
            return false;
        }
        self.know(app, UpdateState::Installing { offer: offer.clone() }, None);
        let asking = app.clone();
        let installed = async {
            let (update, package) = self.kept_update(app, channel)?.ok_or_else(gone)?;
            install::install(channel, update, package, Arc::new(move || may_interrupt(&asking))).await
        };
        match installed.await {
            Ok(()) => {
                self.kept.clear();
                self.know(app, UpdateState::Installed { offer }, None);
                true
            }
            Err(problem) => {
                tracing::warn!(detail = problem.detail, "The update was not installed: {}", problem.detail);
                self.remember(&problem);
                // What cannot be read any more is fetched again.
                let there = self.kept.read().is_some();
                let state = if there { UpdateState::Ready { offer } } else { UpdateState::Unknown };
                self.know(app, state, Some(problem));
                false
            }
        }
    }

    /// What became of it is said after the next start, too.
    fn remember(&self, problem: &UpdateProblem) {
        if let Some(about) = self.kept.read() {
            let about = About { problem: Some(problem.clone()), ..about };
            if let Err(error) = self.kept.describe(&about) {
                tracing::warn!(detail = error.detail, "The reason is not kept: {}", error.detail);
            }
        }
    }

    /// Takes up what an earlier run fetched, and then looks every few hours until the app ends.
    async fn follow(&self, app: &AppHandle, channel: &Channel) {
        self.take_up(app, channel);
        let mut schedule = Schedule::new();
        let mut pause = Schedule::first(channel);
        loop {
            tokio::select! {
                () = wait(pause, mode(app)) => pause = schedule.next(self.look(app).await),
                () = self.mode_changed.notified() => {}
            }
        }
    }

    /// Offers what an earlier run fetched, if it is whole, rightly signed and still newer.
    fn take_up(&self, app: &AppHandle, channel: &Channel) {
        let Some(about) = self.kept.read() else {
            self.kept.clear();
            return;
        };
        match self.kept_update(app, channel) {
            Ok(Some((update, _))) => {
                self.know(app, UpdateState::Ready { offer: UpdateOffer::of(&update) }, about.problem);
            }
            Ok(None) => self.kept.clear(),
            Err(problem) => {
                tracing::warn!(detail = problem.detail, "A fetched update is not used: {}", problem.detail);
                self.kept.clear();
            }
        }
    }

    /// The update that is kept here, verified, if it is newer than what runs.
    fn kept_update(&self, app: &AppHandle, channel: &Channel) -> Result<Option<(Update, Vec<u8>)>, UpdateProblem> {
        let Some(about) = self.kept.read() else { return Ok(None) };
        let Some(update) = release::restore(app, channel, about.manifest)? else { return Ok(None) };
        let package = self.kept.bytes()?;
        update.verify(&package)?;
        Ok(Some((update, package)))
    }

    async fn fetch(
        &self,
        app: &AppHandle,
        channel: &Channel,
        before: &UpdateState,
    ) -> Result<UpdateState, UpdateProblem> {
        let Some(update) = release::offered(app, channel).await? else {
            // What was offered before is no longer: its publisher took it back.
            self.kept.clear();
            return Ok(UpdateState::Latest);
        };
        let offer = UpdateOffer::of(&update);
        if let UpdateState::Ready { offer: here } = before
            && here.version == offer.version
            && self.kept_update(app, channel).is_ok_and(|kept| kept.is_some())
        {
            return Ok(UpdateState::Ready { offer });
        }
        self.know(app, UpdateState::Fetching { offer: offer.clone(), percent: None }, None);
        let tell =
            |percent| self.know(app, UpdateState::Fetching { offer: offer.clone(), percent: Some(percent) }, None);
        let package = release::package(&update, tell).await?;
        self.kept.save(&About { manifest: update.raw_json.clone(), problem: None }, &package)?;
        Ok(UpdateState::Ready { offer })
    }

    fn know(&self, app: &AppHandle, state: UpdateState, problem: Option<UpdateProblem>) {
        {
            let mut known = self.known();
            known.state = state;
            known.problem = problem;
        }
        if app.get_webview_window(windows::MAIN).is_some()
            && let Err(error) = app.emit_to(windows::MAIN, "update-changed", ())
        {
            tracing::warn!(%error, "The window was not told of an update: {error}");
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks for updates until the app ends, if this build has any.
pub(crate) fn follow(app: &AppHandle) {
    let Some(channel) = app.state::<Updates>().channel.clone() else { return };
    let app = app.clone();
    tauri::async_runtime::spawn(async move { app.state::<Updates>().follow(&app, &channel).await });
}

async fn wait(pause: Duration, mode: UpdateMode) {
    match mode {
        UpdateMode::Manual => std::future::pending().await,
        UpdateMode::Ask | UpdateMode::OnQuit => tokio::time::sleep(pause).await,
    }
}

fn mode(app: &AppHandle) -> UpdateMode {
    app.state::<KeptSettings>().update_mode()
}

/// What an installation would interrupt.
fn occupied(app: &AppHandle) -> Occupied {
    app.state::<Core>().device().map(waxseal_device::Device::occupied).unwrap_or_default()
}

/// Whether an installation or a restart may begin: nothing is open, and somebody unlocked the device.
fn may_interrupt(app: &AppHandle) -> bool {
    let locked = app.state::<Core>().device().is_some_and(waxseal_device::Device::is_locked);
    !locked && occupied(app).is_free()
}

fn gone() -> UpdateProblem {
    UpdateProblem::new(super::problem::UpdateProblemKind::Storage, "The package is not here any more.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_folder_of_the_person_s_own_there_are_no_updates() {
        let channel = || Channel { url: "https://updates.example/latest.json".parse().unwrap(), key: "key".to_owned() };
        let state = |updates: Updates| updates.known().state.clone();
        let nowhere = Updates::of(Some(channel()), None);
        assert!(nowhere.channel.is_none());
        assert_eq!(state(nowhere), UpdateState::Off);
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(state(Updates::of(Some(channel()), Some(folder.path()))), UpdateState::Unknown);
    }
}
