//! The records that make up a facility, with the versions before.

use serde::Serialize;

use crate::domain::facility::Link;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::domain::statement::Correction;
use crate::domain::{Facility, Source};
use crate::import::difference;
use crate::reconcile::speaks_of;
use crate::storage::{Store, StoreError, Version};

use super::IntakeError;

/// One record of a facility.
#[derive(Debug, Clone, Serialize)]
pub struct RecordHistory {
    /// The source.
    pub source: Source,
    /// Its key there.
    pub key: String,
    /// How it was linked, where not by its number.
    pub link: Option<Link>,
    /// Its versions, the newest first.
    pub versions: Vec<VersionStory>,
}

/// One version, and what it said otherwise than the one before.
#[derive(Debug, Clone, Serialize)]
pub struct VersionStory {
    /// Edition, file and run.
    #[serde(flatten)]
    pub version: Version,
    /// The name it gives.
    pub name: String,
    /// The address it gives.
    pub address: String,
    /// What was put right, why and by whom, where the record is a correction.
    pub correction: Option<Box<Correction>>,
    /// What it says otherwise than the version before; nothing where it only confirmed it, or is the first.
    pub changed: Vec<&'static str>,
}

/// The facility of an identifier, and its records.
///
/// # Errors
/// When the store fails or holds something unreadable.
pub async fn of_facility(store: &Store, id: &str) -> Result<Option<(Facility, Vec<RecordHistory>)>, IntakeError> {
    let Some(body) = store.facility(id).await? else { return Ok(None) };
    let facility: Facility = serde_json::from_str(&body).map_err(|error| unreadable("facility", id, &error))?;
    let mut records = Vec::new();
    let corrections = corrections(store, &facility).await?;
    for (source, key) in names(&facility).into_iter().chain(corrections) {
        let versions = store.versions(source.id(), &key).await?;
        if !versions.is_empty() {
            let link = facility.links.iter().find(|link| link.source == source && link.key == key).cloned();
            let versions = tell(versions, &key)?;
            records.push(RecordHistory { source, key, link, versions });
        }
    }
    Ok(Some((facility, records)))
}

/// The corrections that speak of a facility: by its identifier, present or former, by its name, or because a person decided so.
async fn corrections(store: &Store, facility: &Facility) -> Result<Vec<(Source, String)>, IntakeError> {
    let decisions = store.decisions().await?;
    let records = store.records_of(Source::Correction).await?;
    let speaks = |record: &SourceRecord| {
        let RecordBody::Correction(correction) = &record.body else { return false };
        let decided = decisions.iter().any(|decision| {
            decision.same
                && decision.facility == facility.id
                && decision.source == record.source
                && decision.key == record.key
        });
        decided || speaks_of(facility, correction)
    };
    Ok(records.into_iter().filter(speaks).map(|record| (record.source, record.key)).collect())
}

/// The sources of 医療情報ネット that number their institutions alike.
const NAVII: [Source; 8] = [
    Source::NaviiHospital,
    Source::NaviiHospitalHours,
    Source::NaviiClinic,
    Source::NaviiClinicHours,
    Source::NaviiDental,
    Source::NaviiDentalHours,
    Source::NaviiPharmacy,
    Source::NaviiMaternityHome,
];

/// The records that a facility may be made of, by what it carries of their numbers; not all of them need exist.
fn names(facility: &Facility) -> Vec<(Source, String)> {
    let mut names: Vec<(Source, String)> = Vec::new();
    for identifier in &facility.identifiers {
        match identifier.system.as_str() {
            "navii_id" => names.extend(NAVII.map(|source| (source, identifier.value.clone()))),
            "insurance_institution" => names.push((Source::Filing, identifier.value.clone())),
            _ => {}
        }
    }
    let twin = facility.id.rsplit_once('-').map(|(_, twin)| twin).filter(|twin| twin.parse::<u32>().is_ok());
    for service in &facility.services {
        let key = format!("{}-{}", service.number, service.code);
        names.extend(twin.map(|twin| (Source::Kaigo, format!("{key}-{twin}"))));
        names.push((Source::Kaigo, key));
    }
    names.extend([Source::Demo, Source::Canonical].map(|source| (source, facility.id.clone())));
    names.extend(facility.links.iter().map(|link| (link.source, link.key.clone())));
    names.sort_unstable();
    names.dedup();
    names
}

fn tell(versions: Vec<Version>, key: &str) -> Result<Vec<VersionStory>, IntakeError> {
    let mut bodies: Vec<RecordBody> = Vec::with_capacity(versions.len());
    for version in &versions {
        let body = match (version.body.as_str(), bodies.last()) {
            ("", Some(later)) => later.clone(),
            (text, _) => serde_json::from_str(text).map_err(|error| unreadable("record_before", key, &error))?,
        };
        bodies.push(body);
    }
    let mut stories = Vec::with_capacity(versions.len());
    for (index, version) in versions.into_iter().enumerate() {
        let entry = difference::entry(key, &bodies[index]);
        let changed = bodies.get(index + 1).map(|before| differing(before, &bodies[index])).unwrap_or_default();
        let correction = match &bodies[index] {
            RecordBody::Correction(correction) => Some(correction.clone()),
            _ => None,
        };
        stories.push(VersionStory { version, name: entry.name, address: entry.address, correction, changed });
    }
    Ok(stories)
}

fn differing(before: &RecordBody, after: &RecordBody) -> Vec<&'static str> {
    let aspects = difference::aspects(before, after);
    let told = [
        (aspects.renamed, "name"),
        (aspects.moved, "address"),
        (aspects.beds, "beds"),
        (aspects.specialties, "specialties"),
        (aspects.services, "services"),
        (aspects.contact, "contact"),
        (aspects.hours, "hours"),
        (aspects.filings, "filings"),
        (before != after && !aspects.any(), "other"),
    ];
    told.into_iter().filter(|(differs, _)| *differs).map(|(_, what)| what).collect()
}

fn unreadable(table: &'static str, key: &str, error: &serde_json::Error) -> StoreError {
    StoreError::Unreadable { table, key: key.to_owned(), cause: error.to_string() }
}
