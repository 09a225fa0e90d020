//! A card as it is read aloud: the host first, then each row as a sentence, the requester last.

use crate::block::{EntryView, Notice, NoticeSource, Row, Value};
use crate::card::Card;
use crate::display::Language;
use crate::messages::Message;

pub(crate) fn card(card: &Card) -> String {
    let language = card.language;
    let mut out = vec![sentence(&card.headline)];
    if let Some(name) = &card.client_name {
        out.push(Message::RequestedBy.with(language, &[("client", &name.text)]));
    }
    out.extend(card.deny_only.iter().map(|reason| sentence(reason)));
    out.extend(card.notices.iter().map(|one| notice(one, language)));
    for view in &card.entries {
        if card.entries.len() > 1 {
            out.push(sentence(&view.verb));
        }
        entry(view, language, &mut out);
    }
    if let Some(message) = &card.binding_message {
        out.push(Message::CodeIs.with(language, &[("code", &message.text)]));
    }
    out.join("\n")
}

fn entry(view: &EntryView, language: Language, out: &mut Vec<String>) {
    out.extend(view.notices.iter().map(|one| notice(one, language)));
    for group in &view.groups {
        out.extend(group.title.iter().map(|title| sentence(&title.text)));
        out.extend(group.rows.iter().map(|one| row(one, language)));
    }
    if !view.other.is_empty() {
        out.push(sentence(&Message::OtherDetails.text(language)));
        out.extend(view.other.iter().map(|one| row(one, language)));
    }
    if !view.messages.is_empty() {
        out.push(sentence(&Message::MessageFromRequester.text(language)));
        out.extend(view.messages.iter().map(|one| row(one, language)));
    }
}

fn notice(notice: &Notice, language: Language) -> String {
    let source = match notice.source {
        NoticeSource::Verified => Message::SourceVerified,
        NoticeSource::ReportedByServer => Message::SourceReported,
        NoticeSource::ClaimedByRequester => Message::SourceClaimed,
    };
    format!("{} ({})", sentence(&notice.text), source.text(language))
}

fn row(row: &Row, language: Language) -> String {
    // A line is a row or a sentence of the host's, so no value makes one.
    let value = spoken(&row.value, language).replace('\n', " ⏎ ");
    let mut text = format!("{}: {}", row.label.text, sentence(&value));
    for notice in &row.notices {
        text.push(' ');
        text.push_str(&sentence(&notice.text));
    }
    text
}

fn spoken(value: &Value, language: Language) -> String {
    match value {
        Value::Masked { ending, .. } => Message::Ending.with(language, &[("text", ending)]),
        Value::Time { text, relative: Some(relative), .. } => format!("{text}, {relative}"),
        Value::Link { text, host, warning } => {
            let host = host.iter().map(|host| format!(" ({})", host.text));
            let warning = warning.iter().map(|warning| format!(". {warning}"));
            std::iter::once(text.text.clone()).chain(host).chain(warning).collect()
        }
        Value::List { items } => items.iter().map(|item| spoken(item, language)).collect::<Vec<_>>().join(", "),
        Value::Table { columns, rows, totals } => table(columns, rows, totals, language),
        Value::Diff { before, after, changed } => {
            let (before, after) = (spoken(before, language), spoken(after, language));
            let message = if *changed { Message::WasNow } else { Message::UnchangedValue };
            message.with(language, &[("before", &before), ("after", &after)])
        }
        Value::Nested { rows } => rows
            .iter()
            .map(|row| format!("{}: {}", row.label.text, spoken(&row.value, language)))
            .collect::<Vec<_>>()
            .join("; "),
        other => super::terminal::value(other, language),
    }
}

fn table(
    columns: &[crate::block::Shown],
    rows: &[Vec<Option<Value>>],
    totals: &[Option<String>],
    language: Language,
) -> String {
    let mut lines = vec![super::entries(language, rows.len())];
    for (index, row) in rows.iter().enumerate() {
        let cells = columns.iter().zip(row).filter_map(|(column, cell)| {
            cell.as_ref().map(|cell| format!("{} {}", column.text, spoken(cell, language)))
        });
        lines.push(format!("{}. {}", index + 1, cells.collect::<Vec<_>>().join(", ")));
    }
    for (column, total) in columns.iter().zip(totals) {
        if let Some(total) = total {
            lines.push(Message::Total.with(language, &[("label", &column.text), ("text", total)]));
        }
    }
    lines.join(". ")
}

/// With a full stop, so that a screen reader pauses.
fn sentence(text: &str) -> String {
    let ends = text.trim_end().ends_with(['.', '?', '!', '。', '؟']);
    if ends { text.to_owned() } else { format!("{text}.") }
}
