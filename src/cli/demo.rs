//! Filling an empty store with the fictional demonstration town.

use jiff::Timestamp;

use crate::demo;
use crate::geocode::Gazetteer;
use crate::intake::{self, Progress, Stage};
use crate::storage::Store;

use super::open;

struct Silent;

impl Progress for Silent {
    fn files(&mut self, _: usize) {}
    fn file_done(&mut self, _: &str) {}
    fn stage(&mut self, _: Stage) {}
}

/// Puts the demonstration town into a store that holds nothing. A store with anything in it is left alone.
pub(super) async fn fill(store: &Store) -> anyhow::Result<()> {
    let summary = store.source_summary().await?;
    if !summary.is_empty() {
        tracing::info!("the store is not empty: the demonstration town is not added");
        return Ok(());
    }
    let gazetteer = tokio::task::spawn_blocking(Gazetteer::embedded).await?;
    let records = demo::town(&gazetteer);
    let report = intake::store_records(store, "demonstration town", &records, Timestamp::now()).await?;
    let join = intake::rejoin(store, &open::filing_rules()?, &gazetteer, &mut Silent).await?;
    tracing::info!(records = report.new, facilities = join.facilities, "the demonstration town is in");
    Ok(())
}
