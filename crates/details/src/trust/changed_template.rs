//! Two templates of one type, compared.

use serde::{Deserialize, Serialize};
use similar::{ChangeTag, TextDiff};
use ts_rs::TS;

use super::alarm::Alarm;
use super::alarms;
use super::pack::PackedTemplate;
use crate::block::Shown;
use crate::risk::RiskTier;
use crate::scrub;
use crate::template::Template;
use crate::template::outline::Outline;

/// What a template says about itself, scrubbed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TemplateFacts {
    /// Its version.
    pub template_version: String,
    /// Its digest.
    pub sha256: String,
    /// Its verb line as written.
    pub verb: Shown,
    /// Its risk floor.
    pub risk_floor: RiskTier,
    /// The places a decision depends on.
    pub critical: Vec<String>,
}

/// Two templates of one type. All texts but the type are scrubbed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct ChangedTemplate {
    /// The type.
    pub detail_type: String,
    /// What the template said.
    pub before: TemplateFacts,
    /// What it says now.
    pub after: TemplateFacts,
    /// Places that are critical now and were not.
    pub critical_added: Vec<String>,
    /// Places that were critical and are not now.
    pub critical_removed: Vec<String>,
    /// Places that were critical and had a row in every request, and have none now or only
    /// sometimes.
    pub newly_demoted: Vec<String>,
    /// Where the new template points out less than the old.
    pub alarms: Vec<Alarm>,
    /// The body, line by line.
    pub rows: Vec<LineChange>,
}

/// One line of the body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LineChange {
    /// Whether it came or went.
    pub kind: LineKind,
    /// The line, scrubbed.
    pub text: Shown,
}

/// Whether a line came or went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum LineKind {
    /// It is in both.
    Same,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
}

impl TemplateFacts {
    pub(super) fn of(template: &Template) -> Self {
        Self {
            template_version: scrub(template.version()).text,
            sha256: template.sha256().to_owned(),
            verb: scrub(template.verb_source()),
            risk_floor: template.risk_floor(),
            critical: template.critical().iter().map(|path| scrub(path.as_str()).text).collect(),
        }
    }
}

impl ChangedTemplate {
    /// Whether it demotes, drops, renames or no longer says something critical, lowers its risk
    /// floor, or says another action.
    pub fn is_alarming(&self) -> bool {
        !self.alarms.is_empty()
    }

    pub(super) fn of(before: &Parsed<'_>, after: &Parsed<'_>) -> Self {
        let written = |template: &Template| template.critical().iter().map(|path| path.as_str().to_owned()).collect();
        let (critical, critical_now): (Vec<String>, Vec<String>) =
            (written(&before.template), written(&after.template));
        let (old, new) = (Outline::of(&before.template), Outline::of(&after.template));
        let those = |paths: &[String], keep: &dyn Fn(&String) -> bool| -> Vec<String> {
            paths.iter().filter(|path| keep(path)).map(|path| scrub(path).text).collect()
        };
        let critical_removed = those(&critical, &|path| !critical_now.contains(path));
        let newly_demoted = those(&critical, &|path| new.standing(path) < old.standing(path));
        Self {
            detail_type: before.template.detail_type().to_owned(),
            before: TemplateFacts::of(&before.template),
            after: TemplateFacts::of(&after.template),
            critical_added: those(&critical_now, &|path| !critical.contains(path)),
            critical_removed,
            newly_demoted,
            alarms: alarms::between(&before.template, &after.template),
            rows: lines(before.body, after.body),
        }
    }
}

/// A template that this version can use, and its body as written.
pub(super) struct Parsed<'a> {
    pub(super) template: Template,
    body: &'a str,
}

impl<'a> Parsed<'a> {
    pub(super) fn of(packed: &'a PackedTemplate) -> Option<Self> {
        let template = packed.parse().ok()?;
        let (_, body) = packed.source.split_once("\n---\n")?;
        Some(Self { template, body })
    }
}

