//! Canonical NDJSON: a directory that this program wrote, or somebody else in its form, one facility a line.
//!
//! Recognised by content, not by a header: there is none. The edition is the newest day that any line speaks of, so that an
//! export carries its own date wherever and under whatever name it is read.

use std::collections::HashMap;

use jiff::civil::Date;
use xxhash_rust::xxh3::xxh3_64;

use super::ledger::{Ledger, place};
use super::table::clip;
use super::{Dataset, FileImport, ImportError, Part, edition};
use crate::domain::Facility;
use crate::domain::canonical::{self, LineFault};
use crate::domain::record::RecordBody;
use crate::domain::text::fold;

/// How many lines are looked at to see whether a file of JSON lines is one of facilities.
const LOOK_AT: usize = 20;

/// The fields by which a line is known to be meant as a facility.
const TELLING: [&str; 2] = ["id", "kind"];

/// Whether a file is one of JSON objects: its first character, blanks and byte order mark aside, opens one.
pub(super) fn is_json(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    text.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{')
}

/// A line that is not blank.
struct Line<'a> {
    number: u64,
    text: Result<&'a str, std::str::Utf8Error>,
    hash: u64,
}

/// Reads the file: a line that is no facility is refused, the others are taken.
///
/// # Errors
/// When the file is JSON of another sort, or neither its lines nor its name nor its zip give a date.
pub(super) fn read(part: &Part, progress: &mut dyn FnMut(u64)) -> Result<FileImport, ImportError> {
    let lines = lines(&part.bytes);
    recognise(part, &lines)?;
    let read: Vec<(Line<'_>, Result<Box<Facility>, LineFault>)> = lines
        .into_iter()
        .map(|line| {
            let facility = parse(&line);
            (line, facility)
        })
        .collect();
    let newest: Option<Date> = read.iter().filter_map(|(_, read)| canonical::newest_date(read.as_ref().ok()?)).max();
    let edition =
        newest.or_else(|| edition::of(part, &[])).ok_or_else(|| ImportError::NoEdition { file: part.name.clone() })?;
    let mut ledger = Ledger::new(&part.name, edition, progress);
    let mut records = Vec::new();
    let mut by_id: HashMap<String, (u64, u64)> = HashMap::new();
    for (Line { number, text, hash }, read) in read {
        ledger.count();
        let facility = match read {
            Ok(facility) => facility,
            Err(LineFault { code, field, message }) => {
                let value = clip(text.unwrap_or_default());
                ledger.refuse(code, place(number, &field, &value), &message);
                continue;
            }
        };
        if let Some(&(first, same)) = by_id.get(&facility.id) {
            let (code, message) = if same == hash {
                ("duplicate_row", format!("{first} 行目とまったく同じです (that line says exactly the same)"))
            } else {
                (
                    "duplicate_number",
                    format!(
                        "同じ id が {first} 行目にあります。先の行を使いました (that line has the same id already; that line was kept)"
                    ),
                )
            };
            ledger.set_aside(code, place(number, "id", &facility.id), &message);
            continue;
        }
        by_id.insert(facility.id.clone(), (number, hash));
        let key = facility.id.clone();
        records.push(ledger.record(Dataset::Canonical, key, vec![hash], RecordBody::Canonical(facility)));
    }
    Ok(ledger.close(Dataset::Canonical, records))
}

fn lines(bytes: &[u8]) -> Vec<Line<'_>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let numbered = (1..).zip(bytes.split(|byte| *byte == b'\n'));
    let trimmed = numbered.map(|(number, line)| (number, line.trim_ascii()));
    trimmed
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| Line { number, text: std::str::from_utf8(line), hash: xxh3_64(line) })
        .collect()
}

fn parse(line: &Line<'_>) -> Result<Box<Facility>, LineFault> {
    let text = line.text.map_err(|error| LineFault {
        code: "not_utf8",
        field: String::new(),
        message: format!("UTF-8 ではありません (not UTF-8): {error}"),
    })?;
    canonical::from_line(text).map(Box::new)
}

/// Refuses JSON that is not meant as facilities: GeoJSON, settings, a document over many lines.
fn recognise(part: &Part, lines: &[Line<'_>]) -> Result<(), ImportError> {
    let objects = || {
        let text = lines.iter().take(LOOK_AT).filter_map(|line| line.text.ok());
        text.filter_map(|text| serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(text).ok())
    };
    if objects().any(|fields| TELLING.iter().all(|name| fields.contains_key(*name))) {
        return Ok(());
    }
    let first = objects().next();
    let names = first.iter().flat_map(|fields| fields.keys()).take(12).map(|name| format!("「{}」", clip(name)));
    let unknown = names.collect::<Vec<_>>().join(" ");
    Err(ImportError::Unknown {
        file: part.name.clone(),
        nearest: "Zaitaku NDJSON, one facility a line".to_owned(),
        missing: TELLING.map(|name| format!("「{name}」")).join(" "),
        unknown: if fold(&unknown).is_empty() { "a line that is no JSON object".to_owned() } else { unknown },
    })
}
