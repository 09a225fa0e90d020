//! Asking a person line by line: for terminals without a full screen, and for readers of screens.
//!
//! Approving takes here what it takes in the window: a word, the word twice, or the code that stands
//! where the request was started. An empty line answers nothing.

use std::cell::RefCell;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines, Stdin};
use tokio::sync::mpsc::unbounded_channel;
use waxseal_device::clock::{Clock, SystemClock};
use waxseal_device::decision::{DenyReason, Friction};
use waxseal_device::script::{EndReason, Event, Limits, Played, Player, RequestLine};
use waxseal_device::{Device, ErrorCode, ItemState, ItemView, RequestId};
use waxseal_protocol::device::DecisionOutcome;

use super::answered::Answers;
use super::connected::until;
use super::telling::Telling;
use crate::output;

/// An answer that comes sooner was typed before the request was read.
const TOO_SOON: Duration = Duration::from_millis(800);

/// Asks for every request in turn, until a limit is reached, Ctrl-C, or there is nobody to ask.
pub(super) async fn run(device: &Device, limits: Limits, telling: &mut Telling) -> Played {
    let json = telling.is_json();
    let telling = RefCell::new(telling);
    let (asked, mut to_ask) = unbounded_channel();
    let mut desk = Desk { device, telling: &telling, lines: BufReader::new(tokio::io::stdin()).lines() };
    let playing = Player::new(device, None).play(limits, |line| {
        let readable = matches!(&line.event, Event::Request(request) if request.can_be_answered());
        if let (Event::Request(request), true) = (&line.event, readable) {
            // Nobody asks any more only when the program ends.
            asked.send(request.id()).ok();
        }
        // What is to be answered is shown when it is its turn.
        if json || !readable {
            telling.borrow_mut().tell(&line);
        }
    });
    let asking = async {
        while let Some(id) = to_ask.recv().await {
            if !desk.ask(&id).await {
                return;
            }
        }
    };
    let reason = tokio::select! {
        played = playing => played.reason,
        () = asking => {
            output::error("there is nobody to ask: standard input is closed\nhint: give --answer or --script");
            EndReason::Nobody
        }
        _ = tokio::signal::ctrl_c() => EndReason::Interrupted,
    };
    telling.borrow().played(reason)
}

/// What the person said.
enum Said {
    Approve {
        code: Option<String>,
    },
    Deny(Option<DenyReason>),
    Report,
    Later,
    /// The request ended while the person was asked.
    Over,
}

/// A person at a terminal.
struct Desk<'a> {
    device: &'a Device,
    telling: &'a RefCell<&'a mut Telling>,
    lines: Lines<BufReader<Stdin>>,
}

impl Desk<'_> {
    /// Shows a request and asks until it is answered, put off or over. `false` when there is nobody.
    async fn ask(&mut self, id: &RequestId) -> bool {
        let mut shown = None;
        loop {
            let Some(item) = self.item(id).filter(|item| Answers::to(item) != Answers::Nothing) else { return true };
            // Who approved it and waits for another person is not asked again.
            if shown.is_none() && item.state == ItemState::Awaiting {
                return true;
            }
            if shown.as_ref() != Some(&item.consent_sha256) && !self.telling.borrow().is_json() {
                self.telling.borrow_mut().show(&RequestLine::new(&item, None));
            }
            shown = Some(item.consent_sha256.clone());
            let said = {
                let device = self.device;
                let over = until(device, |device| !is_open(device, id));
                tokio::select! {
                    said = said(&mut self.lines, Answers::to(&item)) => said,
                    () = over => Some(Said::Over),
                }
            };
            let (outcome, reason, code) = match said {
                None => return false,
                Some(Said::Later | Said::Over) => return true,
                Some(Said::Approve { code }) => (DecisionOutcome::Approved, None, code),
                Some(Said::Deny(reason)) => (DecisionOutcome::Denied, reason, None),
                Some(Said::Report) => (DecisionOutcome::Reported, None, None),
            };
            let sha256 = item.consent_sha256.as_deref();
            let Err(error) = self.device.decide_as_shown(id, sha256, outcome, reason, code.as_deref()).await else {
                return true;
            };
            output::note(&error.message);
            if matches!(error.code, ErrorCode::Offline | ErrorCode::FateUnknown) {
                let online = |device: &Device| {
                    let accounts = device.snapshot().accounts;
                    accounts.iter().any(|one| one.id == item.account_id && one.connection.is_online())
                };
                until(self.device, |device| online(device) || !is_open(device, id)).await;
            }
        }
    }

    /// A request without the code that is to be typed: it would be copied from here.
    fn item(&self, id: &RequestId) -> Option<ItemView> {
        self.device.snapshot().without_codes().items.into_iter().find(|item| item.id() == *id)
    }
}

