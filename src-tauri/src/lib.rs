//! The desktop shell: windows, tray and notifications around the `waxseal-device` core. It
//! connects and decides nothing: a page can ask for a decision, and only the core signs one.

mod commands;
mod core;
mod desktop_settings;
mod diagnostics;
mod events;
mod notification;
#[cfg(target_os = "linux")]
mod page_crash;
#[cfg(target_os = "linux")]
mod polkit;
mod popup;
mod quit;
mod screen;
mod session;
mod show;
mod tray;
#[cfg(target_os = "linux")]
mod tray_host;
mod update;
mod windows;
mod words;

use std::process::ExitCode;

use tauri::{App, Manager as _, RunEvent, WindowEvent};
use tauri_plugin_deep_link::DeepLinkExt as _;
use tauri_plugin_window_state::StateFlags;

/// The argument with which the session starts the app: without a window.
const HIDDEN: &str = "--hidden";

/// Runs the app until the person quits.
pub fn run() -> ExitCode {
    // Root is asked to install an update: that is all that this start is for.
    #[cfg(target_os = "linux")]
    if let Some(code) = update::install_if_asked() {
        return code;
    }
    let filter = tracing_subscriber::EnvFilter::try_from_env("WAXSEAL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let builder = tauri::Builder::default()
        // First of all: a second start hands over to the first and ends.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| show::second_start(app, &arguments)))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_dialog::init())
        // No page has any of its commands: see `update`.
        .plugin(tauri_plugin_updater::Builder::new().build())
        .plugin(tauri_plugin_autostart::Builder::new().args([HIDDEN]).build())
        .plugin(
            tauri_plugin_window_state::Builder::default()
                // A window that was on a screen which is gone must not open there.
                .with_state_flags(StateFlags::SIZE | StateFlags::MAXIMIZED)
                .with_denylist(&[popup::LABEL])
                .build(),
        )
        .invoke_handler(commands::handler());
    // Here it has to come from the main thread, and waits without looking. On Linux see `desktop_settings`.
    #[cfg(not(target_os = "linux"))]
    let builder = builder.plugin(tauri_plugin_global_shortcut::Builder::new().build());
    #[cfg(target_os = "macos")]
    let builder = builder.on_web_content_process_terminate(|page| {
        if let Err(error) = page.reload() {
            tracing::error!(%error, "The page could not be loaded anew: {error}");
        }
    });
    let app = builder
        .setup(|app| set_up(app).map_err(Into::into))
        .on_window_event(|window, event| match event {
            WindowEvent::Focused(focused) => windows::focus_changed(window, *focused),
            WindowEvent::CloseRequested { api, .. } => windows::close_requested(window, api),
            WindowEvent::Destroyed => windows::focus_changed(window, false),
            _ => {}
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|app, event| match event {
                // Without a window, the tray is still there. Quitting has a code.
                RunEvent::ExitRequested { code: None, api, .. } if tray::is_there(app) => api.prevent_exit(),
                #[cfg(target_os = "macos")]
                RunEvent::Reopen { .. } => windows::show_main(app),
                RunEvent::Exit => {
                    if let Some(device) = app.state::<core::Core>().device() {
                        device.stop();
                    }
                    app.state::<update::Restart>().start_again(app);
                }
                _ => {}
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "The app cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}

fn set_up(app: &App) -> tauri::Result<()> {
    let handle = app.handle();
    let core = core::Core::start(handle);
    let own = core::folder(handle).ok();
    handle.manage(update::Updates::new(own.as_deref()));
    // Without a folder there is no device, and nothing that would be kept.
    let folder = own.unwrap_or_else(std::env::temp_dir);
    handle.manage(desktop_settings::KeptSettings::open(folder.join("desktop.json")));
    handle.manage(tray::Shown::default());
    handle.manage(show::Raised::default());
    handle.manage(update::Restart::default());
    let pending = show::Pending::from_arguments(std::env::args());
    let linked = pending.has_any();
    handle.manage(pending);
    let working = core.device().is_some();
    handle.manage(core);
    events::follow(handle);
    tray::create(handle);
    session::follow(handle);
    desktop_settings::restore(handle);
    update::follow(handle);
    let opener = handle.clone();
    app.deep_link().on_open_url(move |event| {
        for url in event.urls() {
            show::link(&opener, url.as_str());
        }
    });
    // What does not work is said in the window, even when the session started the app.
    let hidden = std::env::args().any(|argument| argument == HIDDEN);
    if !hidden || linked || !working || !tray::is_there(handle) {
        windows::open_main(handle)?;
    }
    Ok(())
}
