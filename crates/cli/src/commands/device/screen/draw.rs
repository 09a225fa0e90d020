//! The screen as it is painted: what waits, the card, and what the keys do.

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph, Wrap};
use waxseal_device::commands::Snapshot;
use waxseal_device::decision::{Friction, Readiness, Refusal};
use waxseal_device::{ConnectionState, ItemState, ItemView};

use super::super::answered::{Answers, unverifiable};
use super::keys::Mode;

/// Rows of the list at most.
const LIST: usize = 6;

/// What is on screen.
pub(super) struct Painted<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) items: &'a [ItemView],
    pub(super) selected: usize,
    pub(super) scroll: usize,
    pub(super) mode: &'a Mode,
    pub(super) readiness: Option<Readiness>,
    pub(super) message: &'a str,
}

/// How much of the card was painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Extent {
    /// Lines of the whole card at this width.
    pub(super) lines: usize,
    /// Lines that fit.
    pub(super) height: usize,
}

/// Paints everything.
pub(super) fn draw(frame: &mut Frame<'_>, painted: &Painted<'_>) -> Extent {
    let rows = u16::try_from(painted.items.len().clamp(1, LIST) + 2).unwrap_or(u16::MAX);
    let areas =
        Layout::vertical([Constraint::Length(1), Constraint::Length(rows), Constraint::Min(3), Constraint::Length(5)]);
    let [top, list, card, bottom] = areas.areas(frame.area());
    frame.render_widget(Paragraph::new(header(painted.snapshot)), top);
    frame.render_widget(waiting(painted), list);

    let block = Block::bordered().title(" Request ");
    let inside = block.inner(card);
    let text = painted.items.get(painted.selected).map(text_of).unwrap_or_default();
    let lines = wrapped(&text, usize::from(inside.width));
    let extent = Extent { lines: lines.len(), height: usize::from(inside.height) };
    let shown: Vec<Line<'_>> = lines.into_iter().skip(painted.scroll).take(extent.height).map(Line::from).collect();
    let more = extent.lines.saturating_sub(painted.scroll + extent.height);
    let block = if more > 0 { block.title_bottom(format!(" {more} more lines: PageDown ")) } else { block };
    frame.render_widget(Paragraph::new(shown).block(block), card);
    frame.render_widget(Paragraph::new(footer(painted)).wrap(Wrap { trim: false }), bottom);
    extent
}

fn header(snapshot: &Snapshot) -> Line<'static> {
    let mut spans = vec![Span::styled("Waxseal", Style::new().add_modifier(Modifier::BOLD))];
    for account in &snapshot.accounts {
        let state = match &account.connection {
            ConnectionState::Online { .. } => "connected".to_owned(),
            ConnectionState::Connecting => "connecting".to_owned(),
            ConnectionState::Offline { reason, .. } | ConnectionState::NoKey { reason } => format!("OFFLINE: {reason}"),
        };
        spans.push(Span::raw(format!("  {} · {} · {state}", account.host, account.user_id)));
    }
    Line::from(spans)
}

