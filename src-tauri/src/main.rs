//! The desktop app.

#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    refuse_environment();
    waxseal_desktop::run()
}

/// The first variable opens WebDriver in release builds too, and with it a way to press Approve. The
/// second names another system bus, where anybody could say that it is the person.
fn refuse_environment() {
    #[cfg(not(debug_assertions))]
    {
        #[expect(unsafe_code, reason = "the first statement of the program, before any thread")]
        // SAFETY: no other thread runs yet that could read the environment.
        unsafe {
            std::env::remove_var("TAURI_WEBVIEW_AUTOMATION");
            std::env::remove_var("DBUS_SYSTEM_BUS_ADDRESS");
        }
    }
}
