//! Puts a value that a person knows better in front of what the sources say, and keeps the source's beside it, flagged when the source has
//! changed its mind since.

use crate::domain::answer::{Answer, Fact};
use crate::domain::availability::{self, Cover, CoverDay, MonthAnswer, Said};
use crate::domain::correction::{CalendarOf, Corrected};
use crate::domain::facility::{Field, Remark, Replaced, Vacancy};
use crate::domain::hours::Calendar;
use crate::domain::source::Origin;
use crate::domain::text::fold;
use crate::domain::{Capability, Facility, Level, Metres, Position, Source, vocabulary};

use super::Located;
use super::merge::{field_id, show_answer, show_beds, show_fact};
use super::same::{self, towns_differ};

/// How far a pin set by hand is taken to be off, in metres: a finger on a map at the scale of a building.
const PIN_ACCURACY: Metres = Metres(20.0);

/// One value that is put in front of what the sources say.
pub(super) struct Put<'f, 'c, L> {
    pub(super) facility: &'f mut Facility,
    /// The field, in its JSON spelling.
    pub(super) field: &'c str,
    /// Who puts it there, and since when.
    pub(super) origin: Origin,
    /// What the author saw of the sources, or what stood there first, as a reader sees it; `None` where that is not known.
    pub(super) seen: Option<&'c str>,
    pub(super) locate: &'c L,
}

