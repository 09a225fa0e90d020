//! The desktop shell: windows, tray and notifications around the `waxseal-device` core. It
//! connects and decides nothing: a page can ask for a decision, and only the core signs one.

mod commands;
mod core;
mod events;
mod notification;
mod show;
mod tray;
mod windows;

use std::process::ExitCode;

use tauri::{Manager as _, RunEvent, WindowEvent};

/// Runs the app until the person quits.
pub fn run() -> ExitCode {
    let filter = tracing_subscriber::EnvFilter::try_from_env("WAXSEAL_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let app = tauri::Builder::default()
        // First of all: a second start hands over to the first and ends.
        .plugin(tauri_plugin_single_instance::init(|app, arguments, _| show::second_start(app, &arguments)))
        .invoke_handler(commands::handler())
        .setup(|app| {
            let handle = app.handle();
            let core = core::Core::start(handle);
            handle.manage(show::Pending::from_arguments(std::env::args()));
            events::follow(handle, &core);
            handle.manage(core);
            tray::create(handle);
            windows::open_main(handle)?;
            Ok(())
        })
        .on_window_event(|window, event| match event {
            WindowEvent::Focused(focused) => windows::focus_changed(window, *focused),
            WindowEvent::CloseRequested { api, .. } => windows::close_requested(window, api),
            _ => {}
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => {
            app.run(|app, event| {
                if let RunEvent::Exit = event
                    && let Some(device) = app.state::<core::Core>().device()
                {
                    device.stop();
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "The app cannot start: {error}");
            ExitCode::FAILURE
        }
    }
}
