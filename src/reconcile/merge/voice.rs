//! One record that speaks of a facility, in one form whatever its kind.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::domain::availability::{CoverDay, MonthAnswer};
use crate::domain::facility::{Beds, Capacity, Duty, Field, Hours, Identifier, Remark, Service, Vacancy};
use crate::domain::filings::FilingRules;
use crate::domain::hours::Calendar;
use crate::domain::municipality::MunicipalityCode;
use crate::domain::record::{FiledInstitution, Listing, SourceRecord};
use crate::domain::source::Origin;
use crate::domain::statement::Statement;
use crate::domain::{Capability, Facility, Fact, Position, Source};
use crate::reconcile::found::published_point;

/// What a record says. What is empty was not said.
pub(in crate::reconcile) struct Voice<'a> {
    pub(super) origin: Origin,
    pub(super) key: &'a str,
    /// Whether a newer edition of its source no longer has the record.
    pub(super) absent: bool,
    pub(super) name: Option<&'a str>,
    pub(super) name_kana: Option<&'a str>,
    pub(super) address: Option<&'a str>,
    pub(super) municipality: Option<MunicipalityCode>,
    pub(super) position: Option<Position>,
    pub(super) phone: Option<&'a str>,
    pub(super) fax: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    pub(super) beds: Option<&'a Beds>,
    pub(super) specialties: &'a [String],
    pub(super) services: Cow<'a, [Service]>,
    pub(super) identifiers: Cow<'a, [Identifier]>,
    pub(super) facts: Cow<'a, [(Capability, Fact)]>,
    pub(super) consultation: Option<&'a Calendar>,
    pub(super) contact: Option<&'a Calendar>,
    pub(super) visiting: Option<&'a Calendar>,
    pub(super) capacity: Option<&'a Capacity>,
    pub(super) duties: &'a [Duty],
    pub(super) vacancies: &'a [Vacancy],
    pub(super) new_patients: &'a [MonthAnswer],
    pub(super) cover: &'a [CoverDay],
    pub(super) confirmed: Option<Origin>,
    pub(super) remarks: &'a [Remark],
    /// Origins of its own by field, where the record is itself a joined facility.
    provenance: Option<&'a BTreeMap<Field, Origin>>,
}

impl<'a> Voice<'a> {
    fn new(record: &'a SourceRecord, absent: bool) -> Self {
        Self {
            origin: Origin { source: record.source, as_of: record.edition },
            key: &record.key,
            absent,
            name: None,
            name_kana: None,
            address: None,
            municipality: None,
            position: None,
            phone: None,
            fax: None,
            url: None,
            beds: None,
            specialties: &[],
            services: Cow::default(),
            identifiers: Cow::default(),
            facts: Cow::default(),
            consultation: None,
            contact: None,
            visiting: None,
            capacity: None,
            duties: &[],
            vacancies: &[],
            new_patients: &[],
            cover: &[],
            confirmed: None,
            remarks: &[],
            provenance: None,
        }
    }

    /// Another row of a list about the same facility.
    pub(in crate::reconcile) fn of_listing(record: &'a SourceRecord, listing: &'a Listing, absent: bool) -> Self {
        Self {
            name: Some(&listing.name),
            name_kana: listing.name_kana.as_deref(),
            address: Some(&listing.address),
            municipality: listing.municipality,
            position: listing.at.map(|at| published_point(at, record.source)),
            phone: listing.phone.as_deref(),
            fax: listing.fax.as_deref(),
            url: listing.url.as_deref(),
            beds: listing.beds.as_ref(),
            services: Cow::Owned(listing.service.iter().cloned().collect()),
            identifiers: Cow::Borrowed(&listing.identifiers),
            consultation: listing.consultation.as_ref(),
            ..Self::new(record, absent)
        }
    }

    /// The filings of an institution, and what they mean.
    pub(in crate::reconcile) fn of_filings(
        record: &'a SourceRecord,
        filed: &'a FiledInstitution,
        rules: &FilingRules,
        absent: bool,
    ) -> Self {
        let number = Identifier { system: "insurance_institution".to_owned(), value: record.key.clone() };
        Self {
            name: Some(&filed.name),
            address: Some(&filed.address),
            phone: filed.phone.as_deref(),
            fax: filed.fax.as_deref(),
            beds: filed.beds.as_ref(),
            identifiers: Cow::Owned(vec![number]),
            facts: Cow::Owned(rules.facts(filed.table, filed.hospital, &filed.filings, record.edition)),
            ..Self::new(record, absent)
        }
    }

    /// What somebody says.
    pub(in crate::reconcile) fn of_statement(record: &'a SourceRecord, said: &'a Statement, absent: bool) -> Self {
        let subject = &said.subject;
        Self {
            // Who is meant is said in whatever words come to hand; only a list of facilities states names, addresses and numbers.
            name: said.founds.then_some(subject.name.as_str()),
            name_kana: said.name_kana.as_deref(),
            address: subject.address.as_deref().filter(|_| said.founds),
            municipality: subject.municipality.filter(|_| said.founds),
            position: said.at.map(|at| published_point(at, record.source)),
            // A roster prints the number of the day.
            phone: subject.phone.as_deref().filter(|_| said.founds || record.source == Source::Survey),
            fax: said.fax.as_deref(),
            url: said.url.as_deref(),
            beds: said.beds.as_ref(),
            specialties: &said.specialties,
            services: Cow::Borrowed(&said.services),
            identifiers: Cow::Borrowed(&subject.identifiers),
            facts: Cow::Borrowed(&said.facts),
            capacity: said.capacity.as_ref(),
            duties: &said.duties,
            vacancies: &said.vacancies,
            remarks: &said.remarks,
            ..Self::new(record, absent).with_hours(&said.hours)
        }
    }

    /// A facility in our own form that another source founded already.
    pub(in crate::reconcile) fn of_canonical(record: &'a SourceRecord, facility: &'a Facility) -> Self {
        Self {
            name: Some(&facility.name),
            name_kana: facility.name_kana.as_deref(),
            address: Some(&facility.address),
            municipality: facility.municipality,
            position: facility.position,
            phone: facility.phone.as_deref(),
            fax: facility.fax.as_deref(),
            url: facility.url.as_deref(),
            beds: facility.beds.as_ref(),
            specialties: &facility.specialties,
            services: Cow::Borrowed(&facility.services),
            identifiers: Cow::Borrowed(&facility.identifiers),
            facts: Cow::Borrowed(&facility.capabilities),
            capacity: facility.capacity.as_ref(),
            duties: &facility.duties,
            vacancies: &facility.vacancies,
            new_patients: &facility.new_patients,
            cover: &facility.cover,
            confirmed: facility.confirmed,
            remarks: &facility.remarks,
            provenance: Some(&facility.provenance),
            ..Self::new(record, false).with_hours(&facility.hours)
        }
    }

    const fn with_hours(mut self, hours: &'a Hours) -> Self {
        self.consultation = hours.consultation.as_ref();
        self.contact = hours.contact.as_ref();
        self.visiting = hours.visiting.as_ref();
        self
    }

    /// Who says a field.
    pub(super) fn origin_of(&self, field: Field) -> Origin {
        self.provenance.and_then(|provenance| provenance.get(&field)).copied().unwrap_or(self.origin)
    }
}
