use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn canonical(text: &str) -> String {
    Json::parse(text).unwrap().canonical()
}

#[test]
fn numbers_keep_their_text() {
    for text in ["2500", "2500.00", "12345678901234567890.12", "1e400", "-0", "1E+2"] {
        assert_eq!(Json::parse(text).unwrap().to_string(), text);
    }
}

#[test]
fn repeated_keys_are_refused_at_any_depth() {
    let error = Json::parse(r#"[{"a":{"amount":"1","amount":"9"}}]"#).unwrap_err();
    assert!(error.to_string().contains("\"amount\" appears twice"), "{error}");
    // The same key, written with an escape.
    assert!(Json::parse(r#"{"amount":1,"\u0061mount":9}"#).is_err());
}

#[test]
fn what_is_not_json_is_refused() {
    for text in ["", "{", "[1,]", "01", "1.", "nul", "\"\\ud800\"", "{} {}", "NaN", "+1", "'a'"] {
        assert!(Json::parse(text).is_err(), "{text:?} was accepted");
    }
}

#[test]
fn deep_nesting_is_refused() {
    let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(Json::parse(&deep), Err(JsonError::TooDeep));
}

#[test]
fn one_pass_is_enough_where_numbers_are_integers() {
    let text = r#" {"a":[18446744073709551615,-9223372036854775808,0],"b":{"c":"d\n","e":[true,null]}} "#;
    let value = one_pass::parse(text);
    assert!(value.is_some());
    assert_eq!(value, parse::level_by_level(text).ok());
    let deep = |levels| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
    for levels in [MAX_DEPTH, MAX_DEPTH + 1, MAX_DEPTH + 2] {
        assert_eq!(one_pass::parse(&deep(levels)), parse::level_by_level(&deep(levels)).ok(), "{levels}");
    }
    for lossy in ["-0", "1.0", "1e2", "18446744073709551616", r#"{"a":1,"a":1}"#, "1 2", ""] {
        assert_eq!(one_pass::parse(lossy), None, "{lossy}");
    }
}

/// The example of RFC 8785 section 3.2.2 and 3.2.3.
#[test]
fn canonical_form_is_that_of_rfc_8785() {
    let input = r#"{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],
        "string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}"#;
    // 333333333.33333329 is no shortest double, so it stays exact where RFC 8785 rounds.
    assert_eq!(
        canonical(input),
        r#"{"literals":[null,true,false],"numbers":[33333333333333329e-8,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
    );
}

#[test]
fn members_are_sorted_by_utf16() {
    assert_eq!(
        canonical(r#"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#),
        "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"ö\":7,\"€\":1,\"😀\":5,\"\u{fb33}\":3}"
    );
}

#[test]
fn amounts_a_double_cannot_tell_apart_have_different_digests() {
    let one = Json::parse("12345678901234567890.12").unwrap();
    let other = Json::parse("12345678901234567890.13").unwrap();
    assert_ne!(one.sha256(), other.sha256());
    assert_eq!(one.canonical(), "1234567890123456789012e-2");
}

#[test]
fn one_value_has_one_form() {
    assert_eq!(canonical("[2500,2500.0,2.5e3,25e2]"), "[2500,2500,2500,2500]");
    assert_eq!(canonical("[0,-0,0.0,0e5]"), "[0,0,0,0]");
}

#[test]
fn serde_keeps_the_text_inside_structs() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Holder {
        details: Json,
    }
    let text = r#"{"details":[{"amount":1.10}]}"#;
    let holder: Holder = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_string(&holder).unwrap(), text);
}

fn any_json() -> impl Strategy<Value = Json> {
    json_with("-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?", any::<String>(), |members| {
        BTreeMap::from_iter(members).into_iter().collect()
    })
}

/// What one pass reads, or nearly so: some integers are too long for it, and some keys appear twice.
fn nearly_one_pass() -> impl Strategy<Value = Json> {
    json_with("-?(0|[1-9][0-9]{0,19})", "[a-z]{0,2}|\\PC{0,4}", |members| members)
}

type Members = Vec<(String, Json)>;

fn json_with(
    numbers: &'static str,
    keys: impl Strategy<Value = String> + 'static,
    object: fn(Members) -> Members,
) -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::Bool),
        numbers.prop_map(|text| Json::Number(JsonNumber::parse(&text).unwrap())),
        any::<String>().prop_map(Json::String),
    ];
    let keys = keys.boxed();
    leaf.prop_recursive(4, 80, 24, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Json::Array),
            prop::collection::vec((keys.clone(), inner), 0..24).prop_map(move |members| Json::Object(object(members))),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_the_same(value in any_json()) {
        prop_assert_eq!(Json::parse(&value.to_string()).unwrap(), value);
    }

    #[test]
    fn canonical_form_is_stable(value in any_json()) {
        let once = value.canonical();
        prop_assert_eq!(Json::parse(&once).unwrap().canonical(), once);
    }

    /// Also where a text is no JSON, or not quite what is accepted.
    #[test]
    fn one_pass_reads_what_the_levels_read_or_nothing(
        value in nearly_one_pass(),
        damage in prop_oneof![Just(None), any::<prop::sample::Index>().prop_map(Some)],
        by in "[0-9au\"\\\\{}\\[\\],:. -]|\\\\u[dD][89c-f]0[0-9]",
    ) {
        let mut text = value.to_string();
        if let Some(damage) = damage {
            let places: Vec<usize> = text.char_indices().map(|(place, _)| place).collect();
            text.insert_str(*damage.get(&places), &by);
        }
        if let Some(value) = one_pass::parse(&text) {
            prop_assert_eq!(Ok(value), parse::level_by_level(&text));
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in ".{0,80}") {
        Json::parse(&text).ok();
    }
}

