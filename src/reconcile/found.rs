//! One record founds a facility: its identifier, its fields, their origin.

use xxhash_rust::xxh3::xxh3_64;

use crate::domain::facility::{Field, Identifier};
use crate::domain::record::{FiledInstitution, FilingTable, ListedHours, Listing, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::statement::Statement;
use crate::domain::text::fold;
use crate::domain::{Facility, Kind, LatLon, Level, Metres, Position, Source};

use super::merge::tidy_identifiers;

/// How far published coordinates are taken to be off, in metres: they point at a building or its entrance.
const PUBLISHED_ACCURACY: Metres = Metres(50.0);

/// A point that a source published.
pub(super) const fn published_point(at: LatLon, source: Source) -> Position {
    Position { at, level: Level::Point, accuracy: PUBLISHED_ACCURACY, source }
}

/// A facility from a row of a list, under the identifier that [`listing_id`] made of it.
pub(super) fn from_listing(record: &SourceRecord, id: String, listing: Listing) -> Facility {
    let mut facility = Facility::new(id, listing.kind, listing.name, listing.address);
    facility.name_kana = listing.name_kana;
    facility.municipality = listing.municipality;
    facility.position = listing.at.map(|at| published_point(at, record.source));
    facility.phone = listing.phone;
    facility.fax = listing.fax;
    facility.url = listing.url;
    facility.beds = listing.beds;
    facility.hours.consultation = listing.consultation;
    facility.services = listing.service.into_iter().collect();
    facility.identifiers = listing.identifiers;
    if record.source != Source::Kaigo {
        facility.identifiers.push(Identifier { system: "navii_id".to_owned(), value: record.key.clone() });
    }
    tidy_identifiers(&mut facility.identifiers);
    let present = [
        (Field::Name, true),
        (Field::NameKana, facility.name_kana.is_some()),
        (Field::Address, true),
        (Field::Position, facility.position.is_some()),
        (Field::Phone, facility.phone.is_some()),
        (Field::Fax, facility.fax.is_some()),
        (Field::Url, facility.url.is_some()),
        (Field::Beds, facility.beds.is_some()),
        (Field::Services, !facility.services.is_empty()),
    ];
    let origin = origin(record);
    facility.provenance =
        present.into_iter().filter(|(_, present)| *present).map(|(field, _)| (field, origin)).collect();
    facility
}

/// A stable identifier: the office's number and kind for services, the list's own number otherwise.
pub(super) fn listing_id(record: &SourceRecord, listing: &Listing) -> String {
    match &listing.service {
        Some(service) => {
            // Two different homes under one number and code: the importer numbers the second as `…-510-2`.
            let office = format!("k-{}-{}", service.number, listing.kind.id());
            match record.key.strip_prefix(&format!("{}-{}-", service.number, service.code)) {
                Some(twin) => format!("{office}-{twin}"),
                None => office,
            }
        }
        None => format!("n-{}", record.key),
    }
}

/// Adds specialties and their hours. Closures that the list itself names (nth weeks, holidays, year end) stay in force after them.
pub(super) fn add_hours(facility: &mut Facility, record: &SourceRecord, listed: ListedHours) {
    let mut calendar = listed.consultation;
    if let Some(closures) = facility.hours.consultation.take() {
        calendar.rules.extend(closures.rules);
        calendar.rest =
            [calendar.rest, closures.rest].into_iter().filter(|rest| !rest.is_empty()).collect::<Vec<_>>().join("；");
    }
    facility.hours.consultation = Some(calendar);
    facility.specialties = listed.specialties;
    facility.provenance.insert(Field::Specialties, origin(record));
}

/// A facility that only its filings name; its other fields come with its voice.
pub(super) fn from_filings(record: &SourceRecord, institution: &FiledInstitution) -> Facility {
    let kind = match (institution.table, institution.hospital) {
        (FilingTable::Medical, true) => Kind::Hospital,
        (FilingTable::Medical, false) => Kind::Clinic,
        (FilingTable::Dental, _) => Kind::DentalClinic,
        (FilingTable::Pharmacy, _) => Kind::Pharmacy,
    };
    named(format!("f-{}", record.key), kind, (&institution.name, &institution.address), record)
}

/// A facility that only a list of facilities without a number system of its own names. `None` where the row does not say of which
/// kind it is.
pub(super) fn from_statement(record: &SourceRecord, said: &Statement) -> Option<Facility> {
    let kind = *said.subject.kinds.first()?;
    let address = said.subject.address.as_deref().unwrap_or_default();
    Some(named(statement_id(record, said)?, kind, (&said.subject.name, address), record))
}

fn named(id: String, kind: Kind, (name, address): (&str, &str), record: &SourceRecord) -> Facility {
    let mut facility = Facility::new(id, kind, name, address);
    facility.provenance.insert(Field::Name, origin(record));
    facility.provenance.insert(Field::Address, origin(record));
    facility
}

/// `o-`, the list, and what stays the same from edition to edition: the institution's number (an office's with its kind), else a
/// hash of its name and address. `None` where the row does not say of which kind it is.
pub(super) fn statement_id(record: &SourceRecord, said: &Statement) -> Option<String> {
    let kind = *said.subject.kinds.first()?;
    let list = match record.source {
        Source::OpenDataMedical => "med".to_owned(),
        Source::OpenDataCare => "care".to_owned(),
        other => other.id().replace('_', "-"),
    };
    let number = |system: &str| {
        let known = said.subject.identifiers.iter().find(|identifier| identifier.system == system)?;
        let plain = !known.value.is_empty() && known.value.bytes().all(|b| b.is_ascii_alphanumeric());
        plain.then_some(known.value.as_str())
    };
    if let Some(number) = number("insurance_institution") {
        return Some(format!("o-{list}-{number}"));
    }
    if let Some(number) = number("kaigo_office") {
        return Some(format!("o-{list}-{number}-{}", kind.id()));
    }
    let address = said.subject.address.as_deref().unwrap_or_default();
    let words = format!("{}\u{1f}{}\u{1f}{}", kind.id(), fold(&said.subject.name), fold(address));
    Some(format!("o-{list}-{:016x}", xxh3_64(words.as_bytes())))
}

const fn origin(record: &SourceRecord) -> Origin {
    Origin { source: record.source, as_of: record.edition }
}
