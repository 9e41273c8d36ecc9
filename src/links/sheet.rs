//! The questions of a round as a table: a row for each facility, a column for each question. It is filled in with any spreadsheet and
//! handed in again; a cell that still says what it said changes nothing.

use jiff::civil::Date;
use serde_json::Value;

use super::form::plain;
use super::policy::Asking;
use super::questions::Questions;
use super::scope::{Scope, Scopes};
use crate::domain::Facility;
use crate::domain::edit::value;

/// What stands in a cell whose question the facility is not asked.
pub const NOT_ASKED: &str = "／";
/// What is written to take a value away: an empty cell says nothing.
pub const TAKE_AWAY: &str = "消す";
/// The columns before the questions.
const FIRST: [(&str, &str); 3] = [("施設", "id"), ("名前", "name"), ("版（変えないでください）", "seen")];

/// Why a table cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// It is no CSV.
    #[error("CSV として読めません (no CSV): {0}")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("列 [{0}] がありません。zaitaku freshness export の表に書き込んでください (a column is missing)")]
    Column(&'static str),
    /// A column is none of a round.
    #[error("列 [{0}] はこの表では変えられません (this column cannot be handed in)")]
    Field(String),
    /// A cell of the first columns is damaged.
    #[error("{row}行目の [{column}] を読めません (row {row}: {column} cannot be read)")]
    Cell {
        /// The row, the head being the first.
        row: usize,
        /// The column.
        column: &'static str,
    },
    /// The table could not be finished.
    #[error("CSV を書けません (the CSV cannot be written): {0}")]
    Write(#[from] std::io::Error),
}

/// What one facility says in a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetRow {
    /// The row, the head being the first.
    pub row: usize,
    /// The facility's identifier.
    pub facility: String,
    /// The number of its last edit when the table was made.
    pub seen: i64,
    /// Field and text of every cell that is filled in.
    pub cells: Vec<(String, String)>,
}

/// A value as it stands in a cell. The wave dash of hours is the one that Shift_JIS has: spreadsheets save the other as a question mark.
pub fn cell(field: &str, shown: &Value) -> String {
    in_words(field, shown).replace('〜', "～")
}

fn in_words(field: &str, shown: &Value) -> String {
    let text = |name: &str| shown.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    if let Some(plain) = shown.as_str() {
        return plain.to_owned();
    }
    if field == "hours_contact" {
        return text("text").unwrap_or_default().to_owned();
    }
    let mark = match text("answer") {
        Some("yes") => "○",
        Some("consult") => "△",
        Some("no") => "×",
        _ => return String::new(),
    };
    let places = shown.get("places").and_then(Value::as_u64).map(|places| format!("あと{places}名"));
    let said: Vec<String> =
        places.into_iter().chain(text("note").or_else(|| text("condition")).map(str::to_owned)).collect();
    if said.is_empty() { mark.to_owned() } else { format!("{mark}（{}）", said.join("、")) }
}

/// Writes the table, with a byte order mark, by which spreadsheets know UTF-8. `label` names a field in words.
///
/// # Errors
/// When the table cannot be put together.
pub fn write(
    facilities: &[(Facility, i64)],
    today: Date,
    asking: &Asking,
    label: impl Fn(&str) -> String,
) -> Result<Vec<u8>, SheetError> {
    let asked: Vec<Vec<String>> =
        facilities.iter().map(|(one, _)| Questions::new(one.kind, Scopes::ALL, today, asking).fields()).collect();
    let mut fields: Vec<&String> = Vec::new();
    for field in asked.iter().flatten() {
        if !fields.contains(&field) {
            fields.push(field);
        }
    }
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let heads = FIRST.iter().map(|(label, id)| format!("{label} [{id}]"));
    writer.write_record(heads.chain(fields.iter().map(|field| format!("{} [{field}]", label(field)))))?;
    for ((one, seen), asked) in facilities.iter().zip(&asked) {
        let first = [one.id.clone(), one.name.clone(), seen.to_string()];
        let text = |field: &&String| match asked.contains(field) {
            true => cell(field, &value::shown(one, field)),
            false => NOT_ASKED.to_owned(),
        };
        writer.write_record(first.into_iter().chain(fields.iter().map(text)))?;
    }
    writer.into_inner().map_err(|error| SheetError::Write(error.into_error()))
}

/// Reads a table that was handed in, in UTF-8 or as spreadsheets in Japan save it (Shift_JIS).
///
/// # Errors
/// When it is no such table.
pub fn read(bytes: &[u8]) -> Result<Vec<SheetRow>, SheetError> {
    let plain = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).unwrap_or(bytes);
    let text = match std::str::from_utf8(plain) {
        Ok(text) => text.into(),
        Err(_) => encoding_rs::SHIFT_JIS.decode(plain).0,
    };
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let id = |head: &str| {
        head.rsplit_once('[').and_then(|(_, id)| id.trim_end().strip_suffix(']')).unwrap_or_default().to_owned()
    };
    let heads: Vec<String> = reader.headers()?.iter().map(id).collect();
    let place = |name: &'static str| heads.iter().position(|head| head == name).ok_or(SheetError::Column(name));
    let (facility_at, seen_at) = (place("id")?, place("seen")?);
    let is_first = |head: &str| FIRST.iter().any(|(_, id)| *id == head);
    if let Some(unknown) = heads.iter().find(|head| !head.is_empty() && !is_first(head) && Scope::of(head).is_none()) {
        return Err(SheetError::Field(unknown.clone()));
    }
    let mut rows = Vec::new();
    for (row, record) in (2..).zip(reader.records()) {
        let record = record?;
        let facility = record.get(facility_at).unwrap_or_default().trim().to_owned();
        if facility.is_empty() {
            continue;
        }
        let seen = record.get(seen_at).and_then(|text| text.trim().parse().ok());
        let seen = seen.ok_or(SheetError::Cell { row, column: "seen" })?;
        let cells = heads.iter().zip(record.iter()).filter(|(head, _)| !head.is_empty() && !is_first(head));
        let cells = cells.map(|(head, text)| (head.clone(), text.trim().to_owned()));
        let cells = cells.filter(|(_, text)| !text.is_empty() && text != NOT_ASKED).collect();
        rows.push(SheetRow { row, facility, seen, cells });
    }
    Ok(rows)
}