#[test]
fn numbers_inside_structs_keep_their_text() {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Amount {
        written: JsonNumber,
        value: Decimal,
    }
    let text = r#"{"written":-0.00,"value":12345678901234567890.10}"#;
    let amount: Amount = serde_json::from_str(text).unwrap();
    assert_eq!(amount.written.as_str(), "-0.00");
    assert_eq!(serde_json::to_string(&amount).unwrap(), r#"{"written":-0.00,"value":12345678901234567890.1}"#);
    let amount: Amount = serde_json::from_reader(text.as_bytes()).unwrap();
    assert_eq!(amount.value, Decimal::parse("12345678901234567890.1").unwrap());
    assert!(serde_json::from_str::<JsonNumber>("\"1\"").is_err());
    assert!(serde_json::from_str::<Decimal>("\"1,000\"").is_err());
    assert!(serde_json::from_str::<Decimal>("1e99999").is_err());
}

/// `serde_json` turns a fraction into a float before a tagged enum sees it.
#[test]
fn a_number_that_serde_json_may_have_rounded_is_refused() {
    #[derive(Debug, serde::Deserialize)]
    #[serde(tag = "type")]
    enum Tagged {
        #[serde(rename = "payment")]
        Payment { amount: Decimal },
    }
    let Tagged::Payment { amount } = serde_json::from_str(r#"{"type":"payment","amount":7}"#).unwrap();
    assert_eq!(amount, Decimal::parse("7").unwrap());
    let error = serde_json::from_str::<Tagged>(r#"{"type":"payment","amount":1.10}"#).unwrap_err();
    assert!(error.to_string().contains("the text of a number is lost"), "{error}");
    let repeated = r#"{"type":"payment","amount":{"a":1,"a":2}}"#;
    assert!(serde_json::from_str::<Tagged>(repeated).unwrap_err().to_string().contains("appears twice"));
}

#[test]
fn decimals_are_written_plainly_up_to_64_digits() {
    for (text, expected) in [
        ("-2500.10", "-2500.1"),
        ("1e3", "1000"),
        ("-0.00", "0"),
        ("5e-3", "0.005"),
        ("1e64", &format!("1{}", "0".repeat(64))),
        ("1e65", "1e65"),
        ("-12e-66", "-12e-66"),
    ] {
        assert_eq!(Decimal::parse(text).unwrap().to_string(), expected);
    }
}

proptest! {
    #[test]
    fn a_value_reads_as_itself(value in any_json()) {
        prop_assert_eq!(value.read::<Json>().unwrap(), value);
    }
}
