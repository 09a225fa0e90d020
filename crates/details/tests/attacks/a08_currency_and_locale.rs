//! Attack A8: an amount that reads as another one, by its separators, its sign or its minor units.

use std::fmt::Write as _;
use std::path::Path;

use proptest::prelude::*;
use waxseal_details::format::{MoneyError, MoneyUnit, money};
use waxseal_details::{Display, Language};
use waxseal_protocol::json::Json;

fn display(language: Language) -> Display {
    Display { language, ..Display::english_utc(jiff::Timestamp::UNIX_EPOCH) }
}

fn text(amount: &Json, currency: &str, language: Language) -> Result<String, MoneyError> {
    let currency = Json::String(currency.to_owned());
    money(amount, &currency, MoneyUnit::Major, None, &display(language)).map(|money| money.text)
}

fn english(json: &str, currency: &str) -> Result<String, MoneyError> {
    text(&Json::parse(json).unwrap(), currency, Language::English)
}

/// Each currency with an amount that shows both separators where it has them.
const MATRIX: [(&str, &str); 12] = [
    ("USD", "1234567.5"),
    ("EUR", "2500"),
    ("GBP", "0.07"),
    ("JPY", "1500"),
    ("CNY", "2500.00"),
    ("CHF", "-2500.05"),
    ("SEK", "2500"),
    ("INR", "10000000"),
    ("BHD", "1.234"),
    ("EGP", "-12"),
    ("CLF", "1234.5678"),
    ("XAU", "1.5"),
];

/// The matrix as a person can check it: spaces that do not break are written out.
fn matrix() -> String {
    let mut out = String::from("[\n");
    for (index, (currency, amount)) in MATRIX.iter().enumerate() {
        writeln!(out, "  {{\n    \"amount\": \"{amount}\",\n    \"currency\": \"{currency}\",").unwrap();
        for language in Language::ALL {
            let text = text(&Json::String((*amount).to_owned()), currency, language).unwrap();
            let text =
                serde_json::to_string(&text).unwrap().replace('\u{a0}', "\\u00a0").replace('\u{202f}', "\\u202f");
            let comma = if language == Language::Pseudo { "" } else { "," };
            writeln!(out, "    \"{}\": {text}{comma}", language.tag()).unwrap();
        }
        out.push_str(if index + 1 == MATRIX.len() { "  }\n" } else { "  },\n" });
    }
    out.push_str("]\n");
    out
}

/// `UPDATE_GOLDEN=1` writes the file anew. Read the difference before it is committed.
#[test]
fn every_currency_reads_as_expected_in_every_language() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora/a08_money.json");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, matrix()).unwrap();
    }
    assert_eq!(matrix(), std::fs::read_to_string(&path).unwrap(), "UPDATE_GOLDEN=1 writes the file anew");
}

#[test]
fn the_code_always_stands_beside_the_sign() {
    for language in Language::ALL {
        for (currency, amount) in MATRIX {
            let text = text(&Json::String(amount.to_owned()), currency, language).unwrap();
            assert!(text.ends_with(&format!(" {currency}")), "{text}");
        }
    }
}

#[test]
fn a_point_that_may_be_a_thousands_separator_is_refused() {
    let minor = |currency, minor, found| Err(MoneyError::MinorUnits { currency, minor, found });
    assert_eq!(english("\"2.500\"", "USD"), minor("USD", 2, 3));
    assert_eq!(english("2.500", "USD"), minor("USD", 2, 3));
    assert_eq!(english("2500.005", "USD"), minor("USD", 2, 3));
    assert_eq!(english("1.005", "USD"), minor("USD", 2, 3));
    assert_eq!(english("\"1.500\"", "JPY"), minor("JPY", 0, 3));
    assert_eq!(english("1.50", "JPY"), minor("JPY", 0, 2));
    assert_eq!(english("1.2345", "BHD"), minor("BHD", 3, 4));
    // The dinar does have three places.
    assert_eq!(english("\"2.500\"", "BHD").unwrap(), "2.500 BHD");
    assert_eq!(english("\"2.50\"", "USD").unwrap(), "$2.50 USD");
}

