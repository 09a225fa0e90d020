//! Rules: what a request is answered, and what goes wrong with the answer. The first that matches
//! counts; what none is for is left alone.

use std::time::Duration;

use jiff::SignedDuration;
use serde::Deserialize;
use waxseal_protocol::device::DecisionOutcome;
use waxseal_protocol::json::Json;

use super::facts::Facts;
use super::faults::Fault;
use super::raw::{RawAnswer, RawFault, RawRule, RawScript, When};
use super::report::ScriptError;
use crate::decision::DenyReason;

/// No script has more rules.
const MAX_RULES: usize = 1000;

/// What a device answers by itself.
#[derive(Debug)]
pub enum Script {
    /// By rules.
    Rules {
        /// By how much the device's wall clock is wrong.
        clock_skew: Option<SignedDuration>,
        /// In order: the first that matches counts.
        rules: Vec<Rule>,
    },
    /// Every request, the answers in turn.
    InTurn(Vec<Reply>),
}

/// What a device says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// An answer, and why it is a denial if that is said.
    Answer(DecisionOutcome, Option<DenyReason>),
    /// Nothing, ever.
    Ignore,
}

/// What becomes of one request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What is answered.
    pub reply: Reply,
    /// How long that waits.
    pub delay: Duration,
    /// What goes wrong with it, the first time.
    pub fault: Option<Fault>,
    /// Whether it is answered again, by the rules, if it is still open after the fault.
    pub again: bool,
}

/// One rule.
#[derive(Debug, Deserialize)]
#[serde(try_from = "RawRule")]
pub struct Rule {
    /// What people call it.
    pub name: Option<String>,
    /// How many requests it is for; any number if it is none.
    pub times: Option<u32>,
    /// What it does.
    pub plan: Plan,
    when: When,
}

impl Script {
    /// Reads and checks a script.
    ///
    /// # Errors
    /// Names the line, what is wrong there and, where it can be guessed, what was meant.
    pub fn parse(text: &str) -> Result<Self, ScriptError> {
        let raw: RawScript = serde_yaml_ng::from_str(text)?;
        let whole = |message: String| Err(ScriptError { line: 0, message, hint: None });
        if raw.version != 1 {
            return whole(format!("version {} is not known here; this program reads version 1", raw.version));
        }
        if raw.rules.len() > MAX_RULES {
            return whole(format!("a script has at most {MAX_RULES} rules, not {}", raw.rules.len()));
        }
        Ok(Self::Rules { clock_skew: raw.clock_skew.map(|span| span.0), rules: raw.rules })
    }

    /// By how much the device's wall clock is to be wrong.
    pub fn clock_skew(&self) -> Option<SignedDuration> {
        match self {
            Self::Rules { clock_skew, .. } => *clock_skew,
            Self::InTurn(_) => None,
        }
    }

    /// How many rules it has, or answers.
    pub fn len(&self) -> usize {
        match self {
            Self::Rules { rules, .. } => rules.len(),
            Self::InTurn(replies) => replies.len(),
        }
    }

    /// Whether it says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The rule for a request, by its place, and its plan. `used` says how often each rule was taken;
    /// `interrupted` that an answer to the request was on its way when the program ended, which no
    /// rule does twice.
    pub fn find(&self, facts: &Facts, used: &[u32], interrupted: bool) -> Option<(usize, Plan)> {
        let taken = |place: usize| used.get(place).copied().unwrap_or(0);
        match self {
            Self::Rules { rules, .. } => {
                let fits = |place: usize, rule: &Rule| {
                    rule.times.is_none_or(|times| taken(place) < times)
                        && !(interrupted && rule.plan.fault.is_some_and(Fault::kills))
                        && rule.when.holds(facts)
                };
                let (place, rule) = rules.iter().enumerate().find(|(place, rule)| fits(*place, rule))?;
                Some((place, rule.plan.clone()))
            }
            Self::InTurn(replies) => {
                let answered: u32 = (0..replies.len()).map(taken).sum();
                let place = usize::try_from(answered).ok()?.checked_rem(replies.len())?;
                replies.get(place).map(|reply| (place, Plan::of(*reply)))
            }
        }
    }

    /// The name of a rule.
    pub fn name(&self, place: usize) -> Option<&str> {
        match self {
            Self::Rules { rules, .. } => rules.get(place)?.name.as_deref(),
            Self::InTurn(_) => None,
        }
    }
}

impl Plan {
    /// An answer by the rules, at once.
    pub fn of(reply: Reply) -> Self {
        Self { reply, delay: Duration::ZERO, fault: None, again: true }
    }
}

