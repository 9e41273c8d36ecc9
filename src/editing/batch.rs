//! Edits of many facilities in one transaction: all of them, or none.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::directory::Directory;
use crate::domain::edit::{Edit, undone_by};

use super::{By, Change, EditError, Edited, Editing};

/// The most facilities that one batch may change. They are looked at one after the other in one transaction, during which every other
/// edit waits: 1,000 of them take about a second, and whoever waits gives up after ten.
pub const MOST_FACILITIES: usize = 5_000;

/// What is to be changed of one facility.
#[derive(Debug, Clone, PartialEq)]
pub struct OfFacility {
    /// The facility's identifier.
    pub facility: String,
    /// Its changes.
    pub changes: Vec<Change>,
}

/// Why a batch was not written.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub struct BatchFault {
    /// Where in the batch, counted from 0; `None` where it is no single part.
    pub at: Option<usize>,
    /// Why.
    #[source]
    pub error: EditError,
}

impl BatchFault {
    const fn whole(error: EditError) -> Self {
        Self { at: None, error }
    }

    const fn at(at: usize) -> impl Fn(EditError) -> Self {
        move |error| Self { at: Some(at), error }
    }
}

/// Edits that were written in one transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    /// The number of its first edit.
    pub first: i64,
    /// The number of its last edit.
    pub last: i64,
    /// How many edits.
    pub edits: usize,
    /// How many facilities.
    pub facilities: usize,
    /// Who.
    pub author: String,
    /// When.
    pub made_at: Timestamp,
    /// Why.
    pub reason: String,
}

impl Editing {
    /// Changes values of many facilities in one transaction: all of them, or none. When this returns, they are durable.
    ///
    /// # Errors
    /// When a value cannot be taken, somebody else changed a field since it was seen, a facility is named twice, there are too many, or the
    /// store fails. Then nothing was changed.
    pub async fn edit_all(
        &self,
        batch: &[OfFacility],
        by: By<'_>,
        directory: Option<&Directory>,
    ) -> Result<Vec<Edited>, BatchFault> {
        let reason = by.checked_reason().map_err(BatchFault::whole)?;
        check_size(batch.len())?;
        let mut known = HashSet::new();
        let mut found = Vec::with_capacity(batch.len());
        for (at, one) in batch.iter().enumerate() {
            if !known.insert(one.facility.as_str()) {
                return Err(BatchFault { at: Some(at), error: EditError::Twice(one.facility.clone()) });
            }
            found.push(self.checked(&one.changes, by, directory).map_err(BatchFault::at(at))?);
        }
        let mut writer = self.store.begin_edit().await.map_err(whole)?;
        let mut edited = Vec::with_capacity(batch.len());
        for ((at, one), found) in batch.iter().enumerate().zip(found) {
            let by = By { reason, ..by };
            let written = self.write(&mut writer, &one.facility, &one.changes, found, by).await;
            edited.push(written.map_err(BatchFault::at(at))?);
        }
        writer.finish().await.map_err(whole)?;
        Ok(edited)
    }

    /// Takes many edits back in one transaction: all of them, or none. Gives the facilities as they are then, each once.
    ///
    /// # Errors
    /// When there is no such edit, one is taken back already, or the store fails. Then nothing was changed.
    pub async fn undo_all(&self, ids: &[i64], by: By<'_>) -> Result<Vec<Edited>, BatchFault> {
        let reason = by.checked_reason().map_err(BatchFault::whole)?;
        check_size(ids.len())?;
        let mut undone = Vec::with_capacity(ids.len());
        for (at, id) in ids.iter().enumerate() {
            let edit = self.store.edit(*id).await.map_err(|error| BatchFault { at: Some(at), error: error.into() })?;
            undone.push((at, edit.ok_or(BatchFault { at: Some(at), error: EditError::NoEdit(*id) })?));
        }
        // The newest first: what stood before the whole batch is in force again, step by step.
        undone.sort_by_key(|(_, edit)| std::cmp::Reverse(edit.id));
        let mut writer = self.store.begin_edit().await.map_err(whole)?;
        let mut edited: Vec<Edited> = Vec::new();
        for (at, edit) in undone {
            let one = self.write_undo(&mut writer, edit, By { reason, ..by }).await.map_err(BatchFault::at(at))?;
            match edited.iter_mut().find(|known| known.facility.id == one.facility.id) {
                Some(known) => {
                    let before = std::mem::take(&mut known.edits);
                    *known = Edited { edits: before.into_iter().chain(one.edits).collect(), ..one };
                }
                None => edited.push(one),
            }
        }
        writer.finish().await.map_err(whole)?;
        Ok(edited)
    }

    /// The edits that were written together with the one of this number, in the order of their numbers; empty where there is none.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn written_with(&self, id: i64) -> Result<Vec<Edit>, EditError> {
        let Some(one) = self.store.edit(id).await? else { return Ok(Vec::new()) };
        Ok(self.store.edits_made(&one.author, one.made_at).await?)
    }

    /// Which edits of a batch still stand: those that nobody has taken back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn standing(&self, edits: &[Edit]) -> Result<Vec<i64>, EditError> {
        let mut standing = Vec::with_capacity(edits.len());
        let follow = self.store.edits_follow().await?;
        let mut facility: Option<(&str, Vec<Edit>)> = None;
        for edit in edits {
            if facility.as_ref().is_none_or(|(id, _)| *id != edit.facility) {
                let all = self.store.edits_of(follow.get(&edit.facility).unwrap_or(&edit.facility)).await?;
                facility = Some((&edit.facility, all));
            }
            let is_undone = facility.as_ref().is_some_and(|(_, all)| undone_by(all, edit.id).is_some());
            if !is_undone {
                standing.push(edit.id);
            }
        }
        Ok(standing)
    }

    /// The last times when one person changed several facilities at once, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn batches(&self, limit: usize) -> Result<Vec<Batch>, EditError> {
        let mut batches = Vec::new();
        for id in self.store.edit_batches(limit).await? {
            let edits = self.written_with(id).await?;
            let (Some(first), Some(last)) = (edits.first(), edits.last()) else { continue };
            let facilities: HashSet<&str> = edits.iter().map(|edit| edit.facility.as_str()).collect();
            batches.push(Batch {
                first: first.id,
                last: last.id,
                edits: edits.len(),
                facilities: facilities.len(),
                author: first.author.clone(),
                made_at: first.made_at,
                reason: first.reason.clone(),
            });
        }
        Ok(batches)
    }
}

fn whole(error: crate::storage::StoreError) -> BatchFault {
    BatchFault::whole(error.into())
}

const fn check_size(parts: usize) -> Result<(), BatchFault> {
    match parts {
        0 => Err(BatchFault::whole(EditError::Nothing)),
        1..=MOST_FACILITIES => Ok(()),
        _ => Err(BatchFault::whole(EditError::TooMany(MOST_FACILITIES))),
    }
}
