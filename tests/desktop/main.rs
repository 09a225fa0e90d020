//! The real app in a real window: its own X display, window manager, session bus, keyring and
//! notification service, with real key presses and a real pointer.

mod app;
mod desk;

mod deciding;
mod enrolling;
mod notifying;
