//! Where a new template points out less than the old one.

use waxseal_protocol::json::Decimal;

use super::alarm::Alarm;
use crate::display::Language;
use crate::scrub;
use crate::template::front_matter::{Beyond, Bound};
use crate::template::outline::{Outline, Standing};
use crate::template::{PathPattern, Template};

/// Every way in which `after` points out less than `before`, or says the same in another way.
pub(super) fn between(before: &Template, after: &Template) -> Vec<Alarm> {
    let mut alarms = Vec::new();
    critical(before, after, &mut alarms);
    folded(before, after, &mut alarms);
    bounds(before, after, &mut alarms);
    words(before, after, &mut alarms);
    unmarked(before, after, &mut alarms);
    button(before, after, &mut alarms);
    wording(before, after, &mut alarms);
    let (floor, floor_now) = (before.risk_floor(), after.risk_floor());
    if floor_now < floor {
        alarms.push(Alarm::FloorLowered { before: floor, after: floor_now });
    }
    let (old, new) = (Outline::of(before), Outline::of(after));
    if !old.action().eq_ignore_ascii_case(new.action()) {
        let [before, after] = [old.action(), new.action()].map(|text| scrub(text).text);
        alarms.push(Alarm::ActionChanged { before, after });
    }
    alarms
}

/// What becomes of the places that were critical.
fn critical(before: &Template, after: &Template, alarms: &mut Vec<Alarm>) {
    let (old, new) = (Outline::of(before), Outline::of(after));
    let critical: Vec<&str> = before.critical().iter().map(PathPattern::as_str).collect();
    let mut those = |is: &dyn Fn(&str) -> bool, alarm: &dyn Fn(String) -> Alarm| {
        alarms.extend(critical.iter().filter(|path| is(path)).map(|path| alarm(scrub(path).text)));
    };
    let still_critical = |path: &str| after.critical().iter().any(|one| one.as_str() == path);
    those(&|path| !still_critical(path), &|path| Alarm::CriticalDropped { path });
    those(&|path| new.standing(path) < old.standing(path), &|path| Alarm::CriticalDemoted { path });
    let reformatted = |path: &str| {
        let forms = new.forms(path);
        new.standing(path) > Standing::Absent && old.forms(path).iter().any(|form| !forms.contains(form))
    };
    those(&reformatted, &|path| Alarm::CriticalReformatted { path });
    those(&|path| old.verb_says(path) && !new.verb_says(path), &|path| Alarm::LeftVerb { path });
    for path in critical.into_iter().filter(|path| new.standing(path) > Standing::Absent) {
        let (labels, labels_now) = (old.labels(path), new.labels(path));
        if !labels.is_empty() && labels != labels_now {
            let [path, before, after] = [path, &labels, &labels_now].map(|text| scrub(text).text);
            alarms.push(Alarm::CriticalRelabelled { path, before, after });
        }
    }
}

fn folded(before: &Template, after: &Template, alarms: &mut Vec<Alarm>) {
    let was = &before.front().demote;
    let new = after.front().demote.iter().filter(|one| !was.iter().any(|old| old.path == one.path));
    alarms.extend(new.map(|one| Alarm::Folded { path: scrub(one.path.as_str()).text }));
}

fn bounds(before: &Template, after: &Template, alarms: &mut Vec<Alarm>) {
    let keeps = |old: &Bound| after.front().bounds.iter().any(|new| new.path == old.path && is_as_strict(old, new));
    let loosened = before.front().bounds.iter().filter(|bound| !keeps(bound));
    alarms.extend(loosened.map(|bound| Alarm::BoundLoosened { path: scrub(bound.path.as_str()).text }));
}

fn is_as_strict(old: &Bound, new: &Bound) -> bool {
    let (Some(max), Some(max_now)) = (Decimal::parse(&old.max), Decimal::parse(&new.max)) else { return false };
    max_now <= max && (old.beyond != Beyond::Refuse || new.beyond == Beyond::Refuse)
}

/// What the values of `enum` are called, in English.
fn words(before: &Template, after: &Template, alarms: &mut Vec<Alarm>) {
    for (list, words) in &before.front().words {
        for (word, text) in words {
            let text = text.text(Language::English);
            let now = after.front().words.get(list).and_then(|words| words.get(word));
            let now = now.map(|now| now.text(Language::English));
            if now != Some(text) {
                alarms.push(Alarm::WordChanged {
                    word: scrub(word).text,
                    before: scrub(text).text,
                    after: now.map(|now| scrub(now).text),
                });
            }
        }
    }
}

/// The requester's own words, which stand in a box of their own.
fn unmarked(before: &Template, after: &Template, alarms: &mut Vec<Alarm>) {
    let (old, new) = (Outline::of(before), Outline::of(after));
    for place in old.messages() {
        if new.standing(&place) > Standing::Absent {
            alarms.push(Alarm::Unmarked { path: scrub(&place).text });
        }
    }
}

fn button(before: &Template, after: &Template, alarms: &mut Vec<Alarm>) {
    for language in Language::ALL {
        let [was, now] = [before, after].map(|template| scrub(&template.action(language).unwrap_or_default()).text);
        let alarm = Alarm::ButtonChanged { before: was.clone(), after: now.clone() };
        if was != now && !alarms.contains(&alarm) {
            alarms.push(alarm);
        }
    }
}

/// What a person reads in another language than English; there, labels and verbs are compared by
/// what they show.
fn wording(before: &Template, after: &Template, alarms: &mut Vec<Alarm>) {
    let english = Language::English.tag();
    let mut changed = |was: &str, now: &str| {
        if was != now {
            alarms.push(Alarm::WordingChanged { before: scrub(was).text, after: scrub(now).text });
        }
    };
    let (old, new) = (before.front(), after.front());
    for language in Language::ALL.into_iter().filter(|language| language.tag() != english) {
        if let (Some(was), Some(now)) = (old.verb.own(language), new.verb.own(language)) {
            changed(was, now);
        }
        let lists = old.words.iter().filter_map(|(list, words)| Some((words, new.words.get(list)?)));
        for (words, words_now) in lists {
            let pairs = words
                .iter()
                .filter_map(|(word, text)| Some((text.own(language)?, words_now.get(word)?.own(language)?)));
            pairs.for_each(|(was, now)| changed(was, now));
        }
    }
    for (tag, labels) in &old.labels {
        for (key, was) in labels {
            // An English label of a critical row has an alarm of its own, which names the row.
            let now = new.labels.get(tag).and_then(|labels| labels.get(key));
            if let Some(now) = now.filter(|_| tag != english || !is_of_a_row(before, key)) {
                changed(was, now);
            }
        }
    }
}

fn is_of_a_row(template: &Template, key: &str) -> bool {
    Outline::of(template).body().iter().any(|call| call.label_key.as_deref() == Some(key))
}
