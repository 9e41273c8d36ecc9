//! A workbook that came back: which cells were changed in it, and what is wrong.

use std::collections::HashMap;
use std::io::Cursor;

use calamine::{Data, Range, Reader, open_workbook_auto_from_rs};

use super::fault::{Fault, Problem};
use super::{GUIDE_SHEET, ID, MARK, MARK_SHEET, VERSION, cell, digest};
use crate::domain::edit::value::SERVICE_CAPACITY;
use crate::domain::source::Origin;

/// Identifiers and headings of columns stand above this row, whatever was inserted above them.
const HEADINGS_WITHIN: usize = 30;
/// So many identifiers or headings in a row are no accident.
const ENOUGH: usize = 3;
/// What a workbook may open to, in bytes: some ten times the largest that this program writes.
const MOST_BYTES: u64 = 400 << 20;

/// A cell that was changed by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// The facility's identifier.
    pub facility: String,
    /// The field.
    pub field: String,
    /// What stood in the cell when the workbook was written.
    pub base: String,
    /// What stands there now, as the value of an edit.
    pub value: serde_json::Value,
    /// The cell, such as `F12`.
    pub cell: String,
}

/// What a workbook says.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Read {
    /// The number of the last edit that was in it when it was written.
    pub edit: i64,
    /// When that edit was made.
    pub edit_at: String,
    /// The cells that were changed.
    pub changed: Vec<Changed>,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Rows of facilities.
    pub rows: usize,
    /// Facilities that were in the workbook and have no row any more; they stay as they are.
    pub missing: usize,
    /// Headings of columns that somebody added; they are not read.
    pub added: Vec<String>,
}

/// Why a file is no workbook to edit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotASheet {
    /// It is no workbook at all, or a broken one.
    #[error("Excel のファイルとして開けません (no workbook, or a broken one): {0}")]
    Workbook(String),
    /// It does not come from here.
    #[error(
        "Zaitaku の「編集用の表」ではありません。調査票や名簿は zaitaku import で取り込みます (not a sheet to edit that Zaitaku wrote; surveys and lists are read by `zaitaku import`)"
    )]
    Foreign,
    /// It comes from another version of the program.
    #[error("別の版で作られた表です。新しく作り直してください (made by another version of the program; make it anew)")]
    Version,
    /// The sheet with the facilities, or its headings, are gone.
    #[error("施設の表か、その見出しが見つかりません (the sheet with the facilities, or its headings, are gone)")]
    NoTable,
}

/// Reads a workbook. `origin` is by whom and on which day its values would be written.
///
/// # Errors
/// When it is none that this program wrote.
pub fn read(bytes: &[u8], origin: Origin) -> Result<Read, NotASheet> {
    check_size(bytes)?;
    let broken = |error: calamine::Error| NotASheet::Workbook(error.to_string());
    let mut book = open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(broken)?;
    let names = book.sheet_names();
    let kept = names.iter().find(|name| *name == MARK_SHEET).ok_or(NotASheet::Foreign)?;
    let kept = Kept::of(&book.worksheet_range(kept).map_err(broken)?)?;
    for name in names.iter().filter(|name| ![MARK_SHEET, GUIDE_SHEET].contains(&name.as_str())) {
        let range = book.worksheet_range(name).map_err(broken)?;
        if let Some(table) = Table::of(&range, &kept) {
            return Ok(table.read(&kept, origin));
        }
    }
    Err(NotASheet::NoTable)
}

/// Refuses by the sizes that the file declares, before anything is unpacked.
fn check_size(bytes: &[u8]) -> Result<(), NotASheet> {
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(NotASheet::Foreign);
    }
    let broken = |error: zip::result::ZipError| NotASheet::Workbook(error.to_string());
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        total = total.saturating_add(archive.by_index_raw(index).map_err(broken)?.size());
    }
    let too_large = || NotASheet::Workbook("大きすぎます (opens to too many bytes)".to_owned());
    if total > MOST_BYTES { Err(too_large()) } else { Ok(()) }
}

