//! Every field of a facility is chosen among what all its records say; what does not stand is kept beside what does.

mod choose;
mod lists;

mod voice;

use crate::domain::facility::{Beds, Capacity, Field, Identifier, Replaced, Service};
use crate::domain::hours::Calendar;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::source::Origin;
use crate::domain::vocabulary::Basis;
use crate::domain::{Answer, Capability, Facility, Fact, Position, Source, vocabulary};

use super::Located;
use super::precedence::{Matter, Precedence, Rule};
use super::same;
use choose::{Dated, Offer, settle};

pub(super) use voice::Voice;

/// Chooses anew every field that the voices speak of. The facility itself is the first voice; `absent` says that its own source no
/// longer lists it.
pub(super) fn merge(
    facility: &mut Facility,
    absent: bool,
    voices: &[Voice<'_>],
    precedence: &Precedence,
    locate: &impl Fn(&str) -> Option<Located>,
) {
    let mut merger = Merger { facility, absent, voices, precedence };
    merger.texts();
    merger.places(locate);
    merger.numbers();
    merger.calendars();
    merger.answers();
    lists::duties(merger.facility, voices);
    lists::availability(merger.facility, voices);
    lists::remarks(merger.facility, voices);
}

struct Merger<'f, 'v, 'a> {
    facility: &'f mut Facility,
    absent: bool,
    voices: &'v [Voice<'a>],
    precedence: &'f Precedence,
}

