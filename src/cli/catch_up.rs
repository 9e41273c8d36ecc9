//! Joining at the start of a server, where nobody watches a bar.

use crate::intake::{Joining, Progress, Stage};
use crate::storage::Store;

/// Tells nobody how it goes.
pub(super) struct Silent;

impl Progress for Silent {
    fn files(&mut self, _: usize) {}
    fn file_done(&mut self, _: &str) {}
    fn stage(&mut self, _: Stage) {}
}

/// Finishes what an import that was cut short, or one of an older version of this program, left undone.
pub(super) async fn catch_up(store: &Store, joining: &Joining) -> anyhow::Result<()> {
    if store.is_joined(&joining.fingerprint).await? {
        return Ok(());
    }
    tracing::info!("the records changed since they were joined, or the rules did; joining them now");
    let _alone = store.lock_imports().await?;
    joining.join_if_needed(store, &mut Silent).await?;
    Ok(())
}
