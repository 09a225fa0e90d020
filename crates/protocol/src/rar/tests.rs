use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::*;
use crate::json::{Decimal, Json, JsonNumber, Mismatch};

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Payment {
    amount: Decimal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    memo: Option<String>,
}

impl DetailType for Payment {
    const TYPE: &'static str = "payment";
}

fn details(text: &str) -> AuthorizationDetails {
    AuthorizationDetails::parse(text).unwrap()
}

fn malformed(place: &str, reason: &str) -> LeftOutReason {
    LeftOutReason::Malformed(Mismatch { place: place.to_owned(), reason: reason.to_owned() })
}

fn reasons<T>(filtered: &Filtered<T>) -> Vec<&LeftOutReason> {
    filtered.left_out().iter().map(|entry| &entry.reason).collect()
}

fn left_out_of<T: DetailType>(text: &str) -> LeftOutReason {
    reasons(&details(text).filter_by_type::<T>())[0].clone()
}

#[test]
fn what_does_not_match_is_named_with_its_place() {
    let details = details(
        r#"[{"type":"trade"},{"type":"payment","amount":1},{"type":"payment"},{"type":"payment","amount":{"x":1}},
            {"type":"payment","amount":"2.50","memo":7},{"type":"Payment","amount":1}]"#,
    );
    let filtered = details.filter_by_type::<Payment>();
    assert_eq!(filtered.entries()[0].index, 1);
    assert_eq!(filtered.entries().len(), 1);
    assert_eq!(
        reasons(&filtered),
        [
            &LeftOutReason::OtherType,
            &malformed("", "missing field `amount`"),
            &malformed("/amount", "not a decimal number, or one with an exponent beyond 10,000"),
            &malformed("/memo", "a number, where a string is expected"),
            &LeftOutReason::OtherType,
        ]
    );
    assert_eq!(filtered.into_complete().unwrap_err().total, 6);
}