impl<'v, 'a> Merger<'_, 'v, 'a> {
    const fn rule(&self, matter: Matter) -> &Rule {
        self.precedence.rule(matter)
    }

    /// Who founded the facility, for fields without an origin of their own.
    fn founder(&self) -> Origin {
        let first = self.facility.provenance.get(&Field::Name).or_else(|| self.facility.provenance.values().next());
        first.copied().unwrap_or(Origin { source: Source::Canonical, as_of: jiff::civil::Date::MIN })
    }

    /// All offers for a field: the facility's own first.
    fn offers<T>(&self, field: Field, own: Option<T>, of: impl Fn(&'v Voice<'a>) -> Option<T>) -> Vec<Offer<T>> {
        let origin = self.facility.provenance.get(&field).copied().unwrap_or_else(|| self.founder());
        let own = own.map(|value| Offer { value, origin, key: String::new(), stale: self.absent });
        let others = self.voices.iter().filter_map(|voice| {
            let origin = voice.origin_of(field);
            Some(Offer { value: of(voice)?, origin, key: voice.key.to_owned(), stale: voice.absent })
        });
        own.into_iter().chain(others).collect()
    }

    fn replaced<T>(&mut self, field: &str, others: Vec<Offer<T>>, show: impl Fn(&T) -> String) {
        let entries = others.into_iter().map(|offer| Replaced {
            field: field.to_owned(),
            value: show(&offer.value),
            origin: offer.origin,
            changed_since: false,
        });
        self.facility.replaced.extend(entries);
    }

    /// Settles one field; the caller puts the winner in its place.
    fn settled<T: Clone>(
        &mut self,
        (matter, field): (Matter, Field),
        offers: Vec<Offer<T>>,
        same: impl Fn(&T, &T) -> bool,
        show: impl Fn(&T) -> String,
    ) -> Option<Offer<T>> {
        let (winner, others) = settle(offers, self.rule(matter), Dated::Together, same)?;
        self.facility.provenance.insert(field, winner.origin);
        self.replaced(field_id(field), others, show);
        Some(winner)
    }

    fn texts(&mut self) {
        let own = Some(std::mem::take(&mut self.facility.name)).filter(|name| !name.is_empty());
        let offers = self.offers(Field::Name, own, |voice| said(voice.name));
        let name = self.settled((Matter::Name, Field::Name), offers, |a, b| same::names(a, b), String::clone);
        self.facility.name = name.map(|offer| offer.value).unwrap_or_default();
        let own = self.facility.name_kana.take();
        let offers = self.offers(Field::NameKana, own, |voice| said(voice.name_kana));
        let kana = self.settled((Matter::NameKana, Field::NameKana), offers, |a, b| same::names(a, b), String::clone);
        self.facility.name_kana = kana.map(|offer| offer.value);
        let own = self.facility.phone.take();
        let offers = self.offers(Field::Phone, own, |voice| said(voice.phone));
        let phone = self.settled((Matter::Phone, Field::Phone), offers, |a, b| same::phones(a, b), String::clone);
        self.facility.phone = phone.map(|offer| offer.value);
        let own = self.facility.fax.take();
        let offers = self.offers(Field::Fax, own, |voice| said(voice.fax));
        let fax = self.settled((Matter::Fax, Field::Fax), offers, |a, b| same::phones(a, b), String::clone);
        self.facility.fax = fax.map(|offer| offer.value);
        let own = self.facility.url.take();
        let offers = self.offers(Field::Url, own, |voice| said(voice.url));
        let url = self.settled((Matter::Url, Field::Url), offers, |a, b| same::urls(a, b), String::clone);
        self.facility.url = url.map(|offer| offer.value);
    }

    /// Address, municipality and point belong together: a point that came with another place's address is put aside.
    fn places(&mut self, locate: &impl Fn(&str) -> Option<Located>) {
        let same = |a: &str, b: &str| same::addresses(a, b, locate);
        let founded_at = std::mem::take(&mut self.facility.address);
        let own = Some(founded_at.clone()).filter(|address| !address.is_empty());
        let mut offers = self.offers(Field::Address, own, |voice| said(voice.address));
        whole_before_cut_off(&mut offers, &same, locate);
        let address = self.settled((Matter::Address, Field::Address), offers, |a, b| same(a, b), String::clone);
        let Some(Offer { value: address, .. }) = address else { return };
        let elsewhere = |other: &str| !other.is_empty() && !same(&address, other);
        if address != founded_at && (elsewhere(&founded_at) || self.facility.municipality.is_none()) {
            self.facility.municipality = self.municipality_of(&address, locate);
        }
        let own = self.facility.position.take();
        let mut offers = self.offers(Field::Position, own, |voice| voice.position);
        for (offer, at) in offers.iter_mut().zip(self.addresses_of_points(own.is_some(), &founded_at)) {
            offer.stale |= elsewhere(at);
        }
        let same_point = |a: &Position, b: &Position| same::points(a.at, b.at);
        let show = |position: &Position| position.at.to_string();
        let winner = self.settled((Matter::Position, Field::Position), offers, same_point, show);
        // The only point there is may belong to the place that was left: then the address says where it is now.
        let left =
            winner.as_ref().is_some_and(|offer| offer.stale) && elsewhere_of_all(self, &address, &founded_at, &same);
        if let Some(offer) = winner.as_ref().filter(|_| left) {
            self.facility.provenance.remove(&Field::Position);
            let value = offer.value.at.to_string();
            self.facility.replaced.push(Replaced {
                field: "position".into(),
                value,
                origin: offer.origin,
                changed_since: false,
            });
        }
        self.facility.position = winner.filter(|_| !left).map(|offer| offer.value);
        self.facility.address = address;
    }

    /// The municipality that whoever gave the address names, else the one in which it lies.
    fn municipality_of(&self, address: &str, locate: &impl Fn(&str) -> Option<Located>) -> Option<MunicipalityCode> {
        let named = self.voices.iter().find(|voice| voice.address == Some(address));
        named.and_then(|voice| voice.municipality).or_else(|| locate(address)?.municipality)
    }

    /// The address that came with each offered point, in the order of the offers.
    fn addresses_of_points<'s>(&self, own: bool, founded_at: &'s str) -> Vec<&'s str>
    where
        'a: 's,
    {
        let own = own.then_some(founded_at);
        let voices = self.voices.iter().filter(|voice| voice.position.is_some());
        own.into_iter().chain(voices.map(|voice| voice.address.unwrap_or_default())).collect()
    }

    fn numbers(&mut self) {
        let own = self.facility.beds.take();
        let offers = self.offers(Field::Beds, own, |voice| voice.beds.cloned());
        let beds = self.settled((Matter::Beds, Field::Beds), offers, same::beds, show_beds);
        self.facility.beds = beds.map(|offer| offer.value);
        let own = Some(std::mem::take(&mut self.facility.specialties)).filter(|list| !list.is_empty());
        let listed = |voice: &Voice<'_>| (!voice.specialties.is_empty()).then(|| voice.specialties.to_vec());
        let offers = self.offers(Field::Specialties, own, listed);
        let same = |a: &Vec<String>, b: &Vec<String>| same::specialties(a, b);
        let chosen = self.settled((Matter::Specialties, Field::Specialties), offers, same, |list| list.join("、"));
        self.facility.specialties = chosen.map(|offer| offer.value).unwrap_or_default();
        for voice in self.voices {
            let present = !voice.absent || self.absent;
            if present && !voice.services.is_empty() {
                add_services(&mut self.facility.services, &voice.services);
                self.facility.provenance.entry(Field::Services).or_insert(voice.origin);
            }
            self.facility.identifiers.extend(voice.identifiers.iter().cloned());
            if self.facility.municipality.is_none() {
                self.facility.municipality = voice.municipality;
            }
        }
        self.facility.services.sort_unstable_by(|a, b| (&a.code, &a.label).cmp(&(&b.code, &b.label)));
        self.facility.services.dedup();
        tidy_identifiers(&mut self.facility.identifiers);
        let own = self.facility.capacity.take();
        let own = own.into_iter().map(|capacity| (String::new(), self.absent, capacity));
        let said = |voice: &Voice<'_>| Some((voice.key.to_owned(), voice.absent, voice.capacity?.clone()));
        let offers = own.chain(self.voices.iter().filter_map(said));
        let offers: Vec<Offer<Capacity>> =
            offers.map(|(key, stale, value)| Offer { origin: value.origin, value, key, stale }).collect();
        let same = |a: &Capacity, b: &Capacity| (a.least, a.most, &a.text) == (b.least, b.most, &b.text);
        if let Some((winner, others)) = settle(offers, self.rule(Matter::Capacity), Dated::Together, same) {
            self.replaced("capacity", others, |capacity| capacity.text.clone());
            self.facility.capacity = Some(winner.value);
        }
    }

    fn calendars(&mut self) {
        let mut hours = std::mem::take(&mut self.facility.hours);
        hours.consultation =
            self.calendar(Matter::HoursConsultation, "hours_consultation", hours.consultation, |voice| {
                voice.consultation
            });
        hours.contact = self.calendar(Matter::HoursContact, "hours_contact", hours.contact, |voice| voice.contact);
        hours.visiting = self.calendar(Matter::HoursVisiting, "hours_visiting", hours.visiting, |voice| voice.visiting);
        self.facility.hours = hours;
    }

    /// One of the calendars. One that only knows days off yields to one that knows hours.
    fn calendar(
        &mut self,
        matter: Matter,
        field: &str,
        own: Option<Calendar>,
        of: impl Fn(&'v Voice<'a>) -> Option<&'v Calendar>,
    ) -> Option<Calendar> {
        let offer =
            |value: Calendar, key: &str, stale| Offer { origin: value.origin, value, key: key.to_owned(), stale };
        let own = own.map(|calendar| offer(calendar, "", self.absent));
        let others = self.voices.iter().filter_map(|voice| Some(offer(of(voice)?.clone(), voice.key, voice.absent)));
        let mut offers: Vec<Offer<Calendar>> = own.into_iter().chain(others).collect();
        let states_hours = |calendar: &Calendar| calendar.rules.iter().any(|rule| !rule.spans.is_empty());
        if offers.iter().any(|offer| !offer.stale && states_hours(&offer.value)) {
            offers.iter_mut().for_each(|offer| offer.stale |= !states_hours(&offer.value));
        }
        let (winner, others) = settle(offers, self.rule(matter), Dated::Together, same::calendars)?;
        self.replaced(field, others, Calendar::to_japanese);
        Some(winner.value)
    }

    /// Capabilities, each settled alone.
    fn answers(&mut self) {
        let own = std::mem::take(&mut self.facility.capabilities);
        let own = own.into_iter().map(|(capability, fact)| (capability, offer_of(fact, "", self.absent)));
        let mut all: Vec<(Capability, Offer<Fact>)> = own.collect();
        for voice in self.voices {
            let facts = voice.facts.iter().filter(|(_, fact)| fact.answer != Answer::Unknown);
            all.extend(facts.map(|(capability, fact)| (*capability, offer_of(fact.clone(), voice.key, voice.absent))));
        }
        all.sort_by(|(a, x), (b, y)| (a, x.origin.source, &x.key).cmp(&(b, y.origin.source, &y.key)));
        let mut all = all.into_iter().peekable();
        while let Some((capability, first)) = all.next() {
            let mut offers = vec![first];
            while let Some((_, offer)) = all.next_if(|(other, _)| *other == capability) {
                offers.push(offer);
            }
            if let Some(fact) = self.answer(capability, offers) {
                self.facility.capabilities.push((capability, fact));
            }
        }
    }

    fn answer(&mut self, capability: Capability, offers: Vec<Offer<Fact>>) -> Option<Fact> {
        let offers = one_bureau(offers);
        let words = vocabulary().words(capability);
        let matter = match words.map(|words| words.basis) {
            Some(Basis::Filing) => Matter::Filed,
            _ => Matter::Practised,
        };
        let same = |a: &Fact, b: &Fact| a.answer == b.answer;
        let (winner, others) = settle(offers, self.rule(matter), Dated::Alone, same)?;
        self.replaced(vocabulary().id(capability), others, show_fact);
        // A filing that the bureau's newer list no longer has is not in force; nobody says that the practice went on.
        if winner.stale && winner.origin.source == Source::Filing {
            self.replaced(vocabulary().id(capability), vec![winner], show_fact);
            return None;
        }
        Some(winner.value)
    }
}

