//! The same institution in several sources becomes one facility, with the origin of every field.
//!
//! Pure: records in, facilities out. Where an address lies is asked through a function that the caller gives, so that this
//! room knows nothing of gazetteers.

mod assemble;
pub mod link;
mod site;

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::facility::Link;
use crate::domain::filings::FilingRules;
use crate::domain::record::{FiledInstitution, RecordBody, SourceRecord};
use crate::domain::statement::Statement;
use crate::domain::{Facility, Source};

#[cfg(test)]
mod tests;

pub use link::{LinkReport, Linkage, LinkageError, Located, Reason, ReasonWords, linkage};

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
    let mut statements: Vec<(SourceRecord, Box<Statement>)> = Vec::new();
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
            RecordBody::Statement(statement) => statements.push((record, statement)),
            RecordBody::Correction(_) | RecordBody::Places(_) | RecordBody::Taken => {}
        }
    }
    for (record, listed) in hours {
        if let Some(&index) =
            listing_of(record.source).and_then(|source| by_source_key.get(&(source, record.key.clone())))
        {
            assemble::add_hours(&mut facilities[index], &record, listed);
        }
    }
    let locate = link::remembering(locate);
    let linked = link::link(&facilities, &filed, &statements, knowledge.decisions, &locate);
    add_filings(&mut facilities, filed, &linked.filings, knowledge.rules);
    site::mark_sites(&mut facilities, &locate);
    facilities.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    Reconciled { facilities, links: linked.report, doubts: linked.doubts, ..Reconciled::default() }
}

/// Adds every filed institution to its facility, or as one of its own.
fn add_filings(
    facilities: &mut Vec<Facility>,
    filed: Vec<(SourceRecord, Box<FiledInstitution>)>,
    outcomes: &[link::Outcome],
    rules: &FilingRules,
) {
    let mut made: HashMap<usize, usize> = HashMap::new();
    for (at, ((record, institution), outcome)) in filed.into_iter().zip(outcomes).enumerate() {
        let leader = match outcome.fellow {
            Some(link::Fellow::Filed(leader)) => leader,
            _ => at,
        };
        let index = outcome.target.unwrap_or_else(|| {
            *made.entry(leader).or_insert_with(|| {
                facilities.push(assemble::from_filings(&record, &institution));
                facilities.len() - 1
            })
        });
        let facility = &mut facilities[index];
        assemble::add_filed_fields(facility, &record, &institution);
        if outcome.target.is_some() {
            facility.links.push(Link {
                source: record.source,
                key: record.key.clone(),
                score: outcome.score,
                reasons: outcome.reasons.clone(),
            });
        }
        for (capability, fact) in
            rules.facts(institution.table, institution.hospital, &institution.filings, record.edition)
        {
            // A hospital's dental filings, or an institution's older number, say nothing against what was said before.
            let known = facility.fact(capability).is_some_and(|known| known.answer == crate::domain::Answer::Yes);
            if !known {
                facility.set_fact(capability, fact);
            }
        }
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