#[test]
fn reasons_do_not_repeat_what_was_sent() {
    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Speed {
        Instant,
        Standard,
    }
    #[derive(Debug, Deserialize)]
    struct Transfer {
        #[expect(dead_code, reason = "only read")]
        speed: Speed,
        #[expect(dead_code, reason = "only read")]
        shares: u8,
    }
    impl DetailType for Transfer {
        const TYPE: &'static str = "transfer";
    }
    for (members, expected) in [
        (r#""speed":"secret","shares":1"#, malformed("/speed", "a name that is none of instant, standard")),
        (r#""speed":"instant","shares":"secret""#, malformed("/shares", "a string, where u8 is expected")),
        (
            r#""speed":"standard","shares":4711"#,
            malformed("/shares", "a whole number that does not fit, where u8 is expected"),
        ),
        (r#""speed":["instant"],"shares":1"#, malformed("/speed", "an array, where enum Speed is expected")),
        (r#""speed":{"instant":4711},"shares":1"#, malformed("/speed/instant", "a number, where unit is expected")),
    ] {
        assert_eq!(left_out_of::<Transfer>(&format!(r#"[{{"type":"transfer",{members}}}]"#)), expected);
    }
}

#[test]
fn a_struct_may_have_the_type_as_a_field_or_not() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Without {
        amount: u64,
    }
    impl DetailType for Without {
        const TYPE: &'static str = "payment";
    }
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct With {
        r#type: String,
        amount: u64,
    }
    impl DetailType for With {
        const TYPE: &'static str = "payment";
    }
    #[derive(Debug, Deserialize)]
    struct Outer {
        #[expect(dead_code, reason = "only read")]
        inner: Without,
    }
    impl DetailType for Outer {
        const TYPE: &'static str = "outer";
    }
    let details = details(r#"[{"type":"payment","amount":20}]"#);
    assert_eq!(details.filter_by_type::<Without>().into_complete().unwrap()[0].amount, 20);
    let with = details.filter_by_type::<With>().into_complete().unwrap();
    assert_eq!((with[0].r#type.as_str(), with[0].amount), ("payment", 20));
    assert_eq!(
        left_out_of::<Without>(r#"[{"type":"payment","amount":20,"fee":5}]"#),
        malformed("", "unknown field `fee`, expected `amount`")
    );
    // Only the entry's own `type` goes without a field.
    assert_eq!(
        left_out_of::<Outer>(r#"[{"type":"outer","inner":{"type":"x","amount":1}}]"#),
        malformed("/inner", "unknown field `type`, expected `amount`")
    );
}

#[test]
fn no_element_of_an_array_is_forgotten() {
    #[derive(Debug, Deserialize)]
    struct Pair {
        #[expect(dead_code, reason = "only read")]
        range: (u64, u64),
    }
    impl DetailType for Pair {
        const TYPE: &'static str = "pair";
    }
    assert_eq!(
        left_out_of::<Pair>(r#"[{"type":"pair","range":[1,2,3]}]"#),
        malformed("/range", "an array of 3 elements, 1 more than expected")
    );
}

#[test]
fn strict_reading_names_every_value_the_type_does_not_write_back() {
    #[derive(Debug, Deserialize, Serialize)]
    struct Transfer {
        amount: Decimal,
        #[serde(skip_serializing_if = "Option::is_none")]
        memo: Option<String>,
        steps: Vec<Step>,
        #[serde(default)]
        tags: BTreeMap<String, Json>,
    }
    #[derive(Debug, Deserialize, Serialize)]
    struct Step {
        n: u64,
    }
    impl DetailType for Transfer {
        const TYPE: &'static str = "transfer";
    }
    let understood = details(
        r#"[{"type":"transfer","amount":"2500.00","steps":[{"n":1.0}],"tags":{"a":[1.50,{}]}},
            {"steps":[],"tags":{},"amount":2.5e3,"type":"transfer"}]"#,
    );
    assert_eq!(understood.filter_by_type_strict::<Transfer>().into_complete().unwrap().len(), 2);
    let not = details(
        r#"[{"type":"transfer","amount":1,"memo":null,"steps":[{"n":1},{"n":2,"a/b":[],"c":{"d":1,"e":{}}}],"fee":2}]"#,
    );
    assert!(not.filter_by_type::<Transfer>().is_complete());
    let places = ["/memo", "/steps/1/a~1b", "/steps/1/c/d", "/steps/1/c/e", "/fee"];
    assert_eq!(
        reasons(&not.filter_by_type_strict::<Transfer>()),
        [&LeftOutReason::NotUnderstood(places.map(str::to_owned).into())]
    );
}

#[test]
fn a_value_that_comes_back_changed_is_not_understood() {
    #[derive(Debug, Deserialize, Serialize)]
    #[serde(rename_all = "snake_case")]
    enum Risk {
        Low,
        #[serde(other)]
        Unknown,
    }
    #[derive(Debug, Deserialize, Serialize)]
    struct Rated {
        risk: Risk,
    }
    impl DetailType for Rated {
        const TYPE: &'static str = "rated";
    }
    let details = details(r#"[{"type":"rated","risk":"low"},{"type":"rated","risk":"extreme"}]"#);
    let filtered = details.filter_by_type_strict::<Rated>();
    assert!(matches!(filtered.entries()[0].detail.risk, Risk::Low));
    assert_eq!(reasons(&filtered), [&LeftOutReason::NotUnderstood(vec!["/risk".to_owned()])]);
}

#[test]
fn several_types_are_read_as_one_enum() {
    #[derive(Debug, PartialEq, Deserialize, Serialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Detail {
        Payment(Payment),
        Visit { at: Json, seats: u8 },
    }
    let mixed = r#"[{"type":"visit","at":{"lat":59.32930,"n":[-0,1E+2,"59.3"]},"seats":2},{"type":"payment","amount":2500.10}]"#;
    let all = details(mixed).parse_all_strict::<Detail>().unwrap();
    let at = Json::parse(r#"{"lat":59.32930,"n":[-0,1E+2,"59.3"]}"#).unwrap();
    assert_eq!(all[0], Detail::Visit { at, seats: 2 });
    assert_eq!(all[1], Detail::Payment(Payment { amount: Decimal::parse("2500.1").unwrap(), memo: None }));

    let incomplete = details(r#"[{"type":"payment","amount":1},{"type":"trade"},{"type":"visit","seats":1.5,"at":0}]"#)
        .parse_all::<Detail>()
        .unwrap_err();
    assert_eq!(
        incomplete.to_string(),
        "2 of 3 authorization details are left out: [1] trade: another type; \
         [2] visit: a number that is only kept whole by Decimal, JsonNumber or Json, where u8 is expected"
    );
}

#[test]
fn a_number_is_no_string_and_a_string_no_number_where_serde_keeps_values_aside() {
    #[derive(Debug, Deserialize)]
    struct Reference(#[expect(dead_code, reason = "only read")] String);
    #[derive(Debug, Deserialize)]
    #[serde(tag = "type", rename_all = "snake_case")]
    enum Detail {
        Named(#[expect(dead_code, reason = "only read")] Named),
        Counted { count: JsonNumber },
        Wrapped { count: Wrapped },
    }
    #[derive(Debug, Deserialize)]
    struct Named {
        #[expect(dead_code, reason = "only read")]
        reference: Reference,
    }
    #[derive(Debug, Deserialize)]
    struct Wrapped(Option<JsonNumber>);

    for text in [r#"{"type":"named","reference":1.50}"#, r#"{"type":"counted","count":"1.50"}"#] {
        assert!(details(&format!("[{text}]")).parse_all::<Detail>().is_err(), "{text}");
    }
    assert!(details(r#"[{"type":"named","reference":"1.50"}]"#).parse_all::<Detail>().is_ok());
    let forged = r#"[{"type":"counted","count":{"$serde_json::private::RawValue":"7"}}]"#;
    assert!(details(forged).parse_all::<Detail>().is_err());
    let counted = details(r#"[{"type":"counted","count":1.50}]"#).parse_all::<Detail>().unwrap();
    assert!(matches!(&counted[0], Detail::Counted { count } if count.as_str() == "1.50"));
    let wrapped = details(r#"[{"type":"wrapped","count":1.50}]"#).parse_all::<Detail>().unwrap();
    assert!(matches!(&wrapped[0], Detail::Wrapped { count: Wrapped(Some(count)) } if count.as_str() == "1.50"));
}

#[test]
fn floats_are_read_only_where_they_hold_the_number() {
    #[derive(Debug, Deserialize)]
    struct Place {
        latitude: f64,
        scale: f32,
    }
    impl DetailType for Place {
        const TYPE: &'static str = "place";
    }
    let exact = details(r#"[{"type":"place","latitude":59.32930,"scale":2.5e-1}]"#);
    let places = exact.filter_by_type::<Place>().into_complete().unwrap();
    assert_eq!((places[0].latitude.to_string().as_str(), places[0].scale.to_string().as_str()), ("59.3293", "0.25"));
    for (text, place) in [
        (r#"[{"type":"place","latitude":9007199254740993,"scale":1}]"#, "/latitude"),
        (r#"[{"type":"place","latitude":1e400,"scale":1}]"#, "/latitude"),
        (r#"[{"type":"place","latitude":1,"scale":16777217}]"#, "/scale"),
    ] {
        assert_eq!(left_out_of::<Place>(text), malformed(place, "a number that a float would round"));
    }
}

#[test]
fn wide_integers_and_maps_and_options_are_read() {
    #[derive(Debug, Deserialize)]
    struct Wide {
        big: u128,
        small: i128,
        none: Option<u8>,
        letter: char,
        unit: (),
        raw: Box<serde_json::value::RawValue>,
        by_name: BTreeMap<String, u8>,
        choice: Choice,
    }
    #[derive(Debug, PartialEq, Deserialize)]
    enum Choice {
        One { a: u8 },
    }
    #[derive(Debug, Deserialize)]
    struct Deep {
        #[expect(dead_code, reason = "only read")]
        n: BTreeMap<String, Vec<BTreeMap<String, u8>>>,
    }
    let value = Json::parse(
        r#"{"big":340282366920938463463374607431768211455,"small":-170141183460469231731687303715884105728,
            "none":null,"letter":"x","unit":null,"raw":{"n":1.10},"by_name":{"a":1},"choice":{"One":{"a":1}}}"#,
    )
    .unwrap();
    let wide: Wide = value.read().unwrap();
    assert_eq!((wide.big, wide.small, wide.none, wide.letter), (u128::MAX, i128::MIN, None, 'x'));
    assert_eq!((wide.raw.get(), wide.by_name["a"], wide.choice), (r#"{"n":1.10}"#, 1, Choice::One { a: 1 }));
    let () = wide.unit;
    assert_eq!(Json::parse(r#"{"n":{"a":[{"b":"x"}]}}"#).unwrap().read::<Deep>().unwrap_err().place, "/n/a/0/b");
}

fn any_entry() -> impl Strategy<Value = String> {
    let amount = prop_oneof![
        "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?",
        Just("\"2500.00\"".to_owned()),
        Just("\"2,500\"".to_owned()),
        Just("null".to_owned()),
        Just("[1,{\"a\":1e99999}]".to_owned()),
        "\"[a-z]{0,4}\"",
    ];
    let name = prop_oneof![Just("payment"), Just("trade"), Just("Payment")];
    let member = prop_oneof![Just("amount"), Just("memo"), Just("fee")];
    (name, prop::collection::btree_map(member, amount, 0..4)).prop_map(|(name, members)| {
        let kind = format!(r#""type":"{name}""#);
        let members = members.iter().map(|(key, value)| format!(r#""{key}":{value}"#));
        format!("{{{}}}", std::iter::once(kind).chain(members).collect::<Vec<_>>().join(","))
    })
}

/// Every entry is on one side, and both sides keep the order.
fn assert_partition<T>(details: &AuthorizationDetails, filtered: &Filtered<T>) {
    let read: Vec<_> = filtered.entries().iter().map(|entry| entry.index).collect();
    let left: Vec<_> = filtered.left_out().iter().map(|entry| entry.index).collect();
    assert!(read.is_sorted() && left.is_sorted());
    let mut all = [read, left].concat();
    all.sort_unstable();
    assert_eq!(all, (0..details.entries().len()).collect::<Vec<_>>());
    assert_eq!(filtered.is_complete(), filtered.left_out().is_empty());
    for entry in filtered.left_out() {
        assert_eq!(details.at(entry.index).get("type").as_str(), Some(entry.detail_type.as_str()));
    }
}

proptest! {
    #[test]
    fn the_entries_are_split_and_keep_their_order(entries in prop::collection::vec(any_entry(), 1..8)) {
        let details = details(&format!("[{}]", entries.join(",")));
        let filtered = details.filter_by_type::<Payment>();
        let strict = details.filter_by_type_strict::<Payment>();
        assert_partition(&details, &filtered);
        assert_partition(&details, &strict);
        // Strict reading takes fewer entries, and reads those the same.
        prop_assert!(strict.entries().iter().all(|entry| filtered.entries().contains(entry)));
        for entry in filtered.entries() {
            let asked = details.at(entry.index);
            prop_assert_eq!(asked.get("type").as_str(), Some("payment"));
            let amount = asked.get("amount").as_decimal();
            prop_assert_eq!(amount.as_ref(), Some(&entry.detail.amount));
        }
        for entry in strict.entries() {
            prop_assert!(!details.at(entry.index).get("fee").exists());
        }
        let complete = filtered.is_complete();
        prop_assert_eq!(filtered.into_complete().is_ok(), complete);
    }

    #[test]
    fn numbers_keep_their_text_wherever_they_are_read(
        text in "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,3})?"
    ) {
        #[derive(Deserialize)]
        #[serde(tag = "type", rename_all = "snake_case")]
        enum Tagged {
            Payment { amount: JsonNumber },
        }
        #[derive(Deserialize)]
        struct Flattened {
            #[serde(flatten)]
            inner: Inner,
            #[serde(flatten)]
            rest: BTreeMap<String, Json>,
        }
        #[derive(Deserialize)]
        struct Inner {
            amount: JsonNumber,
        }
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Untagged {
            Text { amount: String },
            Number { amount: JsonNumber },
        }
        impl DetailType for Flattened {
            const TYPE: &'static str = "payment";
        }
        let details = details(&format!(r#"[{{"type":"payment","amount":{text},"copy":{text}}}]"#));
        let Tagged::Payment { amount } = &details.parse_all::<Tagged>().unwrap()[0];
        prop_assert_eq!(amount.as_str(), &text);
        let flattened = &details.filter_by_type::<Flattened>().into_complete().unwrap()[0];
        prop_assert_eq!(flattened.inner.amount.as_str(), &text);
        prop_assert_eq!(flattened.rest["copy"].to_string(), text.clone());
        match &details.parse_all::<Untagged>().unwrap()[0] {
            Untagged::Number { amount } => prop_assert_eq!(amount.as_str(), &text),
            Untagged::Text { amount } => prop_assert!(false, "read as the string {}", amount),
        }
    }
}