/// A text as a spreadsheet gives it back that saves Shift_JIS: what has no place there is a question mark.
fn as_saved(text: &str) -> String {
    let saved = |c: char| {
        let mut buffer = [0; 4];
        let (bytes, _, broken) = encoding_rs::SHIFT_JIS.encode(c.encode_utf8(&mut buffer));
        if broken { "?".to_owned() } else { encoding_rs::SHIFT_JIS.decode_without_bom_handling(&bytes).0.into_owned() }
    };
    text.chars().map(saved).collect()
}

/// The values that a row changes: those whose cell says something else than the facility does.
///
/// # Errors
/// The fields whose cell cannot be read, each with what is expected.
pub fn differences(row: &SheetRow, facility: &Facility) -> Result<Vec<(String, Value)>, Vec<value::ValueFault>> {
    let (mut changes, mut faults) = (Vec::new(), Vec::new());
    for (field, text) in &row.cells {
        let now = cell(field, &value::shown(facility, field));
        if *text == now || *text == as_saved(&now) {
            continue;
        }
        let read = if text == TAKE_AWAY { Ok(Value::Null) } else { value::from_text(field, text) };
        match read {
            // Another spelling of what stands there changes nothing either: 「2名」 for 「○（あと2名）」.
            Ok(value) if plain(field, &value) == plain(field, &value::shown(facility, field)) => {}
            Ok(value) => changes.push((field.clone(), value)),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(changes) } else { Err(faults) }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use serde_json::json;

    use super::*;
    use crate::domain::correction::calendar_of_words;
    use crate::domain::source::{Origin, Source};
    use crate::domain::{Answer, Fact, Kind, vocabulary};
    use crate::links::link_policy;

    const TODAY: Date = date(2026, 11, 21);

    fn facilities() -> Vec<(Facility, i64)> {
        let origin = Origin { source: Source::Survey, as_of: date(2026, 6, 1) };
        let mut clinic = Facility::new("n-1", Kind::Clinic, "（架空）うみかぜ", "神奈川県横須賀市浦賀五丁目1-1");
        clinic.phone = Some("046—000—0001".to_owned());
        clinic.hours.contact = Some(calendar_of_words("平日 9:00〜12:00", origin));
        let condition = Some("看取りのみ".to_owned());
        let fact = Fact { answer: Answer::Consult, as_of: origin.as_of, source: origin.source, condition };
        clinic.set_fact(vocabulary().capability("tpn").unwrap(), fact);
        let stay = Facility::new("k-1", Kind::ShortStay, "（架空）はまゆう", "神奈川県横須賀市浦賀五丁目1-2");
        vec![(clinic, 7), (stay, 0)]
    }

    fn table() -> String {
        let bytes = write(&facilities(), TODAY, &link_policy().page, str::to_owned).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_table_that_comes_back_as_it_went_changes_nothing() {
        let text = table();
        assert!(
            text.starts_with('\u{feff}') && text.contains("△（看取りのみ）") && text.contains("new_patients/2026-12")
        );
        let japanese = as_saved(text.trim_start_matches('\u{feff}'));
        let (japanese, _, broken) = encoding_rs::SHIFT_JIS.encode(&japanese);
        assert!(!broken);
        for bytes in [text.as_bytes(), &japanese] {
            let rows = read(bytes).unwrap();
            assert_eq!(
                rows.iter().map(|row| (row.facility.as_str(), row.seen)).collect::<Vec<_>>(),
                [("n-1", 7), ("k-1", 0)]
            );
            for (row, (facility, _)) in rows.iter().zip(facilities()) {
                assert_eq!(differences(row, &facility).unwrap(), [], "{row:?}");
            }
        }
    }

    #[test]
    fn a_cell_that_was_filled_in_changes_its_field() {
        let clinic = facilities().remove(0).0;
        let row = |field: &str, text: &str| SheetRow {
            row: 2,
            facility: "n-1".to_owned(),
            seen: 7,
            cells: vec![(field.to_owned(), text.to_owned())],
        };
        for (field, text, expected) in [
            ("tpn", "×", json!({ "answer": "no", "condition": null })),
            ("tpn", TAKE_AWAY, Value::Null),
            ("new_patients/2026-12", "2名", json!({ "answer": "yes", "places": 2 })),
            ("phone", "046-000-0002", json!("046-000-0002")),
        ] {
            assert_eq!(differences(&row(field, text), &clinic).unwrap(), [(field.to_owned(), expected)]);
        }
    }

    #[test]
    fn what_is_no_table_of_a_round_is_refused() {
        assert!(matches!(read(b"a,b\n1,2\n"), Err(SheetError::Column("id"))));
        let wrong = "x [id],y [seen],z [name],w [address]\nn-1,0,x,y\n";
        assert!(matches!(read(wrong.as_bytes()), Err(SheetError::Field(field)) if field == "address"));
        assert!(matches!(
            read("x [id],y [seen]\nn-1,soon\n".as_bytes()),
            Err(SheetError::Cell { row: 2, column: "seen" })
        ));
    }
}
