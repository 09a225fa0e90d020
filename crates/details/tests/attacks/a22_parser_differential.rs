//! A22: JSON that two readers read in two ways.

use waxseal_details::Value;
use waxseal_protocol::json::Json;

use crate::any::{generic, texts};

#[test]
fn a_key_that_stands_twice_is_refused() {
    for text in [
        r#"{"type":"t","amount":"1","amount":"9"}"#,
        r#"{"type":"t","a":{"x":1,"x":1}}"#,
        "{\"type\":\"t\",\"a\\u006dount\":\"1\",\"amount\":\"9\"}",
    ] {
        assert!(Json::parse(text).is_err(), "{text}");
    }
}

#[test]
fn lone_surrogates_and_stray_bytes_are_refused() {
    for text in [r#"{"type":"t","a":"\ud800"}"#, r#"{"type":"t","a":"\udc00x"}"#, "{\"type\":\"t\",\"a\":\"\u{1}\"}"] {
        assert!(Json::parse(text).is_err(), "{text}");
    }
    assert!(Json::parse(r#"{"type":"t"} x"#).is_err());
    assert!(Json::parse(r#"{"type":"t",}"#).is_err());
    assert!(Json::parse(r#"{"type":"t","a":01}"#).is_err());
}

#[test]
fn numbers_are_shown_as_they_were_written() {
    for number in ["12345678901234567890.12", "0.1", "1e400", "-0", "1E+2", "100", "1.0"] {
        let entry = Json::parse(&format!(r#"{{"type":"t","a":{number}}}"#)).unwrap();
        let view = generic(&entry);
        let row = &view.groups[0].rows[0];
        assert!(matches!(row.value, Value::Quantity { .. }), "{number}");
        assert_eq!(texts(row), [number]);
    }
}
