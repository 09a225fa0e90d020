//! Reading the corpora and comparing with what they say.

use serde::de::DeserializeOwned;
use waxseal_details::{Shown, suspicions};

pub(crate) fn read<T: DeserializeOwned>(json: &str) -> Vec<T> {
    assert!(json.is_ascii(), "a corpus is safe to read");
    serde_json::from_str(json).unwrap()
}

/// Each code point is written out, and nowhere left as itself.
pub(crate) fn assert_written_out(shown: &Shown, codes: &[String]) {
    for code in codes {
        let character = code_point(code);
        let once = shown.text.contains(&format!("⟦{code}⟧"));
        let repeated = shown.text.contains(&format!(" times {code}⟧"));
        assert!(once || repeated, "{code} is not written out: {:?}", shown.text);
        // Our own brackets are in every marker.
        let is_bracket = matches!(character, '⟦' | '⟧');
        assert!(is_bracket || !shown.text.contains(character), "{code} is left: {:?}", shown.text);
    }
    assert_eq!(shown.altered, !codes.is_empty(), "{:?}", shown.text);
}

/// Each kind of suspicion is found.
pub(crate) fn assert_suspicious(text: &str, kinds: &[String]) {
    let found = serde_json::to_value(suspicions(text)).unwrap();
    let found: Vec<&str> = found.as_array().unwrap().iter().map(|one| one["kind"].as_str().unwrap()).collect();
    for kind in kinds {
        assert!(found.contains(&kind.as_str()), "{kind} is not found in {text:?}, only {found:?}");
    }
}

fn code_point(code: &str) -> char {
    let number = code.strip_prefix("U+").and_then(|hex| u32::from_str_radix(hex, 16).ok());
    number.and_then(char::from_u32).unwrap_or_else(|| panic!("{code} is no code point"))
}
