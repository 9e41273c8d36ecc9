//! One cell: what stands in it, and what a spreadsheet may have made of what somebody typed.

use calamine::Data;
use serde_json::Value;

use super::fault::Fault;
use crate::domain::edit::words;
use crate::domain::source::Origin;

/// The letters by which a spreadsheet calls a column, counted from 0.
pub(super) fn letters(column: usize) -> String {
    let mut text = String::new();
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        text.insert(0, char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    text
}

/// What a reader sees in a cell.
pub(super) fn text(cell: &Data) -> String {
    let text = match cell {
        Data::Empty => String::new(),
        Data::String(text) => text.replace("_x000D_", "").replace("\r\n", "\n"),
        Data::Float(number) if number.fract() == 0.0 && number.abs() < 1e15 => format!("{number:.0}"),
        Data::DateTime(moment) => {
            let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
            match moment.as_f64() {
                time if time < 1.0 => format!("{hour:02}:{minute:02}"),
                _ => format!("{year:04}-{month:02}-{day:02}"),
            }
        }
        other => other.to_string(),
    };
    text.trim().to_owned()
}

/// Whether a cell says what stood in it before. A cell that is empty now leaves the value as it is.
pub(super) fn is_untouched(cell: &Data, base: &str) -> bool {
    let now = text(cell);
    now.is_empty() || now == base.trim()
}

/// The value that was typed into a cell of a field.
pub(super) fn value(cell: &Data, field: &str, origin: Origin) -> Result<Value, Fault> {
    let typed = text(cell);
    match cell {
        Data::Bool(_) | Data::Error(_) | Data::DurationIso(_) => return Err(Fault::NoText),
        Data::DateTime(_) | Data::DateTimeIso(_) if field != "closed" => return Err(Fault::TurnedIntoDate),
        Data::DateTimeIso(moment) => return read(field, moment.split('T').next().unwrap_or_default(), origin),
        Data::Int(_) | Data::Float(_) if matches!(field, "phone" | "fax") => return Err(Fault::LostZero),
        Data::Float(serial) if field == "closed" => {
            return read(field, &day_of_serial(*serial).unwrap_or(typed), origin);
        }
        _ => {}
    }
    read(field, &typed, origin)
}

fn read(field: &str, typed: &str, origin: Origin) -> Result<Value, Fault> {
    words::read(field, typed, origin).map_err(Fault::Value)
}

/// The day that a spreadsheet means by a number: days since 30 December 1899. Only of this and the next decades, so that a year alone is
/// no day.
fn day_of_serial(serial: f64) -> Option<String> {
    /// 1 January 1990.
    const FIRST: f64 = 32_874.0;
    /// 1 January 2100.
    const LAST: f64 = 73_051.0;
    let zero = jiff::civil::date(1899, 12, 30);
    let day = (FIRST..LAST).contains(&serial).then_some(serial as i64)?;
    zero.checked_add(jiff::Span::new().days(day)).ok().map(|day| day.to_string())
}
