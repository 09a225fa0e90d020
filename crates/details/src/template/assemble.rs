//! From pieces to groups, tables and messages.

use std::collections::HashSet;

use super::TemplateError;
use super::measures::Measures;
use super::pieces::{Part, Piece};
use crate::block::{Group, Row, Shown, Value};
use crate::display::Display;
use crate::format;
use crate::leaf::Pointer;
use crate::messages::Message;

/// The body of a template, put together.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) groups: Vec<Group>,
    pub(super) messages: Vec<Row>,
    /// The leaves that are shown.
    pub(super) live: HashSet<Pointer>,
    /// How much and when, as they say it.
    pub(super) measures: Measures,
    open: Option<Group>,
    table: Option<Table>,
}

#[derive(Debug)]
struct Table {
    label: Shown,
    paths: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

#[derive(Debug)]
struct Cell {
    row: Row,
    ten_thousandths: Option<i128>,
}

impl Body {
    pub(super) fn of(parts: Vec<Part>, display: &Display) -> Result<Self, TemplateError> {
        let mut body = Self::default();
        for part in parts {
            match part {
                Part::Text(text) if text.trim().is_empty() => {}
                Part::Text(text) => return Err(TemplateError::LooseText(text.trim().to_owned())),
                Part::Piece(piece) => body.take(*piece, display)?,
            }
        }
        body.close_group();
        Ok(body)
    }

    fn take(&mut self, piece: Piece, display: &Display) -> Result<(), TemplateError> {
        match piece {
            Piece::GroupStart(title) => {
                self.close_group();
                self.open = Some(Group { title, rows: Vec::new() });
            }
            Piece::GroupEnd => self.close_group(),
            Piece::TableStart(label) => self.table = Some(Table { label, paths: Vec::new(), rows: Vec::new() }),
            Piece::TableRow(key) => {
                if let Some(table) = &mut self.table {
                    table.rows.push(key.map(|key| Cell::of_key(key, display)).into_iter().collect());
                }
            }
            Piece::TableEnd => {
                if let Some(table) = self.table.take() {
                    self.row(table.row(display));
                }
            }
            Piece::Row { row, places, ten_thousandths } => {
                self.measures.show(&places, &row.value)?;
                self.live.extend(places);
                match &mut self.table {
                    Some(table) => table.cell(row, ten_thousandths),
                    None => self.row(row),
                }
            }
            Piece::Message { row, places } => {
                self.live.extend(places);
                self.messages.push(row);
            }
        }
        Ok(())
    }

    fn row(&mut self, row: Row) {
        self.open.get_or_insert_with(|| Group { title: None, rows: Vec::new() }).rows.push(row);
    }

    fn close_group(&mut self) {
        self.groups.extend(self.open.take().filter(|group| !group.rows.is_empty()));
    }
}

impl Cell {
    /// The name that a thing has in its object.
    fn of_key(key: Shown, display: &Display) -> Self {
        let label = Shown { text: Message::Member.text(display.language), altered: false };
        let value = Value::Text { text: key };
        let row = Row { label, paths: Vec::new(), value, critical: false, notices: Vec::new() };
        Self { row, ten_thousandths: None }
    }
}

impl Table {
    fn cell(&mut self, row: Row, ten_thousandths: Option<i128>) {
        self.paths.extend(row.paths.iter().cloned());
        if let Some(last) = self.rows.last_mut() {
            last.push(Cell { row, ten_thousandths });
        }
    }

    /// Columns are the labels, in the order they first appear; a label that stands twice in one row
    /// is two columns.
    fn row(self, display: &Display) -> Row {
        let mut columns: Vec<(Shown, usize)> = Vec::new();
        let mut rows: Vec<Vec<Option<Cell>>> = Vec::with_capacity(self.rows.len());
        for cells in self.rows {
            let mut line: Vec<Option<Cell>> = Vec::new();
            let mut seen: Vec<Shown> = Vec::new();
            for cell in cells {
                let label = &cell.row.label;
                let key = (label.clone(), seen.iter().filter(|one| *one == label).count());
                seen.push(label.clone());
                let at = columns.iter().position(|column| *column == key).unwrap_or_else(|| {
                    columns.push(key);
                    columns.len() - 1
                });
                line.resize_with(line.len().max(at + 1), || None);
                if let Some(slot) = line.get_mut(at) {
                    *slot = Some(cell);
                }
            }
            rows.push(line);
        }
        for line in &mut rows {
            line.resize_with(columns.len(), || None);
        }
        let totals = (0..columns.len()).map(|at| total(&rows, at, display)).collect();
        let notices = rows.iter().flatten().flatten().flat_map(|cell| cell.row.notices.clone()).collect();
        let cells = |line: Vec<Option<Cell>>| line.into_iter().map(|cell| cell.map(|cell| cell.row.value)).collect();
        let value = Value::Table {
            columns: columns.into_iter().map(|(label, _)| label).collect(),
            rows: rows.into_iter().map(cells).collect(),
            totals,
        };
        Row { label: self.label, paths: self.paths, value, critical: false, notices }
    }
}

/// The sum of a column of money, if all of it is in one currency.
fn total(rows: &[Vec<Option<Cell>>], at: usize, display: &Display) -> Option<String> {
    let mut amounts = Vec::with_capacity(rows.len());
    let mut of: Option<&str> = None;
    for line in rows {
        let cell = line.get(at)?.as_ref()?;
        let Value::Money { currency, .. } = &cell.row.value else { return None };
        if of.is_some_and(|of| of != currency) {
            return None;
        }
        of = Some(currency);
        amounts.push(cell.ten_thousandths?);
    }
    if amounts.len() < 2 {
        return None;
    }
    format::total(&amounts, of?, display)
}
