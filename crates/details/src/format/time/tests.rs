use super::*;

fn display(language: Language, zone: &str) -> Display {
    let time_zone = jiff::tz::TimeZoneDatabase::bundled().get(zone).unwrap();
    Display { language, time_zone, now: "2026-06-13T13:18:00Z".parse().unwrap() }
}

fn shown(json: &str, zone: &Zone) -> Result<String, TimeError> {
    let display = display(Language::English, "Europe/Berlin");
    datetime(&Json::parse(json).unwrap(), None, zone, DateStyle::Medium, &display).map(|time| time.text)
}

fn local(json: &str) -> Result<String, TimeError> {
    shown(json, &Zone::Local)
}

#[test]
fn a_moment_is_shown_in_the_zone_asked_for() {
    let moment = "\"2026-06-13T13:30:00Z\"";
    for (zone, expected) in [
        (Zone::Local, "Sat 13 Jun 2026, 15:30 CEST (in 12 min)"),
        (Zone::Utc, "Sat 13 Jun 2026, 13:30 UTC (in 12 min)"),
        (Zone::Named("Asia/Tokyo".to_owned()), "Sat 13 Jun 2026, 22:30 JST (in 12 min)"),
        (Zone::Named("America/Los_Angeles".to_owned()), "Sat 13 Jun 2026, 06:30 PDT UTC−7 (in 12 min)"),
        (Zone::AsWritten, "Sat 13 Jun 2026, 13:30 UTC (in 12 min)"),
    ] {
        assert_eq!(shown(moment, &zone).as_deref(), Ok(expected));
    }
    let moment = "\"2026-06-13T19:00:00+05:30\"";
    assert_eq!(shown(moment, &Zone::AsWritten).unwrap(), "Sat 13 Jun 2026, 19:00 UTC+5:30 (in 12 min)");
}

#[test]
fn every_language_writes_a_moment_its_own_way() {
    let value = Json::parse("\"2026-06-13T13:30:00Z\"").unwrap();
    for (language, medium, long) in [
        (
            Language::English,
            "Sat 13 Jun 2026, 15:30 CEST (in 12 min)",
            "Saturday, 13 June 2026, 15:30 CEST (in 12 min)",
        ),
        (
            Language::German,
            "Sa., 13. Juni 2026, 15:30 CEST (in 12 Min.)",
            "Samstag, 13. Juni 2026, 15:30 CEST (in 12 Min.)",
        ),
        (
            Language::French,
            "sam. 13 juin 2026, 15:30 CEST (dans 12 min)",
            "samedi 13 juin 2026, 15:30 CEST (dans 12 min)",
        ),
        (
            Language::Spanish,
            "sáb, 13 jun 2026, 15:30 CEST (dentro de 12 min)",
            "sábado, 13 de junio de 2026, 15:30 CEST (dentro de 12 min)",
        ),
        (Language::Japanese, "2026年6月13日(土) 15:30 CEST（12分後）", "2026年6月13日土曜日 15:30 CEST（12分後）"),
        (
            Language::Arabic,
            "السبت، 13 يونيو 2026، 15:30 CEST (خلال 12 دقيقة)",
            "السبت، 13 يونيو 2026، 15:30 CEST (خلال 12 دقيقة)",
        ),
        (
            Language::Pseudo,
            "Sat 13 Jun 2026, 15:30 CEST (ííñ 12 mííñ)",
            "Saturday, 13 June 2026, 15:30 CEST (ííñ 12 mííñ)",
        ),
    ] {
        let display = display(language, "Europe/Berlin");
        let text = |style| datetime(&value, None, &Zone::Local, style, &display).unwrap().text;
        assert_eq!(text(DateStyle::Medium), medium);
        assert_eq!(text(DateStyle::Long), long);
    }
}

#[test]
fn a_time_without_an_offset_is_shown_as_written() {
    assert_eq!(local("\"2026-06-13T15:30:00\"").unwrap(), "Sat 13 Jun 2026, 15:30 (time zone not given)");
    // 02:30 does not exist in Berlin on that day. Nothing is converted, so nothing is invented.
    assert_eq!(local("\"2026-03-29T02:30:00\"").unwrap(), "Sun 29 Mar 2026, 02:30 (time zone not given)");
    let display = display(Language::English, "Europe/Berlin");
    let value = Json::parse("\"2026-06-13T15:30:00\"").unwrap();
    let time = datetime(&value, None, &Zone::Utc, DateStyle::Medium, &display).unwrap();
    assert_eq!((time.relative, time.instant), (None, None));
}