fn waiting(painted: &Painted<'_>) -> Paragraph<'static> {
    let first = painted.selected.saturating_sub(LIST - 1);
    let lines = painted.items.iter().enumerate().skip(first).take(LIST).map(|(place, item)| {
        let mark = if place == painted.selected { "▸" } else { " " };
        let seconds = item.expires_in_ms.max(0) / 1000;
        let what = match (&item.state, &item.card) {
            (ItemState::Verifying, _) => "the operating system asks who you are…".to_owned(),
            (ItemState::Sending, _) => "sending your answer…".to_owned(),
            (ItemState::Awaiting, Some(card)) => format!("approved, waits for another person: {}", card.to_line()),
            (_, Some(card)) => card.to_line(),
            (ItemState::Unverifiable { .. }, None) => "cannot be verified".to_owned(),
            (_, None) => "being verified…".to_owned(),
        };
        let style =
            if place == painted.selected { Style::new().add_modifier(Modifier::REVERSED) } else { Style::new() };
        Line::styled(format!("{mark} {:>3}:{:02}  {what}", seconds / 60, seconds % 60), style)
    });
    let mut lines: Vec<Line<'static>> = lines.collect();
    if lines.is_empty() {
        let locked = painted.snapshot.lock.locked;
        lines.push(Line::from(if locked { "  This device is locked." } else { "  Nothing waits for an answer." }));
    }
    Paragraph::new(lines).block(Block::bordered().title(format!(" Waiting: {} ", painted.items.len())))
}

/// The card, or why there is none.
fn text_of(item: &ItemView) -> String {
    match (&item.state, &item.card) {
        (ItemState::Unverifiable { reason }, _) => unverifiable(reason),
        (ItemState::Failed { reason, .. }, Some(_)) => format!("! {reason}\n\n{}", item.to_text().unwrap_or_default()),
        (_, Some(_)) => item.to_text().unwrap_or_default(),
        (_, None) => "It is being verified.".to_owned(),
    }
}

fn footer(painted: &Painted<'_>) -> Vec<Line<'static>> {
    let answers = painted.items.get(painted.selected).map_or(Answers::Nothing, Answers::to);
    let (first, second) = match (painted.mode, answers) {
        (Mode::Leaving, _) => ("Requests wait. q leaves without an answer, Esc stays.".to_owned(), String::new()),
        (_, Answers::Nothing) => (String::new(), "↑↓ choose · PageUp PageDown scroll · q leave".to_owned()),
        (Mode::Why, _) => (
            "Why do you deny it?".to_owned(),
            "1 wrong details · 2 not now · 3 not me · 4 other · d without a reason · Esc back".to_owned(),
        ),
        (Mode::Reporting, _) => (
            "Report it as one that should never have been asked? Its sender is muted.".to_owned(),
            "r report · Esc back".to_owned(),
        ),
        (_, Answers::No) => {
            ("It can only be denied or reported.".to_owned(), "d deny · r report · ↑↓ choose · q leave".to_owned())
        }
        (Mode::Code(typed), Answers::Yes(friction)) => code(typed, friction),
        (Mode::Reading, Answers::Yes(friction)) => (
            armed(painted.readiness),
            match friction {
                Friction::Code { .. } => "a approve by code · d deny · r report · ↑↓ choose · q leave".to_owned(),
                Friction::Click | Friction::Hold => {
                    "a a (twice) approve · d deny · r report · ↑↓ choose · q leave".to_owned()
                }
            },
        ),
    };
    vec![Line::from(painted.message.to_owned()), Line::from(first), Line::from(second)]
}

fn code(typed: &str, friction: &Friction) -> (String, String) {
    let Friction::Code { length, shown } = friction else { return (String::new(), String::new()) };
    let length = usize::try_from(*length).unwrap_or(0);
    let gaps = "_".repeat(length.saturating_sub(typed.chars().count()));
    let whence = match shown {
        Some(code) => format!("type {code}"),
        None => format!("{length} characters, from where you started this"),
    };
    let keys = if gaps.is_empty() { "a a (twice) approve · Backspace · Esc back" } else { "Backspace · Esc back" };
    (format!("Code: {typed}{gaps}  ({whence})"), keys.to_owned())
}

/// Why an approval does not count yet.
fn armed(readiness: Option<Readiness>) -> String {
    match readiness {
        Some(Readiness::ArmedIn { .. }) => "Take the time to read it…",
        Some(Readiness::Waiting { reason: Refusal::NotSeen }) => "Read it to its end before you approve: PageDown.",
        Some(Readiness::Waiting { reason: Refusal::NotFocused }) => "The terminal does not have the focus.",
        _ => "",
    }
    .to_owned()
}

/// Text in lines that fit, every character of it.
pub(super) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    for line in text.lines() {
        let mut current = String::new();
        let mut used = 0;
        for character in line.chars() {
            let wide = Span::raw(character.to_string()).width();
            if used + wide > width && !current.is_empty() {
                // Broken at the last blank, if that leaves a good part of the line.
                let cut = current.rfind(' ').filter(|at| *at * 2 > current.len() && character != ' ');
                let rest = cut.map(|at| current.split_off(at).trim_start().to_owned()).unwrap_or_default();
                lines.push(std::mem::replace(&mut current, rest));
                used = Span::raw(current.as_str()).width();
            }
            current.push(character);
            used += wide;
        }
        lines.push(current);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_where_lines_are_broken() {
        let text = "To     Hanna Herwitz\nhttps://a-host-without-any-blanks.example/path/that/goes/on\n\n漢字漢字漢字";
        for width in 1..40 {
            let lines = wrapped(text, width);
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            assert_eq!(letters(&lines.concat()), letters(text), "{width}");
            assert!(lines.iter().all(|line| Span::raw(line.as_str()).width() <= width.max(2)), "{width}: {lines:?}");
        }
    }
}