/// What the hidden sheet has kept.
struct Kept {
    edit: i64,
    edit_at: String,
    /// The columns by their keys, and their headings.
    columns: Vec<(String, String)>,
    /// By facility: what stood in the cells of its row; `None` where that was changed.
    rows: HashMap<String, Option<HashMap<String, String>>>,
}

fn own(range: &Range<Data>, row: usize, column: usize) -> String {
    range.get_value((row as u32, column as u32)).map_or_else(String::new, cell::text)
}

impl Kept {
    fn of(range: &Range<Data>) -> Result<Self, NotASheet> {
        // As in `write`: kind, edit, keys, headings, then one row a facility.
        const EDIT: usize = 2;
        const KEYS: usize = 3;
        const FIRST: usize = 5;
        if own(range, 0, 0) != MARK {
            return Err(NotASheet::Foreign);
        }
        if own(range, 0, 1) != VERSION {
            return Err(NotASheet::Version);
        }
        let (last_row, last_column) = range.end().ok_or(NotASheet::Foreign)?;
        let keys: Vec<String> = (2..=last_column as usize).map(|column| own(range, KEYS, column)).collect();
        let columns = (2..).zip(&keys).map(|(column, key)| (key.clone(), own(range, KEYS + 1, column)));
        let columns = columns.filter(|(key, _)| !key.is_empty() && !key.starts_with("number/")).collect();
        let mut rows = HashMap::new();
        for row in FIRST..=last_row as usize {
            let id = own(range, row, 0);
            if id.is_empty() {
                continue;
            }
            // The digest was made of the texts as they are, not as a reader sees them.
            let exact = |column: usize| match range.get_value((row as u32, column as u32)) {
                Some(Data::String(text)) => text.replace("_x000D_", "").replace("\r\n", "\n"),
                _ => own(range, row, column),
            };
            let texts: Vec<String> = (2..2 + keys.len()).map(exact).collect();
            let said: Vec<&str> = texts.iter().map(String::as_str).collect();
            let is_whole = digest(&id, &said) == own(range, row, 1);
            let texts = keys.iter().cloned().zip(texts).collect();
            rows.insert(id, is_whole.then_some(texts));
        }
        let edit = own(range, EDIT, 1).parse().map_err(|_| NotASheet::Version)?;
        Ok(Self { edit, edit_at: own(range, EDIT, 2), columns, rows })
    }
}

/// The sheet of the facilities.
struct Table<'a> {
    range: &'a Range<Data>,
    /// The row above the first facility.
    header: usize,
    /// The columns that are known, by position: key and heading.
    columns: Vec<(usize, String, String)>,
    added: Vec<String>,
}

impl<'a> Table<'a> {
    /// Finds the columns by their identifiers in the hidden row, or by their headings where somebody has deleted it.
    fn of(range: &'a Range<Data>, kept: &Kept) -> Option<Self> {
        let (last_row, last_column) = range.end()?;
        let width = 0..=last_column as usize;
        let row = |row: usize, known: &dyn Fn(&str) -> Option<String>| -> Vec<(usize, String)> {
            width.clone().filter_map(|column| Some((column, known(&own(range, row, column))?))).collect()
        };
        let by_key =
            |text: &str| (text == ID || kept.columns.iter().any(|(key, _)| key == text)).then(|| text.to_owned());
        let by_heading = |text: &str| {
            let named = kept.columns.iter().find(|(_, heading)| heading == text).map(|(key, _)| key.clone());
            named.or_else(|| text.starts_with("Zaitaku ID").then(|| ID.to_owned()))
        };
        let within = 0..HEADINGS_WITHIN.min(last_row as usize + 1);
        let find = |known: &dyn Fn(&str) -> Option<String>| {
            within.clone().map(|at| (at, row(at, known))).find(|(_, found)| found.len() >= ENOUGH)
        };
        let (keys, headings) = (find(&by_key), find(&by_heading));
        let header = keys.as_ref().map(|(row, _)| *row).max(headings.as_ref().map(|(row, _)| *row))?;
        let heading_row = headings.as_ref().map_or(header, |(row, _)| *row);
        let (_, found) = keys.or(headings)?;
        found.iter().find(|(_, key)| key == ID)?;
        let is_known = |column: usize| found.iter().any(|(known, _)| *known == column);
        let added = width.clone().filter(|column| !is_known(*column)).map(|column| own(range, heading_row, column));
        let added = added.filter(|heading| !heading.is_empty()).collect();
        let columns = found.into_iter().map(|(at, key)| (at, key, own(range, heading_row, at))).collect();
        Some(Self { range, header, columns, added })
    }

