//! One Tauri command per device command. Each only passes on.

#![expect(clippy::needless_pass_by_value, reason = "Tauri hands arguments over by value")]
#![expect(clippy::let_underscore_must_use, reason = "in what the command macro generates")]

use tauri::ipc::{Invoke, InvokeBody, Request};
use tauri::{AppHandle, Manager as _, State, WebviewWindow, Wry};
use waxseal_device::commands::{
    BatchAnswer, BatchInput, DecideInput, DeviceOfPerson, EnrollInput, EnrollmentReview, OneTimeCode, OpenedBatch,
    OpenedRequest, PreviewInput, Snapshot, TemplateList, TemplatePreview, UserCodeView,
};
use waxseal_device::decision::{PageSignal, Readiness};
use waxseal_device::ids::DeviceId;
use waxseal_device::{
    Availability, DeviceError, ErrorCode, ExportFormat, ExportedHistory, HistoryCheck, HistoryRecord, Preferences,
    RequestId, Secret, VerificationPreference,
};

use crate::core::Core;
use crate::desktop_settings::{self, DesktopSettings};
use crate::diagnostics::{self, Diagnostic};
use crate::show::{Pending, Show, show_main};
use crate::update::{UpdateMode, UpdateView, Updates};
use crate::{popup, screen, windows};

type Answer<T> = Result<T, DeviceError>;

pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        snapshot,
        history,
        verify_history,
        export_history,
        review_enrollment,
        enroll,
        read_qr_code,
        read_qr_code_on_screen,
        open_request,
        open_batch,
        observe,
        readiness,
        leave_view,
        decide,
        decide_batch,
        practice,
        disown,
        mute,
        unmute,
        pause_alerts,
        retry,
        remove_account,
        devices,
        revoke_device,
        rotate_key,
        user_code,
        set_user_code,
        one_time_code,
        templates,
        preview_template,
        preferences,
        set_preferences,
        verification_availability,
        approves_unverified,
        set_verification,
        activity,
        lock,
        unlock,
        set_passphrase,
        desktop_settings,
        set_autostart,
        set_shortcut,
        diagnostics,
        update_view,
        look_for_update,
        install_update,
        set_update_mode,
        open_main,
        close_popup,
        take_show_request,
    ]
}

// Reading what the device has.

#[tauri::command]
fn snapshot(core: State<'_, Core>) -> Answer<Snapshot> {
    Ok(core.try_device()?.snapshot().without_codes())
}

#[tauri::command]
async fn history(core: State<'_, Core>) -> Answer<Vec<HistoryRecord>> {
    // A locked page still asks for everything at once.
    let device = core.try_device()?;
    Ok(if device.is_locked() { Vec::new() } else { device.history() })
}

#[tauri::command]
async fn verify_history(core: State<'_, Core>) -> Answer<HistoryCheck> {
    core.try_device()?.verify_history().await
}

#[tauri::command]
async fn export_history(app: AppHandle, core: State<'_, Core>, format: ExportFormat) -> Answer<ExportedHistory> {
    let device = core.try_device()?;
    let folder = app.path().download_dir().or_else(|_| app.path().home_dir());
    let folder = folder.map_err(|error| DeviceError::new(ErrorCode::Storage, error.to_string()))?;
    device.export_history(&folder, format).await
}

#[tauri::command]
fn templates(core: State<'_, Core>) -> Answer<TemplateList> {
    Ok(core.unlocked()?.templates())
}

#[tauri::command]
async fn preview_template(core: State<'_, Core>, input: PreviewInput) -> Answer<TemplatePreview> {
    core.unlocked()?.preview_template(&input)
}

// Enrolling, and what is enrolled.

#[tauri::command]
fn review_enrollment(core: State<'_, Core>, text: String, server: Option<String>) -> Answer<EnrollmentReview> {
    core.unlocked()?.review_enrollment(&text, server.as_deref())
}

#[tauri::command]
async fn enroll(core: State<'_, Core>, input: EnrollInput) -> Answer<DeviceId> {
    core.unlocked()?.enroll(input).await
}

