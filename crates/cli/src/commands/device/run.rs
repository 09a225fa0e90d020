//! `waxseal device run`

use std::collections::VecDeque;

use anyhow::bail;
use clap::ValueEnum;
use serde_json::json;
use tokio::sync::broadcast::error::RecvError;
use waxseal_device::{Device, DeviceEvent, ErrorCode, ItemState, ItemView};
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::ids::ConsentId;

use super::settings::DeviceArguments;
use super::terminal::{Answer, Terminal};
use crate::exit::Exit;
use crate::output;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    device: DeviceArguments,
    /// Answer every request like this instead of asking. Several answers, separated by commas, are
    /// given in turn.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "ANSWER")]
    answer: Vec<Scripted>,
    /// End after this many requests are over.
    #[arg(long, value_name = "N")]
    count: Option<usize>,
    /// Print one JSON object per event.
    #[arg(long)]
    json: bool,
}

/// An answer given without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Scripted {
    Approve,
    Deny,
    Report,
    /// Let it expire.
    Ignore,
}

pub(crate) async fn run(arguments: Arguments) -> anyhow::Result<Exit> {
    let device = arguments.device.start()?;
    if device.snapshot().accounts.is_empty() {
        bail!("this device is not enrolled\nhint: waxseal device enroll LINK");
    }
    let mut session = Session {
        events: device.events(),
        device,
        json: arguments.json,
        script: arguments.answer,
        answered: 0,
        terminal: Terminal::new(),
        left: arguments.count,
    };
    // Ctrl-C ends it wherever it is, also at the prompt.
    tokio::select! {
        exit = session.run() => exit,
        _ = tokio::signal::ctrl_c() => Ok(Exit::Done),
    }
}

struct Session {
    device: Device,
    events: tokio::sync::broadcast::Receiver<DeviceEvent>,
    json: bool,
    script: Vec<Scripted>,
    answered: usize,
    terminal: Terminal,
    left: Option<usize>,
}

impl Session {
    async fn run(&mut self) -> anyhow::Result<Exit> {
        if !self.json {
            output::note("Waiting for requests. Ctrl-C ends.");
        }
        let mut waiting: VecDeque<ConsentId> = VecDeque::new();
        while self.left != Some(0) {
            if let Some(id) = waiting.pop_front() {
                if !self.answer(&id).await? {
                    return Ok(Exit::Failed);
                }
                continue;
            }
            match self.events.recv().await {
                Ok(DeviceEvent::Arrived { consent_id }) => waiting.push_back(consent_id),
                Ok(DeviceEvent::Closed { consent_id, outcome }) => self.closed(&consent_id, &format!("{outcome:?}")),
                Ok(
                    DeviceEvent::Changed
                    | DeviceEvent::HistoryChanged
                    | DeviceEvent::Outage { .. }
                    | DeviceEvent::Announce { .. },
                ) => {
                    self.changed()?;
                    waiting.extend(self.failed_and_online());
                }
                // What was missed is in the inbox.
                Err(RecvError::Lagged(_)) => waiting.extend(self.open_ids()),
                Err(RecvError::Closed) => return Ok(Exit::Failed),
            }
        }
        Ok(Exit::Done)
    }

