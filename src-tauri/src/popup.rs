//! The popup: one request in a small window of its own. It comes without taking the focus, and its
//! decision bar opens away from the pointer, so that nothing typed or clicked meanwhile lands on it.

use tauri::{AppHandle, LogicalPosition, LogicalSize, Manager as _, Monitor, PhysicalPosition};

use crate::windows;

/// The label of the popup, as its capability names it.
pub(crate) const LABEL: &str = "popup";

const WIDTH: f64 = 420.0;
const HEIGHT: f64 = 640.0;
/// The distance from the edges of the screen.
const MARGIN: f64 = 16.0;
/// The height of the part in which decisions are made.
const BAR: f64 = 200.0;
/// How far from it the pointer has to be.
const CLEAR: f64 = 120.0;

/// Opens the popup, or brings it to the front if the person asked for it.
pub(crate) fn open(app: &AppHandle, asked_for: bool) -> tauri::Result<()> {
    if let Some(window) = app.get_webview_window(LABEL) {
        if asked_for {
            windows::to_front(&window);
        }
        return Ok(());
    }
    let place = place(app);
    let builder = windows::builder(app, LABEL, "index.html#popup")
        .title("Waxseal request")
        .inner_size(WIDTH, HEIGHT)
        .min_inner_size(380.0, 560.0)
        .focused(asked_for);
    let builder = match place {
        Some(at) => builder.position(at.x, at.y),
        None => builder,
    };
    let window = builder.build()?;
    #[cfg(target_os = "linux")]
    crate::page_crash::watch(&window);
    windows::show_badge(app)?;
    if asked_for {
        windows::to_front(&window);
    } else {
        windows::ask_for_attention(&window);
    }
    Ok(())
}

/// Closes the popup. Nothing is decided by that.
pub(crate) fn close(app: &AppHandle) {
    if let Some(window) = app.get_webview_window(LABEL)
        && let Err(error) = window.close()
    {
        tracing::warn!(%error, "The popup could not be closed: {error}");
    }
}

/// A corner of the screen with the pointer on it.
fn place(app: &AppHandle) -> Option<LogicalPosition<f64>> {
    let pointer = app.cursor_position().ok()?;
    let monitor =
        app.monitor_from_point(pointer.x, pointer.y).ok().flatten().or(app.primary_monitor().ok().flatten())?;
    let scale = monitor.scale_factor();
    Some(corner(area(&monitor), pointer.to_logical(scale)))
}

fn area(monitor: &Monitor) -> (LogicalPosition<f64>, LogicalSize<f64>) {
    let scale = monitor.scale_factor();
    let position: PhysicalPosition<i32> = *monitor.position();
    (position.to_logical(scale), monitor.size().to_logical(scale))
}

/// The first corner, from the top right on, in which the decision bar is clear of the pointer.
fn corner(
    (origin, size): (LogicalPosition<f64>, LogicalSize<f64>),
    pointer: LogicalPosition<f64>,
) -> LogicalPosition<f64> {
    let right = (origin.x + size.width - WIDTH - MARGIN).max(origin.x);
    let (left, top) = (origin.x + MARGIN, origin.y + MARGIN);
    let bottom = (origin.y + size.height - HEIGHT - MARGIN).max(origin.y);
    let corners = [(right, top), (left, top), (right, bottom), (left, bottom)];
    let corners = corners.map(|(x, y)| LogicalPosition::new(x, y));
    let clear = |at: &LogicalPosition<f64>| {
        let bar_top = at.y + HEIGHT - BAR;
        let beside = pointer.x < at.x - CLEAR || pointer.x > at.x + WIDTH + CLEAR;
        beside || pointer.y < bar_top - CLEAR || pointer.y > at.y + HEIGHT + CLEAR
    };
    corners.into_iter().find(clear).unwrap_or(LogicalPosition::new(right, top))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decision_bar_opens_away_from_the_pointer() {
        let screen = (LogicalPosition::new(100.0, 0.0), LogicalSize::new(1280.0, 900.0));
        let at = |x, y| {
            let place = corner(screen, LogicalPosition::new(x, y));
            (place.x, place.y)
        };
        let top_right = (944.0, 16.0);
        assert_eq!(at(300.0, 300.0), top_right);
        assert_eq!(at(1100.0, 100.0), top_right, "the pointer is over the facts");
        assert_eq!(at(1100.0, 600.0), (116.0, 16.0), "the pointer would be over the buttons");
    }

    #[test]
    fn a_screen_that_is_too_small_still_shows_it() {
        let screen = (LogicalPosition::new(0.0, 0.0), LogicalSize::new(400.0, 600.0));
        let place = corner(screen, LogicalPosition::new(200.0, 500.0));
        assert_eq!((place.x, place.y), (0.0, 16.0));
    }
}
