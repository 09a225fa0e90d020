//! Attack A29: two devices of different languages that show different facts for one request.

use waxseal_details::format::{
    ByteSystem, DateStyle, DurationUnit, EpochUnit, MoneyUnit, PercentScale, Zone, bytes, date, date_range, datetime,
    duration_from, money, number, percent,
};
use waxseal_details::{Display, Language};
use waxseal_protocol::json::Json;

fn displays() -> impl Iterator<Item = Display> {
    let english = Display::english_utc("2026-06-13T13:18:00Z".parse().unwrap());
    Language::ALL.into_iter().map(move |language| Display { language, ..english.clone() })
}

fn json(text: &str) -> Json {
    Json::parse(text).unwrap()
}

/// Formats in every language, holds that each text says something, and that what `facts` picks is
/// the same in all of them.
fn alike<T, F: PartialEq + std::fmt::Debug>(format: impl Fn(&Display) -> T, facts: impl Fn(&T) -> (String, F)) {
    let mut first = None;
    for display in displays() {
        let (text, found) = facts(&format(&display));
        assert!(!text.trim().is_empty());
        assert_eq!(&found, first.get_or_insert_with(|| facts(&format(&display)).1), "{}", display.language.tag());
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[test]
fn amounts_are_the_same_in_every_language() {
    for (amount, currency, unit, limit) in [
        ("2500", "\"USD\"", MoneyUnit::Major, None),
        ("\"-12345678.9\"", "\"EUR\"", MoneyUnit::Major, None),
        ("250000", "\"GBP\"", MoneyUnit::Minor, None),
        ("1500", "\"JPY\"", MoneyUnit::Major, None),
        ("2500", "\"CNY\"", MoneyUnit::Major, None),
        ("-1", "\"USD\"", MoneyUnit::Major, Some("-1")),
    ] {
        let (amount, currency) = (json(amount), json(currency));
        alike(
            |display| money(&amount, &currency, unit, limit, display).unwrap(),
            |shown| {
                let negative = shown.text.starts_with('−');
                let facts =
                    (shown.amount.clone(), shown.currency.clone(), shown.unlimited, digits(&shown.text), negative);
                (shown.text.clone(), facts)
            },
        );
    }
}

#[test]
fn amounts_that_are_refused_are_refused_in_every_language() {
    for (amount, currency) in [("\"2.500\"", "\"USD\""), ("\"2,500\"", "\"USD\""), ("1.5", "\"JPY\""), ("5", "\"ZZZ\"")]
    {
        let (amount, currency) = (json(amount), json(currency));
        alike(
            |display| money(&amount, &currency, MoneyUnit::Major, None, display).unwrap_err(),
            |error| (error.to_string(), error.clone()),
        );
    }
}

#[test]
fn moments_are_the_same_in_every_language() {
    for (value, unit) in [
        ("\"2026-06-13T15:30:00+02:00\"", None),
        ("\"2026-06-13T15:30:00\"", None),
        ("\"0001-01-01T00:00:00Z\"", None),
        ("\"9999-12-31T23:59:59Z\"", None),
        ("1781357400", Some(EpochUnit::Seconds)),
    ] {
        let value = json(value);
        for style in [DateStyle::Short, DateStyle::Medium, DateStyle::Long] {
            alike(
                |display| datetime(&value, unit, &Zone::Utc, style, display).unwrap(),
                |shown| {
                    let time = shown.absolute.matches(':').count();
                    (shown.text.clone(), (shown.sent.clone(), shown.instant, shown.relative.is_some(), time))
                },
            );
        }
    }
    let day = json("\"2026-06-13\"");
    alike(|display| date(&day, DateStyle::Medium, display).unwrap(), |shown| (shown.text.clone(), shown.sent.clone()));
}

#[test]
fn every_moment_names_its_year_day_and_time_in_every_language() {
    let value = json("\"2026-11-23T15:47:00Z\"");
    for display in displays() {
        for style in [DateStyle::Short, DateStyle::Medium, DateStyle::Long] {
            let text = datetime(&value, None, &Zone::Utc, style, &display).unwrap().absolute;
            for part in ["2026", "23", "15:47", "UTC"] {
                assert!(text.contains(part), "{text}");
            }
        }
    }
}

#[test]
fn ranges_and_durations_are_the_same_in_every_language() {
    let (start, end) = (json("\"2026-06-13T15:30:00Z\""), json("\"2026-06-14T15:30:00Z\""));
    alike(
        |display| date_range(&start, &end, None, &Zone::Utc, DateStyle::Medium, display).unwrap(),
        |shown| (shown.text.clone(), (shown.start.instant, shown.end.instant)),
    );
    for (value, unit) in [("\"P1Y2M3W4DT5H6M7.5S\"", None), ("28800", Some(DurationUnit::Seconds))] {
        let value = json(value);
        alike(
            |display| duration_from(&value, unit, display.now, &Zone::Utc, display).unwrap(),
            |shown| (shown.text.clone(), (shown.sent.clone(), shown.end)),
        );
    }
}

#[test]
fn numbers_are_the_same_in_every_language() {
    let (amount, share, size) = (json("-1234567.50"), json("0.125"), json("1610612736"));
    let facts =
        |shown: &waxseal_details::format::NumberText| (shown.text.clone(), (shown.sent.clone(), digits(&shown.text)));
    alike(|display| number(&amount, display).unwrap(), facts);
    alike(|display| percent(&share, PercentScale::ZeroToOne, display).unwrap(), facts);
    alike(|display| bytes(&size, ByteSystem::Iec, display).unwrap(), facts);
}