impl When {
    fn holds(&self, facts: &Facts) -> bool {
        let same =
            |wanted: &Option<String>, found: Option<&str>| wanted.as_deref().is_none_or(|wanted| found == Some(wanted));
        let details = &facts.consent.requested_details;
        let message = details.binding_message.as_deref();
        same(&self.client, facts.client_id())
            && same(&self.user, Some(facts.user_id.as_str()))
            && same(&self.account, Some(facts.account_id.as_str()))
            && same(&self.host, Some(&facts.host))
            && same(&self.audience, Some(&details.audience))
            && self.scope.as_ref().is_none_or(|scope| details.scope.contains(scope))
            && self.tier.is_none_or(|tier| tier == facts.tier)
            && same(&self.binding_message, message)
            && self
                .binding_message_matches
                .as_ref()
                .is_none_or(|pattern| message.is_some_and(|text| pattern.is_in(text)))
            && (!self.asks_about_entries() || facts.entries().iter().any(|entry| self.holds_of(entry)))
    }

    fn asks_about_entries(&self) -> bool {
        self.detail_type.is_some() || !self.details.is_empty() || self.amount.is_some()
    }

    /// Whether one entry is all of what is asked of an entry.
    fn holds_of(&self, entry: &Json) -> bool {
        let named = entry.get("type").and_then(Json::as_str);
        self.detail_type.as_deref().is_none_or(|wanted| named == Some(wanted))
            && self.details.iter().all(|test| test.holds(entry))
            && self.amount.as_ref().is_none_or(|amount| amount.holds(entry))
    }
}

impl TryFrom<RawRule> for Rule {
    type Error = String;

    fn try_from(raw: RawRule) -> Result<Self, String> {
        let reply = match raw.answer {
            RawAnswer::Approve => Reply::Answer(DecisionOutcome::Approved, None),
            RawAnswer::Deny => Reply::Answer(DecisionOutcome::Denied, raw.reason),
            RawAnswer::Report => Reply::Answer(DecisionOutcome::Reported, None),
            RawAnswer::Ignore => Reply::Ignore,
        };
        if raw.reason.is_some() && raw.answer != RawAnswer::Deny {
            return Err("`reason` goes with `answer: deny` alone".to_owned());
        }
        if raw.times == Some(0) {
            return Err("`times: 0` is a rule for nothing; take it out".to_owned());
        }
        if let Some(test) = raw.when.details.iter().find(|test| test.is_empty()) {
            return Err(format!(
                "the test at `{}` asks nothing; add exists, equals, matches, above, at_least, below or at_most",
                test.at.0
            ));
        }
        let delay = raw.delay.map_or(Some(Duration::ZERO), super::span::Span::forward);
        let delay = delay.ok_or("`delay` is not below zero")?;
        let fault = fault(&raw)?;
        if let Some(fault) = fault.filter(|fault| reply == Reply::Ignore && !matches!(fault, Fault::Offline(_))) {
            return Err(format!("`fault: {}` needs an answer, and `answer: ignore` is none", fault.name()));
        }
        if fault == Some(Fault::WrongCode) && raw.answer != RawAnswer::Approve {
            return Err("`fault: wrong_code` goes with `answer: approve`: only an approval takes a code".to_owned());
        }
        let again = raw.again.unwrap_or_else(|| fault.is_none_or(Fault::is_an_accident));
        Ok(Self { name: raw.name, times: raw.times, plan: Plan { reply, delay, fault, again }, when: raw.when })
    }
}

fn fault(raw: &RawRule) -> Result<Option<Fault>, String> {
    if raw.offline_for.is_some() && raw.fault != Some(RawFault::Offline) {
        return Err("`offline_for` goes with `fault: offline`".to_owned());
    }
    if raw.skew_by.is_some() && raw.fault != Some(RawFault::Skew) {
        return Err("`skew_by` goes with `fault: skew`".to_owned());
    }
    let fault = match raw.fault {
        None => return Ok(None),
        Some(RawFault::WrongCode) => Fault::WrongCode,
        Some(RawFault::WrongDigest) => Fault::WrongDigest,
        Some(RawFault::Skew) => Fault::Skew(raw.skew_by.ok_or("`fault: skew` needs `skew_by`, such as 10m or -1h")?.0),
        Some(RawFault::Replay) => Fault::Replay,
        Some(RawFault::Repeat) => Fault::Repeat,
        Some(RawFault::Offline) => {
            let span = raw.offline_for.ok_or("`fault: offline` needs `offline_for`, such as 5s")?;
            Fault::Offline(span.forward().ok_or("`offline_for` is not below zero")?)
        }
        Some(RawFault::DropBefore) => Fault::DropBefore,
        Some(RawFault::DropAfter) => Fault::DropAfter,
        Some(RawFault::KillBefore) => Fault::KillBefore,
        Some(RawFault::KillAfter) => Fault::KillAfter,
    };
    Ok(Some(fault))
}