#[test]
fn numbers_have_one_reading_or_none() {
    assert_eq!(english("2500", "USD").unwrap(), "$2,500.00 USD");
    // A serializer may write a number like this. Its value is exact.
    assert_eq!(english("2.5e3", "USD").unwrap(), "$2,500.00 USD");
    assert_eq!(english("25E+2", "USD").unwrap(), "$2,500.00 USD");
    // There is no amount below zero that is zero.
    assert_eq!(english("-0", "USD").unwrap(), "$0.00 USD");
    assert_eq!(english("-0.00", "USD").unwrap(), "$0.00 USD");
    for refused in [
        "1e400",
        "1e31",
        "0e-9999999",
        "\"2.5e3\"",
        "\" 5\"",
        "\"5 \"",
        "\"2,500\"",
        "\"2.500,00\"",
        "\"2'500\"",
        "\"2 500\"",
        "\"$5\"",
        "\"5 USD\"",
        "\"+5\"",
        "\"-\"",
        "\"\"",
        "\"05\"",
        "\".5\"",
        "\"5.\"",
        "\"0x10\"",
        "\"Infinity\"",
        "\"NaN\"",
        "\"٢٥٠٠\"",
        "\"２５００\"",
        "\"−5\"",
        "\"5\\u202e\"",
        "\"5\\u200b0\"",
        "null",
        "true",
        "[5]",
        "{\"value\":5}",
    ] {
        assert_eq!(english(refused, "USD"), Err(MoneyError::Amount), "{refused}");
    }
}

#[test]
fn only_codes_of_iso_4217_are_currencies() {
    for refused in ["ZZZ", "usd", "Usd", "$", "US", "USDT", "BTC", "", " USD", "USD ", "ＵＳＤ", "UЅD"] {
        assert_eq!(english("5", refused), Err(MoneyError::Currency), "{refused}");
    }
    let amount = Json::parse("5").unwrap();
    let number = money(&amount, &Json::parse("840").unwrap(), MoneyUnit::Major, None, &display(Language::English));
    assert_eq!(number, Err(MoneyError::Currency));
}

#[test]
fn digits_are_latin_and_nothing_is_invisible() {
    for language in Language::ALL {
        for (currency, amount) in MATRIX {
            let text = text(&Json::String(amount.to_owned()), currency, language).unwrap();
            let digits: String = text.chars().filter(|character| character.is_numeric()).collect();
            assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{text}");
            let spaces_aside = text.replace(['\u{a0}', '\u{202f}'], " ");
            assert!(!waxseal_details::scrub(&spaces_aside).altered, "{text:?}");
        }
    }
}

#[test]
fn a_declared_value_reads_as_no_limit_in_every_language() {
    for language in Language::ALL {
        let currency = Json::String("USD".to_owned());
        let amount = Json::parse("-1").unwrap();
        let shown = money(&amount, &currency, MoneyUnit::Major, Some("-1"), &display(language)).unwrap();
        assert!(shown.unlimited && shown.text.contains("USD"), "{}", shown.text);
        assert!(!shown.text.contains('1'), "{}", shown.text);
        // Nothing is unlimited that the template does not declare.
        let shown = money(&amount, &currency, MoneyUnit::Major, None, &display(language)).unwrap();
        assert!(!shown.unlimited && shown.text.contains('1'), "{}", shown.text);
    }
}

/// What separates groups of digits, and what stands before the fraction.
fn separators(language: Language) -> (&'static str, char) {
    match language {
        Language::English | Language::Japanese | Language::Arabic | Language::Pseudo => (",", '.'),
        Language::German | Language::Spanish => (".", ','),
        Language::French => ("\u{202f}", ','),
    }
}

proptest! {
    #[test]
    fn every_amount_reads_back_as_it_was_sent(whole in "0|[1-9][0-9]{0,24}", cents in "[0-9]{2}", negative: bool) {
        let sent = format!("{}{whole}.{cents}", if negative { "-" } else { "" });
        let expected = if whole == "0" && cents == "00" { "0.00".to_owned() } else { sent.clone() };
        for language in Language::ALL {
            let text = text(&Json::String(sent.clone()), "EUR", language).unwrap();
            let (group, point) = separators(language);
            let plain: String = text
                .replace(group, "")
                .chars()
                .filter_map(|character| match character {
                    '−' => Some('-'),
                    character if character == point => Some('.'),
                    digit => digit.is_ascii_digit().then_some(digit),
                })
                .collect();
            prop_assert_eq!(&plain, &expected);
        }
    }

    #[test]
    fn no_text_makes_the_formatter_fail_otherwise(amount: String, currency: String) {
        let shown = text(&Json::String(amount.clone()), &currency, Language::German);
        prop_assert_eq!(shown, Err(MoneyError::Currency));
        let shown = text(&Json::String(amount.clone()), "USD", Language::German);
        prop_assert!(shown.is_err() || amount.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-')));
    }
}
