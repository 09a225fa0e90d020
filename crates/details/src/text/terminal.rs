//! A card as terminal text: the same blocks, the same order.

use std::fmt::Write as _;

use crate::block::{Row, Shown, Value};
use crate::card::Card;
use crate::display::Language;
use crate::messages::Message;

/// Labels are padded to this width, longer ones keep their line.
const LABEL_WIDTH: usize = 18;

pub(crate) fn card(card: &Card) -> String {
    let language = card.language;
    let word = |message: Message| message.text(language);
    let mut out = String::new();
    line(&mut out, 0, &card.headline);
    for one in card.deny_only.iter().chain(card.notices.iter().map(|notice| &notice.text)) {
        line(&mut out, 2, &format!("! {one}"));
    }
    let unknown = word(Message::UnknownClient);
    let client = card.client_name.as_ref().map_or(&unknown, |name| &name.text);
    let id = card.client_id.as_ref().map(|id| format!(" ({})", id.text)).unwrap_or_default();
    pair(&mut out, &word(Message::LabelRequestedBy), &format!("{client}{id}"));
    pair(&mut out, &word(Message::LabelFor), &card.audience.text);
    if !card.scopes.is_empty() {
        let scopes: Vec<&str> = card.scopes.iter().map(|scope| scope.text.as_str()).collect();
        pair(&mut out, &word(Message::LabelAccess), &scopes.join(", "));
    }
    if let Some(message) = &card.binding_message {
        pair(&mut out, &word(Message::LabelCode), &message.text);
    }
    let many = card.entries.len() > 1;
    for (index, entry) in card.entries.iter().enumerate() {
        out.push('\n');
        if many {
            line(&mut out, 0, &format!("{} / {}: {}", index + 1, card.entries.len(), entry.verb));
        }
        pair(&mut out, &word(Message::LabelType), &entry.detail_type.text);
        for notice in &entry.notices {
            line(&mut out, 2, &format!("! {}", notice.text));
        }
        for group in &entry.groups {
            heading(&mut out, group.title.as_ref());
            rows(&mut out, &group.rows, language);
        }
        if !entry.other.is_empty() {
            line(&mut out, 2, &word(Message::OtherDetails));
            rows(&mut out, &entry.other, language);
        }
        if !entry.messages.is_empty() {
            line(&mut out, 2, &word(Message::MessageFromRequester));
            rows(&mut out, &entry.messages, language);
        }
    }
    out
}

/// A value as text. Several lines for a list, a table, an object.
pub(crate) fn value(value: &Value, language: Language) -> String {
    let word = |message: Message| message.text(language);
    match value {
        // In a terminal nobody can ask for the rest, so all of it is there.
        Value::Masked { full, .. } => full.text.clone(),
        Value::Choice { text, sent, known } if *known && text != sent => format!("{} ({})", text.text, sent.text),
        Value::Text { text } | Value::Identity { text } | Value::Code { text, .. } | Value::Choice { text, .. } => {
            text.text.clone()
        }
        Value::Time { text, relative: Some(relative), .. } => format!("{text} ({relative})"),
        Value::Money { text, .. }
        | Value::Quantity { text, .. }
        | Value::Boolean { text, .. }
        | Value::Time { text, relative: None, .. } => text.clone(),
        Value::Link { text, host, warning } => {
            let host = host.iter().map(|host| format!("\n→ {}", host.text));
            let warning = warning.iter().map(|warning| format!("\n! {warning}"));
            std::iter::once(text.text.clone()).chain(host).chain(warning).collect()
        }
        Value::List { items } => {
            items.iter().map(|item| format!("• {}", inner(item, language))).collect::<Vec<_>>().join("\n")
        }
        Value::Table { columns, rows, totals } => table(columns, rows, totals, language),
        Value::Diff { before, after, changed: true } => {
            let (before, after) = (inner(before, language), inner(after, language));
            format!("{} {before}\n{} {after}", word(Message::Was), word(Message::Now))
        }
        Value::Diff { after, changed: false, .. } => {
            format!("{} ({})", self::value(after, language), word(Message::Unchanged))
        }
        Value::Nested { rows } => rows
            .iter()
            .map(|row| format!("{}: {}", row.label.text, inner(&row.value, language)))
            .collect::<Vec<_>>()
            .join("\n"),
        Value::Null => word(Message::NoValue),
        Value::Empty => word(Message::Empty),
    }
}

/// A value among others, on one line: with a line of its own it could imitate its neighbours.
fn inner(value: &Value, language: Language) -> String {
    self::value(value, language).replace('\n', " ⏎ ")
}

/// One block of lines for each thing: columns would not fit.
fn table(columns: &[Shown], rows: &[Vec<Option<Value>>], totals: &[Option<String>], language: Language) -> String {
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let mut lead = format!("{}.", index + 1);
        for (column, cell) in columns.iter().zip(row) {
            if let Some(cell) = cell {
                lines.push(format!("{lead} {}: {}", column.text, inner(cell, language)));
                lead = " ".repeat(lead.len());
            }
        }
    }
    for (column, total) in columns.iter().zip(totals) {
        if let Some(total) = total {
            lines.push(Message::Total.with(language, &[("label", &column.text), ("text", total)]));
        }
    }
    lines.join("\n")
}

fn heading(out: &mut String, title: Option<&Shown>) {
    if let Some(title) = title {
        line(out, 2, &title.text);
    }
}

fn rows(out: &mut String, rows: &[Row], language: Language) {
    for row in rows {
        pair(out, &row.label.text, &value(&row.value, language));
        // Where a value cannot write: left of the gutter.
        for notice in &row.notices {
            line(out, LABEL_WIDTH + 2, &format!("! {}", notice.text));
        }
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
    use crate::display::Display;
    use crate::known::{Known, KnownClient};
    use crate::registry::Registry;

    fn text(details: &str) -> String {
        let consent: Consent = serde_json::from_str(&format!(
            r#"{{"id":"cns_1","requested_details":{{"audience":"urn:my-api","scope":["openid","pay"],
                "binding_message":"1234ABCD","authorization_details":{details}}},"created_at":0,"expires_at":300,
                "client":{{"client_id":"bank-agent","name":"Bank Agent"}}}}"#
        ))
        .unwrap();
        let display = Display::english_utc(waxseal_protocol::Timestamp::UNIX_EPOCH);
        let client = KnownClient {
            client_id: "bank-agent".into(),
            name: "Bank Agent".to_owned(),
            first_seen: waxseal_protocol::Timestamp::from_second(-10_000_000).unwrap(),
        };
        let known = Known { clients: vec![client], ..Known::default() };
        Card::new(&consent, &Registry::built_in(), &display, &known).to_text()
    }

    #[test]
    fn the_sample_transfer_as_text() {
        let details = format!("[{}]", include_str!("../../types/money_transfer/examples/typical.json"));
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
        assert!(out.starts_with("Request of the kind “x”, and 1 more\n"), "{out}");
        assert!(
            out.contains("1 / 2: Request of the kind “x”") && out.contains("2 / 2: Request of the kind “y”"),
            "{out}"
        );
    }
}
