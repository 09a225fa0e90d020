//! What a running device prints: lines of JSON, or text for people.

use std::collections::HashMap;

use waxseal_device::script::{EndReason, Event, EventLine, Played, RequestLine};
use waxseal_device::{HistoryOutcome, RequestId};

use super::answered::{REFUSE_IT, unverifiable, word};
use crate::output;

/// Prints events as they come.
#[derive(Debug, Default)]
pub(super) struct Telling {
    json: bool,
    headlines: HashMap<RequestId, String>,
    /// What is printed when a full screen is gone.
    later: Vec<String>,
    last: Option<HistoryOutcome>,
    closed: usize,
}

impl Telling {
    pub(super) fn new(json: bool) -> Self {
        Self { json, ..Self::default() }
    }

    /// Whether it prints lines of JSON.
    pub(super) fn is_json(&self) -> bool {
        self.json
    }

    /// What became of the run, by what was told.
    pub(super) fn played(&self, reason: EndReason) -> Played {
        Played { reason, last: self.last, closed: self.closed }
    }

    /// Takes an event in without printing it: a full screen shows it.
    pub(super) fn keep(&mut self, line: &EventLine) {
        match &line.event {
            Event::Request(request) => {
                let headline = request.headline.clone().unwrap_or_else(|| request.consent_id.to_string());
                self.headlines.insert(request.id(), headline);
            }
            Event::Closed { request, outcome, by, person } => {
                (self.last, self.closed) = (Some(*outcome), self.closed + 1);
                self.later.push(self.end_of(request, *outcome, by.as_deref(), person.as_deref()));
            }
            Event::Removed => self.later.push("This device was removed at the server.".to_owned()),
            _ => {}
        }
    }

    /// Prints what was taken in, once the screen is gone.
    pub(super) fn told_later(&mut self) {
        for line in self.later.drain(..) {
            output::line(&line);
        }
    }

    /// How a request ended, in a line.
    fn end_of(&self, id: &RequestId, outcome: HistoryOutcome, by: Option<&str>, person: Option<&str>) -> String {
        let headline = self.headlines.get(id).cloned().unwrap_or_else(|| id.consent_id.to_string());
        let who = person.map(|person| format!(" by {person}"));
        let by = who.or_else(|| by.map(|by| format!(" on {by}"))).unwrap_or_default();
        format!("{}{by}: {headline}", word(outcome))
    }

    /// Prints an event.
    pub(super) fn tell(&mut self, line: &EventLine) {
        if let Event::Closed { outcome, .. } = &line.event {
            self.last = Some(*outcome);
            self.closed += 1;
        }
        if self.json {
            output::json(line);
            return;
        }
        match &line.event {
            Event::Started { .. } => output::note("Waiting for requests. Ctrl-C ends."),
            Event::Connection { host, state, reason, .. } => {
                tracing::info!("{host}: {state} {}", reason.as_deref().unwrap_or_default());
            }
            Event::Request(request) => {
                self.show(request);
                if request.state == "unverifiable" {
                    output::note(REFUSE_IT);
                }
            }
            Event::Rule { rule, name, answer, delay_ms, fault, .. } => {
                let rule = rule.map_or_else(|| "no rule".to_owned(), |rule| format!("rule {rule}"));
                let name = name.as_ref().map(|name| format!(" ({name})")).unwrap_or_default();
                let delay = if *delay_ms == 0 { String::new() } else { format!(" in {delay_ms} ms") };
                let fault = fault.map(|fault| format!(", with the fault {}", fault.name())).unwrap_or_default();
                output::note(&format!("{rule}{name}: {answer}{delay}{fault}"));
            }
            Event::Fault { fault, .. } => output::note(&format!("fault: {}", fault.name())),
            Event::Refused { message, .. } => output::note(message),
            Event::Closed { request, outcome, by, person } => {
                output::line(&self.end_of(request, *outcome, by.as_deref(), person.as_deref()));
                self.headlines.remove(request);
            }
            Event::Awaiting { request, four_eyes } => {
                let headline = self.headlines.get(request).cloned().unwrap_or_else(|| request.consent_id.to_string());
                output::line(&format!("approved by one of two: {headline}"));
                output::note(&four_eyes.to_text());
            }
            Event::Removed => output::error("this device was removed at the server\nhint: enrol it again"),
            Event::Ended { .. } => {}
        }
    }

    /// Prints a request for people.
    pub(super) fn show(&mut self, request: &RequestLine) {
        let headline = request.headline.clone().unwrap_or_else(|| request.consent_id.to_string());
        self.headlines.insert(request.id(), headline);
        let rule = "─".repeat(72);
        output::line(&format!("\n{rule}\n{}{rule}", request.text.as_deref().unwrap_or_default()));
        let seconds = request.expires_in_ms.max(0) / 1000;
        output::line(&format!("{} · {} · expires in {seconds} s", request.host, request.user_id));
        match (&request.state_reason, request.state) {
            (Some(reason), "unverifiable") => output::note(&unverifiable(reason)),
            (Some(reason), _) => output::note(reason),
            (None, _) => {}
        }
    }
}