#[tauri::command]
async fn read_qr_code(core: State<'_, Core>, request: Request<'_>) -> Answer<String> {
    let InvokeBody::Raw(picture) = request.body() else {
        return Err(DeviceError::new(ErrorCode::InvalidInput, "A picture is bytes."));
    };
    core.try_device()?.read_qr_code(picture.clone()).await
}

#[tauri::command]
async fn read_qr_code_on_screen(core: State<'_, Core>) -> Answer<Option<String>> {
    let device = core.unlocked()?;
    match screen::picture().await? {
        Some(picture) => device.read_qr_code(picture).await.map(Some),
        None => Ok(None),
    }
}

#[tauri::command]
fn retry(core: State<'_, Core>) -> Answer<()> {
    core.try_device()?.retry();
    Ok(())
}

#[tauri::command]
async fn remove_account(core: State<'_, Core>, account_id: DeviceId, here_only: bool) -> Answer<()> {
    let device = core.try_device()?;
    if here_only { device.forget_account(&account_id).await } else { device.remove_account(&account_id).await }
}

#[tauri::command]
async fn devices(core: State<'_, Core>, account_id: DeviceId) -> Answer<Vec<DeviceOfPerson>> {
    core.try_device()?.devices(&account_id).await
}

#[tauri::command]
async fn revoke_device(core: State<'_, Core>, account_id: DeviceId, device_id: DeviceId) -> Answer<()> {
    core.try_device()?.revoke_device(&account_id, &device_id).await
}

#[tauri::command]
async fn rotate_key(core: State<'_, Core>, account_id: DeviceId) -> Answer<()> {
    core.try_device()?.rotate_key(&account_id).await
}

#[tauri::command]
async fn user_code(core: State<'_, Core>, account_id: DeviceId) -> Answer<UserCodeView> {
    core.try_device()?.user_code(&account_id).await
}

#[tauri::command]
async fn set_user_code(core: State<'_, Core>, account_id: DeviceId, next: Option<String>) -> Answer<()> {
    core.try_device()?.set_user_code(&account_id, next.as_deref()).await
}

#[tauri::command]
async fn one_time_code(core: State<'_, Core>, account_id: DeviceId) -> Answer<OneTimeCode> {
    core.try_device()?.one_time_code(&account_id).await
}

// Deciding. A view belongs to the window that opened it: the core asks for that window's focus.

#[tauri::command]
async fn open_request(window: WebviewWindow, core: State<'_, Core>, request: RequestId) -> Answer<OpenedRequest> {
    core.try_device()?.open_request(window.label(), &request)
}

#[tauri::command]
fn open_batch(window: WebviewWindow, core: State<'_, Core>, requests: Vec<RequestId>) -> Answer<OpenedBatch> {
    core.try_device()?.open_batch(window.label(), &requests)
}

#[tauri::command]
fn observe(core: State<'_, Core>, view_token: String, signal: PageSignal) -> Answer<Readiness> {
    core.try_device()?.observe(&view_token, signal)
}

#[tauri::command]
fn readiness(core: State<'_, Core>, view_token: String) -> Answer<Readiness> {
    core.try_device()?.readiness(&view_token)
}

#[tauri::command]
fn leave_view(core: State<'_, Core>, view_token: String) -> Answer<()> {
    core.try_device()?.leave_view(&view_token);
    Ok(())
}

#[tauri::command]
async fn decide(core: State<'_, Core>, input: DecideInput) -> Answer<()> {
    core.try_device()?.decide(input).await
}

#[tauri::command]
async fn decide_batch(core: State<'_, Core>, input: BatchInput) -> Answer<Vec<BatchAnswer>> {
    core.try_device()?.decide_batch(input).await
}

#[tauri::command]
async fn practice(core: State<'_, Core>) -> Answer<RequestId> {
    core.try_device()?.practice()
}

#[tauri::command]
async fn disown(core: State<'_, Core>, request: RequestId) -> Answer<()> {
    core.try_device()?.disown(&request).await
}

// Alerts.

#[tauri::command]
fn mute(core: State<'_, Core>, request: RequestId) -> Answer<()> {
    core.try_device()?.mute(&request)
}

#[tauri::command]
fn unmute(core: State<'_, Core>, account_id: DeviceId, client_id: String) -> Answer<()> {
    core.try_device()?.unmute(&account_id, &client_id)
}

