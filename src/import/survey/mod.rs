//! Surveys: workbooks in which institutions say what they can do, in any layout.
//!
//! [`propose`] looks at a file and proposes a [`Mapping`]: which column is what, how sure that is, and why. A clerk looks it over;
//! the import then reads by the mapping and guesses nothing. Our own [`template`] carries its mapping inside.

mod answer;
mod bind;
mod builder;
mod cells;
mod column;
mod dates;
mod form;
mod grid;
mod header;
mod layout;
mod mapping;
mod propose;
mod repeat;
mod role;
mod rows;
pub mod template;
mod words;

#[cfg(test)]
mod tests;

use jiff::civil::Date;

pub use answer::{Answers, Blank};
pub use column::USE_FROM;
pub use layout::Layout;
pub use mapping::{ColumnMapping, Mapping, TableMapping};
pub use propose::{Proposal, propose};
pub use role::Role;
pub use words::check_words;

use super::ledger::Ledger;
use super::{Dataset, FileImport, ImportError, Part, edition};
use bind::Bound;
use grid::Grid;
use rows::Reader;

/// The ending of mapping files: the mapping of `調査.xlsx` is `調査.xlsx.survey.toml`.
pub const MAPPING_ENDING: &str = ".survey.toml";

/// A larger file is looked at as a survey only where a mapping bears its name: whole registers are not searched for headings.
/// A survey of three thousand institutions with eighty columns has some two megabytes.
const MOST_BYTES: usize = 8 << 20;

/// A mapping file as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingFile {
    /// Its name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The mapping files around a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MappingFiles {
    /// The one that bears the file's name.
    pub own: Option<MappingFile>,
    /// Others in its folder; one of them is used where its headings are the same.
    pub folder: Vec<MappingFile>,
}

/// Reads a survey by the mapping that bears its name, by itself where it is our template, or by one of its folder whose headings
/// are the same. `None` where the file is nothing of that.
pub(super) fn read(
    part: &Part,
    mappings: &MappingFiles,
    progress: &mut dyn FnMut(u64),
) -> Option<Result<FileImport, ImportError>> {
    if let Some(file) = &mappings.own {
        return Some(parse(part, file).and_then(|mapping| {
            let grids = Grid::open(part)?;
            by_mapping(part, &grids, &mapping, &Whose { name: &file.name, own: true }, progress)
        }));
    }
    if template::may_be(&part.bytes) {
        match Grid::open(part) {
            Ok(grids) => {
                if let Some(mapping) = template::mapping(&grids) {
                    let whose = Whose { name: "調査票の様式 (template)", own: false };
                    return Some(by_mapping(part, &grids, &mapping, &whose, progress));
                }
            }
            Err(error) => return Some(Err(error)),
        }
    }
    if mappings.folder.is_empty() || part.bytes.len() > MOST_BYTES {
        return None;
    }
    let grids = Grid::open(part).ok()?;
    let prints = prints(&grids);
    // A broken mapping beside another file is that file's fault, not this one's.
    let known = mappings.folder.iter().filter_map(|file| Some((file, Mapping::parse(&file.text).ok()?)));
    let (file, mapping) = known.into_iter().find(|(_, mapping)| fits(&grids, &prints, mapping))?;
    Some(by_mapping(part, &grids, &mapping, &Whose { name: &file.name, own: false }, progress))
}

/// The fingerprints of all tables of a file.
fn prints(grids: &[Grid]) -> Vec<String> {
    grids.iter().flat_map(header::tables).map(|found| TableMapping::fingerprint_of(&found)).collect()
}

/// Whether a mapping made for another file fits this one: the headings are the same, or the labels of a form are there.
fn fits(grids: &[Grid], prints: &[String], mapping: &Mapping) -> bool {
    let same = |prints: &[String], table: &TableMapping| prints.contains(&table.fingerprint);
    if mapping.tables.iter().all(|table| table.layout == Layout::Rows) {
        return mapping.tables.iter().all(|table| same(prints, table));
    }
    let laid = layout::laid_out(grids, mapping);
    let prints = self::prints(&laid);
    let labels = || bind::bind(&laid, mapping, &mut Ledger::new("", Date::ZERO, &mut |_| ())).is_ok();
    mapping.tables.iter().all(|table| table.layout == Layout::Form && labels() || same(&prints, table))
}

