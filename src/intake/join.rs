//! All records become facilities anew; what came out differently is written.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_64;

use crate::domain::Facility;
use crate::domain::filings::FilingRules;
use crate::domain::record::{RecordBody, SourceRecord};
use crate::geocode::Gazetteer;
use crate::reconcile::{Knowledge, LinkReport, Precedence, Reconciled, reconcile};
use crate::storage::Store;

use super::place::{self, PlacementReport};
use super::{IntakeError, Progress, Stage, review};

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
    /// Records about which a person has to decide.
    pub doubts: u64,
}

/// By what records become facilities: the meaning of filings, the precedence of sources, and where addresses lie.
pub struct Joining {
    /// Filing symbols and what they mean.
    pub rules: FilingRules,
    /// Which source stands in a field when several speak of it.
    pub precedence: Precedence,
    /// Where addresses lie.
    pub gazetteer: Arc<Gazetteer>,
    /// Changes with the rules, the gazetteer and the code that joins; facilities joined under another one are made anew.
    pub fingerprint: String,
}

impl Joining {
    /// Joins everything the store holds, unless that was done already: after an import, after one that was cut short, and
    /// after a new version of this program with other rules. The caller holds the import lock.
    ///
    /// # Errors
    /// When the store fails; then the facilities are as before.
    pub async fn join_if_needed(
        &self,
        store: &Store,
        progress: &mut dyn Progress,
    ) -> Result<Option<JoinReport>, IntakeError> {
        if store.is_joined(&self.fingerprint).await? { Ok(None) } else { self.join(store, progress).await.map(Some) }
    }

    /// The facilities that the records make, by identifier, each as the hash of the JSON that would be stored. Nothing is written.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn expected(&self, store: &Store) -> Result<HashMap<String, u64>, IntakeError> {
        let (reconciled, _) = self.make(store).await?;
        let hashed =
            |facility: Facility| Ok((facility.id.clone(), xxh3_64(serde_json::to_string(&facility)?.as_bytes())));
        reconciled.facilities.into_iter().map(hashed).collect()
    }

    /// Makes facilities of all records and places them.
    async fn make(&self, store: &Store) -> Result<(Reconciled, PlacementReport), IntakeError> {
        let mut records = store.records().await?;
        let places: Vec<SourceRecord> =
            records.extract_if(.., |record| matches!(record.body, RecordBody::Places(_))).collect();
        let (editions, corrected) = (store.whole_editions().await?, store.corrected_values().await?);
        let decisions = review::for_joining(store.decisions().await?);
        let knowledge = Knowledge {
            rules: &self.rules,
            precedence: &self.precedence,
            decisions: &decisions,
            editions: &editions,
            corrected: &corrected,
        };
        let mut reconciled = reconcile(records, &knowledge, |address| place::locate(&self.gazetteer, address));
        let placement = place::place_all(&mut reconciled.facilities, &self.gazetteer, &places);
        Ok((reconciled, placement))
    }

    async fn join(&self, store: &Store, progress: &mut dyn Progress) -> Result<JoinReport, IntakeError> {
        progress.stage(Stage::Joining);
        let mark = store.join_mark(&self.fingerprint).await?;
        let (reconciled, placement) = self.make(store).await?;
        progress.stage(Stage::Writing);
        let mut before = store.facility_hashes().await?;
        let mut report = JoinReport {
            facilities: reconciled.facilities.len() as u64,
            links: reconciled.links,
            placement,
            doubts: reconciled.doubts.len() as u64,
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
        writer.doubts(&review::for_storing(&reconciled.doubts)?).await?;
        writer.corrected(&reconciled.corrected).await?;
        report.revision = writer.finish(&mark).await?;
        Ok(report)
    }
}
