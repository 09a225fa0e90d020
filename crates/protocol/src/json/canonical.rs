//! The canonical form: RFC 8785, and exact decimals for numbers outside I-JSON (ADR 0001).

use super::{Decimal, Json, JsonNumber};

/// The canonical form; always UTF-8.
pub(super) fn write(value: &Json) -> Vec<u8> {
    let mut out = Vec::new();
    write_value(&mut out, value);
    out
}

fn write_value(out: &mut Vec<u8>, value: &Json) {
    match value {
        Json::Number(number) => out.extend_from_slice(canonical_number(number).as_bytes()),
        Json::String(text) => push_string(out, text),
        Json::Null => out.extend_from_slice(b"null"),
        Json::Bool(true) => out.extend_from_slice(b"true"),
        Json::Bool(false) => out.extend_from_slice(b"false"),
        Json::Array(elements) => {
            out.push(b'[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write_value(out, element);
            }
            out.push(b']');
        }
        Json::Object(members) => {
            // RFC 8785 3.2.3: by UTF-16 code units, not by bytes.
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_unstable_by(|(left, _), (right, _)| left.encode_utf16().cmp(right.encode_utf16()));
            out.push(b'{');
            for (index, (key, value)) in sorted.into_iter().enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                push_string(out, key);
                out.push(b':');
                write_value(out, value);
            }
            out.push(b'}');
        }
    }
}

/// `serde_json` escapes exactly what RFC 8785 3.2.2.2 asks for, with lower-case hex digits.
fn push_string(out: &mut Vec<u8>, text: &str) {
    #[expect(clippy::expect_used, reason = "writing into memory does not fail")]
    serde_json::to_writer(out, text).expect("a string can be written");
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