fn is_open(device: &Device, id: &RequestId) -> bool {
    device.snapshot().items.iter().any(|item| item.id() == *id && !matches!(item.state, ItemState::Closed { .. }))
}

/// Asks until the answer is one. `None` when there is nobody to ask any more.
async fn said(lines: &mut Lines<BufReader<Stdin>>, answers: Answers<'_>) -> Option<Said> {
    let question = match answers {
        Answers::Nothing | Answers::No => "It can only be refused. [n]o, [r]eport, [l]ater:".to_owned(),
        Answers::Yes(Friction::Click) => "Approve? [y]es, [n]o, [r]eport, [l]ater:".to_owned(),
        Answers::Yes(Friction::Hold) => "Approve? [y]es (asked twice), [n]o, [r]eport, [l]ater:".to_owned(),
        Answers::Yes(Friction::Code { shown: Some(code), .. }) => {
            format!("To approve, type {code}. Otherwise [n]o, [r]eport, [l]ater:")
        }
        Answers::Yes(Friction::Code { length, shown: None }) => format!(
            "To approve, type the code of {length} characters from where you started this. \
             Otherwise [n]o, [r]eport, [l]ater:"
        ),
    };
    loop {
        let answer = line(lines, &question).await?;
        match (answer.to_lowercase().as_str(), answers) {
            ("", _) => {}
            ("n" | "no", _) => return Some(Said::Deny(why(lines).await)),
            ("r" | "report", _) => return Some(Said::Report),
            ("l" | "later", _) => return Some(Said::Later),
            ("y" | "yes", Answers::Yes(Friction::Click)) => return Some(Said::Approve { code: None }),
            ("y" | "yes", Answers::Yes(Friction::Hold)) => {
                let again = line(lines, "Type yes to approve, anything else to go back:").await?;
                if again.eq_ignore_ascii_case("yes") {
                    return Some(Said::Approve { code: None });
                }
            }
            (_, Answers::Yes(Friction::Code { length, .. })) => {
                let typed = answer.chars().filter(|c| c.is_alphanumeric()).count();
                if u32::try_from(typed).is_ok_and(|typed| typed == *length) {
                    return Some(Said::Approve { code: Some(answer) });
                }
                output::note(&format!("The code has {length} characters."));
            }
            _ => output::note("Please answer with one of the letters in brackets."),
        }
    }
}

/// Why it is denied, if the person says.
async fn why(lines: &mut Lines<BufReader<Stdin>>) -> Option<DenyReason> {
    output::note("Why? wrong [d]etails, [n]ot now, not [m]e, [o]ther, or Enter to say nothing:");
    let answer = lines.next_line().await.ok().flatten()?;
    match answer.trim().to_lowercase().as_str() {
        "d" => Some(DenyReason::WrongDetails),
        "n" => Some(DenyReason::NotNow),
        "m" => Some(DenyReason::NotMe),
        "o" => Some(DenyReason::Other),
        _ => None,
    }
}

/// One line that was typed after the question could be read.
async fn line(lines: &mut Lines<BufReader<Stdin>>, question: &str) -> Option<String> {
    let clock = SystemClock::new();
    loop {
        output::note(question);
        let asked_at = clock.monotonic();
        let line = lines.next_line().await.ok().flatten()?;
        if clock.monotonic().saturating_sub(asked_at) >= TOO_SOON {
            return Some(line.trim().to_owned());
        }
        output::note("That came too soon to have been read. Please answer again.");
    }
}
