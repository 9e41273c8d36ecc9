//! What was put right by hand: applied last, before everything, and flagged when the source has changed its mind since.

use std::collections::HashMap;

use crate::domain::answer::Fact;
use crate::domain::correction::{CalendarOf, Corrected, CorrectionError};
use crate::domain::facility::{Field, Replaced};
use crate::domain::hours::Calendar;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::statement::{Correction, Statement, Subject};
use crate::domain::text::fold;
use crate::domain::{Capability, Facility, Level, Metres, Position, Source, vocabulary};

use super::merge::{field_id, show_beds, show_fact};
use super::same::{self, towns_differ};
use super::{Decision, Doubt, DoubtCandidate, Knowledge, Located, link};

/// How far a pin set by hand is taken to be off, in metres: a finger on a map at the scale of a building.
const PIN_ACCURACY: Metres = Metres(20.0);

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
                let before =
                    Applied { facility, correction: &correction, locate }.put(corrected, knowledge.corrected.get(&key));
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

/// One correction and its facility.
struct Applied<'f, 'c, L> {
    facility: &'f mut Facility,
    correction: &'c Correction,
    locate: &'c L,
}

impl<L: Fn(&str) -> Option<Located>> Applied<'_, '_, L> {
    /// Puts the value in its place and the source's beside it. Gives the source's value as a reader sees it.
    fn put(mut self, corrected: Corrected, at_first: Option<&String>) -> String {
        let origin = self.correction.origin();
        let (before, after) = match corrected {
            Corrected::Name(value) => self.text(Field::Name, Some(value)),
            Corrected::NameKana(value) => self.text(Field::NameKana, value),
            Corrected::Phone(value) => self.text(Field::Phone, value),
            Corrected::Fax(value) => self.text(Field::Fax, value),
            Corrected::Url(value) => self.text(Field::Url, value),
            Corrected::Address(value) => self.address(value),
            Corrected::Position(at) => {
                let position = at.map(|at| Position {
                    at,
                    level: Level::Point,
                    accuracy: PIN_ACCURACY,
                    source: Source::Correction,
                });
                let before = std::mem::replace(&mut self.facility.position, position);
                self.states(
                    Field::Position,
                    at.is_some(),
                    before.map(|before| before.at.to_string()),
                    at.map(|at| at.to_string()),
                )
            }
            Corrected::Kind(kind) => {
                let before = std::mem::replace(&mut self.facility.kind, kind);
                self.states(Field::Kind, true, Some(before.id().to_owned()), Some(kind.id().to_owned()))
            }
            Corrected::Beds(beds) => {
                let after = beds.as_ref().map(show_beds);
                let before = std::mem::replace(&mut self.facility.beds, beds);
                self.states(Field::Beds, after.is_some(), before.as_ref().map(show_beds), after)
            }
            Corrected::Specialties(list) => {
                let after = list.join("、");
                let before = std::mem::replace(&mut self.facility.specialties, list).join("、");
                self.states(Field::Specialties, !after.is_empty(), filled(before), filled(after))
            }
            Corrected::Closed(since) => return self.closed(since, origin),
            Corrected::Hours(which, calendar) => self.calendar(which, calendar),
            Corrected::Answer(capability, answer) => {
                let fact = answer.map(|(answer, condition)| Fact {
                    answer,
                    as_of: origin.as_of,
                    source: origin.source,
                    condition,
                });
                self.answer(capability, fact)
            }
        };
        self.keep(before, after.as_deref(), at_first)
    }

    /// Keeps the source's value beside the corrected one, unless it says the same now. It is flagged where it is not what the author
    /// saw, or what stood there when the correction was first applied.
    fn keep(self, before: Stood, after: Option<&str>, at_first: Option<&String>) -> String {
        let field = self.correction.field.as_str();
        let value = before.value.unwrap_or_default();
        let seen = self.correction.instead_of.as_ref().filter(|seen| !seen.trim().is_empty()).or(at_first);
        let changed_since = seen.is_some_and(|seen| !says_the_same(field, seen, &value, self.locate));
        let agrees = after.is_some_and(|after| says_the_same(field, after, &value, self.locate));
        if !agrees && (!value.is_empty() || changed_since) {
            let entry =
                Replaced { field: field.to_owned(), value: value.clone(), origin: before.origin, changed_since };
            self.facility.replaced.push(entry);
        }
        value
    }

    /// Notes the new origin of a field and gives what stood there.
    fn states(
        &mut self,
        field: Field,
        present: bool,
        before: Option<String>,
        after: Option<String>,
    ) -> (Stood, Option<String>) {
        let founder = self.facility.provenance.get(&Field::Name).copied();
        let known = self.facility.provenance.remove(&field).or(founder);
        let origin = self.correction.origin();
        if present {
            self.facility.provenance.insert(field, origin);
        }
        (Stood { value: before, origin: known.unwrap_or(origin) }, after)
    }

