//! The real app in a real window: its own X display, window manager, session bus, keyring and
//! notification service, with real key presses and a real pointer.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "all of it is a test, helpers included"
)]

mod app;
mod asked_by;
mod deciding;
mod desk_life;
mod enrolling;
mod four_eyes;
mod notifying;
mod outcomes;
mod page_crash;
mod screen_code;
mod tray;
mod updating;
mod verifying;
