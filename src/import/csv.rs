//! CSV as rows: UTF-8 with or without BOM, UTF-16 with BOM, CP932; comma or tab.

use std::borrow::Cow;
use std::io::Cursor;

use ::csv::{Reader, ReaderBuilder, StringRecord};
use encoding_rs::{Encoding, SHIFT_JIS};

use super::table::{Row, Rows};
use super::{ImportError, Part};

/// No published cell is nearly as long (その他の休診日 may have 2,000 characters); a longer one is a quote that was never closed.
const MOST_CELL_BYTES: usize = 32 * 1024;

/// The rows of a CSV file.
pub(super) fn rows(part: &Part) -> Result<Rows<'_>, ImportError> {
    let broken = |row, reason: String| ImportError::Csv { file: part.name.clone(), row, reason };
    let text = decode(&part.bytes).ok_or_else(|| {
        broken(1, "UTF-8 でも CP932（Shift_JIS）でもありません (neither UTF-8 nor CP932 text)".to_owned())
    })?;
    let delimiter = delimiter(&text);
    let bytes = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
        Cow::Owned(text) => Cow::Owned(text.into_bytes()),
    };
    let mut reader: Reader<Cursor<Cow<'_, [u8]>>> =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(Cursor::new(bytes));
    let mut number = 0;
    Ok(Box::new(std::iter::from_fn(move || {
        let mut cells = StringRecord::new();
        number += 1;
        match reader.read_record(&mut cells) {
            Ok(false) => None,
            Ok(true) if cells.iter().any(|cell| cell.len() > MOST_CELL_BYTES) => Some(Err(broken(
                number,
                "引用符（\"）が閉じていません (a quotation mark is opened and never closed)".to_owned(),
            ))),
            Ok(true) => Some(Ok(Row { number, cells })),
            Err(error) => Some(Err(broken(number, error.to_string()))),
        }
    })))
}

/// The text, or `None` where the bytes are no text in any encoding in use for such files.
fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling_and_without_replacement(&bytes[bom..]);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (!text.contains('\0')).then_some(Cow::Borrowed(text));
    }
    SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes).filter(|text| !text.contains('\0'))
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    if first.contains('\t') && !first.contains(',') { b'\t' } else { b',' }
}
