//! The rows of a survey as statements.

use ::csv::StringRecord;
use jiff::civil::Date;

use super::answer::Reading;
use super::bind::{Bound, Column};
use super::builder::Builder;
use super::cells::one_line;
use super::mapping::Mapping;
use super::role::Role;
use super::words::bare;
use crate::domain::statement::Statement;
use crate::domain::text::fold;
use crate::import::ledger::{Ledger, hash, place};
use crate::import::table::clip;

/// What one institution said in one row.
pub(super) struct Entry {
    /// The row as a person counts it.
    pub(super) row: u64,
    /// The hash of its cells, running numbers left out.
    pub(super) hash: u64,
    /// The heading of the name.
    pub(super) field: String,
    /// What was said.
    pub(super) statement: Statement,
    /// The day of this answer, where the row has one of its own.
    pub(super) answered_on: Option<Date>,
}

/// Reads the rows of a bound table.
pub(super) struct Reader<'a, 'l, 'p> {
    pub(super) bound: &'a Bound<'a>,
    pub(super) mapping: &'a Mapping,
    pub(super) as_of: Date,
    pub(super) ledger: &'l mut Ledger<'p>,
}

/// What a row is.
enum Line {
    Blank,
    Institution,
    /// Set aside: code and words.
    Aside(&'static str, &'static str),
    Nameless,
}

impl Reader<'_, '_, '_> {
    /// The institutions of the table, in its order.
    pub(super) fn entries(&mut self) -> Vec<Entry> {
        self.remark_unmapped();
        let mut entries = Vec::new();
        for row in self.bound.found.header.1 + 1..=self.bound.found.last {
            let line = self.line(row);
            if matches!(line, Line::Blank) {
                continue;
            }
            self.ledger.count();
            let text = clip(&one_line(&self.bound.grid.line(row)));
            let at = place(self.bound.grid.number(row), "", &text);
            match line {
                Line::Blank => {}
                Line::Aside(code, message) => self.ledger.set_aside(code, at, message),
                Line::Nameless => self.ledger.refuse(
                    "missing_name",
                    at,
                    "名称がなく、どこの回答か分かりません (answers without a name)",
                ),
                Line::Institution => entries.extend(self.institution(row)),
            }
        }
        entries
    }

    fn remark_unmapped(&mut self) {
        let bound = self.bound;
        for column in bound.columns.iter().filter(|column| column.role == Role::Unmapped) {
            let rows = bound.found.header.1 + 1..=bound.found.last;
            let Some(sample) = rows.map(|row| bound.grid.own((row, column.index))).find(|text| !text.is_empty()) else {
                continue;
            };
            let sample = clip(&one_line(sample));
            self.ledger.info(
                "column_unmapped",
                place(bound.found.header.1 as u64 + 1, &column.heading, &sample),
                "割り当てのない列です。内容は備考に残しました (nobody assigned the column; its text was kept as remarks)",
            );
        }
    }

    fn name(&self, row: usize) -> &str {
        let name = self.bound.column(&Role::Name).or_else(|| self.bound.column(&Role::FacilityId));
        name.map_or("", |column| self.bound.grid.down((row, column.index)))
    }

    fn own(&self, row: usize) -> Vec<(&Column, &str)> {
        let cells = self.bound.columns.iter().map(|column| (column, self.bound.grid.own((row, column.index))));
        cells.filter(|(_, text)| !text.is_empty()).collect()
    }

    fn line(&self, row: usize) -> Line {
        let cells = self.own(row);
        let name = self.name(row);
        let Some((_, first)) = cells.first() else { return Line::Blank };
        let below_merged = !name.is_empty() && !cells.iter().any(|(column, _)| column.role == Role::Name);
        if self.repeats_header(row, &cells) {
            Line::Aside("repeated_header", "見出しの繰り返し (the headings again)")
        } else if cells.len() == 1 && !below_merged {
            Line::Aside("note_row", "一つの欄だけの行は注記として扱いました (a row with one cell is a note)")
        } else if is_example(first) || is_example(name) {
            Line::Aside("example_row", "記入例の行 (an example)")
        } else if is_sum(first) || is_sum(name) || is_count(&cells) {
            Line::Aside("subtotal_row", "集計の行 (a subtotal)")
        } else if !name.is_empty() {
            Line::Institution
        } else if cells.iter().any(|(column, text)| self.is_answer(column, text)) {
            Line::Nameless
        } else {
            Line::Aside("note_row", "名称も回答もない行は注記として扱いました (neither name nor answer: a note)")
        }
    }

    fn is_answer(&self, column: &Column, text: &str) -> bool {
        matches!(column.role, Role::Capability(_) | Role::Choice(..))
            && matches!(self.mapping.answers.read(text), Reading::Said(..))
            || matches!(column.role, Role::Address | Role::Phone)
    }

    fn repeats_header(&self, row: usize, cells: &[(&Column, &str)]) -> bool {
        let (top, bottom) = self.bound.found.header;
        let said = |column: &Column, text: &str| {
            (top..=bottom).any(|heading| bare(self.bound.grid.filled((heading, column.index))) == bare(text))
        };
        let same = cells.iter().filter(|(column, text)| !bare(text).is_empty() && said(column, text)).count();
        row > bottom && same >= 2 && same * 2 >= cells.len()
    }

    fn institution(&mut self, row: usize) -> Option<Entry> {
        let bound = self.bound;
        let cells: Vec<(&Column, &str)> =
            bound.columns.iter().map(|column| (column, bound.grid.down((row, column.index)))).collect();
        let number = bound.grid.number(row);
        let mut builder = Builder::new(self, number, &cells);
        for (column, text) in &cells {
            if !text.is_empty() {
                builder.take(column, text);
            }
        }
        let (statement, answered_on) = builder.finish(&cells);
        let field = bound.column(&Role::Name).map_or_else(String::new, |column| column.heading.clone());
        if says_nothing(&statement) {
            let name = clip(&statement.subject.name);
            self.ledger.set_aside("no_answer", place(number, &field, &name), "回答がありません (nothing was answered)");
            return None;
        }
        let record: StringRecord =
            cells.iter().filter(|(column, _)| column.role != Role::Ignored).map(|(_, text)| *text).collect();
        Some(Entry { row: number, hash: hash(&record, None), field, statement, answered_on })
    }
}

