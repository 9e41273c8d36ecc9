//! Facilities as a workbook that people edit with the program they know, and what they changed in it. One row a facility, one column a
//! field; what stood in every cell when the workbook was written travels in a hidden sheet, so that what was changed by hand is known
//! whatever was changed meanwhile.

mod cell;
mod column;
mod fault;
mod read;
#[cfg(test)]
mod tests;
mod write;

use jiff::civil::Date;

use crate::domain::{Facility, Kind};

pub use fault::{Fault, Problem};
pub use read::{Changed, NotASheet, Read, read};
pub use write::{WriteError, write};

/// The hidden sheet by which a workbook is known again, and which says what stood in every cell.
const MARK_SHEET: &str = "_zaitaku";
/// What stands in its first cell.
const MARK: &str = "zaitaku-edit-sheet";
/// The version of its form.
const VERSION: &str = "1";
/// The sheet of the facilities.
const SHEET: &str = "施設";
/// The sheet of the explanations.
const GUIDE_SHEET: &str = "説明";
/// The identifier of the column with the identifiers.
const ID: &str = "id";

/// A workbook to write.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Of which kind all of its facilities are.
    pub kind: Kind,
    /// The facilities as readers see them, in the order of the rows.
    pub facilities: Vec<Facility>,
    /// The number of the last edit that is in them.
    pub edit: i64,
    /// When that edit was made: a store that was restored to an earlier state has another edit of that number.
    pub edit_at: String,
    /// The day on which the workbook is made.
    pub made_on: Date,
}

/// What a hidden row says of one facility, made into one short text: whoever damaged it is found out.
fn digest(id: &str, texts: &[&str]) -> String {
    let all: Vec<&str> = std::iter::once(id).chain(texts.iter().copied()).collect();
    let digest = crate::domain::audit::digest_of(&serde_json::json!(all)).unwrap_or_default();
    digest.chars().take(16).collect()
}
