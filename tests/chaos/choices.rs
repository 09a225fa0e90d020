//! What the two devices of a person do about a request: chosen by the seed, written into the request,
//! and read from there by the devices' rules.

use std::collections::BTreeSet;

/// Random numbers that a seed repeats (`SplitMix64`).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// One of several, by their weights.
    fn pick<'a>(&mut self, choices: &[(&'a str, u64)]) -> &'a str {
        let all: u64 = choices.iter().map(|(_, weight)| weight).sum();
        let mut left = self.roll() % all;
        for (name, weight) in choices {
            if left < *weight {
                return name;
            }
            left -= weight;
        }
        unreachable!("the weights add up")
    }
}

/// Every fault there is, and what stands beside it in a rule.
pub(crate) const FAULTS: [(&str, &str); 10] = [
    ("wrong_code", ""),
    ("wrong_digest", ""),
    ("skew", ", skew_by: -10m"),
    ("replay", ""),
    ("repeat", ""),
    ("offline", ", offline_for: 1500ms"),
    ("drop_before", ""),
    ("drop_after", ""),
    ("kill_before", ""),
    ("kill_after", ""),
];
const ANSWERS: [&str; 3] = ["approve", "deny", "report"];

/// What one device does about one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Move {
    answer: &'static str,
    fault: &'static str,
    slow: bool,
}

impl Move {
    /// A device that is a process of its own can be killed.
    pub(crate) fn choose(dice: &mut Dice, is_process: bool) -> Self {
        let kill = if is_process { 3 } else { 0 };
        let answer = dice.pick(&[("approve", 50), ("deny", 15), ("report", 5), ("ignore", 30)]);
        let fault = match answer {
            "ignore" => "none",
            "approve" if dice.roll().is_multiple_of(12) => "wrong_code",
            _ => dice.pick(&[
                ("none", 45),
                ("wrong_digest", 4),
                ("skew", 4),
                ("replay", 4),
                ("repeat", 7),
                ("offline", 2),
                ("drop_before", 7),
                ("drop_after", 7),
                ("kill_before", kill),
                ("kill_after", kill),
            ]),
        };
        Self { answer, fault, slow: dice.roll().is_multiple_of(8) }
    }

    /// As it stands in the request.
    pub(crate) fn label(self) -> String {
        format!("{}/{}/{}", self.answer, self.fault, if self.slow { "slow" } else { "fast" })
    }

    /// What can come of it: nothing where the answer is no good one.
    fn outcome(self) -> Option<&'static str> {
        let honest = !["wrong_code", "wrong_digest", "skew", "replay"].contains(&self.fault);
        match self.answer {
            "approve" if honest => Some("approved"),
            "deny" if honest => Some("denied"),
            "report" if honest => Some("reported"),
            _ => None,
        }
    }
}

/// What both devices of a person do about a request.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Choice {
    pub(crate) left: Move,
    pub(crate) right: Move,
}

impl Choice {
    /// The details of the request.
    pub(crate) fn details(self, number: usize) -> String {
        let (left, right) = (self.left.label(), self.right.label());
        format!(r#"[{{"type":"note","number":{number},"left":"{left}","right":"{right}"}}]"#)
    }

    /// How it may end. A good answer may come too late for a device that was away.
    pub(crate) fn may_end(self) -> BTreeSet<&'static str> {
        let mut outcomes: BTreeSet<&str> = [self.left, self.right].into_iter().filter_map(Move::outcome).collect();
        outcomes.insert("expired");
        outcomes
    }

    /// Whether a device gives a good answer sooner or later.
    pub(crate) fn is_answered(self) -> bool {
        self.left.outcome().or(self.right.outcome()).is_some()
    }
}

/// The rules of a device: what its side of a request says. A program that was killed goes on without
/// the fault when it is back.
pub(crate) fn script(side: &str) -> String {
    let mut rules = Vec::new();
    for answer in ANSWERS {
        for (fault, more) in FAULTS.into_iter().chain([("none", "")]) {
            if fault == "wrong_code" && answer != "approve" {
                continue;
            }
            for (pace, delay) in [("fast", ""), ("slow", ", delay: 700ms")] {
                let when =
                    format!("when: {{ type: note, details: [{{ at: /{side}, equals: {answer}/{fault}/{pace} }}] }}");
                if fault != "none" {
                    rules.push(format!("{{ {when}, answer: {answer}, fault: {fault}{more}{delay} }}"));
                }
                if fault == "none" || fault.starts_with("kill") {
                    rules.push(format!("{{ {when}, answer: {answer}{delay} }}"));
                }
            }
        }
    }
    format!("version: 1\nrules:\n  - {}\n", rules.join("\n  - "))
}
