//! Surveys in many layouts, all invented, and the sample of the shared data.

mod cover;
mod forms;
mod layouts;
mod real;
mod refusals;
mod sample;
mod sheets;
mod template;

use jiff::civil::date;
use rust_xlsxwriter::{Format, Workbook, Worksheet};

use super::{Mapping, MappingFile, MappingFiles, Proposal, Role, propose};
use crate::domain::record::RecordBody;
use crate::domain::statement::Statement;
use crate::domain::{Answer, vocabulary};
use crate::import::{FileImport, ImportError, Part, read_with};

/// A sheet of cells, from the first row and column A on.
type Rows<'a> = &'a [&'a [&'a str]];

/// Writes cells; numbers that stand alone become numbers, as in real sheets.
fn fill(sheet: &mut Worksheet, rows: Rows<'_>) {
    for (row, cells) in (0u32..).zip(rows) {
        for (column, text) in (0u16..).zip(*cells) {
            match text.parse::<f64>() {
                Ok(number) if !text.starts_with('0') || *text == "0" => _ = sheet.write(row, column, number).unwrap(),
                _ if text.is_empty() => {}
                _ => _ = sheet.write(row, column, *text).unwrap(),
            }
        }
    }
}

/// A workbook of one sheet, with merged regions (first row, first column, last row, last column) whose text is that of the first cell.
fn book(name: &str, rows: Rows<'_>, merged: &[(u32, u16, u32, u16)]) -> Part {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("集計").unwrap();
    fill(sheet, rows);
    for &(top, left, bottom, right) in merged {
        let text = rows[top as usize].get(usize::from(left)).copied().unwrap_or_default();
        sheet.merge_range(top, left, bottom, right, text, &Format::new()).unwrap();
    }
    part(name, workbook.save_to_buffer().unwrap())
}

fn part(name: &str, bytes: Vec<u8>) -> Part {
    Part { name: name.to_owned(), modified: Some(date(2026, 11, 1)), bytes }
}

/// A CSV in CP932, as Japanese spreadsheet programs save it.
fn csv(name: &str, rows: Rows<'_>) -> Part {
    let quoted = |cell: &&str| format!("\"{}\"", cell.replace('"', "\"\""));
    let lines = rows.iter().map(|cells| cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n");
    let text: String = lines.collect();
    let (bytes, _, lossy) = encoding_rs::SHIFT_JIS.encode(&text);
    assert!(!lossy, "{name} has letters that CP932 lacks");
    part(name, bytes.into_owned())
}

/// Proposes, and passes the mapping through its file.
fn proposed(part: &Part) -> Proposal {
    let proposal = propose(part, None).unwrap();
    let text = proposal.mapping.to_toml(&part.name);
    let again = Mapping::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let same = |mapping: &Mapping| mapping.to_toml(&part.name).lines().filter(|line| !line.starts_with('#')).count();
    assert_eq!(same(&proposal.mapping), same(&again));
    assert_eq!(again.tables.len(), proposal.mapping.tables.len());
    proposal
}

/// The roles in use of one table, as `column role`, ignored columns left out.
fn roles(mapping: &Mapping, table: usize) -> Vec<String> {
    let columns = mapping.tables[table].columns.iter();
    let used = columns.filter(|column| column.used && column.role != Role::Ignored && column.role != Role::Unmapped);
    used.map(|column| format!("{} {}", column.column, column.role.id())).collect()
}

/// Imports by the mapping that `survey map` proposes for the file, edited by hand or not.
fn imported_by(part: &Part, mapping: &Mapping) -> Result<FileImport, ImportError> {
    let file = MappingFile { name: format!("{}.survey.toml", part.name), text: mapping.to_toml(&part.name) };
    let import = read_with(part, &MappingFiles { own: Some(file), folder: Vec::new() }, &mut |_| ())?;
    assert!(import.balances(), "{}: rows are not accounted for", import.file);
    let mut keys: Vec<&str> = import.records.iter().map(|record| record.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), import.records.len(), "keys are not unique");
    Ok(import)
}

fn imported(part: &Part) -> FileImport {
    imported_by(part, &proposed(part).mapping).unwrap()
}

fn statement(record: &crate::domain::record::SourceRecord) -> &Statement {
    match &record.body {
        RecordBody::Statement(statement) => statement,
        other => panic!("{other:?}"),
    }
}

/// What an institution said.
fn said<'a>(import: &'a FileImport, name: &str) -> &'a Statement {
    let found = import.records.iter().map(statement).find(|statement| statement.subject.name == name);
    found.unwrap_or_else(|| panic!("{name} is not among {:?}", import.records))
}

/// Its answer about a capability, and the condition.
fn answer(statement: &Statement, id: &str) -> (Answer, Option<String>) {
    let capability = vocabulary().capability(id).unwrap();
    let fact = statement.facts.iter().find(|(one, _)| *one == capability).map(|(_, fact)| fact);
    fact.map_or((Answer::Unknown, None), |fact| (fact.answer, fact.condition.clone()))
}

/// All answers as `id=answer`, in the order of the vocabulary.
fn answers(statement: &Statement) -> String {
    let one = |(capability, fact): &(crate::domain::Capability, crate::domain::Fact)| {
        format!("{}={}", vocabulary().id(*capability), fact.answer.id())
    };
    statement.facts.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// The rows with a notice of this code.
fn noticed(import: &FileImport, code: &str) -> Vec<u64> {
    import.notices.iter().filter(|notice| notice.code == code).map(|notice| notice.row).collect()
}
