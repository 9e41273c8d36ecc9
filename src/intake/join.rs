//! All records become facilities anew; what came out differently is written.

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::filings::FilingRules;
use crate::geocode::Gazetteer;
use crate::reconcile::{LinkReport, reconcile};
use crate::storage::Store;

use super::place::{self, PlacementReport};
use super::{IntakeError, Progress, Stage};

/// What joining changed.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct JoinReport {
    /// Facilities in all.
    pub facilities: u64,
    /// New or changed ones.
    pub written: u64,
    /// No longer described by any source.
    pub removed: u64,
    /// The store's revision afterwards.
    pub revision: i64,
    /// How filings found their institutions.
    pub links: LinkReport,
    /// How facilities were placed.
    pub placement: PlacementReport,
}

/// Joins everything the store holds and writes the difference.
///
/// # Errors
/// When the store fails; then the facilities are as before.
pub async fn rejoin(
    store: &Store,
    rules: &FilingRules,
    gazetteer: &Gazetteer,
    progress: &mut dyn Progress,
) -> Result<JoinReport, IntakeError> {
    progress.stage(Stage::Joining);
    let records = store.records().await?;
    let mut reconciled = reconcile(records, rules, |address| place::locate(gazetteer, address));
    let placement = place::place_all(&mut reconciled.facilities, gazetteer);
    progress.stage(Stage::Writing);
    let mut before = store.facility_hashes().await?;
    let mut report = JoinReport {
        facilities: reconciled.facilities.len() as u64,
        links: reconciled.links,
        placement,
        revision: store.revision().await?,
        ..JoinReport::default()
    };
    let mut writer = store.change_facilities().await?;
    for facility in reconciled.facilities {
        let body = serde_json::to_string(&facility)?;
        let hash = xxh3_64(body.as_bytes());
        if before.remove(&facility.id) != Some(hash) {
            report.written += 1;
            writer.put(facility.id, hash, body).await?;
        }
    }
    let mut removed: Vec<String> = before.into_keys().collect();
    removed.sort_unstable();
    report.removed = removed.len() as u64;
    writer.remove(&removed).await?;
    if report.written + report.removed > 0 {
        report.revision = writer.finish().await?;
    }
    Ok(report)
}