/// Whether a file of no known layout looks like a survey, so that a mapping would help.
pub(super) fn looks_like_one(part: &Part) -> bool {
    /// A survey asks several things.
    const FEWEST: usize = 2;
    let asks =
        |column: &ColumnMapping| matches!(column.role, Role::Capability(_) | Role::CapabilityList) && column.used;
    part.bytes.len() <= MOST_BYTES
        && propose(part, None).is_ok_and(|proposal| {
            proposal.mapping.tables.iter().flat_map(|table| &table.columns).filter(|column| asks(column)).count()
                >= FEWEST
        })
}

fn parse(part: &Part, file: &MappingFile) -> Result<Mapping, ImportError> {
    Mapping::parse(&file.text).map_err(|reason| refused(part, &file.name, reason))
}

fn refused(part: &Part, mapping: &str, reason: String) -> ImportError {
    ImportError::Mapping { file: part.name.clone(), mapping: mapping.to_owned(), reason }
}

/// A mapping's name, and whether it was made for this very file.
struct Whose<'a> {
    name: &'a str,
    own: bool,
}

fn by_mapping(
    part: &Part,
    grids: &[Grid],
    mapping: &Mapping,
    whose: &Whose<'_>,
    progress: &mut dyn FnMut(u64),
) -> Result<FileImport, ImportError> {
    let grids = &*layout::laid_out(grids, mapping);
    let as_of = as_of(part, grids, mapping, whose)?;
    let mut ledger = Ledger::new(&part.name, as_of, progress);
    if !whose.own {
        ledger.remark("mapping_used", "", whose.name, "この対応表で読みました (read by this mapping)");
    }
    let bound = bind::bind(grids, mapping, &mut ledger).map_err(|reason| refused(part, whose.name, reason))?;
    let mut entries = Vec::new();
    for table in &bound {
        entries.extend(Reader { bound: table, mapping, as_of, ledger: &mut ledger }.entries());
    }
    let records = repeat::records(&mapping.survey, entries, &mut ledger);
    Ok(ledger.close(Dataset::Survey, records))
}

/// The day of the answers. A mapping made for another file knows that file's day, not this one's.
fn as_of(part: &Part, grids: &[Grid], mapping: &Mapping, whose: &Whose<'_>) -> Result<Date, ImportError> {
    if let (true, Some(date)) = (whose.own, mapping.as_of) {
        return Ok(date);
    }
    let above = |grid: &Grid, table: &TableMapping| -> Vec<String> { grid.above(table.header_rows[1]) };
    let tables = mapping.tables.iter();
    let lines: Vec<String> = tables
        .flat_map(|table| grids.iter().filter(|grid| grid.name == table.sheet).flat_map(|grid| above(grid, table)))
        .collect();
    let stated = || dates::as_of(&lines, &header::covers(grids));
    let answered = || {
        bind::bind(grids, mapping, &mut Ledger::new("", Date::ZERO, &mut |_| ()))
            .ok()
            .and_then(|bound| last_answer(&bound))
    };
    let named = || edition::of(part, &[]);
    stated().or_else(answered).or_else(named).ok_or_else(|| {
        let reason = "as_of（回答基準日）が空です。2026-10-01 のように記入してください (as_of is empty)".to_owned();
        if whose.own { refused(part, whose.name, reason) } else { ImportError::NoEdition { file: part.name.clone() } }
    })
}

/// The last day on which anybody answered, where rows carry days of their own.
fn last_answer(bound: &[Bound<'_>]) -> Option<Date> {
    let days =
        bound.iter().filter_map(|table| Some((table, table.column(&Role::AnsweredOn)?))).flat_map(|(table, column)| {
            let rows = table.found.header.1 + 1..=table.found.last;
            rows.filter_map(|row| dates::find(table.grid.own((row, column.index))))
        });
    days.max()
}
