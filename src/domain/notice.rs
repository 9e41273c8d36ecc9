//! Bad data is data: what an importer noticed, with file, row, field and value.

use serde::{Deserialize, Serialize};

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The value was kept or repaired; nothing was lost.
    Info,
    /// The field was left empty or the row set aside; the value stands in the notice.
    Warning,
    /// The row could not be used at all.
    Error,
}

/// One remark about one place in an imported file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// A stable identifier such as `missing_coordinates`; messages may change, codes do not.
    pub code: String,
    /// How much it matters.
    pub severity: Severity,
    /// The file, with its place inside a zip after `!`.
    pub file: String,
    /// The row as a person counts it in that file: the header of a CSV is row 1. 0 where the whole file is meant.
    pub row: u64,
    /// The column header.
    pub field: String,
    /// The value as it stands in the file.
    pub value: String,
    /// What was done about it, in a sentence.
    pub message: String,
}