/// An address that ends after the town yields to one of the same place that goes on to the house, whoever says it.
fn whole_before_cut_off(
    offers: &mut [Offer<String>],
    same: &impl Fn(&str, &str) -> bool,
    locate: &impl Fn(&str) -> Option<Located>,
) {
    if offers.windows(2).all(|pair| pair[0].value == pair[1].value) {
        return;
    }
    let cut_off: Vec<bool> = offers.iter().map(|offer| same::is_cut_off(&offer.value, locate)).collect();
    let whole = |at: usize| {
        let others = offers.iter().zip(&cut_off).filter(|(other, cut_off)| !**cut_off && !other.stale);
        others.map(|(other, _)| other.value.as_str()).any(|other| same(&offers[at].value, other))
    };
    let yields: Vec<usize> = (0..offers.len()).filter(|&at| cut_off[at] && whole(at)).collect();
    yields.into_iter().for_each(|at| offers[at].stale = true);
}

/// Whether no voice at the standing address gave a point.
fn elsewhere_of_all(
    merger: &Merger<'_, '_, '_>,
    address: &str,
    founded_at: &str,
    same: &impl Fn(&str, &str) -> bool,
) -> bool {
    let moved = !founded_at.is_empty() && !same(address, founded_at);
    moved
        && !merger
            .voices
            .iter()
            .any(|voice| voice.position.is_some() && voice.address.is_none_or(|at| same(at, address)))
}

