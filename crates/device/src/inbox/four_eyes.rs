//! What takes the approvals of two people, as the person of this device sees it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use waxseal_details::{Shown, scrub_identity};
use waxseal_protocol::Timestamp;
use waxseal_protocol::device::{Approvals, FourEyes};
use waxseal_protocol::ids::UserId;

/// Who has to approve, and who has approved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct FourEyesView {
    /// How many approvals it takes.
    pub needed: u32,
    /// In whose name the client will act.
    pub person: Shown,
    /// Whether that is the person of this device.
    pub for_you: bool,
    /// Who can approve as the second, without the person of this device.
    pub second_approvers: Vec<Shown>,
    /// The approvals that were given, in their order.
    pub given: Vec<ApprovalView>,
}

/// One approval that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ApprovalView {
    /// By whom.
    pub name: Shown,
    /// Whether it was the person of this device, here or on another device of theirs.
    pub by_you: bool,
    /// Whether it was the person in whose name the client will act.
    pub by_person: bool,
    /// When, by the server's clock.
    #[ts(type = "string")]
    pub at: Timestamp,
}

/// Who ended a request, or approved it before, when it was not this device.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Answerer {
    /// The name of the device.
    pub(crate) device: Option<String>,
    /// The name of its person, if it was another one than this device's.
    pub(crate) person: Option<String>,
}

impl FourEyesView {
    /// As the person `you` sees it.
    pub(crate) fn new(four_eyes: &FourEyes, approvals: Option<&Approvals>, you: &UserId) -> Self {
        let others = four_eyes.second_approvers.iter().filter(|approver| approver.user_id != *you);
        let given = approvals.into_iter().flat_map(|approvals| &approvals.given);
        Self {
            needed: approvals.map_or(FourEyes::NEEDED, |approvals| approvals.needed),
            person: scrub_identity(&four_eyes.person.name),
            for_you: four_eyes.person.user_id == *you,
            second_approvers: others.map(|approver| scrub_identity(&approver.name)).collect(),
            given: given
                .map(|one| ApprovalView {
                    name: scrub_identity(&one.name),
                    by_you: one.user_id == *you,
                    by_person: one.user_id == four_eyes.person.user_id,
                    at: one.at.timestamp(),
                })
                .collect(),
        }
    }

    /// Whether an approval by the person of this device would count now: they have not approved, and not
    /// somebody else in their place.
    pub fn takes_yours(&self) -> bool {
        self.given.first().is_none_or(|first| !first.by_you && (self.for_you || first.by_person))
    }

    /// Whether the person of this device approved it.
    pub fn approved_by_you(&self) -> bool {
        self.given.iter().any(|one| one.by_you)
    }

    /// How many approvals were given.
    pub(crate) fn count(&self) -> u32 {
        u32::try_from(self.given.len()).unwrap_or(u32::MAX)
    }

    /// Notes an approval that this device knows of before the server's next word names it.
    pub(crate) fn note(&mut self, by: &Answerer, at: Timestamp) {
        let by_you = by.person.is_none();
        if self.count() >= self.needed || (by_you && self.approved_by_you()) {
            return;
        }
        let by_person =
            if by_you { self.for_you } else { !self.given.iter().any(|one| one.by_person) && !self.for_you };
        let name = match &by.person {
            Some(name) => scrub_identity(name),
            None if self.for_you => self.person.clone(),
            None => scrub_identity("you"),
        };
        self.given.push(ApprovalView { name, by_you, by_person, at });
    }

    /// In words for a terminal, one fact a line.
    pub fn to_text(&self) -> String {
        let mut lines = Vec::new();
        if !self.for_you {
            lines.push(format!("In the name of {}, who has to approve it, too.", self.person.text));
        }
        lines.push(self.approvals_text());
        if self.count() < self.needed {
            lines.push(format!("It waits for {}.", self.waits_for()));
        }
        lines.join("\n")
    }

    /// Notes that it was approved, by the last of the two. The person whose name it is in approved in any
    /// case, though this device may not have heard of it.
    pub(crate) fn note_end(&mut self, by: &Answerer, at: Timestamp) {
        if by.person.is_some() && self.for_you {
            self.note(&Answerer::default(), at);
        }
        self.note(by, at);
    }

