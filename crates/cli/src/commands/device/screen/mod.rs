//! The full screen of a person at a terminal: what waits, the card, the time left, and keys that are
//! hard to press by accident. It answers as the window does, through a view whose arming the device
//! measures.

mod draw;
mod keys;

use std::io::stdout;
use std::time::Duration;

use ratatui::crossterm::event::{
    DisableFocusChange, EnableFocusChange, Event as Input, KeyEvent, KeyEventKind, poll, read,
};
use ratatui::crossterm::execute;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use waxseal_device::commands::DecideInput;
use waxseal_device::decision::{DenyReason, Gesture, PageSignal};
use waxseal_device::script::{EndReason, Limits, Played, Player};
use waxseal_device::{Device, ErrorCode, ItemView, RequestId};
use waxseal_protocol::device::DecisionOutcome;

use self::draw::{Extent, Painted, draw};
use self::keys::{Action, Mode, PAGE, press};
use super::answered::Answers;
use super::telling::Telling;

/// What the device calls this window.
const WINDOW: &str = "terminal";
/// How often the time left is painted anew.
const TICK: Duration = Duration::from_millis(250);

/// Shows what waits until a limit is reached or the person leaves.
pub(super) async fn run(device: &Device, limits: Limits, telling: &mut Telling) -> anyhow::Result<Played> {
    let mut terminal = ratatui::try_init()?;
    // Terminals that do not tell are taken to have the focus.
    execute!(stdout(), EnableFocusChange).ok();
    device.window_focus(WINDOW, true);
    let mut screen = Screen::new(device);
    let reason = {
        let playing = Player::new(device, None).play(limits, |line| telling.keep(&line));
        tokio::select! {
            played = playing => Ok(played.reason),
            left = screen.run(&mut terminal) => left.map(|()| EndReason::Interrupted),
            _ = tokio::signal::ctrl_c() => Ok(EndReason::Interrupted),
        }
    };
    execute!(stdout(), DisableFocusChange).ok();
    ratatui::restore();
    telling.told_later();
    Ok(telling.played(reason?))
}

/// What is said about an answer, and why it did not count.
type Answered = (String, Option<ErrorCode>);

/// A request on screen.
struct View {
    token: String,
    id: RequestId,
    /// What it shows; a view that was opened before the card was there shows nothing.
    sha256: Option<String>,
}

struct Screen {
    device: Device,
    view: Option<View>,
    scroll: usize,
    extent: Extent,
    seen: bool,
    mode: Mode,
    message: String,
    answers: UnboundedSender<Answered>,
    answered: UnboundedReceiver<Answered>,
}

impl Screen {
    fn new(device: &Device) -> Self {
        let (answers, answered) = unbounded_channel();
        Self {
            device: device.clone(),
            view: None,
            scroll: 0,
            extent: Extent::default(),
            seen: false,
            mode: Mode::default(),
            message: String::new(),
            answers,
            answered,
        }
    }

    /// Until the person leaves.
    async fn run(&mut self, terminal: &mut ratatui::DefaultTerminal) -> anyhow::Result<()> {
        let mut inputs = inputs();
        let mut events = self.device.events();
        let mut tick = tokio::time::interval(TICK);
        loop {
            self.paint(terminal)?;
            tokio::select! {
                input = inputs.recv() => match input {
                    Some(input) => if self.take(input) { return Ok(()) },
                    None => return Ok(()),
                },
                Some((message, code)) = self.answered.recv() => {
                    self.message = message;
                    if code == Some(ErrorCode::WrongCode) {
                        self.mode = Mode::Code(String::new());
                    }
                }
                // What was missed is in the next picture.
                _ = events.recv() => {}
                _ = tick.tick() => {}
            }
        }
    }

    fn items(&self) -> Vec<ItemView> {
        self.device.snapshot().without_codes().items.into_iter().filter(|item| item.state.is_open()).collect()
    }

    fn selected(&self, items: &[ItemView]) -> usize {
        let id = self.view.as_ref().map(|view| &view.id);
        items.iter().position(|item| Some(&item.id()) == id).unwrap_or(0)
    }

    fn paint(&mut self, terminal: &mut ratatui::DefaultTerminal) -> anyhow::Result<()> {
        let items = self.items();
        let selected = self.selected(&items);
        self.open(items.get(selected));
        let snapshot = self.device.snapshot();
        let readiness = self.view.as_ref().and_then(|view| self.device.readiness(&view.token).ok());
        let painted = Painted {
            snapshot: &snapshot,
            items: &items,
            selected,
            scroll: self.scroll,
            mode: &self.mode,
            readiness,
            message: &self.message,
        };
        let mut extent = Extent::default();
        terminal.draw(|frame| extent = draw(frame, &painted))?;
        if extent != self.extent {
            self.extent = extent;
            self.seen = false;
            self.report(PageSignal::LayoutChanged);
            self.scroll = self.scroll.min(extent.lines.saturating_sub(extent.height));
        }
        // The last line was on screen, and all before it.
        let all = self.scroll + extent.height >= extent.lines && extent.lines > 0;
        if all && !self.seen {
            self.seen = true;
            self.report(PageSignal::CriticalSeen { seen: true });
        }
        Ok(())
    }