fn lines(before: &str, after: &str) -> Vec<LineChange> {
    let diff = TextDiff::from_lines(before, after);
    let changes = diff.iter_all_changes().map(|change| LineChange {
        kind: match change.tag() {
            ChangeTag::Equal => LineKind::Same,
            ChangeTag::Insert => LineKind::Added,
            ChangeTag::Delete => LineKind::Removed,
        },
        text: scrub(change.value().trim_end_matches(['\r', '\n'])),
    });
    changes.collect()
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::Timestamp;

    use super::*;
    use crate::trust::{PackChange, TemplateChange, TemplatePack};

    const BODY: &str = "{{money sum currency=cur label=\"Amount\"}}\n{{field payee}}\n{{field fee}}\n";

    fn pack(version: u64, floor: &str, verb: &str, critical: &str, body: &str) -> TemplatePack {
        let at = |second| Timestamp::from_second(second).unwrap();
        let source = format!(
            "---\ntype: t\ntemplate_version: {version}.0.0\nrisk_floor: {floor}\nverb: '{verb}'\ncritical: [{critical}]\n---\n{body}"
        );
        TemplatePack::new("https://issuer.example/", version, at(1_000), at(2_000), [source.as_str()]).unwrap()
    }

    fn before() -> TemplatePack {
        pack(1, "high", "Pay {{money sum currency=cur}} to {{field payee}}", "/sum, /payee", BODY)
    }

    fn changed(after: &TemplatePack) -> ChangedTemplate {
        let change = PackChange::between(&before(), after);
        assert_eq!(change.is_alarming(), change.templates.iter().any(TemplateChange::is_alarming));
        let [TemplateChange::Changed(changed)] = change.templates.as_slice() else { panic!("{change:?}") };
        changed.as_ref().clone()
    }

    #[test]
    fn more_rows_and_more_marks_are_no_alarm() {
        let body = format!("{BODY}{{{{field note}}}}\n");
        let verb = "pay {{money sum currency=cur}} to {{field payee}}, with a fee of {{field fee}}";
        let changed = changed(&pack(2, "high", verb, "/sum, /payee, /fee", &body));
        assert!(!changed.is_alarming(), "{:?}", changed.alarms);
        assert_eq!(changed.critical_added, ["/fee"]);
        let added: Vec<_> = changed.rows.iter().filter(|line| line.kind != LineKind::Same).collect();
        assert_eq!(added.len(), 1);
        assert_eq!((added[0].kind, added[0].text.text.as_str()), (LineKind::Added, "{{field note}}"));
    }

    #[test]
    fn every_way_to_point_out_less_is_an_alarm() {
        let verb = "Pay {{money sum currency=cur}} to {{field payee}}";
        let path = || "/payee".to_owned();
        let both = "/sum, /payee";
        let without = BODY.replace("{{field payee}}", "");
        let sometimes = BODY.replace("{{field payee}}", "{{#if fee}}{{field payee}}{{/if}}");
        let message = BODY.replace("{{field payee}}", "{{message payee}}");
        let swapped = BODY.replace("{{field payee}}", "{{field payee label=\"Courier\"}}");
        let relabelled =
            Alarm::CriticalRelabelled { path: path(), before: "Payee".to_owned(), after: "Courier".to_owned() };
        let floor = Alarm::FloorLowered { before: RiskTier::High, after: RiskTier::Low };
        let action = Alarm::ActionChanged { before: "Pay".to_owned(), after: "Check".to_owned() };
        let other_verb = "Check {{money sum currency=cur}} to {{field payee}}";
        for (after, expected) in [
            (pack(2, "high", verb, "/sum", BODY), Alarm::CriticalDropped { path: path() }),
            (pack(2, "high", verb, both, &without), Alarm::CriticalDemoted { path: path() }),
            (pack(2, "high", verb, both, &sometimes), Alarm::CriticalDemoted { path: path() }),
            (pack(2, "high", verb, both, &message), Alarm::CriticalDemoted { path: path() }),
            (pack(2, "high", verb, both, &swapped), relabelled),
            (pack(2, "high", "Pay {{money sum currency=cur}}", both, BODY), Alarm::LeftVerb { path: path() }),
            (pack(2, "low", verb, both, BODY), floor),
            (pack(2, "high", other_verb, both, BODY), action),
        ] {
            assert_eq!(changed(&after).alarms, [expected]);
        }
    }

    #[test]
    fn what_the_front_matter_allows_more_is_an_alarm() {
        let of = |version: u64, front: &str, body: &str| {
            let at = |second| Timestamp::from_second(second).unwrap();
            let source = format!(
                "---\ntype: t\ntemplate_version: {version}.0.0\nrisk_floor: low\nverb: Do it\ncritical: [/sum]\n{front}---\n{body}"
            );
            TemplatePack::new("https://issuer.example/", version, at(1_000), at(2_000), [source.as_str()]).unwrap()
        };
        let path = || "/sum".to_owned();
        let bound = |max: &str, beyond: &str| format!("bounds: [{{path: /sum, max: {max}, else: {beyond}}}]\n");
        let word = |text: &str| format!("words: {{kinds: {{a: {text}}}}}\n");
        let changed = |before: &str, after: &str| Alarm::WordChanged {
            word: "a".to_owned(),
            before: before.to_owned(),
            after: Some(after.to_owned()).filter(|after| !after.is_empty()),
        };
        let (none, body) = (String::new(), "{{number sum}}");
        let cases = [
            (
                none.clone(),
                none.clone(),
                "{{percent sum scale=\"0..1\"}}",
                vec![Alarm::CriticalReformatted { path: path() }],
            ),
            (none.clone(), none.clone(), "{{number sum}}{{field sum}}", vec![]),
            (
                none.clone(),
                "demote: [{path: /sum, reason: small}]\n".to_owned(),
                body,
                vec![Alarm::Folded { path: path() }],
            ),
            (bound("10", "raise"), none.clone(), body, vec![Alarm::BoundLoosened { path: path() }]),
            (bound("10", "raise"), bound("10.5", "raise"), body, vec![Alarm::BoundLoosened { path: path() }]),
            (bound("10", "refuse"), bound("10", "raise"), body, vec![Alarm::BoundLoosened { path: path() }]),
            (bound("10", "raise"), bound("9", "refuse"), body, vec![]),
            (word("Sell"), word("Buy"), body, vec![changed("Sell", "Buy")]),
            (word("Sell"), none.clone(), body, vec![changed("Sell", "")]),
        ];
        for (before, after, body_after, expected) in cases {
            let change = PackChange::between(&of(1, &before, body), &of(2, &after, body_after));
            let [TemplateChange::Changed(changed)] = change.templates.as_slice() else { panic!("{change:?}") };
            let alarms: Vec<_> = changed
                .alarms
                .iter()
                .filter(|alarm| !matches!(alarm, Alarm::CriticalRelabelled { .. }))
                .cloned()
                .collect();
            assert_eq!(alarms, expected, "{before} {after} {body_after}");
        }
    }

    #[test]
    fn what_a_template_says_is_scrubbed() {
        let body = format!("{BODY}{{{{!-- \u{a0} --}}}}\n");
        let verb = "Pay {{money sum currency=cur}} to {{field payee}}";
        let changed = changed(&pack(2, "high", verb, "/sum, /payee", &body));
        assert!(changed.rows.iter().any(|line| line.text.altered));
    }
}
