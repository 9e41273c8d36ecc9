//! Edits: what a person knows better than every source. An edit is durable before it is acknowledged, and no import loses it.
//!
//! The facilities in the store are what the sources say. Edits are a layer of their own above them ([`Layer`]), laid over whenever
//! facilities leave the store, so that joining, linking and undoing imports never touch them.

mod batch;
mod compare;
mod error;
mod layer;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::directory::{Directory, EditMark};
use crate::domain::correction::Corrected;
use crate::domain::edit::value::{self, ValueFault};
use crate::domain::edit::{Edit, Found, in_force, undone_by, versions};
use crate::domain::proposal::Decision;
use crate::domain::{Facility, Level, Position, Source};
use crate::geocode::{Gazetteer, Geocoder, Readings};
use crate::storage::{EditWriter, NewEdit, Store, StoreError};

pub use batch::{Batch, BatchFault, MOST_FACILITIES, OfFacility};
pub use compare::{Clash, Compared, Difference, Wanted};
pub use error::{Conflict, EditError};
pub use layer::Layer;

/// So many facilities may be changed over a directory before it is better built anew: every text search looks at each of them, which
/// takes about as long as the search itself.
pub const MOST_CHANGED: usize = 1_024;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 1_000;

/// One value that somebody wants to change.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// The field, as [`value::editable`] lists it.
    pub field: String,
    /// The new value, as [`value::read`] reads it.
    pub value: Value,
    /// The number of the field's last edit that the editor saw, 0 where there was none; `None` overwrites whatever is there.
    pub seen: Option<i64>,
}

/// Who changes, when and why.
#[derive(Debug, Clone, Copy)]
pub struct By<'a> {
    /// Who: the identifier of an account or of a personal link, or a name at the command line.
    pub author: &'a str,
    /// For whom they speak: the facility itself ([`Source::Facility`]), or who keeps the directory ([`Source::Editor`]).
    pub source: Source,
    /// When.
    pub now: Timestamp,
    /// Why, in their words.
    pub reason: &'a str,
}

/// A facility after an edit.
#[derive(Debug, Clone)]
pub struct Edited {
    /// As readers see it now.
    pub facility: Facility,
    /// By field, the number of its last edit.
    pub versions: BTreeMap<String, i64>,
    /// The numbers of the edits that were made.
    pub edits: Vec<i64>,
}

/// One edit of a facility's history.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The edit.
    pub edit: Edit,
    /// Whether its value stands in front of the sources now.
    pub in_force: bool,
    /// The edit that took it back.
    pub undone_by: Option<i64>,
}

/// Writes edits and reads them back. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Editing {
    store: Store,
    gazetteer: Arc<Gazetteer>,
}

impl Editing {
    /// Edits of a store.
    pub const fn new(store: Store, gazetteer: Arc<Gazetteer>) -> Self {
        Self { store, gazetteer }
    }