    fn text(&mut self, field: Field, value: Option<String>) -> (Stood, Option<String>) {
        let facility = &mut *self.facility;
        let before = match field {
            Field::Name => Some(std::mem::replace(&mut facility.name, value.clone().unwrap_or_default())),
            Field::NameKana => std::mem::replace(&mut facility.name_kana, value.clone()),
            Field::Phone => std::mem::replace(&mut facility.phone, value.clone()),
            Field::Fax => std::mem::replace(&mut facility.fax, value.clone()),
            _ => std::mem::replace(&mut facility.url, value.clone()),
        };
        self.states(field, value.is_some(), before, value)
    }

    /// A published point of another town belongs to the place that was left; the new address says where it is.
    fn address(&mut self, value: String) -> (Stood, Option<String>) {
        let before = std::mem::replace(&mut self.facility.address, value.clone());
        if towns_differ(&before, &value, self.locate) {
            self.facility.municipality = (self.locate)(&value).and_then(|located| located.municipality);
            let pinned = |position: &mut Position| position.source != Source::Correction;
            if let Some(left) = self.facility.position.take_if(pinned) {
                let known = self.facility.provenance.remove(&Field::Position);
                let origin = known.unwrap_or(self.correction.origin());
                let entry =
                    Replaced { field: "position".into(), value: left.at.to_string(), origin, changed_since: false };
                self.facility.replaced.push(entry);
            }
        }
        self.states(Field::Address, true, Some(before), Some(value))
    }

    fn calendar(&mut self, which: CalendarOf, calendar: Option<Calendar>) -> (Stood, Option<String>) {
        let after = calendar.as_ref().map(Calendar::to_japanese);
        let hours = &mut self.facility.hours;
        let place = match which {
            CalendarOf::Consultation => &mut hours.consultation,
            CalendarOf::Contact => &mut hours.contact,
            CalendarOf::Visiting => &mut hours.visiting,
        };
        let before = std::mem::replace(place, calendar);
        let origin = before.as_ref().map_or(self.correction.origin(), |before| before.origin);
        (Stood { value: before.as_ref().map(Calendar::to_japanese), origin }, after)
    }

    fn answer(&mut self, capability: Capability, fact: Option<Fact>) -> (Stood, Option<String>) {
        let before = self.facility.fact(capability).cloned();
        let after = fact.as_ref().map(show_fact);
        match fact {
            Some(fact) => self.facility.set_fact(capability, fact),
            None => self.facility.capabilities.retain(|(known, _)| *known != capability),
        }
        let origin = before.as_ref().map_or(self.correction.origin(), Fact::origin);
        (Stood { value: before.as_ref().map(show_fact), origin }, after)
    }

    /// A list that goes on naming a closed institution after the day of the correction says something else.
    fn closed(self, since: Option<jiff::civil::Date>, origin: Origin) -> String {
        self.facility.closed = since;
        self.facility.provenance.remove(&Field::Closed);
        if since.is_none() {
            return String::new();
        }
        self.facility.provenance.insert(Field::Closed, origin);
        let listing = self.facility.provenance.get(&Field::Address).copied();
        let absent = |source: Source| self.facility.absent.iter().any(|absence| absence.source == source);
        let still = listing.filter(|listing| {
            listing.source != Source::Correction && listing.as_of > self.correction.on && !absent(listing.source)
        });
        if let Some(origin) = still {
            let (field, value) = (field_id(Field::Closed).to_owned(), STILL_LISTED.to_owned());
            self.facility.replaced.push(Replaced { field, value, origin, changed_since: true });
        }
        String::new()
    }
}

/// What a list says of an institution that was closed by hand, when its newer edition still names it.
const STILL_LISTED: &str = "一覧に掲載されています";

/// What stood in a field before it was corrected.
struct Stood {
    value: Option<String>,
    origin: Origin,
}

fn filled(text: String) -> Option<String> {
    (!text.is_empty()).then_some(text)
}

/// Whether two values of a field, as readers see them, differ only in writing.
fn says_the_same(field: &str, a: &str, b: &str, locate: &impl Fn(&str) -> Option<Located>) -> bool {
    if a == b {
        return true;
    }
    let is_answer = vocabulary().capability(field).is_some();
    match field {
        "name" | "name_kana" => same::names(a, b),
        "address" => same::addresses(a, b, locate),
        "phone" | "fax" => same::phones(a, b),
        "url" => same::urls(a, b),
        // The symbol is the answer; the words behind it may change.
        _ if is_answer => a.chars().next() == b.chars().next(),
        _ => fold(a) == fold(b),
    }
}