/// An institution may have several numbers at the bureau, and a hospital files at two fee tables: a yes of either is a yes.
fn one_bureau(offers: Vec<Offer<Fact>>) -> Vec<Offer<Fact>> {
    let (filed, mut rest): (Vec<_>, Vec<_>) =
        offers.into_iter().partition(|offer| offer.origin.source == Source::Filing);
    let promise = |offer: &Offer<Fact>| match offer.value.answer {
        Answer::Yes => 0,
        Answer::Consult => 1,
        Answer::Unknown => 2,
        Answer::No => 3,
    };
    rest.extend(filed.into_iter().min_by_key(|offer| (offer.stale, promise(offer), offer.key.clone())));
    rest
}

fn offer_of(fact: Fact, key: &str, stale: bool) -> Offer<Fact> {
    Offer { origin: fact.origin(), value: fact, key: key.to_owned(), stale }
}

fn said(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.is_empty()).map(str::to_owned)
}

/// Adds services; one that another source names under the same number and code is the same, whatever it is called.
fn add_services(services: &mut Vec<Service>, others: &[Service]) {
    for other in others {
        let same = |known: &Service| known.number == other.number && known.code == other.code && !other.code.is_empty();
        if !services.iter().any(|known| same(known) || known == other) {
            services.push(other.clone());
        }
    }
}

/// In order, each once.
pub(super) fn tidy_identifiers(identifiers: &mut Vec<Identifier>) {
    identifiers.sort_unstable();
    identifiers.dedup();
}

/// The field as it stands in `provenance` and `replaced`.
pub(super) const fn field_id(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::NameKana => "name_kana",
        Field::Address => "address",
        Field::Position => "position",
        Field::Phone => "phone",
        Field::Fax => "fax",
        Field::Url => "url",
        Field::Beds => "beds",
        Field::Services => "services",
        Field::Specialties => "specialties",
        Field::Group => "group",
        Field::Kind => "kind",
        Field::Closed => "closed",
    }
}

/// 「60床（一般 40、療養 20）」.
pub(super) fn show_beds(beds: &Beds) -> String {
    let kinds: Vec<String> = beds.by_kind.iter().map(|(kind, beds)| format!("{kind} {beds}")).collect();
    if kinds.is_empty() {
        format!("{}床", beds.total)
    } else {
        format!("{}床（{}）", beds.total, kinds.join("、"))
    }
}

/// The answer as a sign.
pub(super) const fn show_answer(answer: Answer) -> &'static str {
    match answer {
        Answer::Yes => "○",
        Answer::Consult => "△",
        Answer::No => "×",
        Answer::Unknown => "—",
    }
}

/// 「△（看取りのみ）」.
pub(super) fn show_fact(fact: &Fact) -> String {
    let symbol = show_answer(fact.answer);
    fact.condition.as_ref().map_or_else(|| symbol.to_owned(), |condition| format!("{symbol}（{condition}）"))
}
