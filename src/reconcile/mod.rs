//! The same institution in several sources becomes one facility, with the origin of every field.
//!
//! Pure: records in, facilities out. Where an address lies is asked through a function that the caller gives, so that this
//! room knows nothing of gazetteers.

mod assemble;
pub mod link;
mod names;
mod passes;

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::filings::FilingRules;
use crate::domain::record::{FiledInstitution, RecordBody, SourceRecord};
use crate::domain::{Facility, Source};

#[cfg(test)]
mod tests;

pub use link::{LinkReport, Located};

/// By what records become facilities, besides themselves.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// Filing symbols and what they mean.
    pub rules: &'a FilingRules,
    /// What people decided about doubtful links.
    pub decisions: &'a [Decision],
    /// The newest whole edition of each source and scope ([`SourceRecord::scope`]): what an older edition alone lists is absent.
    pub editions: &'a HashMap<(Source, String), Date>,
    /// By correction key: the value that stood there when the correction was first applied.
    pub corrected: &'a HashMap<String, String>,
}

/// What a person decided about a record and a facility. It outlives imports and can be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The record's source.
    pub source: Source,
    /// Its key there.
    pub key: String,
    /// The facility's identifier.
    pub facility: String,
    /// Whether the record speaks of that facility.
    pub same: bool,
}

/// A record that may speak of a facility, but not surely: a person decides.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Doubt {
    /// The record's source.
    pub source: Source,
    /// Its key there.
    pub key: String,
    /// The name that the record gives.
    pub name: String,
    /// The address that the record gives.
    pub address: String,
    /// The facilities that may be meant, likeliest first.
    pub candidates: Vec<DoubtCandidate>,
}

/// A facility that may be meant.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct DoubtCandidate {
    /// Its identifier.
    pub facility: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// How likely, in percent.
    pub score: u8,
    /// Why, as in [`crate::domain::facility::Link::reasons`].
    pub reasons: Vec<String>,
}

/// What the sources together describe, and how records found their facilities.
#[derive(Debug, Default)]
pub struct Reconciled {
    /// The facilities, in ascending order of identifier.
    pub facilities: Vec<Facility>,
    /// How many filed institutions were linked, and by what.
    pub links: LinkReport,
    /// What a person has to decide, in order of source and key.
    pub doubts: Vec<Doubt>,
    /// Corrections applied for the first time, by key, with the value that stood there.
    pub corrected: Vec<(String, String)>,
}

/// Joins records into facilities. The order of the records leaves no trace in the result.
pub fn reconcile(
    mut records: Vec<SourceRecord>,
    knowledge: &Knowledge<'_>,
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
            RecordBody::Statement(_) | RecordBody::Correction(_) | RecordBody::Places(_) | RecordBody::Taken => {}
        }
    }
    for (record, listed) in hours {
        if let Some(&index) =
            listing_of(record.source).and_then(|source| by_source_key.get(&(source, record.key.clone())))
        {
            assemble::add_hours(&mut facilities[index], &record, listed);
        }
    }
    let links = link::add_filings(&mut facilities, filed, knowledge.rules, locate);
    facilities.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Reconciled { facilities, links, ..Reconciled::default() }
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
