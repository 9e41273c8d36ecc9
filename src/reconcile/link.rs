//! Filings find the institutions they speak of. No key joins the two lists: name, address and kind must.
//!
//! Only sure links are made; the rest become facilities of their own, so that nothing is guessed and nothing lost.

use std::collections::HashSet;

use serde::Serialize;

use crate::domain::filings::FilingRules;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{FiledInstitution, SourceRecord};
use crate::domain::{Facility, Kind};

use super::assemble;
use super::passes::{self, Listed, Outcome, Pass, Side};

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

/// Adds every filed institution to its facility, or as one of its own.
pub(super) fn add_filings(
    facilities: &mut Vec<Facility>,
    filed: Vec<(SourceRecord, Box<FiledInstitution>)>,
    rules: &FilingRules,
    locate: impl Fn(&str) -> Option<Located>,
) -> LinkReport {
    let mut report = LinkReport::default();
    let targets = targets(facilities, &filed, &locate, &mut report);
    for ((record, institution), target) in filed.into_iter().zip(targets) {
        let index = target.unwrap_or_else(|| {
            report.alone += 1;
            facilities.push(assemble::from_filings(&record, &institution));
            facilities.len() - 1
        });
        let facility = &mut facilities[index];
        assemble::add_filed_fields(facility, &record, &institution);
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
    report
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
    for (unit, Outcome { link, doubtful }) in units.iter().zip(passes::pair(&listed, &units)) {
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
