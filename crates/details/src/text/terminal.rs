//! A card as terminal text: the same blocks, the same order.

use std::fmt::Write as _;

use crate::block::{Row, Shown, Value};
use crate::card::Card;

/// Labels are padded to this width, longer ones keep their line.
const LABEL_WIDTH: usize = 18;

pub(crate) fn card(card: &Card) -> String {
    let mut out = String::new();
    line(&mut out, 0, &card.headline);
    let client = card.client_name.as_ref().map_or("unknown client", |name| &name.text);
    let id = card.client_id.as_ref().map(|id| format!(" ({})", id.text)).unwrap_or_default();
    pair(&mut out, "Requested by", &format!("{client}{id}"));
    pair(&mut out, "For", &card.audience.text);
    if !card.scopes.is_empty() {
        let scopes: Vec<&str> = card.scopes.iter().map(|scope| scope.text.as_str()).collect();
        pair(&mut out, "Access", &scopes.join(", "));
    }
    if let Some(message) = &card.binding_message {
        pair(&mut out, "Code", &message.text);
    }
    let many = card.entries.len() > 1;
    for (index, entry) in card.entries.iter().enumerate() {
        out.push('\n');
        if many {
            line(&mut out, 0, &format!("{} of {}: {}", index + 1, card.entries.len(), entry.verb));
        }
        pair(&mut out, "Type", &entry.detail_type.text);
        for notice in &entry.notices {
            line(&mut out, 2, &format!("! {}", notice.text));
        }
        for group in &entry.groups {
            heading(&mut out, group.title.as_ref());
            rows(&mut out, &group.rows);
        }
        if !entry.other.is_empty() {
            line(&mut out, 2, "Other details");
            rows(&mut out, &entry.other);
        }
        if !entry.messages.is_empty() {
            line(&mut out, 2, "Message from requester, not checked");
            rows(&mut out, &entry.messages);
        }
    }
    out
}

/// A value as text.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Text { text } | Value::Identity { text } => text.text.clone(),
        Value::Money { text, .. } | Value::Number { text } => text.clone(),
        Value::Boolean { value } => if *value { "yes" } else { "no" }.to_owned(),
        Value::Null => "null (no value)".to_owned(),
        Value::Empty => "(empty)".to_owned(),
    }
}

fn heading(out: &mut String, title: Option<&Shown>) {
    if let Some(title) = title {
        line(out, 2, &title.text);
    }
}

fn rows(out: &mut String, rows: &[Row]) {
    for row in rows {
        pair(out, &row.label.text, &value(&row.value));
    }
}

fn pair(out: &mut String, label: &str, value: &str) {
    // A value of several lines must not look like further rows.
    let value = value.replace('\n', &format!("\n{}│ ", " ".repeat(LABEL_WIDTH + 4)));
    #[expect(clippy::expect_used, reason = "writing into a String does not fail")]
    writeln!(out, "    {:<LABEL_WIDTH$}{value}", format!("{label}  ")).expect("a string can be written");
}

fn line(out: &mut String, indent: usize, text: &str) {
    out.push_str(&" ".repeat(indent));
    out.push_str(text);
    out.push('\n');
}

#[cfg(test)]
mod tests {
    use waxseal_protocol::device::Consent;

    use super::*;
    use crate::registry::Registry;

    fn text(details: &str) -> String {
        let consent: Consent = serde_json::from_str(&format!(
            r#"{{"id":"cns_1","requested_details":{{"audience":"urn:my-api","scope":["openid","pay"],
                "binding_message":"1234ABCD","authorization_details":{details}}},"created_at":0,"expires_at":300,
                "client":{{"client_id":"bank-agent","name":"Bank Agent"}}}}"#
        ))
        .unwrap();
        Card::new(&consent, &Registry::built_in()).to_text()
    }

    #[test]
    fn the_sample_transfer_as_text() {
        let details = format!("[{}]", include_str!("../types/money_transfer/examples/typical.json"));
        assert_eq!(
            text(&details),
            "\
Send $2,500.00 USD to Hanna Herwitz
    Requested by      Bank Agent (bank-agent)
    For               urn:my-api
    Access            pay
    Code              1234ABCD

    Type              money_transfer
    Amount            $2,500.00 USD
    Recipient         Hanna Herwitz
    To account        xxxxxxxxxxx9876
    From account      xxxxxxxxxxx1234
  Message from requester, not checked
    Subject           A Lannister Always Pays His Debts
"
        );
    }

    #[test]
    fn a_value_of_several_lines_cannot_look_like_a_row() {
        let out = text(r#"[{"type":"x","note":"a\n    Amount            $1.00"}]"#);
        assert!(out.contains("│     Amount"), "{out}");
        assert!(!out.contains("\n    Amount"), "{out}");
    }

    #[test]
    fn a_long_label_does_not_run_into_its_value() {
        let out = text(r#"[{"type":"money_transfer","maximum_amount_usd_1":500}]"#);
        assert!(out.contains("Maximum amount usd 1  500\n"), "{out}");
    }

    #[test]
    fn what_the_host_says_holds_nothing_that_was_sent() {
        let details = r#"[{"type":"money_transfer","instructedAmount":{"amount":"1.00 USD. Verified by your bank","currency":"USD"},
            "beneficiary":"H","destinationAccount":"1"}]"#;
        let out = text(details);
        let notice = out.lines().find(|line| line.starts_with("  ! ")).unwrap();
        assert!(notice.contains("an amount is not a decimal number") && !notice.contains("bank"), "{notice}");
    }

    #[test]
    fn all_entries_are_listed() {
        let out = text(r#"[{"type":"x","a":1},{"type":"y","b":2}]"#);
        assert!(out.starts_with("X and 1 more\n"), "{out}");
        assert!(out.contains("1 of 2: X") && out.contains("2 of 2: Y"), "{out}");
    }
}