#[test]
fn an_hour_that_comes_twice_is_told_apart() {
    assert!(local("\"2026-10-25T00:30:00Z\"").unwrap().starts_with("Sun 25 Oct 2026, 02:30 CEST ("));
    assert!(local("\"2026-10-25T01:30:00Z\"").unwrap().starts_with("Sun 25 Oct 2026, 02:30 CET ("));
    // And the hour that is left out never shows.
    assert!(local("\"2026-03-29T01:00:00Z\"").unwrap().starts_with("Sun 29 Mar 2026, 03:00 CEST ("));
}

#[test]
fn the_edges_of_the_calendar_are_shown() {
    assert_eq!(shown("\"0001-01-01T00:00:00Z\"", &Zone::Utc).unwrap(), "0001-01-01, 00:00 UTC (2,025 years ago)");
    assert_eq!(shown("\"1000-01-01T00:00:00Z\"", &Zone::Utc).unwrap(), "Wed 1 Jan 1000, 00:00 UTC (1,026 years ago)");
    assert_eq!(local("\"9999-12-31T23:59:59Z\"").unwrap(), "Fri 31 Dec 9999, 23:59:59 UTC");
    assert_eq!(local("\"2016-12-31T23:59:60Z\"").unwrap(), "Sun 1 Jan 2017, 00:59:60 CET (9 years ago)");
    assert_eq!(local("\"2026-06-13T13:18:00.250Z\"").unwrap(), "Sat 13 Jun 2026, 15:18:00.25 CEST (now)");
}

#[test]
fn a_number_needs_a_unit() {
    let display = display(Language::English, "Europe/Berlin");
    let shown = |json: &str, unit| {
        datetime(&Json::parse(json).unwrap(), unit, &Zone::Local, DateStyle::Short, &display).map(|time| time.text)
    };
    assert_eq!(shown("1781357400", None), Err(TimeError::UnitNotGiven));
    for (json, unit) in [
        ("1781357400", EpochUnit::Seconds),
        ("\"1781357400\"", EpochUnit::Seconds),
        ("1781357400000", EpochUnit::Milliseconds),
        ("1.7813574e9", EpochUnit::Seconds),
    ] {
        assert_eq!(shown(json, Some(unit)).unwrap(), "13 Jun 2026, 15:30 CEST (in 12 min)");
    }
    assert_eq!(shown("1781357400000", Some(EpochUnit::Seconds)), Err(TimeError::OutOfRange));
    assert_eq!(shown("0.0000000001", Some(EpochUnit::Seconds)), Err(TimeError::OutOfRange));
    assert_eq!(shown("\"2026-06-13T13:30:00Z\"", Some(EpochUnit::Seconds)), Err(TimeError::Malformed));
    assert_eq!(shown("1e400", Some(EpochUnit::Seconds)), Err(TimeError::Malformed));
}

#[test]
fn days_have_no_zone() {
    let display = display(Language::German, "Pacific/Auckland");
    let shown = |json: &str, style| date(&Json::parse(json).unwrap(), style, &display).map(|time| time.text);
    assert_eq!(shown("\"2026-06-13\"", DateStyle::Short).unwrap(), "13. Juni 2026");
    assert_eq!(shown("\"2026-06-13\"", DateStyle::Medium).unwrap(), "Sa., 13. Juni 2026");
    assert_eq!(shown("\"2026-02-30\"", DateStyle::Medium), Err(TimeError::Impossible));
    assert_eq!(shown("20260613", DateStyle::Medium), Err(TimeError::Malformed));
}

#[test]
fn a_wrong_zone_is_noticed_with_any_value() {
    let zone = Zone::Named("Europe/Atlantis".to_owned());
    assert_eq!(shown("\"2026-06-13T15:30:00\"", &zone), Err(TimeError::UnknownZone));
}
