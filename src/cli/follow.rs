//! A running server follows the store: edits and imports of other processes are shown a second after they ended.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use arc_swap::ArcSwap;
use tokio::task::JoinHandle;

use crate::domain::audit::SERVER;
use crate::editing::MOST_CHANGED;
use crate::http::{Accounts, Services, Shown, SourceCount};
use crate::storage::Store;

use super::{cases, snapshot};

/// How often the store is asked whether another process changed it.
const POLL: Duration = Duration::from_secs(1);
/// How often old cases are looked for, in seconds.
const DAY: i64 = 86_400;

/// What a server follows with.
#[derive(Clone)]
pub(super) struct Follower {
    pub(super) store: Store,
    pub(super) accounts: Arc<Accounts>,
    pub(super) data: PathBuf,
    pub(super) services: Services,
    pub(super) shown: Arc<Shown>,
    pub(super) sources: Arc<ArcSwap<Vec<SourceCount>>>,
}

impl Follower {
    /// Follows until it is stopped.
    pub(super) async fn run(self) {
        let mut building: Option<Building> = None;
        let mut purged: Option<i64> = None;
        loop {
            tokio::time::sleep(POLL).await;
            if building.as_ref().is_some_and(|building| building.0.is_finished()) {
                building = None;
            }
            self.look_for_accounts().await;
            let now = (self.services.now)().as_second();
            if let Err(error) = self.services.requests.catch_up(&self.store, &self.services.policy, now).await {
                tracing::warn!(%error, "recent requests cannot be read");
            }
            if purged.is_none_or(|at| now - at >= DAY) {
                purged = Some(now);
                self.purge().await;
            }
            let shown = self.shown.whole();
            let current = match self.store.revision().await {
                Ok(current) => current,
                Err(error) => {
                    tracing::warn!(%error, "the store's revision cannot be read");
                    continue;
                }
            };
            // Edits are shown at once; a new directory is built beside the old one, which goes on showing them meanwhile.
            if let Err(error) = self.shown.catch_up().await {
                tracing::warn!(%error, "edits cannot be read");
            }
            let is_due = current != shown.revision() || shown.changed() > MOST_CHANGED;
            if is_due && building.is_none() {
                building = Some(Building(tokio::spawn(self.clone().rebuild())));
            }
        }
    }

    /// From the first account on the table of who sees what holds; people are told that they can sign in once it does.
    async fn look_for_accounts(&self) {
        if !self.shown.is_guarded() {
            match self.store.has_accounts().await {
                Ok(true) => {}
                Ok(false) => return,
                Err(error) => return tracing::warn!(%error, "whether there are accounts cannot be read"),
            }
            if let Err(error) = self.shown.guard().await {
                return tracing::error!(%error, "the table of who sees what cannot be laid over the directory");
            }
            tracing::info!("there is an account now: fields are shown by the table of who sees what");
        }
        if let Err(error) = self.accounts.exist(&self.store).await {
            tracing::warn!(%error, "whether there are accounts cannot be read");
        }
    }

    /// Old cases go once a day; a server that could not delete them tries again the next day.
    async fn purge(&self) {
        match cases::purge(&self.store, SERVER).await {
            Ok(0) => {}
            Ok(deleted) => tracing::info!(deleted, "old cases were deleted"),
            Err(error) => tracing::warn!(%error, "old cases cannot be deleted"),
        }
    }

    async fn rebuild(self) {
        if let Err(error) = self.show_anew().await {
            tracing::error!(error = format!("{error:#}"), "the new directory cannot be loaded");
        }
    }

    async fn show_anew(&self) -> anyhow::Result<()> {
        let directory = snapshot::directory(&self.store, &self.data, &self.services.gazetteer).await?;
        let directory = tokio::task::spawn_blocking(move || {
            directory.draw_land();
            directory
        })
        .await?;
        let directory = self.shown.replace(directory).await?;
        tracing::info!(revision = directory.revision(), facilities = directory.len(), "new directory");
        self.sources.store(Arc::new(self.store.source_summary().await?));
        Ok(())
    }
}

/// A running building; it ends with whoever follows.
struct Building(JoinHandle<()>);

impl Drop for Building {
    fn drop(&mut self) {
        self.0.abort();
    }
}