    fn read(&self, kept: &Kept, origin: Origin) -> Read {
        let mut read =
            Read { edit: kept.edit, edit_at: kept.edit_at.clone(), added: self.added.clone(), ..Read::default() };
        let last = self.range.end().map_or(0, |(row, _)| row as usize);
        let id_column = self.columns.iter().find(|(_, key, _)| key == ID).map_or(0, |(column, ..)| *column);
        let mut rows: HashMap<String, Vec<usize>> = HashMap::new();
        for row in self.header + 1..=last {
            let id = own(self.range, row, id_column);
            let is_empty = || self.columns.iter().all(|(column, ..)| own(self.range, row, *column).is_empty());
            if id.is_empty() && is_empty() {
                continue;
            }
            read.rows += 1;
            rows.entry(id).or_default().push(row);
        }
        read.missing = kept.rows.keys().filter(|id| !rows.contains_key(*id)).count();
        let mut in_order: Vec<(&String, &Vec<usize>)> = rows.iter().collect();
        in_order.sort_by_key(|(_, rows)| rows[0]);
        for (id, at) in in_order {
            let wrong = |fault: Fault| at.iter().map(|row| self.problem(*row, id, fault.clone())).collect::<Vec<_>>();
            match kept.rows.get(id) {
                _ if id.is_empty() => read.problems.extend(wrong(Fault::NewRow)),
                None => read.problems.extend(wrong(Fault::Foreign)),
                Some(_) if at.len() > 1 => read.problems.extend(wrong(Fault::Twice)),
                Some(None) => read.problems.extend(wrong(Fault::Damaged)),
                Some(Some(base)) => self.row(at[0], id, base, origin, &mut read),
            }
        }
        read.problems.sort_by_key(|problem| problem.row);
        read
    }

    fn row(&self, row: usize, id: &str, base: &HashMap<String, String>, origin: Origin, read: &mut Read) {
        for (column, key, heading) in self.columns.iter().filter(|(_, key, _)| key != ID) {
            let cell = self.range.get_value((row as u32, *column as u32)).unwrap_or(&Data::Empty);
            let base_text = base.get(key).map_or("", String::as_str);
            if cell::is_untouched(cell, base_text) {
                continue;
            }
            let field = field_of(key, base);
            let value = field.ok_or(Fault::NoService).and_then(|field| Ok((cell::value(cell, &field, origin)?, field)));
            match value {
                Ok((value, field)) => read.changed.push(Changed {
                    facility: id.to_owned(),
                    field,
                    base: base_text.to_owned(),
                    value,
                    cell: format!("{}{}", cell::letters(*column), row + 1),
                }),
                Err(fault) => read.problems.push(Problem {
                    column: cell::letters(*column),
                    heading: heading.clone(),
                    typed: cell::text(cell),
                    ..self.problem(row, id, fault)
                }),
            }
        }
    }

    /// Something wrong with a whole row.
    fn problem(&self, row: usize, id: &str, fault: Fault) -> Problem {
        let name = self.columns.iter().find(|(_, key, _)| key == "name");
        let name = name.map(|(column, ..)| own(self.range, row, *column)).unwrap_or_default();
        let (column, heading) = (String::new(), String::new());
        Problem { row: row + 1, column, heading, name, typed: id.to_owned(), fault }
    }
}

/// The field of a facility that a column is about; `None` where the facility has no such service.
fn field_of(key: &str, base: &HashMap<String, String>) -> Option<String> {
    let Some(code) = key.strip_prefix(SERVICE_CAPACITY).and_then(|rest| rest.strip_prefix('/')) else {
        return Some(key.to_owned());
    };
    let number = base.get(&format!("number/{code}")).filter(|number| !number.is_empty())?;
    Some(format!("{SERVICE_CAPACITY}/{number}/{code}"))
}
