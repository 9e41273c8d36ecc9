//! Filed institutions find the facilities of the lists, one of a fee table each.

use std::collections::{HashMap, HashSet};

use crate::domain::Kind;
use crate::domain::kind::KindSet;
use crate::domain::record::{FiledInstitution, FilingTable};

use super::pairing::{Candidate, Candidates, Found, Seeker, Target, pair};
use super::rules::{Linkage, Reason, Reasons, linkage};
use super::verdict::{Party, Verdict};
use super::{Fellow, LinkReport, Linked, Located, Outcome, World};

/// A filed institution, under all the numbers it has at one fee table.
struct Unit {
    /// Positions of its records, ascending.
    records: Vec<usize>,
    seeker: Seeker,
}

/// Links every filed institution, one fee table after the other: a hospital may be taken at two of them.
pub(super) fn link(world: &World<'_>, locate: &impl Fn(&str) -> Option<Located>, linked: &mut Linked) {
    let rules = linkage();
    linked.filings = vec![Outcome::default(); world.filed.len()];
    if world.filed.is_empty() {
        return;
    }
    let candidates = listed(world, locate, rules);
    for table in [FilingTable::Medical, FilingTable::Dental, FilingTable::Pharmacy] {
        let units = units(world, table, locate, rules);
        let (decided, open): (Vec<Unit>, Vec<Unit>) =
            units.into_iter().partition(|unit| decision(world, unit).is_some());
        let mut taken = HashSet::new();
        for (unit, target) in decided.iter().filter_map(|unit| Some((unit, decision(world, unit)?))) {
            settle(world, unit, target, linked);
            taken.extend(candidates.all.iter().position(|candidate| candidate.target == target));
        }
        let seekers: Vec<&Seeker> = open.iter().map(|unit| &unit.seeker).collect();
        let found = pair(&seekers, &candidates, Some(&taken), rules);
        for (unit, found) in open.iter().zip(found) {
            close(world, unit, &found.map(|slot| candidates.all[slot].target), linked);
        }
    }
    follow_partners(world, linked);
}

/// A hospital files under a number at the medical and one at the dental table, and each names the other. Where only one of them found the
/// hospital, the other is that hospital too.
fn follow_partners(world: &World<'_>, linked: &mut Linked) {
    let known: HashMap<&str, usize> =
        world.filed.iter().enumerate().map(|(at, (record, _))| (record.key.as_str(), at)).collect();
    for (at, (record, institution)) in world.filed.iter().enumerate() {
        let alone = linked.filings[at].target.is_none() && linked.filings[at].fellow.is_none();
        let partner = institution.partner.as_deref().and_then(|key| known.get(key)).filter(|_| alone);
        let Some(hospital) = partner.and_then(|&partner| linked.filings[partner].target) else { continue };
        let target = Target::Facility(hospital);
        if world.facilities[hospital].kind != Kind::Hospital || world.decided.apart(record).contains(&target) {
            continue;
        }
        linked.report.alone -= 1;
        linked.report.by_partner_number += 1;
        if linked.filings[at].doubtful {
            linked.report.doubtful -= 1;
            linked.doubts.retain(|doubt| (doubt.source, &doubt.key) != (record.source, &record.key));
        }
        let verdict = Verdict::by(Reason::PartnerNumber, 100);
        linked.filings[at] = Outcome::of(target, verdict, Target::Filed(at));
    }
}

/// The kinds that file at a fee table, and those that the institution was unlikely before. A hospital files its dental department too.
fn kinds(institution: &FiledInstitution) -> (KindSet, KindSet) {
    let set = |kinds: &[Kind]| kinds.iter().copied().collect::<KindSet>();
    match institution.table {
        FilingTable::Medical if institution.hospital => (set(&[Kind::Hospital]), set(&[Kind::Clinic])),
        FilingTable::Medical => (set(&[Kind::Clinic, Kind::Hospital]), KindSet::default()),
        FilingTable::Dental => (set(&[Kind::DentalClinic, Kind::Hospital]), KindSet::default()),
        FilingTable::Pharmacy => (set(&[Kind::Pharmacy]), KindSet::default()),
    }
}