    /// The approvals that were given, in a line.
    pub fn approvals_text(&self) -> String {
        let given = self.given.iter().map(|one| {
            let name = if one.by_you { "you" } else { &one.name.text };
            format!("{name} at {:.0}", one.at)
        });
        let given: Vec<String> = given.collect();
        let by = if given.is_empty() { String::new() } else { format!(", by {}", given.join(" and by ")) };
        format!("Approvals: {} of {}{by}.", self.count(), self.needed)
    }

    fn waits_for(&self) -> String {
        let names: Vec<&str> = self.second_approvers.iter().map(|name| name.text.as_str()).collect();
        let second = match (names.as_slice(), self.for_you) {
            ([], _) => "you".to_owned(),
            ([one], true) => (*one).to_owned(),
            (_, true) => format!("one of {}", names.join(", ")),
            (_, false) => format!("one of you, {}", names.join(", ")),
        };
        let person = if self.for_you { "you" } else { &self.person.text };
        match self.given.first() {
            None => format!("{person} and {second}"),
            Some(first) if first.by_person => second,
            Some(_) => person.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::device::{Approver, GivenApproval};
    use waxseal_protocol::jose::NumericDate;

    use super::*;

    fn approver(name: &str) -> Approver {
        Approver { user_id: UserId::new(name.to_lowercase()), name: name.to_owned() }
    }

    fn seen_by(you: &str, given: &[&str]) -> FourEyesView {
        let four_eyes =
            FourEyes { person: approver("Alice"), second_approvers: vec![approver("Bob"), approver("Carol")] };
        let given = given.iter().map(|name| GivenApproval {
            user_id: UserId::new(name.to_lowercase()),
            name: (*name).to_owned(),
            device: "Desk".to_owned(),
            at: NumericDate::new(Timestamp::UNIX_EPOCH),
        });
        let approvals = Approvals { needed: 2, given: given.collect() };
        FourEyesView::new(&four_eyes, Some(&approvals), &you.into())
    }

    #[test]
    fn an_approval_counts_once_for_each_side() {
        for (given, alice, bob, carol) in
            [(&[][..], true, true, true), (&["Alice"][..], false, true, true), (&["Bob"][..], true, false, false)]
        {
            let take = |you| seen_by(you, given).takes_yours();
            assert_eq!((take("alice"), take("bob"), take("carol")), (alice, bob, carol), "{given:?}");
        }
    }

    #[test]
    fn it_says_who_is_missing() {
        for (you, given, text) in [
            ("alice", &[][..], "Approvals: 0 of 2.\nIt waits for you and one of Bob, Carol."),
            (
                "alice",
                &["Alice"],
                "Approvals: 1 of 2, by you at 1970-01-01T00:00:00Z.\nIt waits for one of Bob, Carol.",
            ),
            ("alice", &["Bob"], "Approvals: 1 of 2, by Bob at 1970-01-01T00:00:00Z.\nIt waits for you."),
            (
                "bob",
                &["Alice"],
                "In the name of Alice, who has to approve it, too.\n\
                 Approvals: 1 of 2, by Alice at 1970-01-01T00:00:00Z.\nIt waits for one of you, Carol.",
            ),
            (
                "bob",
                &["Carol"],
                "In the name of Alice, who has to approve it, too.\n\
                 Approvals: 1 of 2, by Carol at 1970-01-01T00:00:00Z.\nIt waits for Alice.",
            ),
        ] {
            assert_eq!(seen_by(you, given).to_text(), text);
        }
    }

    #[test]
    fn what_happens_here_is_noted_once() {
        let mut view = seen_by("alice", &[]);
        let (here, bob) = (Answerer::default(), Answerer { device: None, person: Some("Bob".to_owned()) });
        view.note(&here, Timestamp::UNIX_EPOCH);
        view.note(&here, Timestamp::UNIX_EPOCH);
        assert_eq!(view.count(), 1);
        view.note(&bob, Timestamp::UNIX_EPOCH);
        view.note(&bob, Timestamp::UNIX_EPOCH);
        let given: Vec<_> = view.given.iter().map(|one| (one.name.text.as_str(), one.by_you, one.by_person)).collect();
        assert_eq!(given, [("Alice", true, true), ("Bob", false, false)]);
        assert_eq!(view.to_text().lines().count(), 1, "nobody is missing");
        let mut unheard = seen_by("alice", &[]);
        unheard.note_end(&bob, Timestamp::UNIX_EPOCH);
        assert_eq!(unheard.given.iter().map(|one| one.by_you).collect::<Vec<_>>(), [true, false]);
    }
}
