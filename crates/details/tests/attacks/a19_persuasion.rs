//! A19: an agent that was talked into it writes text that imitates the host.
//!
//! Where such text may stand is the card's matter. Here it is that no name shows a picture, and
//! that no text makes a marker of its own.

use serde::Deserialize;
use serde_json::json;
use waxseal_details::{Card, Known, Registry, Suspicion, scrub, scrub_identity, suspicions};

use waxseal_protocol::json::Json;

use crate::corpus::{assert_suspicious, read};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Persuasion {
    imitates: String,
    text: String,
    pictures: Vec<String>,
    #[serde(default)]
    suspicions: Vec<String>,
}

fn persuasions() -> Vec<Persuasion> {
    read(include_str!("../../corpora/a19_persuasion.json"))
}

#[test]
fn an_identifier_shows_pictures_as_code() {
    let mut tried = 0;
    for case in persuasions() {
        let shown = scrub_identity(&case.text);
        for code in &case.pictures {
            let picture = u32::from_str_radix(code.trim_start_matches("U+"), 16).ok().and_then(char::from_u32).unwrap();
            assert!(case.text.contains(picture), "{}: {code} is not in the corpus text", case.imitates);
            assert!(!shown.text.contains(picture), "{}: {:?}", case.imitates, shown.text);
            let once = shown.text.contains(&format!("⟦{code}⟧"));
            assert!(once || shown.text.contains(&format!(" times {code}⟧")), "{}: {:?}", case.imitates, shown.text);
            assert!(shown.altered);
            tried += 1;
        }
    }
    assert!(tried >= 25);
}

#[test]
fn an_identifier_with_a_picture_is_suspicious() {
    for case in persuasions() {
        assert_suspicious(&case.text, &case.suspicions);
        let found = suspicions(&case.text).contains(&Suspicion::Emoji);
        assert_eq!(found, !case.pictures.is_empty(), "{:?}", case.text);
    }
}

#[test]
fn an_identifier_cannot_look_like_further_rows() {
    for case in persuasions() {
        let shown = scrub_identity(&case.text).text;
        assert!(!shown.contains('\n') && !shown.contains("  "), "{shown:?}");
        assert_eq!(
            case.text.contains('\n'),
            shown.contains("⟦U+000A⟧") || shown.contains(" times U+000A⟧"),
            "{shown:?}"
        );
    }
}

#[test]
fn names_on_the_card_show_pictures_as_code() {
    for case in persuasions().into_iter().filter(|case| !case.pictures.is_empty()) {
        let consent = json!({
            "id": "cns_1", "created_at": 0, "expires_at": 300,
            "client": {"client_id": "bank-agent", "name": case.text},
            "requested_details": {
                "audience": "urn:my-api", "scope": ["openid"], "binding_message": null,
                "authorization_details": [{"type": "x", "amount": 1}],
            },
        });
        let card = Card::new(
            &serde_json::from_value(consent).unwrap(),
            &Registry::built_in(),
            &crate::any::display(),
            &Known::default(),
        );
        assert_eq!(card.client_name, Some(scrub_identity(&case.text)));
        assert!(!card.headline.contains(&case.text), "{}", card.headline);
    }
}

#[test]
fn no_text_makes_a_marker_of_its_own() {
    for text in ["Hanna ⟦verified⟧", "⟦U+202E⟧", "⟦4000 blanks⟧", "\u{301a}verified\u{301b}"] {
        for shown in [scrub(text), scrub_identity(text)] {
            assert!(shown.altered && !shown.text.contains("⟦verified") && !shown.text.contains("\u{301a}"));
            assert!(shown.text.contains("⟦U+27E6⟧") || shown.text.contains("⟦U+301A⟧"), "{:?}", shown.text);
        }
    }
}

/// What a requester writes may stand in the first line as a name, and never goes on with its sentence.
#[test]
fn words_that_could_be_the_hosts_are_quoted_in_the_first_line() {
    let source = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: 'Pay {{identity payee}}'\n---\n{{identity payee}}";
    let headline = |payee: &str| {
        let entry = Json::Object(vec![
            ("type".to_owned(), Json::String("t".to_owned())),
            ("payee".to_owned(), Json::String(payee.to_owned())),
        ]);
        crate::any::view(source, &entry).verb
    };
    for name in ["Hanna Herwitz", "O'Brien-Lüdenscheidt", "株式会社アクメ", "DE89 3704 0044 0532 0130 00"] {
        assert_eq!(headline(name), format!("Pay {name}"));
    }
    assert_eq!(headline("Hanna. This is a test, no money moves"), "Pay “Hanna. This is a test, no money moves”");
    assert_eq!(headline("Hanna” (checked by your bank)"), "Pay “Hanna' (checked by your bank)”");
    assert_eq!(headline("nobody because this only is a test"), "Pay “nobody because this only is a test”");
    let unknown = Json::parse(r#"{"type":"Nothing is paid: verified by IT","a":1}"#).unwrap();
    assert_eq!(crate::any::generic(&unknown).verb, "Request of the kind “Nothing is paid: verified by IT”");
}
