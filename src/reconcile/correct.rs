//! What was put right by hand: applied last, before everything, and flagged when the source has changed its mind since.

use std::collections::HashMap;

use crate::domain::correction::CorrectionError;
use crate::domain::facility::Field;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::statement::{Correction, Statement, Subject};
use crate::domain::text::fold;
use crate::domain::{Facility, Source};

use super::merge::field_id;
use super::put::Put;
use super::same;
use super::{Decision, Doubt, DoubtCandidate, Knowledge, Located, link};

/// The reason of a candidate whose name is not the one that the correction gives.
const NAME_DIFFERS: &str = "name_differs";
/// The reason of a candidate whose field cannot take the value.
const UNREADABLE: &str = "unreadable_value";

/// Why a correction waits for a person, in words; nothing for the reasons of links, whose words are data.
pub fn reason_of_correction(id: &str) -> Option<&'static str> {
    match id {
        NAME_DIFFERS => {
            Some("訂正に書かれた名称が、その施設IDの施設の名称と違う (the name is not that of the identifier)")
        }
        UNREADABLE => Some("訂正後の値が読めない (the value cannot be read)"),
        _ => None,
    }
}

/// Applies corrections to facilities in ascending order of identifier. Those that find nobody, or whose value cannot be read, become
/// doubts. Gives the keys of those applied for the first time, with the value that stood there.
pub(super) fn apply(
    facilities: &mut [Facility],
    corrections: Vec<(SourceRecord, Box<Correction>)>,
    knowledge: &Knowledge<'_>,
    doubts: &mut Vec<Doubt>,
    locate: &impl Fn(&str) -> Option<Located>,
) -> Vec<(String, String)> {
    if corrections.is_empty() {
        return Vec::new();
    }
    let targets = targets(facilities, &corrections, knowledge.decisions, doubts, locate);
    let mut applied: Vec<(usize, String, Box<Correction>)> = Vec::new();
    for ((record, correction), target) in corrections.into_iter().zip(targets) {
        applied.extend(target.map(|index| (index, record.key, correction)));
    }
    // Of several corrections of one field the last one stands.
    applied.sort_by(|(i, a, x), (j, b, y)| (i, &x.field, x.on, a).cmp(&(j, &y.field, y.on, b)));
    let mut first_seen = Vec::new();
    for (index, key, correction) in applied {
        let facility = &mut facilities[index];
        match correction.read() {
            Ok(corrected) => {
                let seen = correction.instead_of.as_ref().filter(|seen| !seen.trim().is_empty());
                let before = Put {
                    facility,
                    field: &correction.field,
                    origin: correction.origin(),
                    seen: seen.or_else(|| knowledge.corrected.get(&key)).map(String::as_str),
                    locate,
                }
                .put(corrected);
                if !knowledge.corrected.contains_key(&key) {
                    first_seen.push((key, before));
                }
            }
            Err(error) => doubts.push(unreadable(facility, &key, &correction, &error)),
        }
    }
    first_seen.sort();
    first_seen
}

/// The facility of every correction.
fn targets(
    facilities: &[Facility],
    corrections: &[(SourceRecord, Box<Correction>)],
    decisions: &[Decision],
    doubts: &mut Vec<Doubt>,
    locate: &impl Fn(&str) -> Option<Located>,
) -> Vec<Option<usize>> {
    let mut targets: Vec<Option<usize>> = Vec::with_capacity(corrections.len());
    let mut named: Vec<(SourceRecord, Box<Statement>)> = Vec::new();
    let mut asking: HashMap<(String, String), (usize, Vec<usize>)> = HashMap::new();
    for (at, (record, correction)) in corrections.iter().enumerate() {
        let decided = decisions.iter().find(|d| d.same && d.source == record.source && d.key == record.key);
        let id = decided.map(|decision| decision.facility.as_str()).or(correction.facility.as_deref());
        let found = id.and_then(|id| by_id(facilities, id));
        let guarded = found.filter(|&index| decided.is_some() || bears_name(&facilities[index], correction));
        targets.push(guarded);
        match (guarded, found, id) {
            (Some(_), ..) => {}
            (None, Some(index), _) => {
                let candidates = vec![candidate(&facilities[index], NAME_DIFFERS)];
                doubts.push(Doubt { candidates, ..doubt(&record.key, correction) });
            }
            (None, None, Some(_)) => doubts.push(doubt(&record.key, correction)),
            (None, None, None) => {
                // Corrections of several fields ask for their facility once.
                let subject = subject(correction);
                let who = (fold(&subject.name), fold(subject.address.as_deref().unwrap_or_default()));
                let (_, asked) = asking.entry(who).or_insert_with(|| {
                    named.push((asker(record), Box::new(Statement { subject, ..Statement::default() })));
                    (named.len() - 1, Vec::new())
                });
                asked.push(at);
            }
        }
    }
    if named.is_empty() {
        return targets;
    }
    let linked = link::link(facilities, &[], &named, decisions, locate);
    for (place, asked) in asking.into_values() {
        let (asker, _) = &named[place];
        let waiting = linked.doubts.iter().find(|doubt| doubt.key == asker.key);
        for at in asked {
            targets[at] = linked.statements[place].target;
            if targets[at].is_none() {
                let candidates = waiting.map(|doubt| doubt.candidates.clone()).unwrap_or_default();
                let (record, correction) = &corrections[at];
                doubts.push(Doubt { candidates, ..doubt(&record.key, correction) });
            }
        }
    }
    targets
}

