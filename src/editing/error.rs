//! Why an edit was not made.

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::edit::value::ValueFault;
use crate::storage::StoreError;

/// Somebody else changed the field in the meantime.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field.
    pub field: String,
    /// The number of the edit that the editor saw.
    pub seen: i64,
    /// The number of the last edit now.
    pub now: i64,
    /// What stands there now.
    pub theirs: Value,
    /// What the editor wants to write.
    pub yours: Value,
    /// Who made the last edit.
    pub author: Option<String>,
    /// When.
    pub made_at: Option<Timestamp>,
}

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A field or value cannot be taken.
    #[error(transparent)]
    Value(#[from] ValueFault),
    /// There is no such facility.
    #[error("施設 {0} はありません (no facility has this id)")]
    NoFacility(String),
    /// There is no such edit.
    #[error("変更 {0} はありません (no edit has this number)")]
    NoEdit(i64),
    /// The edit is taken back already.
    #[error("変更 {id} は変更 {by} で取り消し済みです (edit {id} was already undone by {by})")]
    Undone {
        /// The edit.
        id: i64,
        /// The one that took it back.
        by: i64,
    },
    /// The proposal that the edits would approve was decided already.
    #[error("提案 {0} はもう処理されています (proposal {0} was decided already)")]
    Decided(i64),
    /// Nothing is to be changed.
    #[error("変更がありません (nothing to change)")]
    Nothing,
    /// One field is named twice.
    #[error("「{0}」が2回あります (one field is named twice)")]
    Twice(String),
    /// More is to be changed than one transaction takes.
    #[error("一度に変更できるのは{0}までです。分けてください (at most {0} at once; make several batches)")]
    TooMany(usize),
    /// The reason is missing or too long.
    #[error("理由を1000文字までで書いてください (write a reason of at most 1000 characters)")]
    Reason,
    /// Somebody else changed the field in the meantime.
    #[error(
        "「{}」はほかの人が変更しています (somebody else has changed this field since you saw it): {} → {}",
        .0.field, .0.theirs, .0.yours
    )]
    Conflict(Box<Conflict>),
}
