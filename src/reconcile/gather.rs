//! Records sorted by what they are for: lists found facilities at once, the rest waits for them.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::domain::record::{FiledInstitution, ListedHours, Listing, RecordBody, SourceRecord};
use crate::domain::statement::{Correction, Statement};
use crate::domain::{Facility, Source};

use super::absence::{self, Editions, Presence};
use super::found;

/// Records by what they are for, in order of source and key.
#[derive(Default)]
pub(super) struct Gathered {
    /// Facilities that lists founded.
    pub(super) facilities: Vec<Facility>,
    /// Further rows of lists about a facility, and whether a newer edition has lost them.
    pub(super) twins: Vec<(usize, SourceRecord, Box<Listing>, bool)>,
    /// Facilities in our own form that a list founded already.
    pub(super) copies: Vec<(usize, SourceRecord, Box<Facility>)>,
    /// Filed institutions.
    pub(super) filed: Vec<(SourceRecord, Box<FiledInstitution>)>,
    /// The newer edition without each filed institution, in the same order.
    pub(super) filed_missing: Vec<Option<Date>>,
    /// What people and cities say.
    pub(super) statements: Vec<(SourceRecord, Box<Statement>)>,
    /// The newer edition without each statement, in the same order.
    pub(super) statements_missing: Vec<Option<Date>>,
    /// What was put right by hand.
    pub(super) corrections: Vec<(SourceRecord, Box<Correction>)>,
    /// Which records are still listed; empty where no edition is known.
    pub(super) presences: Vec<Presence>,
    /// Facilities whose founding record a newer edition has lost.
    pub(super) gone: HashSet<usize>,
}

/// Sorts records; the order in which they come leaves no trace.
pub(super) fn gather(mut records: Vec<SourceRecord>, editions: &Editions) -> Gathered {
    records.sort_by(|a, b| (a.source, &a.key).cmp(&(b.source, &b.key)));
    let mut gathered = Gathered::default();
    let mut by_source_key: HashMap<(Source, String), usize> = HashMap::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut hours: Vec<(SourceRecord, ListedHours)> = Vec::new();
    for mut record in records {
        let missing_since = absence::missing_since(&record, editions);
        match std::mem::replace(&mut record.body, RecordBody::Taken) {
            RecordBody::Listing(listing) => {
                let index = gathered.list(&record, listing, missing_since.is_some(), &mut by_id);
                if !editions.is_empty() {
                    let (source, edition) = (record.source, record.edition);
                    gathered.presences.push(Presence { index, source, edition, missing_since });
                }
                by_source_key.insert((record.source, record.key), index);
            }
            RecordBody::Hours(listed) => hours.push((record, listed)),
            RecordBody::Filings(institution) => {
                gathered.filed.push((record, institution));
                gathered.filed_missing.push(missing_since);
            }
            RecordBody::Canonical(facility) => match by_id.entry(facility.id.clone()) {
                Entry::Occupied(known) => gathered.copies.push((*known.get(), record, facility)),
                Entry::Vacant(free) => {
                    free.insert(gathered.facilities.len());
                    gathered.facilities.push(*facility);
                }
            },
            RecordBody::Statement(said) => {
                gathered.statements.push((record, said));
                gathered.statements_missing.push(missing_since);
            }
            RecordBody::Correction(correction) => gathered.corrections.push((record, correction)),
            RecordBody::Places(_) | RecordBody::Readings(_) | RecordBody::Taken => {}
        }
    }
    for (record, listed) in hours {
        let listing = listing_of(record.source).and_then(|source| by_source_key.get(&(source, record.key.clone())));
        if let Some(&index) = listing {
            found::add_hours(&mut gathered.facilities[index], &record, listed);
        }
    }
    gathered
}

impl Gathered {
    /// Takes a row of a list: the first about a facility founds it, further ones speak of it later.
    fn list(
        &mut self,
        record: &SourceRecord,
        listing: Box<Listing>,
        missing: bool,
        by_id: &mut HashMap<String, usize>,
    ) -> usize {
        let id = found::listing_id(record, &listing);
        if let Some(&index) = by_id.get(&id) {
            let speaker = SourceRecord {
                source: record.source,
                key: record.key.clone(),
                edition: record.edition,
                rows: Vec::new(),
                body: RecordBody::Taken,
            };
            self.twins.push((index, speaker, listing, missing));
            return index;
        }
        let index = self.facilities.len();
        if missing {
            self.gone.insert(index);
        }
        by_id.insert(id.clone(), index);
        self.facilities.push(found::from_listing(record, id, *listing));
        index
    }
}

/// The list that a file of hours belongs to.
const fn listing_of(hours: Source) -> Option<Source> {
    match hours {
        Source::NaviiHospitalHours => Some(Source::NaviiHospital),
        Source::NaviiClinicHours => Some(Source::NaviiClinic),
        Source::NaviiDentalHours => Some(Source::NaviiDental),
        _ => None,
    }
}