/// One unit for every filed institution of a table. A new legal person brings a new number while the old one still stands in the file:
/// the same name (apart from the corporation) at the same full address is one institution.
fn units(
    world: &World<'_>,
    table: FilingTable,
    locate: &impl Fn(&str) -> Option<Located>,
    rules: &Linkage,
) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut known: HashMap<(bool, String, String, Vec<u32>, String), usize> = HashMap::new();
    for (at, (record, institution)) in world.filed.iter().enumerate().filter(|(_, (_, filed))| filed.table == table) {
        let party = Party::of_filing(institution, locate(&institution.address), rules);
        let apart = world.decided.apart(record);
        let place = &party.place;
        if !place.numbers.is_empty() && !place.town.is_empty() && party.name.is_particular() {
            let short = party.name.shortest().text.clone();
            let key = (institution.hospital, place.town.clone(), place.field.clone(), place.numbers.clone(), short);
            if let Some(&unit) = known.get(&key) {
                units[unit].records.push(at);
                units[unit].seeker.apart.extend(apart);
                continue;
            }
            known.insert(key, units.len());
        }
        let (kinds, unlikely) = kinds(institution);
        let seeker = Seeker { kinds, unlikely, prefers: false, apart, party, yields: false };
        units.push(Unit { records: vec![at], seeker });
    }
    units
}

/// Listed facilities of the prefectures for which there are filings.
fn listed(world: &World<'_>, locate: &impl Fn(&str) -> Option<Located>, rules: &Linkage) -> Candidates {
    let prefectures: HashSet<u32> = world.filed.iter().map(|(_, institution)| institution.prefecture).collect();
    let mut listed = Candidates::default();
    for (index, facility) in world.facilities.iter().enumerate() {
        let files = matches!(facility.kind, Kind::Clinic | Kind::Hospital | Kind::DentalClinic | Kind::Pharmacy);
        let wanted = facility.municipality.is_none_or(|code| prefectures.contains(&code.prefecture()));
        if files && wanted && !facility.fictional {
            let party = Party::of_facility(facility, locate(&facility.address), rules);
            listed.push(Candidate::new(Target::Facility(index), facility.kind, party));
        }
    }
    listed
}

/// What a person decided about any number of the institution.
fn decision(world: &World<'_>, unit: &Unit) -> Option<Target> {
    unit.records.iter().find_map(|&at| world.decided.same(&world.filed[at].0))
}

/// A person decided: every number of the institution follows, but those that were held apart.
fn settle(world: &World<'_>, unit: &Unit, target: Target, linked: &mut Linked) {
    for &at in &unit.records {
        let record = &world.filed[at].0;
        if world.decided.apart(record).contains(&target) {
            linked.report.alone += 1;
            continue;
        }
        let mut outcome = Outcome::of(target, Verdict::by(Reason::DecidedSame, 100), Target::Filed(at));
        if world.decided.same(record) != Some(target) {
            outcome.reasons = Reasons::default().with(Reason::SeveralNumbers).with(Reason::DecidedSame).ids();
        }
        linked.report.by_decision += 1;
        linked.filings[at] = outcome;
    }
}

/// Writes down what was found for a unit.
fn close(world: &World<'_>, unit: &Unit, found: &Found<Target>, linked: &mut Linked) {
    let leader = unit.records[0];
    for &at in &unit.records {
        let own =
            |verdict: Verdict| if unit.records.len() > 1 { verdict.with(Reason::SeveralNumbers) } else { verdict };
        linked.filings[at] = match found.link {
            Some((target, verdict)) => {
                count(&mut linked.report, verdict.reasons);
                Outcome::of(target, own(verdict), Target::Filed(at))
            }
            None => {
                linked.report.alone += 1;
                linked.report.doubtful += u64::from(!found.maybe.is_empty());
                let best = found.maybe.first().map(|(_, verdict)| *verdict);
                Outcome {
                    fellow: (at != leader).then_some(Fellow::Filed(leader)),
                    score: best.map_or(0, |verdict| verdict.score),
                    reasons: best.map(|verdict| verdict.reasons.ids()).unwrap_or_default(),
                    doubtful: best.is_some(),
                    target: None,
                }
            }
        };
    }
    if !found.maybe.is_empty() {
        let (record, institution) = &world.filed[leader];
        linked.doubts.push(world.doubt(record, &institution.name, &institution.address, found));
    }
}

fn count(report: &mut LinkReport, reasons: Reasons) {
    let same_name = reasons.has(Reason::SameName) || reasons.has(Reason::SameNameButCorporation);
    let near =
        [Reason::SameAddress, Reason::AddressLessPrecise, Reason::SameTown].iter().any(|&near| reasons.has(near));
    *match (same_name, near) {
        (true, true) => &mut report.by_town_and_name,
        (true, false) => &mut report.by_municipality_and_name,
        (false, _) => &mut report.by_address_and_likeness,
    } += 1;
}