    /// All edits, ready to be laid over facilities of the store.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn layer(&self) -> Result<Layer, EditError> {
        let edits = self.store.edits_after(0).await?;
        Ok(Layer::new(edits, &self.store.edits_follow().await?, Arc::clone(&self.gazetteer)))
    }

    /// Changes values of a facility: all of them, or none. When this returns, they are durable. `directory` helps to find a new address.
    ///
    /// # Errors
    /// When a value cannot be taken, somebody else changed a field since it was seen, or the store fails. Then nothing was changed.
    pub async fn edit(
        &self,
        facility: &str,
        changes: &[Change],
        by: By<'_>,
        directory: Option<&Directory>,
    ) -> Result<Edited, EditError> {
        self.write_one(facility, changes, by, directory, None).await
    }

    /// The same, and in the same transaction decides that the proposal with a number is approved by these changes.
    ///
    /// # Errors
    /// As [`Editing::edit`], and when the proposal is not open any more. Then nothing was changed.
    pub async fn approve(
        &self,
        proposal: i64,
        facility: &str,
        changes: &[Change],
        by: By<'_>,
        directory: Option<&Directory>,
    ) -> Result<Edited, EditError> {
        self.write_one(facility, changes, by, directory, Some(proposal)).await
    }

    async fn write_one(
        &self,
        facility: &str,
        changes: &[Change],
        by: By<'_>,
        directory: Option<&Directory>,
        proposal: Option<i64>,
    ) -> Result<Edited, EditError> {
        let reason = by.checked_reason()?;
        let found = self.checked(changes, by, directory)?;
        let mut writer = self.store.begin_edit().await?;
        let edited = self.write(&mut writer, facility, changes, found, By { reason, ..by }).await?;
        if let Some(proposal) = proposal {
            let decision = Decision {
                by: by.author.to_owned(),
                at: by.now,
                reason: reason.to_owned(),
                approved: changes.iter().map(|change| change.field.clone()).collect(),
                edits: edited.edits.clone(),
            };
            if !writer.approve(proposal, &decision).await? {
                return Err(EditError::Decided(proposal));
            }
        }
        writer.finish().await?;
        Ok(edited)
    }

    /// Adds the edits of one facility to a running transaction.
    async fn write(
        &self,
        writer: &mut EditWriter,
        facility: &str,
        changes: &[Change],
        found: Vec<Option<Found>>,
        by: By<'_>,
    ) -> Result<Edited, EditError> {
        let body = writer.facility(facility).await?.ok_or_else(|| EditError::NoFacility(facility.to_owned()))?;
        let sourced = parse(&body)?;
        let mut edits = writer.edits_of(facility).await?;
        let before = self.laid_over(&sourced, &edits);
        check_versions(changes, &edits, &before)?;
        check_services(changes, &sourced)?;
        let first = edits.len();
        for ((id, change), found) in (writer.next()..).zip(changes).zip(found) {
            edits.push(Edit {
                id,
                facility: facility.to_owned(),
                field: change.field.clone(),
                before: value::shown(&before, &change.field),
                after: change.value.clone(),
                beneath: String::new(),
                found,
                author: by.author.to_owned(),
                source: by.source,
                made_at: by.now,
                reason: by.reason.to_owned(),
                undoes: None,
            });
        }
        for (id, beneath) in layer::lay(&mut sourced.clone(), &edits, &self.gazetteer) {
            edits[first..].iter_mut().filter(|edit| edit.id == id).for_each(|edit| edit.beneath.clone_from(&beneath));
        }
        for edit in &edits[first..] {
            writer.add(&new(edit)).await?;
        }
        Ok(self.edited(&sourced, &edits, first))
    }

    /// Takes an edit back: the one before it is in force again, or what the sources say. When this returns, it is durable.
    ///
    /// # Errors
    /// When there is no such edit, it is taken back already, its facility is gone, or the store fails. Then nothing was changed.
    pub async fn undo(&self, id: i64, by: By<'_>) -> Result<Edited, EditError> {
        let reason = by.checked_reason()?;
        let undone = self.store.edit(id).await?.ok_or(EditError::NoEdit(id))?;
        let mut writer = self.store.begin_edit().await?;
        let edited = self.write_undo(&mut writer, undone, By { reason, ..by }).await?;
        writer.finish().await?;
        Ok(edited)
    }

    /// Adds the taking back of one edit to a running transaction.
    async fn write_undo(&self, writer: &mut EditWriter, undone: Edit, by: By<'_>) -> Result<Edited, EditError> {
        let id = undone.id;
        let mut facility = undone.facility.clone();
        let mut body = writer.facility(&facility).await?;
        if body.is_none()
            && let Some(current) = writer.current(&facility).await?
        {
            body = writer.facility(&current).await?;
            facility = current;
        }
        let sourced = parse(&body.ok_or_else(|| EditError::NoFacility(facility.clone()))?)?;
        let mut edits = writer.edits_of(&facility).await?;
        if let Some(by) = undone_by(&edits, id) {
            return Err(EditError::Undone { id, by });
        }
        let first = edits.len();
        let before = value::shown(&self.laid_over(&sourced, &edits), &undone.field);
        edits.push(Edit {
            id: writer.next(),
            facility,
            before,
            after: Value::Null,
            beneath: String::new(),
            found: None,
            author: by.author.to_owned(),
            source: by.source,
            made_at: by.now,
            reason: by.reason.to_owned(),
            undoes: Some(id),
            field: undone.field,
        });
        let after = self.laid_over(&sourced, &edits);
        for edit in &mut edits[first..] {
            edit.after = value::shown(&after, &edit.field);
            writer.add(&new(edit)).await?;
        }
        Ok(self.edited(&sourced, &edits, first))
    }

    /// The facility that an edit belongs to now, by identifier; that of the time where nobody has it any more.
    ///
    /// # Errors
    /// When there is no such edit or the store fails.
    pub async fn facility_of(&self, id: i64) -> Result<String, EditError> {
        let edit = self.store.edit(id).await?.ok_or(EditError::NoEdit(id))?;
        Ok(self.store.edits_follow().await?.remove(&edit.facility).unwrap_or(edit.facility))
    }

    /// Every edit of a facility, the newest first; `None` where there is no such facility.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn history(&self, facility: &str) -> Result<Option<Vec<Entry>>, EditError> {
        if self.store.facility(facility).await?.is_none() {
            return Ok(None);
        }
        let edits = self.store.edits_of(facility).await?;
        let standing: Vec<i64> = in_force(&edits).iter().map(|edit| edit.id).collect();
        let undone: Vec<Option<i64>> = edits.iter().map(|edit| undone_by(&edits, edit.id)).collect();
        let entry =
            |(edit, undone_by): (Edit, Option<i64>)| Entry { in_force: standing.contains(&edit.id), undone_by, edit };
        Ok(Some(edits.into_iter().zip(undone).map(entry).rev().collect()))
    }

    /// A facility as readers see it, its edits laid over what the sources say.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn facility(&self, id: &str) -> Result<Option<Facility>, EditError> {
        let Some(body) = self.store.facility(id).await? else { return Ok(None) };
        Ok(Some(self.laid_over(&parse(&body)?, &self.store.edits_of(id).await?)))
    }

    /// By field, the number of its last edit.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn versions(&self, facility: &str) -> Result<BTreeMap<String, i64>, EditError> {
        Ok(owned(&self.store.edits_of(facility).await?))
    }

    /// The facilities that were edited after a mark, as they are now, and the mark of the last edit.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn changed_since(&self, mark: &EditMark) -> Result<(EditMark, Vec<Facility>), EditError> {
        let edits = self.store.edits_after(mark.number).await?;
        let Some(last) = edits.last() else { return Ok((mark.clone(), Vec::new())) };
        let now = layer::mark_of(last);
        let follow = self.store.edits_follow().await?;
        let mut ids: Vec<String> =
            edits.into_iter().map(|edit| follow.get(&edit.facility).cloned().unwrap_or(edit.facility)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut facilities = Vec::with_capacity(ids.len());
        for body in self.store.some_facilities(&ids).await? {
            let sourced = parse(&body)?;
            let edits = self.store.edits_of(&sourced.id).await?;
            facilities.push(self.laid_over(&sourced, &edits));
        }
        Ok((now, facilities))
    }

    /// Whether the store has the edit of a mark: not where it was restored to an earlier state.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn knows(&self, mark: &EditMark) -> Result<bool, EditError> {
        if mark.number == 0 {
            return Ok(true);
        }
        Ok(self.store.edit(mark.number).await?.is_some_and(|edit| layer::mark_of(&edit) == *mark))
    }

    fn laid_over(&self, sourced: &Facility, edits: &[Edit]) -> Facility {
        let mut facility = sourced.clone();
        layer::lay(&mut facility, edits, &self.gazetteer);
        facility
    }

    fn edited(&self, sourced: &Facility, edits: &[Edit], first: usize) -> Edited {
        Edited {
            facility: self.laid_over(sourced, edits),
            versions: owned(edits),
            edits: edits[first..].iter().map(|edit| edit.id).collect(),
        }
    }

    /// Looks at every value before anything is locked. Gives where new addresses were found.
    fn checked(
        &self,
        changes: &[Change],
        by: By<'_>,
        directory: Option<&Directory>,
    ) -> Result<Vec<Option<Found>>, EditError> {
        if changes.is_empty() {
            return Err(EditError::Nothing);
        }
        let origin = by.origin();
        let mut found = Vec::with_capacity(changes.len());
        for (i, change) in changes.iter().enumerate() {
            if changes[..i].iter().any(|other| other.field == change.field) {
                return Err(EditError::Twice(change.field.clone()));
            }
            found.push(match value::read(&change.field, &change.value, origin)? {
                Corrected::Address(address) => Some(self.find(&address, directory)),
                _ => None,
            });
        }
        Ok(found)
    }

    /// Where an address lies: as the houses of the directory know it, else the town.
    fn find(&self, address: &str, directory: Option<&Directory>) -> Found {
        let none = Readings::default();
        let surveyed = directory.map_or(&[][..], Directory::surveyed);
        let geocoder =
            Geocoder { gazetteer: &self.gazetteer, surveyed, readings: directory.map_or(&none, Directory::readings) };
        let candidate = geocoder.geocode(address, 1).into_iter().next();
        let position = candidate.as_ref().map(|candidate| Position {
            at: candidate.at,
            // The point of a neighbour is not a point that somebody gave for this facility.
            level: if candidate.level == Level::Point { Level::Facility } else { candidate.level },
            accuracy: candidate.accuracy,
            source: candidate.source.unwrap_or(Source::Gazetteer),
        });
        Found { municipality: candidate.and_then(|candidate| candidate.municipality), position }
    }
}