#[tauri::command]
fn pause_alerts(core: State<'_, Core>, minutes: Option<u32>) -> Answer<()> {
    core.unlocked()?.pause_alerts(minutes);
    Ok(())
}

// Preferences and the lock.

#[tauri::command]
fn preferences(core: State<'_, Core>) -> Answer<Preferences> {
    Ok(core.try_device()?.preferences())
}

#[tauri::command]
async fn set_preferences(core: State<'_, Core>, preferences: Preferences) -> Answer<Preferences> {
    core.try_device()?.set_preferences(preferences)
}

#[tauri::command]
async fn set_verification(core: State<'_, Core>, verification: VerificationPreference) -> Answer<Preferences> {
    core.try_device()?.set_verification(verification).await
}

#[tauri::command]
async fn verification_availability(core: State<'_, Core>) -> Answer<Availability> {
    Ok(core.unlocked()?.verification_availability().await)
}

#[tauri::command]
async fn approves_unverified(core: State<'_, Core>, view_token: String) -> Answer<bool> {
    Ok(core.unlocked()?.approves_unverified(&view_token).await)
}

#[tauri::command]
fn activity(core: State<'_, Core>) -> Answer<()> {
    core.try_device()?.activity();
    Ok(())
}

#[tauri::command]
fn lock(core: State<'_, Core>) -> Answer<()> {
    core.try_device()?.lock()
}

#[tauri::command]
async fn unlock(core: State<'_, Core>, passphrase: String) -> Answer<()> {
    core.try_device()?.unlock(Secret::new(passphrase)).await
}

#[tauri::command]
async fn set_passphrase(core: State<'_, Core>, current: Option<String>, next: Option<String>) -> Answer<()> {
    core.try_device()?.set_passphrase(current.map(Secret::new), next.map(Secret::new)).await
}

#[tauri::command]
async fn desktop_settings(app: AppHandle) -> DesktopSettings {
    desktop_settings::read(&app).await
}

#[tauri::command]
async fn set_autostart(app: AppHandle, core: State<'_, Core>, on: bool) -> Answer<DesktopSettings> {
    core.unlocked()?;
    desktop_settings::set_autostart(&app, on).await
}

#[tauri::command]
async fn set_shortcut(app: AppHandle, core: State<'_, Core>, on: bool) -> Answer<DesktopSettings> {
    core.unlocked()?;
    desktop_settings::set_shortcut(&app, on).await
}

#[tauri::command]
async fn diagnostics(app: AppHandle) -> Vec<Diagnostic> {
    diagnostics::look(&app).await
}

// Updates. A locked page learns nothing of them.

#[tauri::command]
fn update_view(app: AppHandle, core: State<'_, Core>, updates: State<'_, Updates>) -> Answer<UpdateView> {
    core.unlocked()?;
    Ok(updates.view(&app))
}

#[tauri::command]
async fn look_for_update(app: AppHandle, core: State<'_, Core>, updates: State<'_, Updates>) -> Answer<UpdateView> {
    core.unlocked()?;
    updates.look(&app).await;
    Ok(updates.view(&app))
}

#[tauri::command]
async fn install_update(app: AppHandle, core: State<'_, Core>, updates: State<'_, Updates>) -> Answer<UpdateView> {
    core.unlocked()?;
    updates.install(&app).await;
    Ok(updates.view(&app))
}

#[tauri::command]
fn set_update_mode(
    app: AppHandle,
    core: State<'_, Core>,
    updates: State<'_, Updates>,
    mode: UpdateMode,
) -> Answer<UpdateView> {
    core.unlocked()?;
    updates.set_mode(&app, mode)?;
    Ok(updates.view(&app))
}

// Windows.

#[tauri::command]
async fn open_main(app: AppHandle, request: Option<RequestId>) {
    match request {
        Some(request) => show_main(&app, Show::Request { request, report: false }),
        None => windows::show_main(&app),
    }
}

#[tauri::command]
fn close_popup(app: AppHandle) {
    popup::close(&app);
}

#[tauri::command]
fn take_show_request(window: WebviewWindow, pending: State<'_, Pending>) -> Option<Show> {
    pending.take(window.label())
}
