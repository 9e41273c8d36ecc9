//! Filings find the institutions they speak of. No key joins the two lists: name, address and kind must.
//!
//! Only sure links are made; the rest become facilities of their own, so that nothing is guessed and nothing lost.

use std::collections::HashSet;

use serde::Serialize;

use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{FiledInstitution, SourceRecord};
use crate::domain::statement::Statement;
use crate::domain::{Facility, Kind};

use super::passes::{self, Listed, Pass, Side};
use super::{Decision, Doubt};

/// Where an address lies, in the gazetteer's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The municipality.
    pub municipality: Option<MunicipalityCode>,
    /// The town in the official spelling, with its prefecture and municipality; empty when only the municipality is known.
    pub town: String,
    /// What follows the town.
    pub rest: String,
}

/// How many filed institutions were linked, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct LinkReport {
    /// Same town and same name (with or without its corporation).
    pub by_town_and_name: u64,
    /// Same municipality and same name, one of each.
    pub by_municipality_and_name: u64,
    /// Same town and house number, and what is particular in the names is like; one of each.
    pub by_address_and_likeness: u64,
    /// Facilities of their own.
    pub alone: u64,
    /// Of those alone, the ones for which there were candidates, refused because none was the only one.
    pub doubtful: u64,
}

/// Which facility one record speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    /// Its position among the facilities.
    pub target: Option<usize>,
    /// How sure, in percent.
    pub score: u8,
    /// Why.
    pub reasons: Vec<String>,
    /// There were candidates, and none was sure.
    pub doubtful: bool,
}

/// Which facilities all records speak of.
pub(super) struct Linked {
    pub filings: Vec<Outcome>,
    pub statements: Vec<Outcome>,
    pub doubts: Vec<Doubt>,
    pub report: LinkReport,
}

/// Finds the facility of every record, where there is a sure one.
pub(super) fn link(
    facilities: &[Facility],
    filed: &[(SourceRecord, Box<FiledInstitution>)],
    statements: &[(SourceRecord, Box<Statement>)],
    decisions: &[Decision],
    locate: &impl Fn(&str) -> Option<Located>,
) -> Linked {
    let mut report = LinkReport::default();
    let targets = targets(facilities, filed, locate, &mut report);
    let reasons = vec!["same_town_and_name".to_owned()];
    let outcome = |target: Option<usize>| Outcome {
        target,
        score: if target.is_some() { 99 } else { 0 },
        reasons: if target.is_some() { reasons.clone() } else { Vec::new() },
        doubtful: false,
    };
    let filings = targets.into_iter().map(outcome).collect();
    let statements = statements.iter().map(|(record, said)| by_number(facilities, record, said, decisions)).collect();
    Linked { filings, statements, doubts: Vec::new(), report }
}

/// By Zaitaku's identifier, a decision, or a number that both sides know.
fn by_number(facilities: &[Facility], record: &SourceRecord, said: &Statement, decisions: &[Decision]) -> Outcome {
    let mine = |decision: &&Decision| decision.source == record.source && decision.key == record.key;
    let decided = |same: bool, id: &str| decisions.iter().filter(mine).any(|d| d.same == same && d.facility == id);
    let subject = &said.subject;
    let shares = |facility: &Facility| {
        subject.facility.as_deref() == Some(facility.id.as_str())
            || (subject.kinds.is_empty() || subject.kinds.contains(&facility.kind))
                && subject.identifiers.iter().any(|identifier| facility.identifiers.contains(identifier))
    };
    let is = |facility: &Facility| decided(true, &facility.id) || shares(facility) && !decided(false, &facility.id);
    match facilities.iter().position(is) {
        Some(index) => {
            Outcome { target: Some(index), score: 100, reasons: vec!["same_number".to_owned()], doubtful: false }
        }
        None => Outcome::default(),
    }
}

/// The facility of every filed institution, where there is a sure one.
fn targets(
    facilities: &[Facility],
    filed: &[(SourceRecord, Box<FiledInstitution>)],
    locate: &impl Fn(&str) -> Option<Located>,
    report: &mut LinkReport,
) -> Vec<Option<usize>> {
    let listed = listed(facilities, filed, locate);
    let located = filed.iter().enumerate().filter_map(|(at, (_, institution))| {
        locate(&institution.address).map(|located| (at, institution.as_ref(), located))
    });
    let units = passes::units(located);
    let mut targets = vec![None; filed.len()];
    for (unit, passes::Outcome { link, doubtful }) in units.iter().zip(passes::pair(&listed, &units)) {
        let numbers = unit.records.len() as u64;
        match link {
            Some((_, Pass::Address | Pass::Town)) => report.by_town_and_name += numbers,
            Some((_, Pass::Municipality | Pass::Moved)) => report.by_municipality_and_name += numbers,
            Some((_, Pass::Likeness)) => report.by_address_and_likeness += numbers,
            None if doubtful => report.doubtful += numbers,
            None => {}
        }
        for &record in &unit.records {
            targets[record] = link.map(|(slot, _)| listed[slot].index);
        }
    }
    targets
}

/// Listed facilities of the prefectures for which there are filings.
fn listed(
    facilities: &[Facility],
    filed: &[(SourceRecord, Box<FiledInstitution>)],
    locate: &impl Fn(&str) -> Option<Located>,
) -> Vec<Listed> {
    let prefectures: HashSet<u32> = filed.iter().map(|(_, institution)| institution.prefecture).collect();
    let mut listed = Vec::new();
    for (index, facility) in facilities.iter().enumerate() {
        let medical = matches!(facility.kind, Kind::Clinic | Kind::Hospital | Kind::DentalClinic | Kind::Pharmacy);
        let wanted = facility.municipality.is_none_or(|code| prefectures.contains(&code.prefecture()));
        if !medical || facility.fictional || !wanted {
            continue;
        }
        if let Some(located) = locate(&facility.address) {
            let side = Side::new(&facility.name, located);
            listed.push(Listed { index, kind: facility.kind, side });
        }
    }
    listed
}