impl By<'_> {
    fn checked_reason(&self) -> Result<&str, EditError> {
        let reason = self.reason.trim();
        if reason.is_empty() || reason.chars().count() > LONGEST_REASON { Err(EditError::Reason) } else { Ok(reason) }
    }
}

/// A facility as the store has it.
fn parse(body: &str) -> Result<Facility, EditError> {
    let unreadable = |error: serde_json::Error| StoreError::Unreadable {
        table: "facility",
        key: body.chars().take(40).collect(),
        cause: error.to_string(),
    };
    Ok(serde_json::from_str(body).map_err(unreadable)?)
}

fn owned(edits: &[Edit]) -> BTreeMap<String, i64> {
    versions(edits).into_iter().map(|(field, id)| (field.to_owned(), id)).collect()
}

/// Refuses a change of a field that somebody else changed after it was seen.
fn check_versions(changes: &[Change], edits: &[Edit], before: &Facility) -> Result<(), EditError> {
    for change in changes {
        let Some(seen) = change.seen else { continue };
        let last = edits.iter().rev().find(|edit| edit.field == change.field);
        let now = last.map_or(0, |edit| edit.id);
        if now != seen {
            return Err(EditError::Conflict(Box::new(Conflict {
                field: change.field.clone(),
                seen,
                now,
                theirs: value::shown(before, &change.field),
                yours: change.value.clone(),
                author: last.map(|edit| edit.author.clone()),
                made_at: last.map(|edit| edit.made_at),
            })));
        }
    }
    Ok(())
}

/// 定員 can be said of services that the facility has.
fn check_services(changes: &[Change], facility: &Facility) -> Result<(), EditError> {
    for change in changes {
        let Some(named) = change.field.strip_prefix("service_capacity/") else { continue };
        let has = facility.services.iter().any(|service| named == format!("{}/{}", service.number, service.code));
        if !has {
            return Err(ValueFault::Field(change.field.clone()).into());
        }
    }
    Ok(())
}

fn new(edit: &Edit) -> NewEdit<'_> {
    NewEdit {
        facility: &edit.facility,
        field: &edit.field,
        before: &edit.before,
        after: &edit.after,
        beneath: &edit.beneath,
        found: edit.found,
        author: &edit.author,
        source: edit.source,
        made_at: edit.made_at,
        reason: &edit.reason,
        undoes: edit.undoes,
    }
}