/// A facility by an identifier that it has or once had: one that was known by its filings only has since come to be listed.
fn by_id(facilities: &[Facility], id: &str) -> Option<usize> {
    let known = facilities.binary_search_by(|facility| facility.id.as_str().cmp(id)).ok();
    let numbered = |system: &str, value: &str| {
        let bears =
            |facility: &Facility| facility.identifiers.iter().any(|own| own.system == system && own.value == value);
        facilities.iter().position(bears)
    };
    known.or_else(|| match id.split_once('-')? {
        ("f", number) => numbered("insurance_institution", number),
        ("n", number) => numbered("navii_id", number),
        ("o", rest) => numbered("insurance_institution", rest.split_once('-')?.1),
        _ => None,
    })
}

/// The facility that an identifier means, among all of them in ascending order: one that has it, or one that had it when it was known by
/// its filings only.
pub fn now_known_as<'a>(facilities: &'a [Facility], id: &str) -> Option<&'a Facility> {
    by_id(facilities, id).and_then(|at| facilities.get(at))
}

/// Whether a correction, taken by itself, speaks of the facility: by an identifier that it has or once had, or by its name and address.
pub fn speaks_of(facility: &Facility, correction: &Correction) -> bool {
    let alone = std::slice::from_ref(facility);
    let named = || {
        let name = correction.name.as_deref().is_some_and(|name| !name.trim().is_empty());
        let address =
            correction.address.as_deref().is_none_or(|address| fold(&facility.address).contains(&fold(address)));
        name && address
    };
    bears_name(facility, correction)
        && correction.facility.as_deref().map_or_else(named, |id| by_id(alone, id).is_some())
}

/// Whether the facility bears, or bore, the name that the correction gives; one that gives none trusts the identifier.
fn bears_name(facility: &Facility, correction: &Correction) -> bool {
    let Some(name) = correction.name.as_deref().filter(|name| !name.trim().is_empty()) else { return true };
    let former = facility.replaced.iter().filter(|replaced| replaced.field == field_id(Field::Name));
    let mut names = former.map(|replaced| replaced.value.as_str()).chain([facility.name.as_str()]);
    let corrected_name = correction.field == field_id(Field::Name) && same::names(&correction.value, name);
    corrected_name || names.any(|known| same::names(known, name) || fold(known).contains(&fold(name)))
}

fn subject(correction: &Correction) -> Subject {
    Subject {
        name: correction.name.clone().unwrap_or_default(),
        address: correction.address.clone(),
        ..Subject::default()
    }
}

fn asker(record: &SourceRecord) -> SourceRecord {
    SourceRecord {
        source: Source::Correction,
        key: record.key.clone(),
        edition: record.edition,
        rows: Vec::new(),
        body: RecordBody::Taken,
    }
}

fn doubt(key: &str, correction: &Correction) -> Doubt {
    Doubt {
        source: Source::Correction,
        key: key.to_owned(),
        name: correction.name.clone().or_else(|| correction.facility.clone()).unwrap_or_default(),
        address: correction.address.clone().unwrap_or_default(),
        candidates: Vec::new(),
    }
}

fn candidate(facility: &Facility, reason: &str) -> DoubtCandidate {
    DoubtCandidate {
        facility: facility.id.clone(),
        name: facility.name.clone(),
        address: facility.address.clone(),
        score: 50,
        reasons: vec![reason.to_owned()],
    }
}

fn unreadable(facility: &Facility, key: &str, correction: &Correction, error: &CorrectionError) -> Doubt {
    let named = doubt(key, correction);
    let mut candidate = candidate(facility, UNREADABLE);
    candidate.reasons.push(error.to_string());
    Doubt { candidates: vec![candidate], ..named }
}