    /// Shows a request and answers it. `false` when there is nobody to ask.
    async fn answer(&mut self, id: &ConsentId) -> anyhow::Result<bool> {
        let Some(item) = self.item(id).filter(|item| item.state.is_open()) else { return Ok(true) };
        self.show(&item);
        if let ItemState::Unverifiable { reason } = &item.state {
            output::note(&format!("This request cannot be verified, so it cannot be answered. {reason}"));
            return Ok(true);
        }
        let outcome = match self.next_scripted() {
            Some(Scripted::Approve) => DecisionOutcome::Approved,
            Some(Scripted::Deny) => DecisionOutcome::Denied,
            Some(Scripted::Report) => DecisionOutcome::Reported,
            Some(Scripted::Ignore) => return Ok(true),
            None => match self.ask(id).await {
                Some(Answer::Approve) => DecisionOutcome::Approved,
                Some(Answer::Deny) => DecisionOutcome::Denied,
                Some(Answer::Later | Answer::Over) => return Ok(true),
                None => {
                    output::error("there is nobody to ask: standard input is closed\nhint: give --answer");
                    return Ok(false);
                }
            },
        };
        if let Err(error) = self.device.decide_as_shown(id, item.consent_sha256.as_deref(), outcome).await {
            if self.json {
                output::json(
                    &json!({"event": "refused", "consent_id": id, "code": error.code, "message": error.message}),
                );
            } else {
                output::note(&error.message);
            }
            // What changed while it was read is shown again.
            let readable = self.item(id).is_some_and(|item| item.state == ItemState::Ready);
            if error.code == ErrorCode::Changed && readable {
                return Box::pin(self.answer(id)).await;
            }
        }
        Ok(true)
    }

    /// Asks the person, until the request is over.
    async fn ask(&mut self, id: &ConsentId) -> Option<Answer> {
        let mut events = self.device.events();
        let device = self.device.clone();
        let over = async {
            while device.snapshot().items.iter().any(|item| item.consent_id == *id && item.state.is_open()) {
                // A missed event is made up for by looking again.
                events.recv().await.ok();
            }
        };
        tokio::select! {
            answer = self.terminal.ask() => answer,
            () = over => Some(Answer::Over),
        }
    }

    /// Requests whose answer did not arrive and can be sent again.
    fn failed_and_online(&self) -> Vec<ConsentId> {
        let snapshot = self.device.snapshot();
        let online = |item: &ItemView| {
            snapshot.accounts.iter().any(|account| account.id == item.account_id && account.connection.is_online())
        };
        let failed = |item: &&ItemView| matches!(item.state, ItemState::Failed { .. }) && online(item);
        snapshot.items.iter().filter(failed).map(|item| item.consent_id.clone()).collect()
    }

    fn next_scripted(&mut self) -> Option<Scripted> {
        let position = self.answered.checked_rem(self.script.len())?;
        self.answered += 1;
        self.script.get(position).copied()
    }

    fn show(&self, item: &ItemView) {
        let seconds = item.expires_in_ms.max(0) / 1000;
        if self.json {
            output::json(&json!({"event": "request", "item": item}));
        } else if let Some(card) = &item.card {
            let line = "─".repeat(72);
            output::line(&format!("\n{line}\n{}{line}", card.to_text()));
            output::line(&format!("{} · {} · expires in {seconds} s", item.host, item.user_id));
        }
    }

    fn closed(&mut self, id: &ConsentId, outcome: &str) {
        if self.json {
            output::json(&json!({"event": "closed", "consent_id": id, "outcome": outcome.to_lowercase()}));
        } else {
            let headline =
                self.item(id).and_then(|item| item.card).map_or_else(|| id.to_string(), |card| card.headline);
            output::line(&format!("{outcome}: {headline}"));
        }
        self.left = self.left.map(|left| left.saturating_sub(1));
    }

    /// Says how accounts are connected; ends when none is left.
    fn changed(&self) -> anyhow::Result<()> {
        let snapshot = self.device.snapshot();
        if snapshot.accounts.is_empty() {
            bail!("this device was removed at the server\nhint: enrol it again");
        }
        for account in snapshot.accounts {
            if self.json {
                output::json(
                    &json!({"event": "connection", "account_id": account.id, "connection": account.connection}),
                );
            } else {
                tracing::info!("{}: {:?}", account.host, account.connection);
            }
        }
        Ok(())
    }

    fn item(&self, id: &ConsentId) -> Option<ItemView> {
        self.device.snapshot().items.into_iter().find(|item| item.consent_id == *id)
    }

    fn open_ids(&self) -> Vec<ConsentId> {
        let items = self.device.snapshot().items;
        items.into_iter().filter(|item| item.state.is_decidable()).map(|item| item.consent_id).collect()
    }
}
