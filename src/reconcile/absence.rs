//! What a newer edition of a source no longer lists.

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::facility::Absence;
use crate::domain::record::SourceRecord;
use crate::domain::{Facility, Source};

/// The newest whole edition of each source and scope.
pub(super) type Editions = HashMap<(Source, String), Date>;

/// The newer edition that no longer has a record; `None` where it is still listed, or where absence says nothing.
pub(super) fn missing_since(record: &SourceRecord, editions: &Editions) -> Option<Date> {
    if editions.is_empty() {
        return None;
    }
    let newest = editions.get(&(record.source, record.scope()?))?;
    (*newest > record.edition).then_some(*newest)
}

/// What one record says about a facility's being listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Presence {
    /// The facility.
    pub(super) index: usize,
    /// The source.
    pub(super) source: Source,
    /// The record's edition.
    pub(super) edition: Date,
    /// The newer edition without it.
    pub(super) missing_since: Option<Date>,
}

/// Marks facilities that a source no longer lists: those of which it lists no record any more.
pub(super) fn mark(facilities: &mut [Facility], mut presences: Vec<Presence>) {
    if presences.iter().all(|presence| presence.missing_since.is_none()) {
        return;
    }
    presences.sort_unstable_by_key(|presence| (presence.index, presence.source));
    for records in presences.chunk_by(|a, b| (a.index, a.source) == (b.index, b.source)) {
        let missing: Option<Vec<Date>> = records.iter().map(|presence| presence.missing_since).collect();
        let since = missing.and_then(|dates| dates.into_iter().min());
        let last = records.iter().max_by_key(|presence| presence.edition);
        if let (Some(missing_since), Some(last)) = (since, last) {
            let absence = Absence { source: last.source, last_listed: last.edition, missing_since };
            facilities[last.index].absent.push(absence);
        }
    }
}