impl<L: Fn(&str) -> Option<Located>> Put<'_, '_, L> {
    /// Puts the value in its place and the source's beside it. Gives the source's value as a reader sees it.
    pub(super) fn put(mut self, corrected: Corrected) -> String {
        let origin = self.origin;
        let (before, after) = match corrected {
            Corrected::Name(value) => self.text(Field::Name, Some(value)),
            Corrected::NameKana(value) => self.text(Field::NameKana, value),
            Corrected::Phone(value) => self.text(Field::Phone, value),
            Corrected::Fax(value) => self.text(Field::Fax, value),
            Corrected::Url(value) => self.text(Field::Url, value),
            Corrected::Address(value) => self.address(value),
            Corrected::Position(at) => {
                let position =
                    at.map(|at| Position { at, level: Level::Point, accuracy: PIN_ACCURACY, source: origin.source });
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
            Corrected::Capacity(capacity) => {
                let after = capacity.as_ref().map(|capacity| capacity.text.clone());
                let before = std::mem::replace(&mut self.facility.capacity, capacity);
                let origin = before.as_ref().map_or(origin, |before| before.origin);
                (Stood { value: before.map(|before| before.text), origin }, after)
            }
            Corrected::ServiceCapacity { number, code, capacity } => self.service_capacity(&number, &code, capacity),
            Corrected::Remark(label, text) => self.remark(label, text),
            Corrected::NewPatients(month, said) => {
                let after = said.as_ref().map(show_month);
                let before = availability::put(&mut self.facility.new_patients, month, said);
                (self.stood(before.as_ref(), show_month), after)
            }
            Corrected::Cover(day, said) => {
                let after = said.as_ref().map(show_cover);
                let before = availability::put(&mut self.facility.cover, day, said);
                (self.stood(before.as_ref(), show_cover), after)
            }
            Corrected::Vacancy(day, said) => match availability::about(&self.facility.vacancies, day) {
                Some(newer) if newer.origin.as_of > origin.as_of => {
                    let newer = show_vacancy(newer);
                    return self.gives_way(said.as_ref().map(show_vacancy), newer);
                }
                _ => {
                    let after = said.as_ref().map(show_vacancy);
                    let before = availability::put(&mut self.facility.vacancies, day, said);
                    (self.stood(before.as_ref(), show_vacancy), after)
                }
            },
            Corrected::Confirmed(day) => {
                let confirmed = day.map(|as_of| Origin { as_of, ..origin });
                let before = std::mem::replace(&mut self.facility.confirmed, confirmed);
                let value = before.map(|before| before.as_of.to_string());
                (Stood { value, origin: before.unwrap_or(origin) }, day.map(|day| day.to_string()))
            }
        };
        self.keep(before, after.as_deref())
    }

    /// Keeps the source's value beside the corrected one, unless it says the same now. It is flagged where it is not what the author
    /// saw, or what stood there when the correction was first applied.
    fn keep(self, before: Stood, after: Option<&str>) -> String {
        let field = self.field;
        let value = before.value.unwrap_or_default();
        let changed_since = self.seen.is_some_and(|seen| !says_the_same(field, seen, &value, self.locate));
        let agrees = after.is_some_and(|after| says_the_same(field, after, &value, self.locate));
        if !agrees && (!value.is_empty() || changed_since) {
            let entry =
                Replaced { field: field.to_owned(), value: value.clone(), origin: before.origin, changed_since };
            self.facility.replaced.push(entry);
        }
        value
    }

    /// Free places of a day are told anew every week: a sheet that is newer than the edit has the word, and the edit stands beside it.
    fn gives_way(self, edited: Option<String>, newer: String) -> String {
        if let Some(value) = edited.filter(|edited| *edited != newer) {
            let field = self.field.to_owned();
            self.facility.replaced.push(Replaced { field, value, origin: self.origin, changed_since: false });
        }
        newer
    }

    /// What was said before about a day or month.
    fn stood<S: Said>(&self, before: Option<&S>, show: impl Fn(&S) -> String) -> Stood {
        Stood { value: before.map(show), origin: before.map_or(self.origin, Said::origin) }
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
        if present {
            self.facility.provenance.insert(field, self.origin);
        }
        (Stood { value: before, origin: known.unwrap_or(self.origin) }, after)
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
            let pinned = |position: &mut Position| !position.source.is_by_hand();
            if let Some(left) = self.facility.position.take_if(pinned) {
                let known = self.facility.provenance.remove(&Field::Position).unwrap_or(self.origin);
                let origin = Origin { source: left.source, ..known };
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
        let origin = before.as_ref().map_or(self.origin, |before| before.origin);
        (Stood { value: before.as_ref().map(Calendar::to_japanese), origin }, after)
    }

    fn answer(&mut self, capability: Capability, fact: Option<Fact>) -> (Stood, Option<String>) {
        let before = self.facility.fact(capability).cloned();
        let after = fact.as_ref().map(show_fact);
        match fact {
            Some(fact) => self.facility.set_fact(capability, fact),
            None => self.facility.capabilities.retain(|(known, _)| *known != capability),
        }
        let origin = before.as_ref().map_or(self.origin, Fact::origin);
        (Stood { value: before.as_ref().map(show_fact), origin }, after)
    }

    /// 定員 of one service. One that no source names any more has none.
    fn service_capacity(&mut self, number: &str, code: &str, capacity: Option<u32>) -> (Stood, Option<String>) {
        let known = self.facility.provenance.get(&Field::Services).copied();
        let mut services = self.facility.services.iter_mut();
        let service = services.find(|service| service.number == number && service.code == code);
        let before = service.and_then(|service| std::mem::replace(&mut service.capacity, capacity));
        let show = |capacity: u32| format!("{capacity}人");
        (Stood { value: before.map(show), origin: known.unwrap_or(self.origin) }, capacity.map(show))
    }

    fn remark(&mut self, label: String, text: Option<String>) -> (Stood, Option<String>) {
        let remarks = &mut self.facility.remarks;
        let at = remarks.iter().position(|remark| remark.label == label);
        let before = at.map(|at| remarks.remove(at));
        if let Some(text) = text.clone() {
            let at = at.unwrap_or(remarks.len());
            remarks.insert(at, Remark { label, text, origin: self.origin });
        }
        let origin = before.as_ref().map_or(self.origin, |before| before.origin);
        (Stood { value: before.map(|before| before.text), origin }, text)
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
        let still = listing
            .filter(|listing| !listing.source.is_by_hand() && listing.as_of > origin.as_of && !absent(listing.source));
        if let Some(origin) = still {
            let (field, value) = (field_id(Field::Closed).to_owned(), STILL_LISTED.to_owned());
            self.facility.replaced.push(Replaced { field, value, origin, changed_since: true });
        }
        String::new()
    }
}

/// What a list says of an institution that was closed by hand, when its newer edition still names it.
const STILL_LISTED: &str = "一覧に掲載されています";

/// 「○ あと2（看取りのみ）」: an answer with its number of places and its note.
fn show_places(answer: Answer, places: Option<u32>, note: Option<&str>) -> String {
    let places = places.map(|places| format!(" あと{places}")).unwrap_or_default();
    let note = note.map(|note| format!("（{note}）")).unwrap_or_default();
    format!("{}{places}{note}", show_answer(answer))
}

fn show_month(said: &MonthAnswer) -> String {
    show_places(said.answer, said.places, said.note.as_deref())
}

fn show_vacancy(said: &Vacancy) -> String {
    show_places(said.answer, said.places, said.note.as_deref())
}

fn show_cover(said: &CoverDay) -> String {
    let cover = match said.cover {
        Cover::Needed => "代診を求めています",
        Cover::Offered => "代診に入れます",
    };
    said.note.as_ref().map_or_else(|| cover.to_owned(), |note| format!("{cover}（{note}）"))
}

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
