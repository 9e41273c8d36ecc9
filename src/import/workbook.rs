//! Spreadsheets as rows: xlsx, xlsb, xls and ods.

use std::io::{Cursor, Read, Seek};

use ::csv::StringRecord;
use calamine::{Data, Dimensions, ExcelDateTime, Range, Reader, SheetVisible, Sheets, open_workbook_auto_from_rs};

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

/// A sheet as it lies on the table: where cells are merged, and whether it is shown at all.
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Whether it is hidden.
    pub(super) hidden: bool,
    /// Its rows from the first on, each from column A on.
    pub(super) rows: Vec<Vec<String>>,
    /// Merged regions: first and last (row, column), counted from 0.
    pub(super) merged: Vec<[(usize, usize); 2]>,
}

/// The sheets of a spreadsheet with what a form needs to be understood. ODS files do not say what is merged.
pub(super) fn forms(part: &Part) -> Result<Vec<Sheet>, ImportError> {
    let broken = |reason: String| ImportError::Workbook { file: part.name.clone(), reason };
    let mut book =
        open_workbook_auto_from_rs(Cursor::new(part.bytes.as_slice())).map_err(|error| broken(error.to_string()))?;
    let mut sheets = Vec::new();
    for sheet in book.sheets_metadata().to_vec() {
        let name = sheet.name;
        let range = book.worksheet_range(&name).map_err(|error| broken(format!("sheet {name}: {error}")))?;
        let merged = merged(&mut book, &name).map_err(|reason| broken(format!("sheet {name}: {reason}")))?;
        let (top, left) = range.start().unwrap_or_default();
        let mut rows = vec![Vec::new(); top as usize];
        for row in range.rows() {
            let margin = std::iter::repeat_n(String::new(), left as usize);
            rows.push(margin.chain(row.iter().map(text)).collect());
        }
        sheets.push(Sheet { name, hidden: sheet.visible != SheetVisible::Visible, rows, merged });
    }
    Ok(sheets)
}

fn merged<RS: Read + Seek>(book: &mut Sheets<RS>, name: &str) -> Result<Vec<[(usize, usize); 2]>, String> {
    let regions = match book {
        Sheets::Xlsx(book) => book.merge_cells_by_sheet_name(name).map_err(|error| error.to_string())?,
        Sheets::Xls(book) => book.merge_cells_by_sheet_name(name).map_err(|error| error.to_string())?,
        _ => Vec::new(),
    };
    let at = |(row, column): (u32, u32)| (row as usize, column as usize);
    Ok(regions.into_iter().map(|Dimensions { start, end }| [at(start), at(end)]).collect())
}

/// A cell as a person reads it: numbers without a decimal point where they are whole, dates and times as such.
fn text(cell: &Data) -> String {
    match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.clone(),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(moment) => moment_text(*moment),
        other => other.to_string(),
    }
}

/// A time where the value is less than a day, a date where it is whole, both otherwise.
fn moment_text(moment: ExcelDateTime) -> String {
    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
    if moment.as_f64() < 1.0 {
        format!("{hour:02}:{minute:02}")
    } else if moment.as_f64().fract() == 0.0 {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}")
    }
}
