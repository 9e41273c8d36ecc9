//! Filings find the institutions they speak of. No key joins the two lists: name, address and kind must.
//!
//! Only sure links are made; the rest become facilities of their own, so that nothing is guessed and nothing lost.

use std::collections::HashMap;

use serde::Serialize;

use crate::domain::filings::FilingRules;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{FiledInstitution, FilingTable, SourceRecord};
use crate::domain::text::fold;
use crate::domain::{Facility, Kind};

use super::assemble;
use super::names::{forms, leading_numbers, likeness};

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
    /// Same town and house number and a like name, one of each.
    pub by_address_and_likeness: u64,
    /// Facilities of their own.
    pub alone: u64,
}

/// Names at one address are like each other from here on; chosen on real pairs: clinics that dropped or gained a word stay above.
const LIKE: f64 = 0.5;

/// What is compared of a listed facility.
struct Listed {
    index: usize,
    kind: Kind,
    forms: Vec<String>,
    located: Located,
}

/// Adds every filed institution to its facility, or as one of its own.
pub(super) fn add_filings(
    facilities: &mut Vec<Facility>,
    filed: Vec<(SourceRecord, Box<FiledInstitution>)>,
    rules: &FilingRules,
    locate: impl Fn(&str) -> Option<Located>,
) -> LinkReport {
    let mut report = LinkReport::default();
    let listed = Lists::new(facilities, &filed, &locate);
    for (record, institution) in filed {
        let target = locate(&institution.address).and_then(|located| listed.find(&institution, &located, &mut report));
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
            // A hospital's dental filings say nothing against what its medical filings said.
            let known = facility.fact(capability).is_some_and(|known| known.answer == crate::domain::Answer::Yes);
            if !known {
                facility.set_fact(capability, fact);
            }
        }
    }
    report
}

/// Listed facilities of the prefectures for which there are filings, by town and by municipality.
struct Lists {
    listed: Vec<Listed>,
    by_town: HashMap<String, Vec<usize>>,
    by_municipality: HashMap<MunicipalityCode, Vec<usize>>,
}

impl Lists {
    fn new(
        facilities: &[Facility],
        filed: &[(SourceRecord, Box<FiledInstitution>)],
        locate: &impl Fn(&str) -> Option<Located>,
    ) -> Self {
        let prefectures: std::collections::HashSet<u32> = filed.iter().map(|(_, f)| f.prefecture).collect();
        let mut lists = Self { listed: Vec::new(), by_town: HashMap::new(), by_municipality: HashMap::new() };
        for (index, facility) in facilities.iter().enumerate() {
            let medical = matches!(facility.kind, Kind::Clinic | Kind::Hospital | Kind::DentalClinic | Kind::Pharmacy);
            if !medical || facility.fictional {
                continue;
            }
            let wanted = facility.municipality.is_none_or(|code| prefectures.contains(&code.prefecture()));
            if let Some(located) = wanted.then(|| locate(&facility.address)).flatten() {
                let slot = lists.listed.len();
                if !located.town.is_empty() {
                    lists.by_town.entry(located.town.clone()).or_default().push(slot);
                }
                if let Some(code) = located.municipality {
                    lists.by_municipality.entry(code).or_default().push(slot);
                }
                lists.listed.push(Listed { index, kind: facility.kind, forms: forms(&facility.name), located });
            }
        }
        lists
    }

    fn find(&self, institution: &FiledInstitution, located: &Located, report: &mut LinkReport) -> Option<usize> {
        let names = forms(&institution.name);
        let in_town = self.slots(self.by_town.get(&located.town), institution);
        let named: Vec<&Listed> =
            in_town.iter().copied().filter(|listed| share_a_form(&names, &listed.forms)).collect();
        if let Some(found) = most_alike(&named, institution) {
            report.by_town_and_name += 1;
            return Some(found);
        }
        let near = located.municipality.and_then(|code| self.by_municipality.get(&code));
        let named: Vec<&Listed> =
            self.slots(near, institution).into_iter().filter(|listed| share_a_form(&names, &listed.forms)).collect();
        if let [only] = named.as_slice() {
            report.by_municipality_and_name += 1;
            return Some(only.index);
        }
        let numbers = leading_numbers(&located.rest);
        let like: Vec<&Listed> = in_town
            .into_iter()
            .filter(|listed| !numbers.is_empty() && leading_numbers(&listed.located.rest) == numbers)
            .filter(|listed| any_like(&names, &listed.forms))
            .collect();
        if let [only] = like.as_slice() {
            report.by_address_and_likeness += 1;
            return Some(only.index);
        }
        None
    }

    fn slots(&self, slots: Option<&Vec<usize>>, institution: &FiledInstitution) -> Vec<&Listed> {
        slots.into_iter().flatten().map(|&slot| &self.listed[slot]).filter(|l| may_file(l.kind, institution)).collect()
    }
}

/// The kinds that file at one fee table. A hospital files its dental department too.
const fn may_file(kind: Kind, institution: &FiledInstitution) -> bool {
    match institution.table {
        FilingTable::Medical if institution.hospital => matches!(kind, Kind::Hospital),
        FilingTable::Medical => matches!(kind, Kind::Clinic | Kind::Hospital),
        FilingTable::Dental => matches!(kind, Kind::DentalClinic | Kind::Hospital),
        FilingTable::Pharmacy => matches!(kind, Kind::Pharmacy),
    }
}

fn share_a_form(a: &[String], b: &[String]) -> bool {
    a.iter().any(|form| b.contains(form))
}

fn any_like(a: &[String], b: &[String]) -> bool {
    a.iter().any(|x| b.iter().any(|y| likeness(x, y) >= LIKE))
}

/// Of several facilities of one name in one town, the one whose whole name is the most alike; none when two are equally so.
fn most_alike(named: &[&Listed], institution: &FiledInstitution) -> Option<usize> {
    let whole = fold(&institution.name);
    let best = |listed: &Listed| listed.forms.iter().map(|form| likeness(form, &whole)).fold(0.0, f64::max);
    let mut ordered: Vec<(f64, usize)> = named.iter().map(|listed| (best(listed), listed.index)).collect();
    ordered.sort_by(|a, b| b.0.total_cmp(&a.0));
    match ordered.as_slice() {
        [] => None,
        [(first, _), (second, _), ..] if first == second => None,
        [(_, index), ..] => Some(*index),
    }
}
