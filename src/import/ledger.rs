//! The ledger of one file: every row read, set aside or refused, and every remark.

use ::csv::StringRecord;
use jiff::civil::Date;
use xxhash_rust::xxh3::Xxh3;

use super::layout::{Header, Need};
use super::table::{Row, Table, clip};
use super::{Dataset, FileImport, ImportError};
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::{Notice, Origin, Severity};

/// How often progress is told, in rows.
const TELL_EVERY: u64 = 1_024;

/// The ledger of one file.
pub(super) struct Ledger<'p> {
    file: String,
    edition: Date,
    progress: &'p mut dyn FnMut(u64),
    notices: Vec<Notice>,
    read: u64,
    noticed: u64,
    refused: u64,
}

/// A place in the file: row and column.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    /// The row, as a person counts it.
    pub(super) row: u64,
    /// The column header.
    pub(super) field: &'a str,
    /// The value as it stands in the file.
    pub(super) value: &'a str,
}

/// The place of a value.
pub(super) const fn place<'a>(row: u64, field: &'a str, value: &'a str) -> Place<'a> {
    Place { row, field, value }
}

impl<'p> Ledger<'p> {
    /// An empty ledger.
    pub(super) fn new(file: &str, edition: Date, progress: &'p mut dyn FnMut(u64)) -> Self {
        Self { file: file.to_owned(), edition, progress, notices: Vec::new(), read: 0, noticed: 0, refused: 0 }
    }

    /// The file.
    pub(super) fn file(&self) -> &str {
        &self.file
    }

    /// The origin of everything the file says.
    pub(super) const fn origin(&self, dataset: Dataset) -> Origin {
        Origin { source: dataset.source(), as_of: self.edition }
    }

    /// A record of this file.
    pub(super) fn record(&self, dataset: Dataset, key: String, rows: Vec<u64>, body: RecordBody) -> SourceRecord {
        SourceRecord { source: dataset.source(), key, edition: self.edition, rows, body }
    }

    /// Takes the next data row of a table: counts it, and refuses rows that are longer or shorter than the header.
    pub(super) fn next(&mut self, table: &mut Table<'_>) -> Result<Option<Row>, ImportError> {
        for row in table.rows.by_ref() {
            let row = row?;
            if row.is_blank() {
                continue;
            }
            self.count();
            if fills(&row.cells, &table.header) {
                return Ok(Some(row));
            }
            let cells = format!("{} cells under {} headings", row.cells.len(), table.header.width());
            self.refuse(
                "wrong_cell_count",
                place(row.number, "", &cells),
                "列の数が見出しと合いません。途中で切れたか、余分なコンマがあります (the row does not fit the header; cut short, or a stray comma)",
            );
        }
        Ok(None)
    }

    /// Counts a data row that is read by other means than [`Self::next`].
    pub(super) fn count(&mut self) {
        self.read += 1;
        if self.read.is_multiple_of(TELL_EVERY) {
            (self.progress)(self.read);
        }
    }

    fn push(&mut self, severity: Severity, code: &str, place: Place<'_>, message: &str) {
        self.notices.push(Notice {
            code: code.to_owned(),
            severity,
            file: self.file.clone(),
            row: place.row,
            field: place.field.to_owned(),
            value: place.value.to_owned(),
            message: message.to_owned(),
        });
    }

    /// The value was kept or repaired; nothing was lost.
    pub(super) fn info(&mut self, code: &str, place: Place<'_>, message: &str) {
        self.push(Severity::Info, code, place, message);
    }

    /// The field was left empty.
    pub(super) fn warn(&mut self, code: &str, place: Place<'_>, message: &str) {
        self.push(Severity::Warning, code, place, message);
    }

    /// A remark about the whole file.
    pub(super) fn remark(&mut self, code: &str, field: &str, value: &str, message: &str) {
        self.push(Severity::Info, code, place(0, field, value), message);
    }

    /// The row is set aside: no record holds it.
    pub(super) fn set_aside(&mut self, code: &str, place: Place<'_>, message: &str) {
        self.noticed += 1;
        self.push(Severity::Warning, code, place, message);
    }

    /// The row cannot be used.
    pub(super) fn refuse(&mut self, code: &str, place: Place<'_>, message: &str) {
        self.refused += 1;
        self.push(Severity::Error, code, place, message);
    }

    /// Says which columns the layout does not know, and which it misses.
    pub(super) fn remark_columns(&mut self, table: &Table<'_>) {
        for name in table.header.unknown() {
            self.info(
                "unknown_column",
                place(table.header_row, name, ""),
                "知らない列なので読みませんでした (the layout does not know the column; it was not read)",
            );
        }
        for name in table.header.missing(Need::Wanted) {
            self.warn(
                "missing_column",
                place(table.header_row, name, ""),
                "この列がファイルにないので、どの施設でも空欄です (the file lacks the column; the field is empty in every record)",
            );
        }
    }

    /// Closes the ledger.
    pub(super) fn close(self, dataset: Dataset, records: Vec<SourceRecord>) -> FileImport {
        (self.progress)(self.read);
        FileImport {
            file: self.file,
            dataset,
            edition: self.edition,
            records,
            notices: self.notices,
            rows_read: self.read,
            rows_noticed: self.noticed,
            rows_refused: self.refused,
        }
    }
}

/// Excess cells are harmless where they are empty.
fn fills(cells: &StringRecord, header: &Header) -> bool {
    cells.len() >= header.width() && cells.iter().skip(header.width()).all(|cell| cell.trim().is_empty())
}

/// The hash of a row's cells: XXH3-64 over each cell followed by a unit separator. A column may be left out (running numbers,
/// which move when an institution is inserted above).
pub(super) fn hash(cells: &StringRecord, except: Option<usize>) -> u64 {
    let mut hasher = Xxh3::new();
    for (i, cell) in cells.iter().enumerate() {
        if Some(i) != except {
            hasher.update(cell.as_bytes());
            hasher.update(b"\x1f");
        }
    }
    hasher.digest()
}

/// A row of two values in one cell of a notice.
pub(super) fn both(first: &str, second: &str) -> String {
    format!("{} / {}", clip(first), clip(second))
}