    /// Opens the view of what is selected, if it is not open or is no longer what it was.
    fn open(&mut self, item: Option<&ItemView>) {
        let same = |view: &View, item: &ItemView| {
            view.id == item.id() && view.sha256 == item.consent_sha256 && self.device.readiness(&view.token).is_ok()
        };
        match (item, &self.view) {
            (Some(item), Some(view)) if same(view, item) => {}
            (Some(item), _) => {
                let Ok(opened) = self.device.open_request(WINDOW, &item.id()) else { return };
                let id = item.id();
                self.view = Some(View { token: opened.view_token, id, sha256: opened.consent_sha256 });
                (self.scroll, self.seen, self.mode, self.extent) = (0, false, Mode::Reading, Extent::default());
            }
            (None, _) => {
                self.view = None;
                self.mode = Mode::Reading;
            }
        }
    }

    fn report(&self, signal: PageSignal) {
        if let Some(view) = &self.view {
            // A view that was closed is opened anew with the next picture.
            self.device.observe(&view.token, signal).ok();
        }
    }

    /// Takes an input; `true` when the person leaves.
    fn take(&mut self, input: Input) -> bool {
        match input {
            Input::FocusGained => self.device.window_focus(WINDOW, true),
            Input::FocusLost => self.device.window_focus(WINDOW, false),
            Input::Resize(..) => self.report(PageSignal::LayoutChanged),
            Input::Key(key) if key.kind == KeyEventKind::Press => return self.key(key),
            // What is pasted was not read.
            Input::Key(_) | Input::Mouse(_) | Input::Paste(_) => {}
        }
        false
    }

    fn key(&mut self, key: KeyEvent) -> bool {
        self.report(PageSignal::KeyDown);
        self.message.clear();
        let items = self.items();
        let selected = self.selected(&items);
        let item = items.get(selected);
        let answers = item.map_or(Answers::Nothing, Answers::to);
        match press(&mut self.mode, key, answers, !items.is_empty()) {
            Action::Nothing => {}
            Action::Leave => return true,
            Action::Select(by) => self.select(&items, selected, by),
            Action::Scroll(by) => self.scroll(by),
            Action::Approve { code } => self.decide(DecisionOutcome::Approved, None, code),
            Action::Deny(reason) => self.decide(DecisionOutcome::Denied, reason, None),
            Action::Report => self.decide(DecisionOutcome::Reported, None, None),
        }
        false
    }

    fn select(&mut self, items: &[ItemView], selected: usize, by: i32) {
        let next = if by < 0 { selected.saturating_sub(1) } else { (selected + 1).min(items.len().saturating_sub(1)) };
        if let Some(item) = items.get(next).filter(|_| next != selected) {
            // The next picture opens it.
            self.view = Some(View { token: String::new(), id: item.id(), sha256: None });
        }
    }

    fn scroll(&mut self, by: i32) {
        let page = self.extent.height.saturating_sub(1).max(1);
        let last = self.extent.lines.saturating_sub(self.extent.height);
        self.scroll = if by <= -PAGE { self.scroll.saturating_sub(page) } else { (self.scroll + page).min(last) };
    }

    /// Answers what is on screen, beside the screen.
    fn decide(&mut self, outcome: DecisionOutcome, reason: Option<DenyReason>, code: Option<String>) {
        let Some(view) = &self.view else { return };
        let input = DecideInput { view_token: view.token.clone(), outcome, gesture: Gesture::Keyboard, reason, code };
        let (device, answers) = (self.device.clone(), self.answers.clone());
        tokio::spawn(async move {
            let answered = match device.decide(input).await {
                Ok(()) => (String::new(), None),
                Err(error) if error.code == ErrorCode::PressAgain => ("Press a again to approve.".to_owned(), None),
                Err(error) => (error.message, Some(error.code)),
            };
            // A screen that is gone needs no message.
            answers.send(answered).ok();
        });
    }
}

/// What is typed, read on a thread of its own until nobody listens.
fn inputs() -> UnboundedReceiver<Input> {
    let (sender, receiver) = unbounded_channel();
    std::thread::spawn(move || {
        while !sender.is_closed() {
            match poll(TICK).and_then(|some| if some { read().map(Some) } else { Ok(None) }) {
                Ok(Some(input)) => {
                    sender.send(input).ok();
                }
                Ok(None) => {}
                Err(_) => return,
            }
        }
    });
    receiver
}
