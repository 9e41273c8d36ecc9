//! Spreadsheets as rows: xlsx, xlsb, xls and ods.

use std::io::Cursor;

use ::csv::StringRecord;
use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

use super::table::{Row, Rows};
use super::{ImportError, Part};

/// Whether the bytes are a spreadsheet: a zip (xlsx, ods) or a compound file (xls).
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0])
}

/// The sheets of a spreadsheet: name and rows.
pub(super) fn sheets(part: &Part) -> Result<Vec<(String, Rows<'static>)>, ImportError> {
    let broken = |reason: String| ImportError::Workbook { file: part.name.clone(), reason };
    let mut book =
        open_workbook_auto_from_rs(Cursor::new(part.bytes.as_slice())).map_err(|error| broken(error.to_string()))?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).map_err(|error| broken(format!("sheet {name}: {error}")))?;
        sheets.push((name, rows(range)));
    }
    Ok(sheets)
}

fn rows(range: Range<Data>) -> Rows<'static> {
    let (first, left) = range.start().unwrap_or_default();
    let height = range.height();
    Box::new((0..height).map(move |i| {
        let row = &range[i];
        let margin = std::iter::repeat_n(String::new(), left as usize);
        let cells: StringRecord = margin.chain(row.iter().map(text)).collect();
        Ok(Row { number: u64::from(first) + i as u64 + 1, cells })
    }))
}

/// A cell as a person reads it: numbers without a decimal point where they are whole.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        other => other.to_string(),
    }
}
