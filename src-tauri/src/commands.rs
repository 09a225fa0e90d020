//! One Tauri command per device command. Each only passes on.

#![expect(clippy::needless_pass_by_value, reason = "Tauri hands arguments over by value")]
#![expect(clippy::let_underscore_must_use, reason = "in what the command macro generates")]

use tauri::ipc::Invoke;
use tauri::{State, Wry};
use waxseal_device::commands::{
    DecideInput, EnrollInput, EnrollmentReview, OpenedRequest, PreviewInput, Snapshot, TemplateList, TemplatePreview,
};
use waxseal_device::decision::{PageSignal, Readiness};
use waxseal_device::ids::{ConsentId, DeviceId};
use waxseal_device::{DeviceError, HistoryRecord};

use crate::core::Core;
use crate::show::{Pending, Show};

type Answer<T> = Result<T, DeviceError>;

pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        snapshot,
        history,
        review_enrollment,
        enroll,
        open_request,
        observe,
        readiness,
        decide,
        retry,
        remove_account,
        templates,
        preview_template,
        take_show_request,
    ]
}

#[tauri::command]
fn snapshot(core: State<'_, Core>) -> Answer<Snapshot> {
    Ok(core.try_device()?.snapshot())
}

#[tauri::command]
fn history(core: State<'_, Core>) -> Answer<Vec<HistoryRecord>> {
    Ok(core.try_device()?.history())
}

#[tauri::command]
fn templates(core: State<'_, Core>) -> Answer<TemplateList> {
    Ok(core.try_device()?.templates())
}

#[tauri::command]
async fn preview_template(core: State<'_, Core>, input: PreviewInput) -> Answer<TemplatePreview> {
    core.try_device()?.preview_template(&input)
}

#[tauri::command]
fn review_enrollment(core: State<'_, Core>, text: String, server: Option<String>) -> Answer<EnrollmentReview> {
    core.try_device()?.review_enrollment(&text, server.as_deref())
}

#[tauri::command]
async fn enroll(core: State<'_, Core>, input: EnrollInput) -> Answer<DeviceId> {
    core.try_device()?.enroll(input).await
}

#[tauri::command]
fn open_request(core: State<'_, Core>, consent_id: ConsentId) -> Answer<OpenedRequest> {
    core.try_device()?.open_request(&consent_id)
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
async fn decide(core: State<'_, Core>, input: DecideInput) -> Answer<()> {
    core.try_device()?.decide(input).await
}

#[tauri::command]
fn retry(core: State<'_, Core>) -> Answer<()> {
    core.try_device()?.retry();
    Ok(())
}

#[tauri::command]
async fn remove_account(core: State<'_, Core>, account_id: DeviceId) -> Answer<()> {
    core.try_device()?.remove_account(&account_id).await
}

#[tauri::command]
fn take_show_request(pending: State<'_, Pending>) -> Option<Show> {
    pending.take()
}
