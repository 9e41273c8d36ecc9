//! A file as tables of rows, whether it came as CSV or as a spreadsheet.

use ::csv::StringRecord;

use super::layout::{Header, Layout, Need};
use super::{
    ImportError, Part, corrections, csv, filings, kaigo, located, navii, open_data, places, roster, vacancy, workbook,
};

/// Every layout that is recognised.
const LAYOUTS: [&Layout; 14] = [
    &navii::FACILITY,
    &navii::HOURS,
    &kaigo::LAYOUT,
    &filings::LAYOUT,
    &open_data::MEDICAL,
    &open_data::CARE,
    &corrections::LAYOUT,
    &roster::LAYOUT,
    &roster::PLAIN,
    &vacancy::LAYOUT,
    &places::BLOCKS,
    &places::TOWNS,
    &places::GEOLONIA,
    &located::LAYOUT,
];

/// How far down a sheet its header may stand; in real files it is row 1 or row 4.
const HEADER_WITHIN: usize = 20;

/// A row and its number as a person counts it: the first row of the file is 1.
pub(super) struct Row {
    /// Its number.
    pub(super) number: u64,
    /// Its cells.
    pub(super) cells: StringRecord,
}

impl Row {
    /// Whether no cell says anything.
    pub(super) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.trim().is_empty())
    }
}

/// Rows as they come.
pub(super) type Rows<'a> = Box<dyn Iterator<Item = Result<Row, ImportError>> + 'a>;

/// A recognised table: its header, and the rows below it.
pub(super) struct Table<'a> {
    /// What it was recognised as.
    pub(super) layout: &'static Layout,
    /// Its header.
    pub(super) header: Header,
    /// Where the header stands.
    pub(super) header_row: u64,
    /// The texts that stand above the header.
    pub(super) above: Vec<String>,
    /// The rows below, blank ones included.
    pub(super) rows: Rows<'a>,
}

/// A file opened.
pub(super) struct Book<'a> {
    /// Its recognised tables, at least one.
    pub(super) tables: Vec<Table<'a>>,
    /// The texts that stand above the first recognised header.
    pub(super) above: Vec<String>,
    /// Sheets without a known header.
    pub(super) ignored: Vec<String>,
}

/// Opens a part and recognises it.
pub(super) fn open(part: &Part) -> Result<Book<'_>, ImportError> {
    let sheets = if workbook::is_workbook(&part.bytes) {
        workbook::sheets(part)?
    } else {
        vec![(String::new(), csv::rows(part)?)]
    };
    let mut book = Book { tables: Vec::new(), above: Vec::new(), ignored: Vec::new() };
    let mut nearest: Option<Header> = None;
    for (name, rows) in sheets {
        match recognise(rows)? {
            Ok(table) => {
                if book.tables.is_empty() {
                    book.above.clone_from(&table.above);
                }
                book.tables.push(table);
            }
            Err(header) => {
                book.ignored.push(name);
                nearest = better(nearest, header);
            }
        }
    }
    if book.tables.is_empty() { Err(refuse(&part.name, nearest)) } else { Ok(book) }
}

type Recognised<'a> = Result<Table<'a>, Option<Header>>;

fn recognise(mut rows: Rows<'_>) -> Result<Recognised<'_>, ImportError> {
    let mut above = Vec::new();
    let mut nearest = None;
    for _ in 0..HEADER_WITHIN {
        let Some(row) = rows.next().transpose()? else { break };
        let mut headers: Vec<(&'static Layout, Header)> =
            LAYOUTS.iter().map(|layout| (*layout, Header::new(layout, &row.cells))).collect();
        headers.sort_by_key(|(_, header)| std::cmp::Reverse(header.fit()));
        if let Some(i) = headers.iter().position(|(_, header)| header.fits()) {
            let (layout, header) = headers.swap_remove(i);
            return Ok(Ok(Table { layout, header, header_row: row.number, above, rows }));
        }
        nearest = better(nearest, headers.into_iter().next().map(|(_, header)| header));
        above.extend(row.cells.iter().filter(|cell| !cell.trim().is_empty()).map(str::to_owned));
    }
    Ok(Err(nearest))
}

fn better(a: Option<Header>, b: Option<Header>) -> Option<Header> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.fit() > a.fit() { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn refuse(file: &str, nearest: Option<Header>) -> ImportError {
    let Some(header) = nearest else { return ImportError::Empty { file: file.to_owned() } };
    let list = |names: &[&str]| match names {
        [] => "なし (none)".to_owned(),
        names => {
            let shown: Vec<String> = names.iter().take(12).map(|name| format!("「{}」", clip(name))).collect();
            let more = names.len() - shown.len();
            shown.join(" ") + &if more > 0 { format!(" ほか {more} 列 (and more)") } else { String::new() }
        }
    };
    // Where no column at all is known, what the first layout would need helps nobody.
    let (nearest, missing) = match header.fit() {
        0 => ("なし (none: no column is known)".to_owned(), "―".to_owned()),
        _ => (header.label().to_owned(), list(&header.missing(Need::Required))),
    };
    ImportError::Unknown { file: file.to_owned(), nearest, missing, unknown: list(&header.unknown()) }
}

/// The beginning of a text, for messages.
pub(super) fn clip(text: &str) -> String {
    const MOST: usize = 80;
    if text.chars().count() <= MOST { text.to_owned() } else { text.chars().take(MOST).chain(['…']).collect() }
}
