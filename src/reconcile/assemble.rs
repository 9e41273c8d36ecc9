//! One record becomes a facility, or adds to one.

use crate::domain::facility::{Field, Identifier};
use crate::domain::record::{FiledInstitution, FilingTable, ListedHours, Listing, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::{Facility, Kind, Level, Metres, Position, Source};

/// How far published coordinates are taken to be off, in metres: they point at a building or its entrance.
const PUBLISHED_ACCURACY: Metres = Metres(50.0);

/// A facility from a row of a list.
pub(super) fn from_listing(record: &SourceRecord, listing: Listing) -> Facility {
    let origin = Origin { source: record.source, as_of: record.edition };
    let mut facility = Facility::new(listing_id(record, &listing), listing.kind, listing.name, listing.address);
    facility.name_kana = listing.name_kana;
    facility.municipality = listing.municipality;
    facility.position =
        listing.at.map(|at| Position { at, level: Level::Point, accuracy: PUBLISHED_ACCURACY, source: record.source });
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
    facility.identifiers.sort_unstable();
    facility.identifiers.dedup();
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
    facility.provenance =
        present.into_iter().filter(|(_, present)| *present).map(|(field, _)| (field, origin)).collect();
    facility
}

/// A stable identifier: the office's number and kind for services, the list's own number otherwise.
fn listing_id(record: &SourceRecord, listing: &Listing) -> String {
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

/// Joins another service of the same office and kind; what the first record lacks, the second fills.
pub(super) fn add_service(facility: &mut Facility, other: Facility) {
    fn fill<T>(mine: &mut Option<T>, theirs: Option<T>) {
        if mine.is_none() {
            *mine = theirs;
        }
    }
    facility.services.extend(other.services);
    facility.services.sort_unstable_by(|a, b| (&a.code, &a.label).cmp(&(&b.code, &b.label)));
    facility.services.dedup();
    fill(&mut facility.name_kana, other.name_kana);
    fill(&mut facility.municipality, other.municipality);
    fill(&mut facility.position, other.position);
    fill(&mut facility.phone, other.phone);
    fill(&mut facility.fax, other.fax);
    fill(&mut facility.url, other.url);
    facility.identifiers.extend(other.identifiers);
    facility.identifiers.sort_unstable();
    facility.identifiers.dedup();
    for (field, origin) in other.provenance {
        facility.provenance.entry(field).or_insert(origin);
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
    let origin = Origin { source: record.source, as_of: record.edition };
    facility.provenance.insert(Field::Specialties, origin);
}

/// A facility that only its filings name.
pub(super) fn from_filings(record: &SourceRecord, institution: &FiledInstitution) -> Facility {
    let kind = match (institution.table, institution.hospital) {
        (FilingTable::Medical, true) => Kind::Hospital,
        (FilingTable::Medical, false) => Kind::Clinic,
        (FilingTable::Dental, _) => Kind::DentalClinic,
        (FilingTable::Pharmacy, _) => Kind::Pharmacy,
    };
    let id = format!("f-{}", record.key);
    let mut facility = Facility::new(id, kind, institution.name.as_str(), institution.address.as_str());
    let origin = Origin { source: record.source, as_of: record.edition };
    facility.provenance.insert(Field::Name, origin);
    facility.provenance.insert(Field::Address, origin);
    facility
}

/// What filings add to a facility besides capabilities: the institution number, telephone, FAX and beds.
pub(super) fn add_filed_fields(facility: &mut Facility, record: &SourceRecord, institution: &FiledInstitution) {
    let origin = Origin { source: record.source, as_of: record.edition };
    let identifier = Identifier { system: "insurance_institution".to_owned(), value: record.key.clone() };
    if !facility.identifiers.contains(&identifier) {
        facility.identifiers.push(identifier);
        facility.identifiers.sort_unstable();
    }
    if facility.phone.is_none() && institution.phone.is_some() {
        facility.phone.clone_from(&institution.phone);
        facility.provenance.insert(Field::Phone, origin);
    }
    if facility.fax.is_none() && institution.fax.is_some() {
        facility.fax.clone_from(&institution.fax);
        facility.provenance.insert(Field::Fax, origin);
    }
    if facility.beds.is_none() && institution.beds.is_some() {
        facility.beds.clone_from(&institution.beds);
        facility.provenance.insert(Field::Beds, origin);
    }
}
