//! The same institution in several sources becomes one facility, with the origin of every field.
//!
//! Pure: records in, facilities out. Where an address lies is asked through a function that the caller gives, so that this
//! room knows nothing of gazetteers.

mod absence;
mod correct;
mod edited;
mod found;
mod gather;
pub mod link;
mod merge;
mod precedence;
mod put;
mod rounds;
mod same;
mod site;
mod speak;

use std::collections::HashMap;

use jiff::civil::Date;

use crate::domain::filings::FilingRules;
use crate::domain::record::SourceRecord;
use crate::domain::{Facility, Source};

#[cfg(test)]
mod edited_tests;
#[cfg(test)]
mod merge_tests;
#[cfg(test)]
mod tests;

pub use correct::{now_known_as, reason_of_correction, speaks_of};
pub use edited::{Beneath, lay_over};
pub use link::{LinkReport, Linkage, LinkageError, Located, Reason, ReasonWords, linkage};
pub use precedence::{Matter, Precedence, PrecedenceError};

use gather::Gathered;
use rounds::Links;

/// By what records become facilities, besides themselves.
#[derive(Debug, Clone, Copy)]
pub struct Knowledge<'a> {
    /// Filing symbols and what they mean.
    pub rules: &'a FilingRules,
    /// Which source stands in a field when several speak of it.
    pub precedence: &'a Precedence,
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

/// Joins records into facilities. The order of the records leaves no trace in the result. `locate` is asked for one address again and
/// again, and should remember.
///
/// Lists found facilities; filings and statements find theirs or, where they are of those that list facilities, found their own; every
/// field is then chosen among what was said about it, and what was put right by hand comes last.
pub fn reconcile(
    records: Vec<SourceRecord>,
    knowledge: &Knowledge<'_>,
    locate: impl Fn(&str) -> Option<Located>,
) -> Reconciled {
    let mut gathered = gather::gather(records, knowledge.editions);
    let mut links = Links::find(&mut gathered, knowledge, &locate);
    speak::speak(&mut gathered, &links, knowledge, &locate);
    let Gathered { mut facilities, presences, corrections, .. } = gathered;
    absence::mark(&mut facilities, presences);
    facilities.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    let corrected = correct::apply(&mut facilities, corrections, knowledge, &mut links.doubts, &locate);
    site::mark_sites(&mut facilities, &locate);
    links.doubts.sort_by(|a, b| (a.source, &a.key).cmp(&(b.source, &b.key)));
    Reconciled { facilities, links: links.report, doubts: links.doubts, corrected }
}
