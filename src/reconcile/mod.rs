//! The same institution in several sources becomes one facility, with the origin of every field.
//!
//! Pure: records in, facilities out. Where an address lies is asked through a function that the caller gives, so that this
//! room knows nothing of gazetteers.

mod assemble;
pub mod link;
mod names;
mod passes;

use std::collections::HashMap;

use crate::domain::filings::FilingRules;
use crate::domain::record::{FiledInstitution, RecordBody, SourceRecord};
use crate::domain::{Facility, Source};

#[cfg(test)]
mod tests;

pub use link::{LinkReport, Located};

/// What the sources together describe, and how filings found their institutions.
#[derive(Debug, Default)]
pub struct Reconciled {
    /// The facilities, in ascending order of identifier.
    pub facilities: Vec<Facility>,
    /// How many filed institutions were linked, and by what.
    pub links: LinkReport,
}

/// Joins records into facilities. The order of the records leaves no trace in the result.
pub fn reconcile(
    mut records: Vec<SourceRecord>,
    rules: &FilingRules,
    locate: impl Fn(&str) -> Option<Located>,
) -> Reconciled {
    records.sort_by(|a, b| (a.source, &a.key).cmp(&(b.source, &b.key)));
    let mut facilities: Vec<Facility> = Vec::new();
    let mut by_source_key: HashMap<(Source, String), usize> = HashMap::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut hours = Vec::new();
    let mut filed: Vec<(SourceRecord, Box<FiledInstitution>)> = Vec::new();
    for mut record in records {
        match std::mem::replace(&mut record.body, RecordBody::Taken) {
            RecordBody::Listing(listing) => {
                let facility = assemble::from_listing(&record, *listing);
                let index = match by_id.get(&facility.id) {
                    Some(&index) => {
                        assemble::add_service(&mut facilities[index], facility);
                        index
                    }
                    None => {
                        by_id.insert(facility.id.clone(), facilities.len());
                        facilities.push(facility);
                        facilities.len() - 1
                    }
                };
                by_source_key.insert((record.source, record.key), index);
            }
            RecordBody::Hours(listed) => hours.push((record, listed)),
            RecordBody::Filings(institution) => filed.push((record, institution)),
            RecordBody::Canonical(facility) => {
                if !by_id.contains_key(&facility.id) {
                    by_id.insert(facility.id.clone(), facilities.len());
                    facilities.push(*facility);
                }
            }
            RecordBody::Taken => {}
        }
    }
    for (record, listed) in hours {
        if let Some(&index) =
            listing_of(record.source).and_then(|source| by_source_key.get(&(source, record.key.clone())))
        {
            assemble::add_hours(&mut facilities[index], &record, listed);
        }
    }
    let links = link::add_filings(&mut facilities, filed, rules, locate);
    facilities.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Reconciled { facilities, links }
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
