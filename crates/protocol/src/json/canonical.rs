//! The canonical form: RFC 8785, and exact decimals for numbers outside I-JSON (ADR 0001).

use super::{Decimal, Json, JsonNumber, write_string};

pub(super) fn write(value: &Json) -> String {
    let mut out = String::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut String, value: &Json) {
    match value {
        Json::Number(number) => out.push_str(&canonical_number(number)),
        Json::String(text) => push_string(out, text),
        Json::Null | Json::Bool(_) => out.push_str(&value.to_string()),
        Json::Array(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(out, element);
            }
            out.push(']');
        }
        Json::Object(members) => {
            // RFC 8785 3.2.3: by UTF-16 code units, not by bytes.
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            out.push('{');
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                push_string(out, key);
                out.push(':');
                write_value(out, value);
            }
            out.push('}');
        }
    }
}

fn push_string(out: &mut String, text: &str) {
    #[expect(clippy::expect_used, reason = "writing into a String does not fail")]
    write_string(out, text).expect("a string can be written");
}

/// The ECMAScript form where it has exactly the written value; else the exact decimal.
///
/// RFC 8785 builds on doubles, so `12345678901234567890.12` and `12345678901234567890` would have
/// one digest. Two amounts that differ must not.
fn canonical_number(number: &JsonNumber) -> String {
    let exact = number.decimal();
    let double = number.as_str().parse::<f64>().ok().filter(|value| value.is_finite());
    if let (Some(exact), Some(double)) = (&exact, double) {
        let double = if double == 0.0 { 0.0 } else { double };
        let text = ryu_js::Buffer::new().format_finite(double).to_owned();
        // ECMAScript writes `1e+21`, which is JSON too.
        if Decimal::parse(&text).as_ref() == Some(exact) {
            return text;
        }
    }
    match exact {
        Some(Decimal { negative, digits, exponent }) => {
            let sign = if negative { "-" } else { "" };
            format!("{sign}{digits}e{exponent}")
        }
        None => number.as_str().to_owned(),
    }
}