/// 「例」「（例）」「記入例」「例：架空医院」.
fn is_example(text: &str) -> bool {
    let plain = bare(text);
    plain == "例"
        || ["記入例", "回答例", "見本"].iter().any(|word| plain.starts_with(word))
        || ["(例)", "例:", "【例】", "[例]"].iter().any(|word| fold(text).starts_with(word))
}

/// 「合計」「小計（北部）」「計」.
fn is_sum(text: &str) -> bool {
    const WORDS: [&str; 11] =
        ["小計", "合計", "総計", "平均", "割合", "集計", "該当数", "対応可能数", "回答数", "総数", "件数"];
    let plain = bare(text);
    plain == "計" || WORDS.iter().any(|word| plain.starts_with(word))
}

/// A row of nothing but numbers counts something.
fn is_count(cells: &[(&Column, &str)]) -> bool {
    let number = |text: &str| {
        let plain = fold(text);
        !plain.is_empty() && plain.chars().all(|c| c.is_ascii_digit() || ".%,件名".contains(c))
    };
    cells.len() >= 2
        && cells.iter().all(|(_, text)| number(text))
        && cells.iter().filter(|(column, _)| matches!(column.role, Role::Capability(_))).count() >= 2
}

const fn says_nothing(statement: &Statement) -> bool {
    let hours = &statement.hours;
    statement.facts.is_empty()
        && hours.consultation.is_none()
        && hours.contact.is_none()
        && hours.visiting.is_none()
        && statement.capacity.is_none()
        && statement.remarks.is_empty()
        && statement.beds.is_none()
        && statement.specialties.is_empty()
        && statement.fax.is_none()
        && statement.url.is_none()
}
