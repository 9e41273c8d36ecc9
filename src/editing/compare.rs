//! What changes of many facilities would change, before any of them is written.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use serde_json::Value;

use crate::domain::Facility;
use crate::domain::edit::{Edit, value, words};
use crate::domain::source::Origin;

use super::{By, Change, EditError, Editing, OfFacility, parse};

/// A value that somebody wants, and what stood in its cell when they set out.
#[derive(Debug, Clone, PartialEq)]
pub struct Wanted {
    /// The facility's identifier.
    pub facility: String,
    /// The field.
    pub field: String,
    /// What the cell said before it was changed, as [`words::text_of`] writes it.
    pub base: String,
    /// The number of the last edit that was made by then.
    pub since: i64,
    /// The new value.
    pub value: Value,
    /// Where it was typed, for people: 「回答 12行 F列」; empty where that says nothing.
    pub place: String,
}

/// What one of them would change.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// The facility's identifier.
    pub facility: String,
    /// Its name now.
    pub name: String,
    /// The field.
    pub field: String,
    /// What readers see now.
    pub before: Value,
    /// What would be written.
    pub after: Value,
    /// The number of the field's last edit, 0 where there is none.
    pub seen: i64,
    /// Where the value changed since the cell was filled: what it was then, and who changed it.
    pub clash: Option<Clash>,
    /// Of hours: the words that no calendar could be made of.
    pub unread: String,
    /// Where it was typed.
    pub place: String,
}

/// Somebody else changed the value meanwhile, or a source says something else now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// What the cell said when it was filled.
    pub base: String,
    /// Who changed it; `None` where a source did.
    pub author: Option<String>,
    /// When.
    pub made_at: Option<Timestamp>,
}

/// What many changes would change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compared {
    /// One for each value that would be another.
    pub differences: Vec<Difference>,
    /// How many values are so already.
    pub already: usize,
    /// What was wanted of facilities that are not there any more.
    pub gone: Vec<Wanted>,
}

impl Editing {
    /// Compares what is wanted with what is there now. Writes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn compare(&self, wanted: Vec<Wanted>, origin: Origin) -> Result<Compared, EditError> {
        let layer = self.layer().await?;
        let mut ids: Vec<String> = wanted.iter().map(|one| one.facility.clone()).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut present: HashMap<String, Facility> = HashMap::with_capacity(ids.len());
        for body in self.store.some_facilities(&ids).await? {
            let mut facility = parse(&body)?;
            layer.lay(&mut facility);
            present.insert(facility.id.clone(), facility);
        }
        let mut compared = Compared::default();
        for one in wanted {
            match present.get(&one.facility) {
                None => compared.gone.push(one),
                Some(facility) => match difference(one, facility, layer.edits_of(&facility.id), origin) {
                    Some(difference) => compared.differences.push(difference),
                    None => compared.already += 1,
                },
            }
        }
        Ok(compared)
    }
}

/// What one wanted value would change; `None` where it is so already.
fn difference(wanted: Wanted, facility: &Facility, edits: &[Edit], origin: Origin) -> Option<Difference> {
    let Wanted { facility: _, field, base, since, value: after, place } = wanted;
    let before = value::shown(facility, &field);
    let now = words::text_of(&field, &before);
    if now == words::text_of(&field, &after) {
        return None;
    }
    let last = edits.iter().rev().find(|edit| edit.field == field);
    let clash = (now != base).then(|| {
        let by = last.filter(|edit| edit.id > since);
        Clash { base, author: by.map(|edit| edit.author.clone()), made_at: by.map(|edit| edit.made_at) }
    });
    Some(Difference {
        facility: facility.id.clone(),
        name: facility.name.clone(),
        unread: words::unread(&field, &after, origin),
        seen: last.map_or(0, |edit| edit.id),
        field,
        before,
        after,
        clash,
        place,
    })
}

impl Compared {
    /// The chosen differences as a batch: facilities in the order in which they first occur.
    pub fn batch(&self, is_chosen: impl Fn(usize, &Difference) -> bool) -> Vec<OfFacility> {
        let mut batch: Vec<OfFacility> = Vec::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (_, one) in self.differences.iter().enumerate().filter(|(at, one)| is_chosen(*at, one)) {
            let at = *places.entry(&one.facility).or_insert_with(|| {
                batch.push(OfFacility { facility: one.facility.clone(), changes: Vec::new() });
                batch.len() - 1
            });
            let change = Change { field: one.field.clone(), value: one.after.clone(), seen: Some(one.seen) };
            batch[at].changes.push(change);
        }
        batch
    }
}

impl By<'_> {
    /// The source and the day of values that are written now.
    pub fn origin(&self) -> Origin {
        Origin { source: self.source, as_of: crate::domain::edit::day_in_japan(self.now) }
    }
}
