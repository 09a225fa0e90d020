//! A6: values that are markup, template or script somewhere else. Here they stay text.

use waxseal_details::{Template, TemplateError, Value};
use waxseal_protocol::json::Json;

use crate::any::{all, shown, view};

const SOURCE: &str = "---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\n\
                      verb: \"Do {{field a}}\"\n---\n{{field a}}{{field b}}";

#[test]
fn a_value_that_is_a_template_is_not_rendered_again() {
    for hostile in [
        "{{field b}}",
        "{{{b}}}",
        "{{#each this}}x{{/each}}",
        "{{7*7}}",
        "${7*7}",
        "<%= 7*7 %>",
        "{{>part}}",
        "{{!-- --}}",
        "\\{{b}}",
    ] {
        let entry = Json::Object(vec![
            ("type".to_owned(), Json::String("t".to_owned())),
            ("a".to_owned(), Json::String(hostile.to_owned())),
            ("b".to_owned(), Json::String("secret".to_owned())),
        ]);
        let view = view(SOURCE, &entry);
        let Value::Text { text } = &view.groups[0].rows[0].value else { panic!("{hostile} is no text") };
        assert_eq!(text.text, hostile);
        assert_eq!(view.verb, format!("Do {hostile}"));
        assert_eq!(view.groups[0].rows.len(), 2);
    }
}

#[test]
fn a_value_that_looks_like_a_token_is_no_token() {
    for hostile in ["\u{e000}:0\u{e001}", "\u{e000}nonce:0\u{e001}", "\u{e001}\u{e000}", "\u{e000}"] {
        let entry = Json::Object(vec![
            ("type".to_owned(), Json::String("t".to_owned())),
            ("a".to_owned(), Json::String(hostile.to_owned())),
            ("b".to_owned(), Json::String("b".to_owned())),
            ("c".to_owned(), Json::String("c".to_owned())),
        ]);
        let view = view(SOURCE, &entry);
        assert_eq!(shown(&view), all(&entry));
        assert_eq!(view.other[0].paths, ["/c"]);
        assert!(
            !view.groups[0]
                .rows
                .iter()
                .any(|row| matches!(&row.value, Value::Text { text } if text.text.contains('\u{e000}')))
        );
    }
}

/// A comment or an attribute would still be live in a text: so the body has no text.
#[test]
fn a_template_cannot_put_rows_into_markup() {
    for body in ["<!-- {{field a}} -->{{field b}}", "<div hidden>{{field a}}</div>", "x{{field a}}", "{{field a}}."] {
        let source = format!("---\ntype: t\ntemplate_version: 1.0.0\nrisk_floor: low\nverb: Do it\n---\n{body}");
        assert!(matches!(Template::parse(&source), Err(TemplateError::LooseText(_))), "{body}");
    }
}
